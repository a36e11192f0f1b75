using System.Collections.Generic;
using System.Globalization;

namespace Stomp.Benchmarks.Compare;

/// <summary>One line of what is aimed at beside what was measured.</summary>
/// <param name="What">The case and the measure.</param>
/// <param name="Aim">At least, or at most, so much.</param>
/// <param name="Figure">What was measured.</param>
/// <param name="IsMet">Whether it reaches the aim.</param>
internal sealed record Target(string What, string Aim, string Figure, bool IsMet);

/// <summary>What the product aims at, as ratios within one run.</summary>
internal static class Targets
{
    public static IEnumerable<Target> Of(Summary summary, string ours)
    {
        var (mode, size) = summary.Case;
        var rival = summary.BestRival(ours);
        if (AgainstRival(mode, size) is { } times && rival is not null)
            yield return AtLeast($"{summary.Case} against the best rival ({rival})", times, summary.Ratio(ours, rival));
        if (AgainstRaw(mode, size) is { } part)
            yield return AtLeast($"{summary.Case} against the raw socket", part, summary.Ratio(ours, Contestant.Raw));
        if (mode != "echo")
            yield break;
        yield return AtMost("echo, median, against the raw socket", 1.5, summary.Of(ours, static it => it.Median) / summary.Of(Contestant.Raw, static it => it.Median));
        yield return AtMost("echo, 99 %, against the raw socket", 3, summary.Of(ours, static it => it.Percentile99) / summary.Of(Contestant.Raw, static it => it.Percentile99));
    }

    private static double? AgainstRival(string mode, int size) => (mode, size) switch
    {
        ("send", 16 or 256) => 6,
        ("send", 4096) => 3,
        ("send", 65536) => 0.9,
        ("receive", 16 or 256 or 4096) => 1.8,
        ("receive", 65536) => 0.65,
        ("ack" or "receipt", 16 or 256) => 5,
        ("ack" or "receipt", 4096) => 2,
        _ => null,
    };

    private static double? AgainstRaw(string mode, int size) => (mode, size) switch
    {
        ("send", 256) => 0.12,
        ("receive", 256) => 0.20,
        ("send" or "receive", 4096) => 0.45,
        ("send" or "receive", 65536) => 0.75,
        _ => null,
    };

    private static Target AtLeast(string what, double aim, double figure) => new(what, Text("at least ", aim), Text("", figure), figure >= aim);

    private static Target AtMost(string what, double aim, double figure) => new(what, Text("at most ", aim), Text("", figure), figure <= aim);

    private static string Text(string words, double number) => words + number.ToString(number < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture) + " ×";
}
