using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What a message costs as there is more of everything on its connection.</summary>
internal static class Growth
{
    private const int Size = 256;
    private const int Together = 256;

    private static readonly int[] SubscriptionCounts = [1, 10, 100, 1_000];
    private static readonly int[] PendingCounts = [1, 100, 10_000];

    public static async Task<IEnumerable<Figure>> SubscriptionsAsync(string broker, int count, int rounds)
    {
        // Each subscription gets as many.
        count -= count % SubscriptionCounts[^1];
        var costs = new Rounds<int>(SubscriptionCounts);
        await costs.PlayAsync(rounds, subscriptions => SpreadAsync(broker, count, subscriptions));
        return Figures("a message received, subscriptions:", SubscriptionCounts, costs);
    }

    public static async Task<IEnumerable<Figure>> ReceiptsAsync(string broker, int count, int rounds)
    {
        var costs = new Rounds<int>(PendingCounts);
        await costs.PlayAsync(rounds, pending => HoldAsync(broker, count, pending));
        return Figures("a send with its receipt, pending receipts:", PendingCounts, costs);
    }

    private static IEnumerable<Figure> Figures(string what, int[] cases, Rounds<int> costs)
    {
        foreach (var it in cases)
        {
            yield return new($"{what} {it}, time", costs.Median(it, static cost => cost.Time), "µs");
            yield return new($"{what} {it}, processor", costs.Median(it, static cost => cost.Processor), "µs");
            if (it != cases[0])
                yield return new($"{what} {it} against {cases[0]}", costs.Ratio(it, cases[0], static cost => cost.Time), "×") { AtMost = 1.3 };
        }
    }

    private static async Task<Cost> SpreadAsync(string broker, int count, int subscriptions)
    {
        await using var stomp = await StompConnection.OpenAsync(Quiet(broker));
        var destination = string.Create(CultureInfo.InvariantCulture, $"/spread/{count}/{Size}/{subscriptions}");
        var reading = new List<Task>();
        for (var i = 1; i < subscriptions; i++)
            reading.Add(ReadAsync(await stomp.SubscribeAsync(destination)));
        // The last one lets the messages go.
        return await Cost.OfAsync(count, async () =>
        {
            reading.Add(ReadAsync(await stomp.SubscribeAsync(destination)));
            await Task.WhenAll(reading);
        });

        Task ReadAsync(StompSubscription subscription) => Task.Run(() => Traffic.ReadAsync(subscription, count / subscriptions, Size, AckMode.Auto));
    }

    /// <summary>The peer holds so many receipts back; as many again as are sent at a time elsewhere are on their way.</summary>
    private static async Task<Cost> HoldAsync(string broker, int count, int pending)
    {
        await using var stomp = await StompConnection.OpenAsync(Quiet(broker));
        var (destination, body) = (string.Create(CultureInfo.InvariantCulture, $"/hold/{pending}"), Traffic.Body(Size));
        // One sender with so many tasks, the oldest of which it awaits: as many senders would be measured more than what they call.
        var sending = new Task[pending + Together];
        Array.Fill(sending, Task.CompletedTask);
        return await Cost.OfAsync(count, async () =>
        {
            for (var i = 0; i < count; i++)
            {
                await sending[i % sending.Length];
                sending[i % sending.Length] = stomp.SendAsync(destination, body, Traffic.Receipted);
            }

            // What is asked for elsewhere lets go what is held.
            await Traffic.SettleAsync(stomp);
            await Task.WhenAll(sending);
        });
    }

    internal static StompOptions Quiet(string broker) => StompOptions.For(broker).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero);
}
