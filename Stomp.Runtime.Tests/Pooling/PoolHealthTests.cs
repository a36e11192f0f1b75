using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Tests.EndToEnd;
using Xunit;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>What a pool looks at, and what it tells.</summary>
[Trait("Row", "M41")]
public sealed class PoolHealthTests
{
    /// <summary>Time jumps, no timer fires: only the look before the lease can find it.</summary>
    [Theory]
    [InlineData(10, true)]
    [InlineData(0, false)]
    public async Task A_broker_that_was_silent_for_too_long_is_found_at_the_lease(int beat, bool isReplaced)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var time = new Leap();
        var options = new StompOptions { TimeProvider = time }.WithTransport(broker.Transport).WithHeartbeats(TimeSpan.Zero, TimeSpan.FromSeconds(beat));
        await using var pool = new StompPool(options, new() { Max = 1, IdleTimeout = TimeSpan.FromDays(1), WaitTimeout = TimeSpan.FromDays(1) });
        StompConnection first;
        await using (var lease = await pool.RentAsync(Real.Soon))
            first = lease.Connection;
        await using (var lease = await pool.RentAsync(Real.Soon))
            Assert.Same(first, lease.Connection);
        time.Jump(TimeSpan.FromSeconds(26));
        await using var second = await pool.RentAsync(Real.Soon);
        Assert.Equal(isReplaced, !ReferenceEquals(first, second.Connection));
        Assert.Equal(isReplaced, first.State is StompState.Closed);
        Assert.True(second.Connection.IsConnected);
    }

    [Fact]
    public async Task A_lease_ends_once_and_then_says_so()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var pool = new StompPool(new StompOptions().WithTransport(broker.Transport), new() { Max = 1 });
        var first = await pool.RentAsync(Real.Soon);
        await first.DisposeAsync();
        await using var second = await pool.RentAsync(Real.Soon);
        // it is somebody else's now, and stays that
        await first.DisposeAsync();
        Assert.Equal(1, pool.Counts.Leased);
        var late = Assert.Throws<ObjectDisposedException>(() => first.Connection);
        Assert.StartsWith("The lease is over: its connection was given back to the pool", late.Message, StringComparison.Ordinal);
    }

    /// <summary>A loss counts, also when the lease comes back before the pool learnt of it otherwise.</summary>
    [Fact]
    public async Task What_was_lost_on_loan_is_a_loss()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var tap = new Tap();
        var options = StompOptions.For(broker.Uri.ToString()).WithTransport(tap);
        await using var pool = new StompPool(options, new() { Max = 1 });
        var lease = await pool.RentAsync(Real.Soon);
        var stomp = lease.Connection;
        await broker.DisposeAsync();
        await stomp.WaitForStateAsync(state => state is StompState.Closed, Real.Soon);
        await lease.DisposeAsync();
        await BrokerSockets.UntilAsync(() => pool.Counts.Members == 0, () => $"{pool.Counts}");
        var seen = Assert.Single(pool.Statistics.Endpoints);
        Assert.Equal((1, 0), (seen.Lost, seen.Closed));
    }

    /// <summary>Nobody watches the member here: only the lease can tell a loss from a connection that was left unclean, and is closed.</summary>
    [Fact]
    public async Task What_was_lost_on_loan_is_a_loss_because_the_lease_says_so()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var turns = new Unwatched();
        await using var pool = new StompPool(StompOptions.For(broker.Uri.ToString()) with { Turns = turns }, new() { Max = 1, WhenUnclean = WhenUnclean.Replace });
        var lease = await pool.RentAsync(Real.Soon);
        Assert.Equal(1, turns.Watches);
        await broker.DisposeAsync();
        await lease.Connection.WaitForStateAsync(state => state is StompState.Closed, Real.Soon);
        Assert.Equal((1, 0), (pool.Counts.Leased, Assert.Single(pool.Statistics.Endpoints).Lost));
        await lease.DisposeAsync();
        await BrokerSockets.UntilAsync(() => pool.Counts.Leased == 0, () => $"{pool.Counts}");
        await BrokerSockets.UntilAsync(() => pool.Statistics.Endpoints[0] is { Lost: > 0 } or { Closed: > 0 }, () => $"{pool.Statistics.Endpoints[0]}");
        var seen = Assert.Single(pool.Statistics.Endpoints);
        Assert.Equal((1, 0), (seen.Lost, seen.Closed));
    }

    /// <summary>The holder disposed nothing, and is told what is the case; what was given back is.</summary>
    [Fact]
    public async Task What_was_lost_on_loan_says_so_until_it_is_given_back()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var pool = new StompPool(StompOptions.For(broker.Uri.ToString()), new() { Max = 1 });
        var lease = await pool.RentAsync(Real.Soon);
        var stomp = lease.Connection;
        await broker.DisposeAsync();
        await BrokerSockets.UntilAsync(() => pool is { Statistics.Endpoints: [{ Lost: 1 }], Counts.Leased: 0 }, () => $"{pool.Counts}");
        // long enough for the pool to do with it what it would do
        for (var i = 0; i < 20; i++)
        {
            var outcome = await lease.Connection.TrySendAsync("/queue/a", "x", Real.Receipted, Real.Soon);
            Assert.IsType<EndReason.ConnectionLost>(Assert.IsType<Cause.SessionEnded>(Assert.IsType<Outcome.NotSent>(outcome).Cause).Reason);
            await Task.Delay(5);
        }

        await Assert.ThrowsAsync<StompNotSentException>(() => stomp.SendAsync("/queue/a", "x", Real.Receipted, Real.Soon));
        await lease.DisposeAsync();
        var soon = Real.Soon;
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            while (await stomp.TrySendAsync("/queue/a", "x", cancellationToken: soon) is Outcome.NotSent { Cause: Cause.SessionEnded })
                await Task.Delay(5, soon);
        });
    }

    [Fact]
    public async Task What_happens_is_counted_and_measured()
    {
        var told = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, one) =>
        {
            if (instrument.Meter.Name == "Stomp.Runtime")
                one.EnableMeasurementEvents(instrument);
        };
        // pools of other tests are told of as well
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value is "counted.example"))
                Add($"{instrument.Name} {tags[0].Value}");
        });
        listener.SetMeasurementEventCallback<double>((instrument, seconds, tags, _) =>
        {
            if (seconds is > 0.29 and < 5 && tags[0].Value is "timed-out")
                Add(instrument.Name);
        });
        listener.Start();
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var options = StompOptions.For("stomp://counted.example").WithTransport(broker.Transport);
        await using (var pool = new StompPool(options, new() { Max = 1, WaitTimeout = TimeSpan.FromSeconds(0.3) }))
        {
            await using var lease = await pool.RentAsync(Real.Soon);
            await Assert.ThrowsAsync<TimeoutException>(() => pool.RentAsync(Real.Soon));
            var statistics = pool.Statistics;
            Assert.Equal((1, 0, 1, 0, 0), (statistics.Leased, statistics.Returned, statistics.TimedOut, statistics.Cancelled, statistics.Refused));
            Assert.Equal(statistics.Waited, statistics.LongestWait);
            var seen = Assert.Single(statistics.Endpoints);
            Assert.Equal(("counted.example", 1, 1, 0), (seen.Endpoint.Host, seen.Attempts, seen.Opened, seen.Failed));
        }

        lock (told)
        {
            Assert.Contains("stomp.pool.connections opened", told);
            Assert.Contains("stomp.pool.connections closed", told);
            Assert.Contains("stomp.pool.wait", told);
        }

        void Add(string what)
        {
            lock (told)
                told.Add(what);
        }
    }

    [Fact]
    public async Task Credentials_are_asked_for_with_every_member()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var asked = 0;
        var options = new StompOptions().WithTransport(broker.Transport).WithCredentials(_ => new(new StompCredentials("me", $"{Interlocked.Increment(ref asked)}")));
        await using var pool = new StompPool(options, new() { Min = 2, Max = 3 });
        var leases = new List<StompLease>();
        for (var i = 0; i < 3; i++)
            leases.Add(await pool.RentAsync(Real.Soon));
        Assert.Equal(3, asked);
        foreach (var lease in leases)
            await lease.DisposeAsync();
    }

    /// <summary>What a pool begins for a member that was opened is its watch, and is left out.</summary>
    private sealed class Unwatched : Turns
    {
        public int Watches { get; private set; }

        public override Task Run(Func<Task> work)
        {
            if (!work.Method.Name.Contains("TakeOpened", StringComparison.Ordinal))
                return base.Run(work);
            Watches++;
            return Task.CompletedTask;
        }
    }

    /// <summary>The system's time, which can leap; timers do not notice.</summary>
    private sealed class Leap : TimeProvider
    {
        private long _leapt;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _leapt, by.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));

        public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _leapt);
    }
}
