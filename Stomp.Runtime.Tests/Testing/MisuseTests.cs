using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Brokers;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>What a test world does not take, and how it ends.</summary>
[Trait("Row", "N09")]
public sealed class MisuseTests
{
    [Fact]
    public async Task Time_does_not_go_backwards()
    {
        await using var world = await TestWorld.StartAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => world.AdvanceAsync(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => world.SetLatency(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task A_world_that_is_over_is_over()
    {
        var world = await TestWorld.StartAsync();
        await world.DisposeAsync();
        await world.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.ConnectAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => world.AdvanceAsync(TimeSpan.Zero));
        Assert.Throws<ObjectDisposedException>(world.Heal);
    }

    [Fact]
    public async Task A_connection_of_another_world_is_named()
    {
        await using var other = await TestWorld.StartAsync();
        await using var stranger = await other.ConnectAsync();
        await using var world = await TestWorld.StartAsync();
        Assert.Contains("not one of this world", Assert.Throws<ArgumentException>(() => world.Cut(stranger)).Message, StringComparison.Ordinal);
        await other.EnterAsync();
    }

    [Fact]
    public async Task Who_is_outside_is_told_how_to_come_in()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        var error = await world.OutsideAsync(() => Task.Run(() => Assert.Throws<InvalidOperationException>(() => world.Cut(stomp))));
        Assert.Contains("Cut was called from outside", error.Message, StringComparison.Ordinal);
        Assert.Contains("EnterAsync", error.Message, StringComparison.Ordinal);
        await world.OutsideAsync(() => Task.Run(async () =>
        {
            await world.EnterAsync();
            world.Drop(stomp);
        }));
        await world.SettleAsync();
        Assert.False(stomp.IsConnected);
    }

    [Fact]
    public async Task A_wrong_broker_is_named_at_once()
    {
        Assert.Throws<ArgumentException>(() => TestWorld.StartAsync(0, new() { Broker = BrokerConfig.Default with { Versions = [] } }));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_does_not_end_in_time_is_given_up()
    {
        await using var world = await TestWorld.StartAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => world.AdvanceUntilAsync(new TaskCompletionSource().Task, TimeSpan.FromMinutes(1)));
        Assert.Equal(TimeSpan.FromMinutes(1), world.Now);
    }

    [Fact]
    public async Task What_nobody_awaited_is_thrown_where_the_test_waits_next()
    {
        await using var world = await TestWorld.StartAsync();
        Forget();
        Assert.Equal("forgotten", (await Assert.ThrowsAsync<InvalidOperationException>(() => world.AdvanceAsync(TimeSpan.FromSeconds(2)))).Message);
        await world.SettleAsync();

        async void Forget()
        {
            await Task.Delay(TimeSpan.FromSeconds(1), world.Time);
            throw new InvalidOperationException("forgotten");
        }
    }

    [Fact]
    public async Task A_world_that_finds_no_rest_says_so()
    {
        await using var world = await TestWorld.StartAsync();
        var goesOn = true;
        var spinning = SpinAsync();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(world.SettleAsync);
        Assert.Contains("does not come to rest", error.Message, StringComparison.Ordinal);
        goesOn = false;
        await spinning;

        async Task SpinAsync()
        {
            while (goesOn)
                await Task.Yield();
        }
    }

    [Fact]
    public async Task The_end_of_a_world_is_the_end_of_all_that_is_in_it()
    {
        var world = await TestWorld.StartAsync();
        world.SetLatency(TimeSpan.FromMilliseconds(10));
        var stomp = await world.ConnectAsync();
        var orders = await stomp.SubscribeAsync("/queue/orders", (_, _) => ValueTask.CompletedTask);
        var lasts = stomp.WatchStatesAsync().LastAsync();
        var pool = new StompPool(world.Options, new() { Min = 1, Max = 1 });
        var lease = await world.AdvanceUntilAsync(pool.RentAsync());
        var renting = pool.RentAsync();
        world.Silence(stomp);
        var sending = stomp.SendAsync("/queue/orders", "1", new() { WaitForReceipt = true });
        var asking = stomp.RequestAsync("/queue/a", "?", TimeSpan.FromHours(1));
        var passing = world.AdvanceUntilAsync(new TaskCompletionSource().Task);
        await world.DisposeAsync();

        Assert.Equal(0, world.TimerCount);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => renting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => sending);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => passing);
        await Assert.ThrowsAnyAsync<Exception>(() => asking);
        Assert.Equal(new StompState.Closed(new EndReason.Cancelled()), await lasts);
        await orders.Completion;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stomp.SendAsync("/queue/orders", "2"));
        await lease.DisposeAsync();
        await stomp.DisposeAsync();
        await pool.DisposeAsync();
        Assert.Equal(0, world.TimerCount);
    }
}
