using System;
using System.Collections.Generic;
using System.Linq;

namespace Stomp.Benchmarks.Compare;

/// <summary>What the rounds of one case come to. A round in which the raw socket stayed below 80 % of its median is void for everybody.</summary>
internal sealed class Summary
{
    private const double Least = 0.8;

    private readonly Dictionary<string, List<Run>> _runs;

    public Summary(Case what, IEnumerable<Run> runs)
    {
        Case = what;
        var all = runs.Where(run => run.Case == what).ToList();
        var raw = all.Where(run => run.Contestant == Contestant.Raw).ToList();
        var median = Median(raw.Select(run => run.Result.PerSecond));
        var voided = raw.Where(run => run.Result.PerSecond < Least * median).Select(run => run.Round).ToHashSet();
        Void = voided.Count;
        Rounds = raw.Count - voided.Count;
        _runs = all.Where(run => !voided.Contains(run.Round)).GroupBy(run => run.Contestant).ToDictionary(group => group.Key, group => group.ToList());
    }

    public Case Case { get; }

    public int Rounds { get; }

    public int Void { get; }

    public IEnumerable<string> Contestants => _runs.Keys;

    public bool Has(string contestant) => _runs.ContainsKey(contestant);

    /// <summary>The median over the rounds of something measured.</summary>
    public double Of(string contestant, Func<Measured, double> what) =>
        _runs.TryGetValue(contestant, out var runs) ? Median(runs.Select(run => what(run.Result))) : double.NaN;

    public double Rate(string contestant) => Of(contestant, static result => result.PerSecond);

    /// <summary>The median of the ratios of rates, round by round.</summary>
    public double Ratio(string contestant, string other)
    {
        if (!_runs.TryGetValue(contestant, out var mine) || !_runs.TryGetValue(other, out var theirs))
            return double.NaN;
        var byRound = theirs.ToDictionary(run => run.Round, run => run.Result.PerSecond);
        return Median(mine.Where(run => byRound.ContainsKey(run.Round)).Select(run => run.Result.PerSecond / byRound[run.Round]));
    }

    /// <summary>The fastest of those who are neither ours nor raw sockets.</summary>
    public string? BestRival(string ours) =>
        _runs.Keys.Where(name => name != ours && !Contestant.IsRawName(name)).OrderByDescending(Rate).FirstOrDefault();

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN
            : sorted.Count % 2 == 1 ? sorted[sorted.Count / 2]
            : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
