using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.EndToEnd;

namespace Stomp.Benchmarks.Measure.Core;

/// <summary>
/// What steps of the core take as there is more of everything. The cases take turns of some milliseconds in one process: what the collector and the machine do
/// to one they do to the others.
/// </summary>
internal static class CoreGrowth
{
    private const int Operations = 8_192;
    private const int TurnsPerRound = 20;

    private static readonly Kind[] Kinds =
    [
        new("a message in the core, subscriptions:", [1, 10, 100, 1_000], static subscriptions => Script.Messages(Operations, subscriptions)),
        new("a send with its receipt in the core, pending receipts:", [1, 100, 10_000], static pending => Script.Pending(Operations, pending)),
    ];

    // What comes of a script stands here, so that it cannot be left out.
    private static object? _made;

    public static async Task<IEnumerable<Figure>> RunAsync(int rounds)
    {
        var figures = new List<Figure>();
        foreach (var kind in Kinds)
            figures.AddRange(await RunAsync(kind, rounds * TurnsPerRound));
        return figures;
    }

    private static async Task<IEnumerable<Figure>> RunAsync(Kind kind, int turns)
    {
        var played = new Rounds<int>(kind.Counts);
        await played.PlayAsync(turns, count => TurnAsync(kind.Make(count)));
        return kind.Counts.SelectMany(Told);

        IEnumerable<Figure> Told(int count)
        {
            yield return new($"{kind.What} {count}", played.Median(count, static cost => cost.Time * 1_000), "ns");
            if (count != kind.Counts[0])
                yield return new($"{kind.What} {count} against the least", played.Ratio(count, kind.Counts[0], static cost => cost.Time), "×") { AtMost = 1.3 };
        }
    }

    /// <summary>A life is lived once: states that were stepped before copy what they could append.</summary>
    private static Task<Cost> TurnAsync(Script script) => Cost.OfAsync(script.Operations, () =>
    {
        _made = script.Run();
        return Task.CompletedTask;
    });

    private sealed record Kind(string What, int[] Counts, Func<int, Script> Make);
}
