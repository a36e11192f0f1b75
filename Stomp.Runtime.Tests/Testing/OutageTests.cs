using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>Losses of a connection in a test world, to the instant.</summary>
[Trait("Row", "N09")]
public sealed class OutageTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public async Task After_two_minutes_without_a_network_it_comes_back_resubscribed_and_what_waited_is_sent()
    {
        await using var world = await TestWorld.StartAsync(seed: 42);
        await using var stomp = await world.ConnectAsync();
        await using var orders = await stomp.SubscribeAsync("/queue/orders");
        world.Cut(stomp);
        await world.SettleAsync();
        Assert.IsType<StompState.Waiting>(stomp.State);
        var sends = Enumerable.Range(1, 3).Select(i => stomp.TrySendAsync("/queue/orders", $"{i}", new() { WaitForReceipt = true })).ToArray();
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.False(stomp.IsConnected);
        Assert.DoesNotContain(sends, send => send.IsCompleted);

        world.Heal();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.True(stomp.IsConnected);
        Assert.All(await Task.WhenAll(sends), outcome => Assert.IsType<Outcome.Confirmed>(outcome));
        Assert.Equal(["1", "2", "3"], await TakeAsync(orders, 3));
        Assert.Equal(TimeSpan.FromMinutes(3), world.Now);
    }

    [Fact]
    public async Task A_half_open_link_is_noticed_when_the_last_heart_beat_is_two_and_a_half_intervals_old()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await world.AdvanceAsync(Seconds(5));
        var lastHeard = world.Now - Seconds(5);
        world.Silence(stomp, Silence.ToClient);
        var lost = stomp.WaitForStateAsync(state => state is StompState.Waiting);
        await world.AdvanceUntilAsync(lost);
        Assert.IsType<EndReason.HeartbeatTimedOut>(((StompState.Waiting)await lost).Cause);
        Assert.Equal(lastHeard + Seconds(25), world.Now);
    }

    private static async Task<List<string>> TakeAsync(StompSubscription subscription, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.Add((await subscription.Messages.ReadAsync()).GetText());
        return texts;
    }
}
