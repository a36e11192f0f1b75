using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Stomp.Benchmarks.Measure;

namespace Stomp.Benchmarks.Compare;

/// <summary>The run as Markdown.</summary>
internal static class Report
{
    public static string Write(IReadOnlyList<Summary> summaries, IReadOnlyList<Contestant> contestants, Tournament tournament, Frame frame)
    {
        var ours = contestants.First(contestant => contestant.IsOurs).Name;
        var text = new StringBuilder();
        Line(text, $"# Performance");
        Line(text, $"");
        Line(text, $"Written by `{frame.Command}`. Every contestant ran every case once a round, one after the other, against the same peer over loopback; what counts is what the peer");
        Line(text, $"saw. Rates are medians over the rounds; ratios are medians of the ratios round by round. A round in which the raw socket fell below 80 % of its median is void.");
        Line(text, $"");
        Line(text, $"The raw socket that all are held against writes 256 KiB at a time, as the peer pours. Where it writes as much at a time as the product does it is faster, with large bodies by far: it has a row of its own.");
        Line(text, $"");
        Line(text, $"{Machine()}");
        Line(text, $"");
        Line(text, $"Versions: {string.Join("; ", frame.Versions)}.");
        if (frame.Settings is { } settings)
        {
            Line(text, $"");
            Line(text, $"What the product's side sets for the measurement, and an application has to ask for: {settings}.");
        }

        Line(text, $"");
        Line(text, $"![Messages a second]({frame.Chart})");
        Line(text, $"");
        Aims(text, [.. summaries.SelectMany(summary => Targets.Of(summary, ours)), .. frame.Figures.Where(static figure => figure.IsMet is not null).Select(static figure => figure.ToTarget())]);
        foreach (var mode in summaries.Select(summary => summary.Case.Mode).Distinct())
            Mode(text, mode, summaries.Where(summary => summary.Case.Mode == mode).ToList(), contestants, ours);
        if (frame.Figures.Count > 0)
            Others(text, frame.Figures);
        foreach (var ((name, what), reason) in tournament.Absent)
            Line(text, $"- {name} is missing from rounds of {what}: {reason.Split('\n')[^1]}");
        if (tournament.Absent.Count > 0)
            Line(text, $"");
        text.Append(frame.Notes);
        return text.ToString();
    }

    private static void Aims(StringBuilder text, IReadOnlyList<Target> targets)
    {
        Line(text, $"## Aims");
        Line(text, $"");
        Line(text, $"{targets.Count(target => target.IsMet)} of {targets.Count} are met.");
        Line(text, $"");
        Line(text, $"| case | aim | measured | |");
        Line(text, $"| --- | --- | --- | --- |");
        foreach (var target in targets)
            Line(text, $"| {target.What} | {target.Aim} | {target.Figure} | {(target.IsMet ? "met" : "**not met**")} |");
        Line(text, $"");
    }

    private static void Others(StringBuilder text, IReadOnlyList<Figure> figures)
    {
        Line(text, $"## Steps, growth, memory");
        Line(text, $"");
        Line(text, $"| what | measured |");
        Line(text, $"| --- | ---: |");
        foreach (var figure in figures)
            Line(text, $"| {figure.What} | {figure.Text} |");
        Line(text, $"");
    }

    private static void Mode(StringBuilder text, string mode, IReadOnlyList<Summary> summaries, IReadOnlyList<Contestant> contestants, string ours)
    {
        var isEcho = mode == "echo";
        Line(text, $"## {mode}");
        Line(text, $"");
        Line(text, $"{(isEcho ? "Microseconds there and back, median and 99 %, both ends on one core." : "Thousand messages a second; in brackets the ratios to the raw socket and to the best rival, processor seconds for a million messages, and the most memory resident in such a run.")} Rounds that count: {string.Join(", ", summaries.Select(summary => $"{summary.Rounds} of {summary.Rounds + summary.Void} at {summary.Case.Size} octets"))}.");
        Line(text, $"");
        Line(text, $"| | {string.Join(" | ", summaries.Select(summary => $"{summary.Case.Size} octets"))} |");
        Line(text, $"| --- |{string.Concat(Enumerable.Repeat(" ---: |", summaries.Count))}");
        foreach (var contestant in contestants.Where(contestant => contestant.Plays(mode)))
            Line(text, $"| {contestant.Name} | {string.Join(" | ", summaries.Select(summary => Cell(summary, contestant.Name, ours, isEcho)))} |");
        Line(text, $"");
    }

    private static string Cell(Summary summary, string name, string ours, bool isEcho)
    {
        if (!summary.Has(name))
            return "–";
        if (isEcho)
            return Text($"{summary.Of(name, static it => it.Median):0.0} / {summary.Of(name, static it => it.Percentile99):0.0}");
        var processor = summary.Of(name, static it => it.ProcessorSeconds / it.Count * 1e6);
        var memory = summary.Of(name, static it => it.PeakMemory / 1024);
        var rival = summary.BestRival(ours) is { } best ? Text($"{summary.Ratio(name, best):0.00} ×") : "–";
        return Text($"{summary.Rate(name) / 1000:0.#} ({summary.Ratio(name, Contestant.Raw):0.000} ×, {rival}, {processor:0.0} s, {memory:0} MiB)");
    }

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(": ")[^1]
            : null;
        return Text($"Machine: {model ?? "unknown processor"}, {Environment.ProcessorCount} cores, {System.Runtime.InteropServices.RuntimeInformation.OSDescription}; .NET {Environment.Version}; {DateTime.UtcNow:yyyy-MM-dd}.");
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
