using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>Connections that are lent. How many there are, the broker says.</summary>
public sealed class PoolTests
{
    [Fact]
    public async Task Many_share_a_few_connections_and_nobody_shares_one()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var pool = new StompPool(OptionsFor(broker), new() { Max = 3 });
        var lent = new HashSet<StompConnection>();
        var most = 0;
        // it grows while somebody waits: nobody gives back before all three are lent
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            await using var lease = await pool.RentAsync(Real.Soon);
            lock (lent)
            {
                Assert.True(lent.Add(lease.Connection), "lent twice");
                most = Math.Max(most, lent.Count);
                if (most == 3)
                    all.TrySetResult();
            }

            await all.Task.InTimeAsync();
            await lease.Connection.SendAsync("/queue/many", $"{i}", Real.Receipted, Real.Soon);
            Assert.InRange((await broker.GetStateAsync()).LinkCount, 1, 3);
            lock (lent)
                lent.Remove(lease.Connection);
        })).InTimeAsync();
        Assert.Equal(3, most);
        Assert.Equal(60, (await broker.GetStateAsync()).MessageCount);
    }

    [Fact]
    public async Task The_minimum_is_there_and_what_is_idle_goes()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using (var pool = new StompPool(OptionsFor(broker), new() { Min = 1, Max = 4, IdleTimeout = TimeSpan.FromMilliseconds(50) }))
        {
            await UntilAsync(async () => (await broker.GetStateAsync()).LinkCount == 1);
            var leases = new List<StompLease>();
            for (var i = 0; i < 4; i++)
                leases.Add(await pool.RentAsync(Real.Soon));
            Assert.Equal(4, (await broker.GetStateAsync()).LinkCount);
            foreach (var lease in leases)
                await lease.DisposeAsync();
            await UntilAsync(async () => (await broker.GetStateAsync()).LinkCount == 1);
            await UntilAsync(() => Task.FromResult(pool.Counts == new PoolCounts(0, 1, 0, 0, 0, 0)));
            Assert.Throws<ObjectDisposedException>(() => leases[0].Connection);
        }

        await UntilAsync(async () => (await broker.GetStateAsync()).LinkCount == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_with_something_left_open_is_replaced(bool transaction)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var pool = new StompPool(OptionsFor(broker), new() { Max = 1 });
        StompConnection first;
        await using (var lease = await pool.RentAsync(Real.Soon))
        {
            first = lease.Connection;
            await using (await first.SubscribeAsync("/queue/a", cancellationToken: Real.Soon))
            {
            }

            await using (await first.BeginAsync(cancellationToken: Real.Soon))
            {
            }

            var committed = await first.BeginAsync(cancellationToken: Real.Soon);
            await committed.CommitAsync(cancellationToken: Real.Soon);
        }

        await using (var lease = await pool.RentAsync(Real.Soon))
        {
            Assert.Same(first, lease.Connection);
            if (transaction)
                await first.BeginAsync(cancellationToken: Real.Soon);
            else
                await first.SubscribeAsync("/queue/a", cancellationToken: Real.Soon);
        }

        await using (var lease = await pool.RentAsync(Real.Soon))
        {
            Assert.NotSame(first, lease.Connection);
            Assert.IsType<StompState.Closed>(first.State);
            // the broker sees the end a moment later than the client
            await UntilAsync(async () => (await broker.GetStateAsync()).LinkCount == 1);
        }
    }

    [Fact]
    public async Task Waiting_ends_by_time_by_cancellation_and_with_the_pool()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var pool = new StompPool(OptionsFor(broker), new() { Max = 1, WaitTimeout = TimeSpan.FromSeconds(3), DrainTimeout = TimeSpan.FromMilliseconds(200) });
        var lease = await pool.RentAsync(Real.Soon);
        var late = await Assert.ThrowsAsync<TimeoutException>(() => pool.RentAsync(Real.Soon));
        Assert.Equal("No connection of the pool was free within 3 s.", late.Message);
        using var cancellation = new CancellationTokenSource();
        var cancelled = pool.RentAsync(cancellation.Token);
        await cancellation.CancelAsync();
        Assert.Equal(cancellation.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled)).CancellationToken);
        // nobody gives this one back
        await pool.DisposeAsync().AsTask().InTimeAsync();
        Assert.IsType<StompState.Closed>(lease.Connection.State);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RentAsync(Real.Soon));
        await pool.DisposeAsync();
        await lease.DisposeAsync();
    }

    [Fact]
    public async Task A_broker_that_is_away_is_tried_by_one_at_a_time_and_named_to_those_who_wait()
    {
        var away = new Away();
        await using var pool = new StompPool(
            new StompOptions().WithTransport(away),
            new() { Max = 8, WaitTimeout = TimeSpan.FromSeconds(5), Backoff = new ReconnectOptions { Initial = TimeSpan.FromMilliseconds(100) } });
        var waiting = Enumerable.Range(0, 8).Select(_ => pool.RentAsync(Real.Soon)).ToList();
        foreach (var one in waiting)
        {
            var late = await Assert.ThrowsAsync<TimeoutException>(() => one);
            Assert.IsType<EndReason.DialFailed>(Assert.IsType<StompConnectionException>(late.InnerException).Reason);
        }

        // one for each wait of 100 ms and more, not one for each that waits
        Assert.InRange(away.Dials, 2, 15);
        Assert.Equal(1, away.MostAtOnce);
        Assert.Equal(away.Dials, Assert.Single(pool.Statistics.Endpoints).Attempts);
        Assert.Equal(8, pool.Statistics.TimedOut);
    }

    [Fact]
    public async Task A_connection_that_answers_its_probe_is_lent_again()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var pool = new StompPool(OptionsFor(broker), new() { Max = 2, ProbesBeforeLease = true });
        StompConnection first;
        await using (var lease = await pool.RentAsync(Real.Soon))
            first = lease.Connection;
        await using (var lease = await pool.RentAsync(Real.Soon))
            Assert.Same(first, lease.Connection);
        Assert.False(first.HasOpenWork);
    }

    [Fact]
    public void Bad_options_are_named()
    {
        var wrong = Assert.Throws<OptionsValidationException>(() => new StompPool(new(), new() { Min = 5, Max = 2 }));
        Assert.Equal("Min is 5; it must be between 0 and Max, 2.", wrong.Message);
        // all at once, each with its value and what is allowed
        var negative = TimeSpan.FromSeconds(-1);
        var all = Assert.Throws<OptionsValidationException>(() => new StompPool(new(), new()
        {
            Max = 0,
            Min = -1,
            IdleTimeout = negative,
            WaitTimeout = negative,
            DrainTimeout = negative,
            ProbeTimeout = TimeSpan.Zero,
            Backoff = new() { Jitter = -0.2 },
        }));
        Assert.Equal(
            [
                "Max is 0; it must be at least 1.",
                "Min is -1; it must be between 0 and Max, 0.",
                "IdleTimeout is -00:00:01; it must not be negative.",
                "WaitTimeout is -00:00:01; it must not be negative.",
                "DrainTimeout is -00:00:01; it must not be negative.",
                "ProbeTimeout is 00:00:00; it must be positive.",
                "Backoff.Jitter is -0.2; it must be between 0 and 1.",
            ],
            all.Failures);
    }

    /// <summary>The broker's own count of connections, before, under load, after a loss and at the end.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M41")]
    public async Task RabbitMq_sees_no_more_connections_than_the_maximum_and_none_at_the_end()
    {
        await using var server = (RabbitMqBroker)await Real.StartPrivateAsync(Broker.RabbitMq);
        var options = new PoolOptions { Min = 2, Max = 5, IdleTimeout = TimeSpan.FromMilliseconds(300), ProbesBeforeLease = true };
        await using (var pool = new StompPool(Real.OptionsFor(server).WithReconnect(policy => policy.WithMax(TimeSpan.FromMilliseconds(500))), options))
        {
            await UntilAsync(async () => await ConnectionsAsync(server) == 2);
            using var over = new CancellationTokenSource();
            var queue = Real.Queue();
            var load = Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
            {
                while (!over.IsCancellationRequested)
                {
                    await using var lease = await pool.RentAsync(Real.Soon);
                    await lease.Connection.SendAsync(queue, "x", Real.Receipted, Real.Soon);
                }
            }));
            await UntilAsync(async () => await ConnectionsAsync(server) >= 5);
            Assert.Equal(5, await ConnectionsAsync(server));
            Assert.InRange(pool.Counts.Waiting, 1, 20);
            await over.CancelAsync();
            await load.InTimeAsync();
            await UntilAsync(async () => await ConnectionsAsync(server) == 2);

            // what dies with the broker is replaced when that is back
            await server.KillAsync();
            await UntilAsync(() => Task.FromResult(pool.Counts.Idle == 0));
            await server.StartAsync();
            await UntilAsync(async () => await ConnectionsAsync(server) == 2);
            await using var again = await pool.RentAsync(Real.Soon);
            await again.Connection.SendAsync(queue, "y", Real.Receipted, Real.Soon);
        }

        await UntilAsync(async () => await ConnectionsAsync(server) == 0);
    }

    private static StompOptions OptionsFor(EmbeddedBroker broker) => new StompOptions().WithTransport(broker.Transport);

    private static async Task<int> ConnectionsAsync(RabbitMqBroker server) =>
        (await server.ControlAsync("eval", "[proplists:get_value(protocol, Info) || {_, Info} <- ets:tab2list(connection_created)].")).Split("STOMP").Length - 1;

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var soon = Real.Soon;
        while (!await holds())
            await Task.Delay(20, soon);
    }

    /// <summary>Nobody is there; a dial takes a while to learn of it.</summary>
    private sealed class Away : ITransportFactory
    {
        private int _dials;
        private int _now;
        private int _most;

        public int Dials => _dials;

        public int MostAtOnce => _most;

        public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _dials);
            _most = Math.Max(_most, Interlocked.Increment(ref _now));
            await Task.Delay(20, cancellationToken);
            Interlocked.Decrement(ref _now);
            throw new InvalidOperationException("nobody is there");
        }
    }
}
