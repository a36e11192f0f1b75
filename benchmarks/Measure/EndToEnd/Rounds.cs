using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What a message cost in one run.</summary>
/// <param name="Time">Microseconds.</param>
/// <param name="Processor">Microseconds of all threads of this process.</param>
internal readonly record struct Cost(double Time, double Processor)
{
    public static async Task<Cost> OfAsync(int count, Func<Task> run)
    {
        using var process = Process.GetCurrentProcess();
        var (processor, begin) = (process.TotalProcessorTime, Stopwatch.GetTimestamp());
        await run();
        var time = Stopwatch.GetElapsedTime(begin);
        process.Refresh();
        return new(time.TotalMicroseconds / count, (process.TotalProcessorTime - processor).TotalMicroseconds / count);
    }
}

/// <summary>Interleaved rounds: each case once a round, so that what the machine does to one it does to all.</summary>
internal sealed class Rounds<T>(IReadOnlyList<T> cases)
    where T : notnull
{
    private readonly List<Dictionary<T, Cost>> _rounds = [];

    public async Task PlayAsync(int rounds, Func<T, Task<Cost>> run)
    {
        // The first warms up.
        for (var round = 0; round <= rounds; round++)
        {
            var costs = new Dictionary<T, Cost>();
            foreach (var it in cases)
                costs[it] = await run(it);
            if (round > 0)
                _rounds.Add(costs);
        }
    }

    public double Median(T what, Func<Cost, double> of) => Median(_rounds.Select(round => of(round[what])));

    /// <summary>The median of the ratios, round by round.</summary>
    public double Ratio(T what, T other, Func<Cost, double> of) => Median(_rounds.Select(round => of(round[what]) / of(round[other])));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }
}
