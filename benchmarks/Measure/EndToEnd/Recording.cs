using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What it costs to write a session down.</summary>
internal static class Recording
{
    private const int Size = 256;
    private const int Together = 64;

    // A broker that writes to its disk may be far behind.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly byte[] Body = Traffic.Body(Size);

    /// <summary>Against a peer that is faster than any broker.</summary>
    public static async Task<IEnumerable<Figure>> RunAsync(string broker, int count, int rounds) =>
    [
        .. await CompareAsync("send", broker, count, rounds, stomp => Traffic.SendAsync(stomp, "/sink", count, Body, null, Together), Traffic.SettleAsync),
        .. await CompareAsync("receive", broker, count, rounds, stomp => Traffic.ReceiveAsync(stomp, count, Size), Traffic.SettleAsync),
    ];

    /// <summary>Against a broker: sends to a queue, and reads it empty again.</summary>
    public static async Task<IEnumerable<Figure>> AtBrokerAsync(string broker, int count, int rounds)
    {
        var queue = FormattableString.Invariant($"/queue/stomp-measure-{Environment.ProcessId}");
        return
        [
            .. await CompareAsync("send to a broker", broker, count, rounds, SendAsync, after: DrainAsync),
            .. await CompareAsync("receive from a broker", broker, count, rounds, ReceiveAsync, before: FillAsync),
        ];

        async Task SendAsync(StompConnection stomp)
        {
            await Traffic.SendAsync(stomp, queue, count - 1, Body, null, Together);
            await stomp.SendAsync(queue, Body, Traffic.Receipted);
        }

        async Task ReceiveAsync(StompConnection stomp)
        {
            await using var subscription = await stomp.SubscribeAsync(queue);
            await Traffic.ReadAsync(subscription, count, Size, AckMode.Auto);
        }

        Task FillAsync() => WithAsync(SendAsync);

        Task DrainAsync() => WithAsync(ReceiveAsync);

        async Task WithAsync(Func<StompConnection, Task> run)
        {
            await using var stomp = await StompConnection.OpenAsync(Options(broker));
            await run(stomp);
        }
    }

    private static StompOptions Options(string broker) => Growth.Quiet(broker) with { ReceiptTimeout = Patience };

    private static async Task<IEnumerable<Figure>> CompareAsync(
        string what, string broker, int count, int rounds, Func<StompConnection, Task> run, Func<StompConnection, Task>? settle = null, Func<Task>? before = null, Func<Task>? after = null)
    {
        var folder = Directory.CreateTempSubdirectory("stomp-measure");
        var gaps = 0;
        try
        {
            var costs = new Rounds<bool>([false, true]);
            await costs.PlayAsync(rounds, async records =>
            {
                var file = Path.Combine(folder.FullName, Path.GetRandomFileName());
                await (before?.Invoke() ?? Task.CompletedTask);
                Cost cost;
                await using (var stomp = await StompConnection.OpenAsync(records ? Options(broker).WithRecording(file) : Options(broker)))
                {
                    cost = await Cost.OfAsync(count, async () =>
                    {
                        await run(stomp);
                        await (settle?.Invoke(stomp) ?? Task.CompletedTask);
                    });
                }

                foreach (var written in Directory.GetFiles(folder.FullName))
                {
                    gaps += File.ReadLines(written).Count(static line => line.Contains("\"gap\":", StringComparison.Ordinal));
                    File.Delete(written);
                }

                await (after?.Invoke() ?? Task.CompletedTask);
                return cost;
            });
            return
            [
                new($"{what} at {Size} octets", 1e6 / costs.Median(false, static cost => cost.Time), "messages/s"),
                new($"{what} at {Size} octets, recorded", 1e6 / costs.Median(true, static cost => cost.Time), "messages/s"),
                new($"{what}, recorded against not", 1 / costs.Ratio(true, false, static cost => cost.Time), "×") { AtLeast = 0.95 },
                new($"{what}, gaps in {rounds + 1} recordings", gaps, ""),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
