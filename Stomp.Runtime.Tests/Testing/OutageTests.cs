using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>Losses of a connection in a test world, to the instant.</summary>
[Trait("Row", "N09")]
public sealed class OutageTests
{
    private static readonly SendOptions Receipted = new() { WaitForReceipt = true };

    [Fact]
    public async Task After_two_minutes_without_a_network_it_comes_back_resubscribed_and_what_waited_is_sent()
    {
        await using var world = await TestWorld.StartAsync(seed: 42);
        await using var stomp = await world.ConnectAsync();
        await using var orders = await stomp.SubscribeAsync("/queue/orders");
        world.Cut(stomp);
        await world.SettleAsync();
        Assert.IsType<StompState.Waiting>(stomp.State);
        var sends = Enumerable.Range(1, 3).Select(i => stomp.TrySendAsync("/queue/orders", $"{i}", Receipted)).ToArray();
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

    [Theory]
    [InlineData(Silence.ToClient)]
    [InlineData(Silence.Both)]
    public async Task A_half_open_link_is_noticed_when_the_last_heart_beat_is_two_and_a_half_intervals_old(Silence silence)
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await world.AdvanceAsync(TimeSpan.FromSeconds(5));
        world.Silence(stomp, silence);
        var lost = stomp.WaitForStateAsync(state => state is StompState.Waiting);
        var waiting = Assert.IsType<StompState.Waiting>(await world.AdvanceUntilAsync(lost));
        Assert.IsType<EndReason.HeartbeatTimedOut>(waiting.Cause);
        // CONNECTED came at 0.
        Assert.Equal(TimeSpan.FromSeconds(25), world.Now);
    }

    [Fact]
    public async Task A_client_that_is_not_heard_is_dropped_by_the_broker_and_comes_back_when_it_is()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        world.Silence(stomp, Silence.ToBroker);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(0, world.Broker.LinkCount);
        Assert.False(stomp.IsConnected);
        world.Heal(stomp);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.True(stomp.IsConnected);
    }

    [Fact]
    public async Task What_a_silent_network_held_up_arrives_when_it_is_healed()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        world.Silence(stomp);
        var send = stomp.TrySendAsync("/queue/a", "1", Receipted);
        await world.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.False(send.IsCompleted);
        world.Heal();
        Assert.IsType<Outcome.Confirmed>(await world.AdvanceUntilAsync(send));
        Assert.Equal(TimeSpan.FromSeconds(10), world.Now);
        Assert.Equal(1, world.Broker.CountWaiting("/queue/a"));
    }

    [Fact]
    public async Task A_receipt_that_does_not_come_is_missed_at_its_deadline()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync(options => options.WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero));
        world.Silence(stomp, Silence.ToClient);
        var outcome = await world.AdvanceUntilAsync(stomp.TrySendAsync("/queue/a", "1", Receipted));
        Assert.IsType<Cause.ReceiptTimedOut>(Assert.IsType<Outcome.Unknown>(outcome).Cause);
        Assert.Equal(TimeSpan.FromSeconds(15), world.Now);
        Assert.Equal(1, world.Broker.CountWaiting("/queue/a"));
    }

    [Fact]
    public async Task Attempts_come_at_the_instants_that_the_seed_throws()
    {
        const ulong Seed = 7;
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync(options => options with { Seed = Seed });
        world.Cut(stomp);
        await world.AdvanceAsync(TimeSpan.FromMinutes(5));

        var expected = new List<TimeSpan> { TimeSpan.Zero };
        var attempts = Attempts.Begin(Seed).Lost();
        while (true)
        {
            var (delay, rest) = attempts.Throw(world.Options.Reconnect.ToPolicy());
            // The loop's timer counts whole milliseconds.
            var next = expected[^1] + TimeSpan.FromMilliseconds(Math.Ceiling(delay.TotalMilliseconds));
            if (next > world.Now)
                break;
            expected.Add(next);
            attempts = rest.Failed(1);
        }

        Assert.InRange(expected.Count, 10, 30);
        Assert.Equal(expected, world.Trace.Where(line => line.Contains("dials", StringComparison.Ordinal)).Select(line => TimeSpan.Parse(line.Split(' ')[0], null)));
    }

    [Fact]
    public async Task A_refused_dial_fails_at_once_and_opening_gives_up_as_it_was_told()
    {
        await using var world = await TestWorld.StartAsync();
        world.RefuseDials();
        var error = await Assert.ThrowsAsync<StompConnectionException>(() => world.ConnectAsync(options => options.WithReconnect(policy => policy with { FirstRounds = 3 })));
        Assert.Equal(TransportFaultKind.Refused, Assert.IsType<EndReason.DialFailed>(error.Reason).Fault.Kind);
        Assert.Equal(3, world.Trace.Count(line => line.Contains("dials", StringComparison.Ordinal)));
        world.Heal();
        await using var stomp = await world.ConnectAsync();
        Assert.True(stomp.IsConnected);
    }

    [Fact]
    public async Task A_transaction_dies_with_its_session()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await using var transaction = await stomp.BeginAsync();
        await transaction.SendAsync("/queue/a", "1");
        await world.SettleAsync();
        world.Drop(stomp);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.True(stomp.IsConnected);
        await Assert.ThrowsAsync<StompRejectedException>(() => transaction.CommitAsync());
        Assert.Equal(0, world.Broker.MessageCount);
    }

    [Fact]
    public async Task An_acknowledgement_of_an_earlier_session_is_stale_and_the_message_comes_again()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await using var orders = await stomp.SubscribeAsync("/queue/orders", AckMode.ClientIndividual);
        await stomp.SendAsync("/queue/orders", "1");
        var message = await orders.Messages.ReadAsync();
        world.Drop(stomp);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<StompStaleMessageException>(() => message.AckAsync());
        await (await orders.Messages.ReadAsync()).AckAsync(new() { WaitForReceipt = true });
        Assert.Equal(0, world.Broker.MessageCount);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_broker_comes_back_with_its_messages_or_without(bool keeps, int left)
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await stomp.SendAsync("/queue/a", "1", Receipted);
        world.StopBroker();
        await world.AdvanceAsync(TimeSpan.FromMinutes(10));
        Assert.False(stomp.IsConnected);
        world.StartBroker(keeps);
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        Assert.True(stomp.IsConnected);
        Assert.Equal(left, world.Broker.CountWaiting("/queue/a"));
    }

    private static async Task<List<string>> TakeAsync(StompSubscription subscription, int count)
    {
        var texts = new List<string>();
        while (texts.Count < count)
            texts.Add((await subscription.Messages.ReadAsync()).GetText());
        return texts;
    }
}
