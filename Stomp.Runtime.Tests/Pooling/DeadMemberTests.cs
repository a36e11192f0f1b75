using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>Members of pools over real brokers that died without a word: the wire between takes what comes and passes nothing on.</summary>
[Collection(Faults.Alone.Name)]
[Trait("Row", "M41")]
public sealed class DeadMemberTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Without beats only an answer tells a member that lives from one that does not; what the probe is, the wire has seen.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task One_that_does_not_answer_its_probe_is_not_lent(Broker broker)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var options = Real.OptionsFor(wire.Port).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero) with { DisconnectTimeout = Second };
        await using var pool = new StompPool(options, new() { Max = 2, ProbesBeforeLease = true, ProbeTimeout = 4 * Second });
        var first = await LendAsync(pool);
        Assert.Empty(wire.Last.ToBroker.FramesOf("BEGIN"));
        Assert.Same(first, await LendAsync(pool));
        var answered = Assert.Single(wire.Last.ToBroker.FramesOf("BEGIN"));
        Assert.Contains($"receipt-id:{ReceiptOf(answered)}\n", wire.Last.ToClient.Text, StringComparison.Ordinal);

        // the broker is asked, and its answer is lost
        wire.Last.ToClient.Swallows = true;
        await using var lease = await pool.RentAsync(Real.Soon);
        Assert.NotSame(first, lease.Connection);
        Assert.Equal(2, wire.Links.Count);
        var probes = wire.Links[0].ToBroker.FramesOf("BEGIN");
        Assert.Equal(2, probes.Count);
        Assert.DoesNotContain($"receipt-id:{ReceiptOf(probes[1])}\n", wire.Links[0].ToClient.Text, StringComparison.Ordinal);
        Assert.Equal(0, pool.Statistics.TimedOut);
        await lease.Connection.SendAsync(Real.Queue(), "over the other link", Real.Receipted, Real.Soon);
        Assert.Empty(wire.Links[0].ToBroker.FramesOf("SEND"));
        Assert.Single(wire.Links[1].ToBroker.FramesOf("SEND"));
    }

    /// <summary>With timers the loss is noticed before anybody asks; on a host that sleeps none fires, and only the look before the lease is left.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, true)]
    [InlineData(Broker.RabbitMq, false)]
    [InlineData(Broker.ActiveMq, true)]
    [InlineData(Broker.ActiveMq, false)]
    public async Task One_whose_last_octet_is_older_than_the_tolerance_is_not_lent(Broker broker, bool timersFire)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        // only the broker promises beats: else it would miss ours first, and hang up
        var time = new Sleepy();
        var options = Real.OptionsFor(wire.Port).WithHeartbeats(TimeSpan.Zero, Second) with { DisconnectTimeout = Second, TimeProvider = time };
        await using var pool = new StompPool(options, new() { Max = 2, IdleTimeout = TimeSpan.FromDays(1) });
        var (first, tolerance, clock) = (await LendAsync(pool), options.HeartbeatTolerance * Second, Stopwatch.StartNew());
        // one that beats is lent again, however long nothing else came
        await BrokerSockets.UntilAsync(() => wire.Last.ToClient.Beats >= 3 && clock.Elapsed > tolerance, () => $"{wire.Last.ToClient.Beats} beats came");
        Assert.Same(first, await LendAsync(pool));

        if (!timersFire)
            time.Sleep();
        wire.Last.Swallow();
        await BrokerSockets.UntilAsync(
            () => first.State is StompState.Closed || wire.Last.ToClient.Silence > tolerance + (Second / 2), () => $"silent for {wire.Last.ToClient.Silence}");
        Assert.True(timersFire || first.IsConnected);
        var renting = pool.RentAsync(Real.Soon);
        await BrokerSockets.UntilAsync(() => renting.IsCompleted || first.State is StompState.Closed, () => $"{first.State}");
        time.Wake();
        await using var lease = await renting;
        Assert.NotSame(first, lease.Connection);
        Assert.IsType<EndReason.HeartbeatTimedOut>(Assert.IsType<StompState.Closed>(first.State).Reason);
        Assert.Equal(2, wire.Links.Count);
        await lease.Connection.SendAsync(Real.Queue(), "over the other link", Real.Receipted, Real.Soon);
        Assert.Single(wire.Links[1].ToBroker.FramesOf("SEND"));
    }

    private static async Task<StompConnection> LendAsync(StompPool pool)
    {
        await using var lease = await pool.RentAsync(Real.Soon);
        return lease.Connection;
    }

    private static string ReceiptOf(string frame)
    {
        var from = frame.IndexOf("\nreceipt:", StringComparison.Ordinal);
        Assert.NotEqual(-1, from);
        return frame[(from + "\nreceipt:".Length)..].Split('\n')[0];
    }

    /// <summary>The system's time; what is due while it sleeps is due when it wakes.</summary>
    private sealed class Sleepy : TimeProvider
    {
        private volatile TaskCompletionSource _awake = new();

        public Sleepy() => Wake();

        public void Sleep() => _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Wake() => _awake.TrySetResult();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(
            async _ =>
            {
                await _awake.Task;
                callback(state);
            },
            null,
            dueTime,
            period);
    }
}
