using System;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>Heart-beats where something else goes on. The wire counts them.</summary>
[Collection(Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
[Trait("Row", "M40")]
public sealed class BeatTests
{
    private const int Intervals = 8;
    private static readonly TimeSpan Interval = Faulty.Second;

    /// <summary>
    /// In the first session the wire says that the broker has none, so none are sent, and the broker, who waits for them, hangs up. The sessions
    /// after it have them again.
    /// </summary>
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    public Task They_are_agreed_anew_from_the_configured_values() => Task.WhenAll(
        from kind in (Broker[])[Broker.RabbitMq, Broker.ActiveMq]
        from version in (StompVersion[])[StompVersion.V11, StompVersion.V12]
        select AssertAgreedAnewAsync(kind, version));

    private static async Task AssertAgreedAnewAsync(Broker kind, StompVersion version)
    {
        await using var wire = new Wire((await Real.SharedAsync(kind)).Port, (link, number) => link.ToClient.Rewrite = number == 0 ? SayNone : null);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire).WithVersions(version).WithHeartbeats(Interval, Interval));
        var none = stomp.Session().Session.Heartbeat;
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (none.Send, none.Receive));
        Assert.IsType<EndReason.ConnectionLost>((await stomp.LossAsync()).Cause);
        Assert.Equal(0, wire.Links[0].ToBroker.Beats);

        for (var session = 1; session <= 2; session++)
        {
            var opened = await stomp.ConnectedAsync();
            Assert.Equal((Interval, Interval), (opened.Session.Heartbeat.Send, opened.Session.Heartbeat.Receive));
            using var over = new CancellationTokenSource(Intervals * Interval);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.WaitForStateAsync(state => state != opened, over.Token));
            var link = wire.Links[session];
            Assert.Contains("heart-beat:1000,1000\n", Assert.Single(link.ToBroker.Frames), StringComparison.Ordinal);
            Assert.InRange(link.ToBroker.Beats, Intervals - 2, 3 * Intervals);
            Assert.InRange(link.ToClient.Beats, Intervals / 2, 3 * Intervals);
            var loss = stomp.LossAsync();
            link.Cut(reset: false);
            await loss;
        }
    }

    /// <summary>
    /// One body goes so slowly that its write takes many intervals; the broker takes it for life, and the client goes on listening. The heap of the
    /// tests' ActiveMQ has no room for 64 MiB, and RabbitMQ takes so long over them that one second would be too short for it.
    /// </summary>
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M12")]
    public Task They_outlive_a_long_write() => Task.WhenAll(
        AssertOutlivesAsync(Broker.RabbitMq, 64 << 20, 26), AssertOutlivesAsync(Broker.ActiveMq, 16 << 20, 104));

    private static async Task AssertOutlivesAsync(Broker kind, int size, int pause)
    {
        var interval = 3 * Interval;
        await using var broker = await Real.StartPrivateAsync(kind);
        await using var wire = new Wire(broker.Port, (link, _) => (link.ToBroker.Keeps, link.ToBroker.Pause) = (false, TimeSpan.FromMilliseconds(pause)));
        // the write takes longer than a receipt may: its clock starts when the frame is written
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire).WithHeartbeats(interval, interval) with { ReceiptTimeout = Intervals * interval });
        var opened = stomp.State;
        var (queue, body) = (Real.Queue(), new byte[size]);
        Random.Shared.NextBytes(body);
        var clock = Stopwatch.StartNew();
        await stomp.SendAsync(queue, body, Real.Receipted).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.InRange(clock.Elapsed, Intervals * interval, TimeSpan.MaxValue);
        Assert.Equal(opened, stomp.State);
        var link = Assert.Single(wire.Links);
        // the broker's own beats came all the while, before its RECEIPT
        Assert.InRange(link.ToClient.Text.Split('\0').Max(part => part.Length - part.TrimStart('\n').Length), Intervals / 3, int.MaxValue);

        // no beat got into the frame
        if (broker is RabbitMqBroker rabbit)
        {
            Assert.Contains($"\t{size}", await rabbit.ControlAsync("list_queues", "name", "message_bytes"), StringComparison.Ordinal);
            return;
        }

        await using var reader = await Real.OpenAsync(Real.OptionsFor(broker));
        await using var messages = await reader.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.True((await messages.NextAsync()).Body.Span.SequenceEqual(body));
    }

    private static void SayNone(Memory<byte> octets)
    {
        var found = octets.Span.IndexOf("heart-beat:1000,1000"u8);
        if (found >= 0)
            "heart-beat:0000,0000"u8.CopyTo(octets.Span[found..]);
    }
}

/// <summary>
/// Tests that load the processors, or bear no load: they run when nothing else does, after all others and one by one. Those of heart-beats on real
/// brokers belong here; what hardly costs anything asks both brokers at the same time.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>Heart-beats of a process that has no processor to spare.</summary>
[Collection(Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
public sealed class BeatsUnderLoadTests
{
    private const int Intervals = 10;
    private static readonly TimeSpan Interval = 2 * Faulty.Second;

    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task They_are_kept_while_all_processors_are_busy()
    {
        using var over = new CancellationTokenSource();
        var threads = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => Spin(over.Token)) { IsBackground = true }).ToList();
        // the pool, on which the connection's own work runs, is asked for much too
        var pool = Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => SpinInPoolAsync(over.Token)).ToList();
        threads.ForEach(thread => thread.Start());
        try
        {
            await Task.WhenAll(AssertKeptAsync(Broker.RabbitMq), AssertKeptAsync(Broker.ActiveMq));
        }
        finally
        {
            await over.CancelAsync();
            threads.ForEach(thread => thread.Join());
            await Task.WhenAll(pool);
        }
    }

    private static async Task AssertKeptAsync(Broker kind)
    {
        await using var wire = new Wire((await Real.SharedAsync(kind)).Port);
        await using var stomp = await Real.OpenAsync(Faulty.Through(wire).WithHeartbeats(Interval, Interval));
        var opened = stomp.State;
        using var enough = new CancellationTokenSource(Intervals * Interval);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.WaitForStateAsync(state => state != opened, enough.Token));
        var link = Assert.Single(wire.Links);
        Assert.InRange(link.ToBroker.Beats, Intervals - 2, 3 * Intervals);
        Assert.InRange(link.ToClient.Beats, Intervals / 2, 3 * Intervals);
    }

    private static void Spin(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
            Thread.SpinWait(1_000);
    }

    private static async Task SpinInPoolAsync(CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await Task.Yield();
            for (var until = Environment.TickCount64 + 5; Environment.TickCount64 < until;)
                Thread.SpinWait(1_000);
        }
    }
}
