using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>Pools over real brokers. How many connections there are the system's table of sockets says, and who came when, a proxy.</summary>
[Trait("Row", "M41")]
public sealed class RealPoolTests
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);

    /// <summary>Bounds under load, idle closing, a broker that is killed and comes back, no herd meanwhile, and nothing left at the end.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_broker_sees_no_more_than_the_maximum_and_no_herd_when_it_comes_back(Broker broker)
    {
        await using var server = await Real.StartPrivateAsync(broker);
        await using var proxy = new CountingProxy(server.Port);
        var options = new PoolOptions { Min = 2, Max = 5, IdleTimeout = TimeSpan.FromMilliseconds(300), WaitTimeout = Real.Patience };
        await using (var pool = new StompPool(Cautious(proxy.Port), options))
        {
            await BrokerSockets.BecomeAsync(server.Port, 2);
            using var over = new CancellationTokenSource();
            var queue = Real.Queue();
            var load = Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SendAsync(pool, queue, over.Token)));
            await BrokerSockets.UntilAsync(() => BrokerSockets.CountAt(server.Port) >= 5, () => $"{BrokerSockets.CountAt(server.Port)} connections under load, {pool.Counts}");
            // one that was closed may stand beside its successor until the proxy has passed its end on; one too many would stay as long as there is work
            for (var i = 0; i < 20; i++)
                await BrokerSockets.UntilAsync(() => BrokerSockets.CountAt(server.Port) <= 5, () => $"{BrokerSockets.CountAt(server.Port)} connections, {pool.Counts}");
            Assert.InRange(pool.Counts.Members, 1, 5);
            await over.CancelAsync();
            await load.InTimeAsync();
            await BrokerSockets.BecomeAsync(server.Port, 2);

            var leases = new List<StompLease>();
            for (var i = 0; i < 5; i++)
                leases.Add(await pool.RentAsync(Real.Soon));
            var before = proxy.Attempts.Count;
            await server.KillAsync();
            // one that comes back before its loss was noticed may be lent once more
            foreach (var lease in leases)
            {
                await lease.Connection.WaitForStateAsync(state => state is StompState.Closed, Real.Soon);
                await lease.DisposeAsync();
            }

            var waiting = Enumerable.Range(0, 8).Select(_ => pool.RentAsync(Real.Soon)).ToList();
            await BrokerSockets.UntilAsync(() => proxy.Attempts.Count >= before + 4, () => "it is not tried again");
            var tries = proxy.Attempts.Skip(before).ToList();
            AssertNoHerd(tries);
            await server.StartAsync();
            foreach (var one in waiting)
            {
                await using var lease = await one;
                await lease.Connection.SendAsync(queue, "again", Real.Receipted, Real.Soon);
                // one that closed idle may stand beside its successor until the broker has read its end; one too many would stay
                await BrokerSockets.UntilAsync(() => BrokerSockets.CountAt(server.Port) is >= 1 and <= 5, () => $"{BrokerSockets.CountAt(server.Port)} connections, {pool.Counts}");
            }

            await BrokerSockets.BecomeAsync(server.Port, 2);
            var seen = Assert.Single(pool.Statistics.Endpoints);
            Assert.Equal(proxy.Attempts.Count, seen.Attempts);
            Assert.InRange(seen.Lost, 5, 7);
        }

        await BrokerSockets.BecomeAsync(server.Port, 0);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.ActiveMq, Broker.RabbitMq)]
    public async Task Members_move_to_the_other_broker_while_the_first_is_away(Broker preferred, Broker other)
    {
        await using var first = await Real.StartPrivateAsync(preferred);
        await using var one = new CountingProxy(first.Port);
        await using var two = new CountingProxy((await Real.SharedAsync(other)).Port);
        var options = Cautious(one.Port) with { Endpoints = [.. Cautious(one.Port).Endpoints, .. Cautious(two.Port).Endpoints] };
        await using var pool = new StompPool(options, new() { Min = 3, Max = 6, WaitTimeout = Real.Patience });
        await BrokerSockets.BecomeAsync(first.Port, 3);
        await BrokerSockets.UntilAsync(() => pool.Counts.Idle == 3, () => $"{pool.Counts}");
        Assert.Empty(two.Attempts);
        var before = one.Attempts.Count;
        await first.KillAsync();
        await BrokerSockets.UntilAsync(() => pool.Statistics.Endpoints[1].Opened >= 3, () => $"{pool.Statistics}");
        Assert.Equal(BrokerSockets.CountAt(two.Port), two.Attempts.Count);
        await using (var lease = await pool.RentAsync(Real.Soon))
            await lease.Connection.SendAsync(Real.Queue(), "x", Real.Receipted, Real.Soon);
        var tries = one.Attempts.Skip(before).ToList();
        AssertNoHerd(tries);
        Assert.Equal(3, pool.Statistics.Endpoints[0].Lost);

        // a new member is opened at the preferred broker as soon as that is back
        await first.StartAsync();
        var leases = new List<StompLease>();
        for (var i = 0; i < 4; i++)
            leases.Add(await pool.RentAsync(Real.Soon));
        await BrokerSockets.UntilAsync(() => BrokerSockets.CountAt(first.Port) > 0, () => $"{pool.Statistics}");
        foreach (var lease in leases)
            await lease.DisposeAsync();
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task Who_asks_first_is_served_first_and_who_gives_up_is_passed_over(Broker broker)
    {
        await using var proxy = new CountingProxy((await Real.SharedAsync(broker)).Port);
        await using var pool = new StompPool(Cautious(proxy.Port), new() { Max = 1, WaitTimeout = Real.Patience });
        var lease = await pool.RentAsync(Real.Soon);
        using var impatience = new CancellationTokenSource();
        var order = new List<int>();
        var waiting = Enumerable.Range(0, 10).Select(async i =>
        {
            await using var mine = await pool.RentAsync(i == 3 ? impatience.Token : Real.Soon);
            order.Add(i);
            await mine.Connection.SendAsync(Real.Queue(), "x", Real.Receipted, Real.Soon);
        }).ToList();
        await BrokerSockets.UntilAsync(() => pool.Counts.Waiting == 10, () => $"{pool.Counts}");
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting[3]);
        await lease.DisposeAsync();
        await lease.DisposeAsync();
        await Task.WhenAll(waiting.Where((_, i) => i != 3)).InTimeAsync();
        Assert.Equal([0, 1, 2, 4, 5, 6, 7, 8, 9], order);
        Assert.Single(proxy.Attempts);
        await BrokerSockets.UntilAsync(() => pool.Statistics.Returned == 10, () => $"{pool.Statistics}");
        Assert.Equal((10, 1), (pool.Statistics.Leased, pool.Statistics.Cancelled));
    }

    /// <summary>RabbitMQ keeps what was delivered until the connection ends, even when the subscription is over.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task What_was_not_acknowledged_is_back_at_the_broker_when_the_lease_is(Broker broker)
    {
        var options = await Real.OptionsAsync(broker);
        await using var pool = new StompPool(options, new() { Max = 1, WhenUnclean = Stomp.Pure.Pools.WhenUnclean.Clean });
        var queue = Real.Queue();
        StompConnection first;
        await using (var lease = await pool.RentAsync(Real.Soon))
        {
            first = lease.Connection;
            await first.SendAsync(queue, "left", Real.Receipted, Real.Soon);
            await using var subscription = await first.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
            Assert.Equal("left", (await subscription.NextAsync()).GetText());
        }

        await using var other = await Real.OpenAsync(options);
        await using var again = await other.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        var message = await again.NextAsync();
        Assert.Equal("left", message.GetText());
        await message.AckAsync();
        await using var next = await pool.RentAsync(Real.Soon);
        Assert.NotSame(first, next.Connection);
    }

    /// <summary>A subscription and a transaction that were left open are gone, and the connection stays.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task What_was_left_open_can_be_cleaned(Broker broker)
    {
        await using var proxy = new CountingProxy((await Real.SharedAsync(broker)).Port);
        await using var pool = new StompPool(Cautious(proxy.Port), new() { Max = 1, WhenUnclean = Stomp.Pure.Pools.WhenUnclean.Clean });
        var queue = Real.Queue();
        StompConnection first;
        await using (var lease = await pool.RentAsync(Real.Soon))
        {
            first = lease.Connection;
            await first.SubscribeAsync(queue, cancellationToken: Real.Soon);
            var transaction = await first.BeginAsync(cancellationToken: Real.Soon);
            await transaction.SendAsync(queue, "never", cancellationToken: Real.Soon);
        }

        await using var again = await pool.RentAsync(Real.Soon);
        Assert.Same(first, again.Connection);
        // nobody else takes it away, and what was begun was aborted
        await again.Connection.SendAsync(queue, "mine", Real.Receipted, Real.Soon);
        await using var other = await Real.OpenAsync(await Real.OptionsAsync(broker));
        await using var mine = await other.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("mine", (await mine.NextAsync()).GetText());
        Assert.Single(proxy.Attempts);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_wrong_password_is_told_to_all_after_one_attempt(Broker broker)
    {
        await using var proxy = new CountingProxy((await Real.SharedAsync(broker)).Port);
        var asked = 0;
        var options = Cautious(proxy.Port)
            .WithCredentials(_ => new(new StompCredentials("guest", Interlocked.Increment(ref asked) == 1 ? "wrong" : "guest")))
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromSeconds(2), Max = TimeSpan.FromSeconds(2) });
        await using var pool = new StompPool(options, new() { Max = 4, WaitTimeout = Real.Patience });
        foreach (var one in Enumerable.Range(0, 6).Select(_ => pool.RentAsync(Real.Soon)).ToList())
            Assert.IsType<EndReason.Refused>((await Assert.ThrowsAsync<StompConnectionException>(() => one)).Reason);
        Assert.Single(proxy.Attempts);
        // the right one at the next attempt, which asks anew
        StompLease? lease = null;
        while (lease is null)
        {
            try
            {
                lease = await pool.RentAsync(Real.Soon);
            }
            catch (StompConnectionException)
            {
                await Task.Delay(50, Real.Soon);
            }
        }

        await lease.DisposeAsync();
        Assert.Equal((2, 2), (asked, proxy.Attempts.Count));
        Assert.True(proxy.Attempts[1] - proxy.Attempts[0] > TimeSpan.FromSeconds(1.5), "it hammers");
    }

    /// <summary>Every wait is at least the first one, and what is accepted late makes the next look shorter, but not all of them: many at once would have no waits at all.</summary>
    private static void AssertNoHerd(IReadOnlyList<TimeSpan> tries) =>
        Assert.True(tries.Count < 2 || tries[^1] - tries[0] > FirstWait * 0.6 * (tries.Count - 1), $"a herd: {string.Join(", ", tries)}");

    private static StompOptions Cautious(int port) =>
        Real.OptionsFor(port).WithReconnect(policy => policy with { Initial = FirstWait, Max = TimeSpan.FromSeconds(1), Jitter = 0 });

    private static async Task SendAsync(StompPool pool, string queue, CancellationToken over)
    {
        while (!over.IsCancellationRequested)
        {
            await using var lease = await pool.RentAsync(Real.Soon);
            await lease.Connection.SendAsync(queue, "x", Real.Receipted, Real.Soon);
        }
    }
}
