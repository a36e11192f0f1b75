using System;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;
using Xunit;

namespace Stomp.Samples.Testing;

public sealed class ShopTests
{
    [Fact]
    public async Task A_connection_comes_back_after_two_minutes_without_a_network()
    {
        await using var world = await TestWorld.StartAsync(seed: 42);
        await using var stomp = await world.ConnectAsync();
        world.Cut(stomp);
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.False(stomp.IsConnected);
        world.Heal();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.True(stomp.IsConnected);
    }

    [Fact]
    public async Task Orders_that_were_sent_during_an_outage_arrive_after_it()
    {
        await using var world = await TestWorld.StartAsync(seed: 42);
        await using var stomp = await world.ConnectAsync(options => options.WithReconnect(policy => policy with { Max = TimeSpan.FromSeconds(30) }));
        world.Cut(stomp);
        await world.SettleAsync();   // until the client knows: what is sent before goes down with the link
        var sending = stomp.TrySendAsync("/queue/orders", "a teapot", new() { WaitForReceipt = true });
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.False(sending.IsCompleted);
        world.Heal();
        Assert.IsType<Outcome.Confirmed>(await world.AdvanceUntilAsync(sending));
        Assert.Equal(1, world.Broker.CountWaiting("/queue/orders"));
    }

    [Fact]
    public async Task An_order_whose_acknowledgement_was_lost_with_the_connection_is_booked_once()
    {
        await using var world = await TestWorld.StartAsync(seed: 42);
        var store = new SlowStore(world.Time);
        await using var shop = new Shop(world.Options, store);
        await shop.StartAsync();
        await using var customer = await world.ConnectAsync();
        await customer.SendAsync("/queue/orders", "a teapot");
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));

        // The order is being booked when the broker dies, and comes again from the broker that follows.
        world.StopBroker();
        await world.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["a teapot"], store.Booked);
        Assert.Equal(1, world.Broker.CountWaiting("/queue/orders"));
        world.StartBroker();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(2, store.Attempts);
        Assert.Equal(["a teapot"], store.Booked);
        Assert.Equal(0, world.Broker.MessageCount);
    }

    [Fact]
    public async Task A_thousand_runs_are_one()
    {
        var first = await RunAsync();
        for (var i = 1; i < 1000; i++)
            Assert.Equal(first, await RunAsync());

        static async Task<string> RunAsync()
        {
            await using var world = await TestWorld.StartAsync(seed: 42);
            world.SetLatency(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(20));
            await using var stomp = await world.ConnectAsync();
            world.Cut(stomp);
            await world.AdvanceAsync(TimeSpan.FromMinutes(2));
            world.Heal();
            await world.AdvanceAsync(TimeSpan.FromMinutes(1));
            return string.Join('\n', world.Trace);
        }
    }
}
