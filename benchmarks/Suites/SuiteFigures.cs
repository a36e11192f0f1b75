using System.Collections.Generic;
using System.Linq;
using BenchmarkDotNet.Reports;
using Stomp.Benchmarks.Measure;

namespace Stomp.Benchmarks.Suites;

/// <summary>What the summaries say about what is aimed at.</summary>
internal sealed class SuiteFigures(IEnumerable<Summary> summaries)
{
    private readonly List<BenchmarkReport> _reports = [.. summaries.SelectMany(static summary => summary.Reports).Where(static report => report.Success)];

    public IEnumerable<Figure> All() =>
    [
        .. Of<BeatBenchmarks>().SelectMany(static report => Step("a step with one event and one effect", report, 100, 150)),
        .. Of<StepBenchmarks>().SelectMany(static report => Step($"a step: {Words(report.BenchmarkCase.Descriptor.WorkloadMethod.Name)}", report, null, null)),
        .. Of<ReplayBenchmarks>().Select(static report => new Figure(
            $"replay of a transcript: {Words(report.BenchmarkCase.Descriptor.WorkloadMethod.Name)}", 1e9 / Time(report), "events/s") { AtLeast = 100_000 }),
    ];

    private IEnumerable<BenchmarkReport> Of<T>() => _reports.Where(static report => report.BenchmarkCase.Descriptor.Type == typeof(T));

    private static IEnumerable<Figure> Step(string what, BenchmarkReport report, double? time, double? octets)
    {
        yield return new($"{what}, time", Time(report), "ns") { AtMost = time };
        yield return new($"{what}, allocated", report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? double.NaN, "octets") { AtMost = octets };
    }

    private static double Time(BenchmarkReport report) => report.ResultStatistics!.Median;

    /// <summary>The name of a method as words.</summary>
    private static string Words(string name) =>
        string.Concat(name.Select(static (letter, i) => char.IsUpper(letter) ? (i == 0 ? "" : " ") + char.ToLowerInvariant(letter) : letter.ToString()));
}
