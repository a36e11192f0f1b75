using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>
/// A broker is killed while ten thousand sends wait for their receipts and ten thousand messages for their acknowledgement: nothing that was
/// confirmed is lost, and whatever comes twice is marked or was reported.
/// </summary>
[Trait("Row", "M27")]
[Trait("Row", "M40")]
[Trait("Row", "N03")]
[Trait("Row", "N06")]
public sealed class KilledBrokerTests(ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Pending = 1_000;

    // Brokers that write each of so many to their disks have to be waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>How many read messages are held before the oldest of them is acknowledged.</summary>
    private const int Held = 1_200;

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task What_was_confirmed_is_there_and_what_comes_twice_is_marked_or_was_reported(Broker kind)
    {
        // ActiveMQ forgets with its memory what it delivered, unless persistJMSRedelivered writes that to disk too; and it sends 200 ahead whatever the
        // prefetch, unless maxPageSize allows more. Its store need not wait for the disk at every message: what the system was given outlives the process.
        await using var broker = kind == Broker.ActiveMq
            ? await ActiveMqBroker.StartPrivateAsync(policy: "persistJMSRedelivered=\"true\" maxPageSize=\"1600\"")
            : await Real.StartPrivateAsync(kind);
        await using var wire = new Wire(broker.Port);
        var (work, sent) = (Real.Queue(), Real.Queue());
        // Without beats: RabbitMQ 3.10 watches them with a process that dies (unexpected_message,resume) when a publisher that it held back goes on, and the
        // link dies with it. Beats have tests of their own.
        var options = Faulty.Through(wire).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero) with { ReceiptTimeout = Patience, MaxUnreadMessages = 3 * Held };

        await using var stomp = await Real.OpenAsync(options);
        // A quorum queue of RabbitMQ 3.10 that is killed within half a second of its birth never finds its leader again. The broker then refuses what is sent to
        // it (basic.nack), which its own STOMP reader does not know: it dies, and the link with it.
        await (await stomp.SubscribeAsync(sent, AckMode.ClientIndividual, Subscription(kind), Real.Soon)).DisposeAsync();
        await Task.WhenAll(Enumerable.Range(0, Count).Select(i => stomp.SendAsync(work, $"work-{i}", Durable(kind)))).WaitAsync(Patience);
        var worker = await Worker.StartAsync(stomp, work, Subscription(kind));
        await worker.AcknowledgedAsync(100);

        // both under way on one connection; what goes out is slowed, or a fast broker has confirmed all before it can be stopped
        wire.Last.ToBroker.Most = 4 * 1024;
        wire.Last.ToBroker.Pause = TimeSpan.FromMilliseconds(5);
        var sends = Enumerable.Range(0, Count).Select(i => stomp.TrySendAsync(sent, $"send-{i}", Durable(kind))).ToList();
        await UntilAsync(() => sends.Count(send => send.IsCompleted) >= 100);
        var link = wire.Last;
        var loss = stomp.LossAsync();
        broker.Pause(); // so that what is pending can be counted before it dies
        link.ToBroker.Most = 64 * 1024;
        link.ToBroker.Pause = TimeSpan.Zero;
        await SettledAsync(() => link.ToClient.Count + link.ToBroker.Count);
        var receipts = sends.Count(send => !send.IsCompleted);
        var unacked = link.ToClient.FramesOf("MESSAGE").Count - link.ToBroker.FramesOf("ACK").Count;
        output.WriteLine($"at the kill {receipts} sends wait for their receipt, {unacked} messages were not acknowledged");
        Assert.InRange(receipts, Pending, Count);
        Assert.InRange(unacked, Pending, Count);
        Assert.InRange(link.ToBroker.FramesOf("SEND").Count - link.ToClient.FramesOf("RECEIPT").Count, Pending, 3 * Count);
        await broker.KillAsync();
        Assert.IsType<EndReason.ConnectionLost>((await loss).Cause);
        await broker.StartAsync();

        var outcomes = await Task.WhenAll(sends).WaitAsync(Patience);
        var byOutcome = outcomes.Select((outcome, i) => (Name: $"send-{i}", outcome)).ToLookup(pair => pair.outcome.GetType(), pair => pair.Name);
        output.WriteLine(string.Join(", ", byOutcome.Select(group => $"{group.Key.Name} {group.Count()}")));
        Assert.Equal(Count, byOutcome[typeof(Outcome.Confirmed)].Count() + byOutcome[typeof(Outcome.Unknown)].Count() + byOutcome[typeof(Outcome.NotSent)].Count());
        Assert.InRange(byOutcome[typeof(Outcome.Unknown)].Count(), 1, Count);
        var unknown = byOutcome[typeof(Outcome.Unknown)].ToDictionary(name => name, _ => 1);
        await SendAgainAsync(stomp, sent, kind, [.. unknown.Keys, .. byOutcome[typeof(Outcome.NotSent)]], unknown);

        worker.Release();
        await worker.AllSettledAsync(Count);
        await worker.QuietAsync();
        AssertMarked(worker.Seen);
        Assert.InRange(worker.Stale, 1, Count);

        // a second reader, with a session of its own
        await using var other = await Real.OpenAsync(Real.OptionsFor(broker));
        var reader = await Worker.StartAsync(other, sent, Subscription(kind));
        reader.Release();
        await reader.AllSettledAsync(Count);
        await reader.QuietAsync();
        var doubles = reader.Seen.GroupBy(seen => seen.Text).Where(group => group.Count() > 1).ToList();
        output.WriteLine($"{doubles.Count} sends arrived twice, {worker.Seen.Count - Count} messages were delivered twice");
        Assert.Equal(Enumerable.Range(0, Count).Select(i => $"send-{i}").Order(), reader.Seen.Select(seen => seen.Text).Distinct().Order());
        Assert.All(doubles, group => Assert.True(unknown.ContainsKey(group.Key) || group.Skip(1).All(seen => seen.Redelivered), group.Key));
        Assert.All(doubles, group => Assert.InRange(group.Count(), 2, 1 + unknown.GetValueOrDefault(group.Key, 1)));
        // The broker itself has nothing left: every acknowledgement took, in the end.
        foreach (var queue in (string[])[work, sent])
            await Witness.UntilAsync(async () => await (broker is RabbitMqBroker rabbit ? Witness.QuorumAsync(rabbit, queue) : Witness.MessagesAsync(broker, queue)) == 0, $"{queue} is empty");
        AssertMarked(worker.Seen);
    }

    /// <summary>
    /// What is not known, or was never sent, is sent once more, as its sender would, until all is confirmed. Once is not always enough: while a quorum queue of
    /// RabbitMQ that was killed has no leader yet, the broker refuses what is sent to it, and its STOMP reader dies of that with the link.
    /// </summary>
    private static async Task SendAgainAsync(StompConnection stomp, string queue, Broker kind, IReadOnlyCollection<string> names, Dictionary<string, int> unknown)
    {
        for (var patience = Stopwatch.StartNew(); names.Count > 0;)
        {
            Assert.True(patience.Elapsed < Patience, $"{names.Count} sends were not confirmed");
            await stomp.ConnectedAsync().WaitAsync(Patience);
            var outcomes = await Task.WhenAll(names.Select(async name => (Name: name, Outcome: await stomp.TrySendAsync(queue, name, Durable(kind))))).WaitAsync(Patience);
            foreach (var (name, _) in outcomes.Where(pair => pair.Outcome is Outcome.Unknown))
                unknown[name] = unknown.GetValueOrDefault(name) + 1;
            names = [.. outcomes.Where(pair => pair.Outcome is not Outcome.Confirmed).Select(pair => pair.Name)];
        }
    }

    private static void AssertMarked(IReadOnlyCollection<Seen> all)
    {
        var unmarked = all.GroupBy(seen => seen.Text).SelectMany(group => group.Skip(1)).Where(seen => !seen.Redelivered).ToList();
        Assert.True(unmarked.Count == 0, $"{unmarked.Count} messages came again without the mark, {unmarked.FirstOrDefault()} among them");
    }

    /// <summary>
    /// Without persistent both brokers lose what they hold. RabbitMQ's classic queues forget what they delivered, and with it the mark of what comes
    /// again; its quorum queues write that down.
    /// </summary>
    private static SendOptions Durable(Broker kind) => kind == Broker.RabbitMq ? Faulty.Persistent with { Headers = [.. Faulty.Persistent.Headers, .. Quorum] } : Faulty.Persistent;

    /// <summary>The prefetch lets the broker have more than a thousand messages under way.</summary>
    private static SubscribeOptions Subscription(Broker kind) => Real.Subscribed with { Prefetch = Held + 300, Headers = kind == Broker.RabbitMq ? Quorum : default };

    private static Headers Quorum => [new Header("x-queue-type", "quorum"), new Header("durable", "true"), new Header("auto-delete", "false")];

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var patience = Stopwatch.StartNew(); !condition();)
        {
            Assert.True(patience.Elapsed < Patience, "it did not come to that");
            await Task.Delay(1);
        }
    }

    /// <summary>What the broker sent before it stood still has arrived.</summary>
    private static async Task SettledAsync(Func<long> count)
    {
        for (var before = -1L; before != count();)
        {
            before = count();
            await Task.Delay(500);
        }
    }

    private sealed record Seen(string Text, bool Redelivered);

    /// <summary>Reads a queue and acknowledges every message, each when some newer ones were read.</summary>
    private sealed class Worker
    {
        private readonly ConcurrentQueue<Seen> _seen = new();
        private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
        private readonly ConcurrentDictionary<string, bool> _unknown = new();
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _stale;

        /// <summary>What became of the acknowledgements, for whoever asks why there are too few.</summary>
        private readonly ConcurrentDictionary<string, int> _kinds = new();

        /// <summary>All deliveries, in order.</summary>
        public IReadOnlyCollection<Seen> Seen => _seen;

        /// <summary>Acknowledgements that came too late for their session.</summary>
        public int Stale => Volatile.Read(ref _stale);

        public static async Task<Worker> StartAsync(StompConnection stomp, string queue, SubscribeOptions options)
        {
            var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, options, Real.Soon);
            var worker = new Worker();
            _ = Task.Run(() => worker.ReadAsync(messages));
            return worker;
        }

        /// <summary>From now on every message is acknowledged at once.</summary>
        public void Release() => _released.TrySetResult();

        public Task AcknowledgedAsync(int count) => UntilAsync(() => _acknowledged.Count >= count);

        /// <summary>
        /// Every message was acknowledged, and that was confirmed or is unknown: the broker may have carried out what it had no time to confirm, and then does
        /// not deliver the message again. That nothing is left is the broker's to say.
        /// </summary>
        public async Task AllSettledAsync(int count)
        {
            for (var patience = Stopwatch.StartNew(); _acknowledged.Count + _unknown.Keys.Count(text => !_acknowledged.ContainsKey(text)) < count; await Task.Delay(20))
                Assert.True(patience.Elapsed < Patience, $"{_acknowledged.Count} of {count} messages were acknowledged, {_seen.Count} read; {_seen.Select(s => s.Text).Distinct().Count()} distinct; {string.Join(" | ", _kinds)}");
        }

        /// <summary>Returns when nothing came for a while: what is to be seen twice was.</summary>
        public async Task QuietAsync()
        {
            for (var before = -1; before != _seen.Count;)
            {
                before = _seen.Count;
                await Task.Delay(1000);
            }
        }

        private async Task ReadAsync(StompSubscription messages)
        {
            var held = new Queue<StompMessage>();
            while (true)
            {
                var next = messages.Messages.ReadAsync().AsTask();
                if (await Task.WhenAny(next, _released.Task) != next || _released.Task.IsCompleted)
                {
                    while (held.TryDequeue(out var late))
                        _ = AcknowledgeAsync(late);
                }

                var message = await next;
                _seen.Enqueue(new(message.GetText(), message.IsRedelivered));
                held.Enqueue(message);
                if (held.Count > Held || _released.Task.IsCompleted)
                    _ = AcknowledgeAsync(held.Dequeue());
            }
        }

        private async Task AcknowledgeAsync(StompMessage message)
        {
            var outcome = await message.TryAckAsync(Real.Confirmed);
            if (outcome is Outcome.Confirmed) _acknowledged[message.GetText()] = true;
            if (outcome is Outcome.Unknown) _unknown[message.GetText()] = true;
            if (outcome is Outcome.Stale) Interlocked.Increment(ref _stale);
            _kinds.AddOrUpdate(outcome.ToString()!, 1, static (_, n) => n + 1);
        }
    }
}
