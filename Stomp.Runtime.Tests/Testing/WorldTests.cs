using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>What connections do in a test world.</summary>
[Trait("Row", "N09")]
public sealed class WorldTests
{
    private static readonly SendOptions Receipted = new() { WaitForReceipt = true };

    [Fact]
    public async Task A_handler_takes_one_message_after_the_other_and_time_waits_for_it()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        var told = new List<string>();
        await using var orders = await stomp.SubscribeAsync(
            "/queue/orders",
            async (message, _) =>
            {
                told.Add($"{world.Now.TotalSeconds} takes {message.GetText()}");
                await Task.Delay(TimeSpan.FromSeconds(2), world.Time, CancellationToken.None).ConfigureAwait(false);
                await message.AckAsync(Confirmed).ConfigureAwait(false);
                told.Add($"{world.Now.TotalSeconds} did {message.GetText()}");
            },
            AckMode.ClientIndividual);
        for (var i = 1; i <= 3; i++)
            await stomp.SendAsync("/queue/orders", $"{i}");
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(["0 takes 1", "2 did 1", "2 takes 2", "4 did 2", "4 takes 3", "6 did 3"], told);
        Assert.Equal(0, world.Broker.MessageCount);
    }

    [Fact]
    public async Task A_question_is_answered_and_one_that_is_not_ends_at_its_deadline()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await using (await stomp.RespondAsync("/queue/price", question => $"{question.GetText()}: 5"))
            Assert.Equal("ACME: 5", (await stomp.RequestAsync("/queue/price", "ACME", TimeSpan.FromSeconds(2))).GetText());
        Assert.Equal(TimeSpan.Zero, world.Now);
        await Assert.ThrowsAsync<TimeoutException>(() => world.AdvanceUntilAsync(stomp.RequestAsync("/queue/price", "ACME", TimeSpan.FromSeconds(2))));
        Assert.Equal(TimeSpan.FromSeconds(2), world.Now);
    }

    [Fact]
    public async Task A_lease_that_is_wanted_during_an_outage_comes_after_it_or_ends_at_its_deadline()
    {
        await using var world = await TestWorld.StartAsync();
        world.StopBroker();
        await using var pool = new StompPool(world.Options, new() { Max = 1, WaitTimeout = TimeSpan.FromSeconds(30) });
        await Assert.ThrowsAsync<TimeoutException>(() => world.AdvanceUntilAsync(pool.RentAsync()));
        Assert.Equal(TimeSpan.FromSeconds(30), world.Now);
        var renting = pool.RentAsync();
        await world.AdvanceAsync(TimeSpan.FromSeconds(10));
        Assert.False(renting.IsCompleted);
        world.StartBroker();
        await using var lease = await world.AdvanceUntilAsync(renting);
        await lease.Connection.SendAsync("/queue/a", "1", Receipted);
        Assert.Equal(1, world.Broker.CountWaiting("/queue/a"));
    }

    [Fact]
    public async Task A_consumer_that_does_not_read_while_a_receipt_is_awaited_is_cut_off_at_its_bound()
    {
        await using var world = await TestWorld.StartAsync();
        await using var slow = await world.ConnectAsync(options => options with { MaxUnreadMessages = 2 });
        await using var sender = await world.ConnectAsync();
        await using var unread = await slow.SubscribeAsync("/queue/a", AckMode.Auto, new() { WaitForReceipt = true });
        world.Silence(slow, Silence.ToBroker);
        var waits = slow.TrySendAsync("/queue/b", "never confirmed", Receipted);
        for (var i = 0; i < 40; i++)
            await sender.SendAsync("/queue/a", $"{i}", Receipted);
        await world.SettleAsync();
        Assert.IsType<EndReason.SlowConsumer>(Assert.IsType<StompState.Waiting>(slow.State).Cause);
        Assert.IsType<Outcome.Unknown>(await waits);
    }

    [Fact]
    public async Task A_listener_that_waits_goes_on_at_the_instant_of_what_it_waited_for()
    {
        await using var world = await TestWorld.StartAsync();
        var waiting = new WaitingListener();
        await using var stomp = await world.ConnectAsync(options => options.WithListener("waiting", waiting));
        var heard = HearAsync();
        world.Silence(stomp);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("HeartbeatTimedOut at 25", await heard);
        Assert.Equal(2, world.FromElsewhere);

        async Task<string> HearAsync()
        {
            var reason = await waiting.WaitForDisconnectedAsync(CancellationToken.None).ConfigureAwait(false);
            return $"{reason.GetType().Name} at {world.Now.TotalSeconds}";
        }
    }

    /// <summary>Several subscriptions get a message in the same read.</summary>
    [Fact]
    public async Task Consumers_who_wake_together_go_on_in_their_order_and_no_other_thread_has_a_part_in_it()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync();
        await using var sender = await world.ConnectAsync();
        var (seen, reading) = (new List<string>(), new List<Task>());
        for (var i = 0; i < 3; i++)
            reading.Add(ReadAsync(i, await stomp.SubscribeAsync("/topic/a", AckMode.Auto, new() { WaitForReceipt = true })));
        await world.SettleAsync();
        var before = world.FromElsewhere;
        for (var i = 0; i < 5; i++)
        {
            await sender.SendAsync("/topic/a", $"{i}", Receipted);
            await world.SettleAsync();
        }

        Assert.Equal(Enumerable.Range(0, 15).Select(static i => $"{i / 3} to {i % 3}"), seen);
        Assert.Equal(before, world.FromElsewhere);
        await stomp.DisposeAsync();
        await Task.WhenAll(reading);

        async Task ReadAsync(int number, StompSubscription subscription)
        {
            await foreach (var message in subscription)
                seen.Add($"{message.GetText()} to {number}");
        }
    }

    [Fact]
    public async Task States_are_seen_in_their_order()
    {
        await using var world = await TestWorld.StartAsync();
        var stomp = await world.ConnectAsync();
        var seen = new List<string>();
        var watching = WatchAsync();
        await world.SettleAsync();
        world.Drop(stomp);
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        await stomp.DisposeAsync();
        await watching;
        Assert.Equal(["Connected", "Waiting", "Connecting", "Connected", "Closing", "Closed"], seen);

        async Task WatchAsync()
        {
            await foreach (var state in stomp.WatchStatesAsync())
                seen.Add(state.GetType().Name);
        }
    }

    [Fact]
    public async Task A_hundred_connections_lose_the_broker_and_all_hear_of_everything_afterwards()
    {
        await using var world = await TestWorld.StartAsync();
        world.SetLatency(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(50));
        var connections = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => world.ConnectAsync()));
        var heard = 0;
        foreach (var connection in connections)
        {
            await connection.SubscribeAsync("/topic/news", (_, _) =>
            {
                heard++;
                return ValueTask.CompletedTask;
            });
        }

        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        world.StopBroker();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        world.StartBroker(keepsMessages: false);
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        await world.AdvanceUntilAsync(connections[0].SendAsync("/topic/news", "all is well", Receipted));
        await world.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(100, heard);
    }

    [Fact]
    public async Task Goodbyes_over_a_silent_or_slow_network_take_the_time_that_they_need()
    {
        await using var world = await TestWorld.StartAsync();
        world.SetLatency(TimeSpan.FromMilliseconds(100));
        var slow = await world.ConnectAsync();
        var silent = await world.ConnectAsync();
        world.Silence(silent);
        var before = world.Now;
        await slow.DisposeAsync();
        Assert.Equal(TimeSpan.FromMilliseconds(200), world.Now - before);
        await silent.DisposeAsync();
        Assert.Equal(TimeSpan.FromSeconds(5), world.Now - before - TimeSpan.FromMilliseconds(200));
    }

    [Fact]
    public async Task No_time_goes_by_while_something_outside_is_awaited()
    {
        await using var world = await TestWorld.StartAsync();
        var done = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new List<string>();
        var outside = TellAsync();
        var advancing = world.AdvanceAsync(TimeSpan.FromMinutes(1));
        await world.OutsideAsync(() => Task.Run(() => done.SetResult(42)));
        await outside;
        await advancing;
        Assert.Equal(["42 at 0"], told);

        async Task TellAsync()
        {
            var number = await world.OutsideAsync(() => done.Task).ConfigureAwait(false);
            told.Add($"{number} at {world.Now.TotalSeconds}");
        }
    }

    [Fact]
    public async Task The_passcode_is_not_in_the_trace()
    {
        await using var world = await TestWorld.StartAsync();
        await using var stomp = await world.ConnectAsync(options => options.WithCredentials("guest", "open sesame"));
        Assert.Contains(world.Trace, line => line.Contains("""login:guest\npasscode:***\n""", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Trace, line => line.Contains("sesame", StringComparison.Ordinal));
    }

    private static readonly FrameOptions Confirmed = new() { WaitForReceipt = true };
}
