using System;
using System.Collections.Generic;
using System.Diagnostics.Tracing;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.Guarding;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What is left behind for the garbage collector.</summary>
internal static class Garbage
{
    private const int Size = 256;
    private const int Together = 64;
    private const int Rounds = 5;

    // Just below what the collector takes for large.
    private const int AlmostLarge = 80_000;

    public static async Task<IEnumerable<Figure>> RunAsync(string broker, int count)
    {
        // Once to have the code compiled for speed: before that it allocates more. Then how many messages go out with one write is up to the machine: the median counts.
        await EndToEndCases.RunAsync(broker);
        var runs = new List<Counted>();
        for (var round = 0; round < Rounds; round++)
            runs.AddRange(await EndToEndCases.RunAsync(broker));
        var counted = runs.GroupBy(static it => it.Name, static it => it.Value).ToDictionary(static it => it.Key, static it => it.Order().ElementAt(Rounds / 2));
        var small = Traffic.Body(Size);
        return
        [
            new("allocated for a small send", counted["send.octets"], "octets") { AtMost = 300 },
            new("allocated for a small message received, beyond its body", counted["receive.octets"], "octets") { AtMost = 350 },
            new("allocated for a send with its receipt", counted["send-with-receipt.octets"], "octets"),
            new("allocated for a message received and acknowledged, beyond its body", counted["receive-and-ack.octets"], "octets"),
            await CollectionsAsync("send", stomp => Traffic.SendAsync(stomp, "/sink", count, small, null, Together)),
            await CollectionsAsync("receive", stomp => Traffic.ReceiveAsync(stomp, count, Size)),
            await LargeAsync("send", stomp => Traffic.SendAsync(stomp, "/sink", 2_000, Traffic.Body(AlmostLarge), null, 4)),
            await LargeAsync("receive", stomp => Traffic.ReceiveAsync(stomp, 2_000, AlmostLarge)),
        ];

        async Task<Figure> CollectionsAsync(string what, Func<StompConnection, Task> run)
        {
            var before = 0;
            await WarmAsync(run, () => before = GC.CollectionCount(2));
            return new($"collections of the oldest generation behind a full one, {what}, {count:#,0} messages", GC.CollectionCount(2) - before, "") { AtMost = 0 };
        }

        async Task<Figure> LargeAsync(string what, Func<StompConnection, Task> run)
        {
            using var listener = new LargeObjects();
            await WarmAsync(run, listener.Forget);
            return new($"large objects allocated, {what}, 2,000 bodies of {AlmostLarge:#,0} octets", listener.Seen, "") { AtMost = 0 };
        }

        async Task WarmAsync(Func<StompConnection, Task> run, Action begin)
        {
            await using var stomp = await StompConnection.OpenAsync(Growth.Quiet(broker));
            await run(stomp);
            await Traffic.SettleAsync(stomp);
            // What was left of everything before is not this run's.
            GC.Collect();
            begin();
            await run(stomp);
            await Traffic.SettleAsync(stomp);
        }
    }

    /// <summary>The runtime tells of each allocation that is large: it is above what it samples by.</summary>
    private sealed class LargeObjects : EventListener
    {
        private int _seen;

        public int Seen => Volatile.Read(ref _seen);

        public void Forget() => Volatile.Write(ref _seen, 0);

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
                EnableEvents(eventSource, EventLevel.Verbose, (EventKeywords)1);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventName is { } name && name.StartsWith("GCAllocationTick", StringComparison.Ordinal)
                && eventData.PayloadNames!.IndexOf("AllocationKind") is >= 0 and var at && Convert.ToInt32(eventData.Payload![at], null) == 1)
            {
                Interlocked.Increment(ref _seen);
            }
        }
    }
}
