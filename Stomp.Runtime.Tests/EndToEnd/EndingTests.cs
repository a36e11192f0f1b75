using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Every wait has an end: cancellation, deadlines, and goodbyes in every state.</summary>
[Recorded]
public sealed class EndingTests
{
    /// <summary>Above this something waited that should not have; below, a busy machine may be the reason.</summary>
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    [Trait("Row", "M21")]
    public async Task Opening_can_be_cancelled_while_a_peer_keeps_silent()
    {
        await using var silent = new SilentListener();
        using var cancel = new CancellationTokenSource();
        var opening = StompConnection.OpenAsync(Real.OptionsFor(silent.Port), cancel.Token);
        await silent.Accepted.InTimeAsync();
        Assert.False(opening.IsCompleted);
        var clock = Stopwatch.StartNew();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.InTimeAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StompConnection.OpenAsync(Real.OptionsFor(silent.Port), cancel.Token));
    }

    [Fact]
    [Trait("Row", "M12")]
    [Trait("Row", "M21")]
    public async Task Opening_ends_with_its_deadline_while_a_peer_keeps_silent()
    {
        await using var silent = new SilentListener();
        var options = Real.OptionsFor(silent.Port).WithReconnect(policy => policy with { FirstRounds = 1 }) with { ConnectTimeout = Short };
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.InRange(clock.Elapsed, Short, AtOnce);
        Assert.Equal(Short, Assert.IsType<EndReason.ConnectTimedOut>(failure.Reason).Limit);
    }

    [Fact]
    [Trait("Row", "M22")]
    public async Task A_connection_that_is_being_opened_can_be_left()
    {
        await using var silent = new SilentListener();
        var stomp = StompConnection.Start(Real.OptionsFor(silent.Port));
        await silent.Accepted.InTimeAsync();
        var waiting = stomp.TrySendAsync("/queue/x", "1", Real.Receipted);
        var subscribing = stomp.SubscribeAsync("/queue/x", cancellationToken: Real.Soon);
        await stomp.DisposeAsync().AsTask().InTimeAsync();
        await Assert.ThrowsAsync<StompNotSentException>(() => subscribing.InTimeAsync());
        Assert.IsType<Outcome.NotSent>(await waiting.InTimeAsync());
        Assert.IsType<EndReason.Cancelled>(Assert.IsType<StompState.Closed>(stomp.State).Reason);
    }

    [Fact]
    [Trait("Row", "M22")]
    public async Task A_connection_that_waits_to_try_again_can_be_left()
    {
        var options = Real.OptionsFor(LoopbackPorts.Take(1)[0])
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromHours(1), Max = TimeSpan.FromHours(1), FirstRounds = null });
        var stomp = StompConnection.Start(options);
        await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        var clock = Stopwatch.StartNew();
        await stomp.DisposeAsync().AsTask().InTimeAsync();
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, AtOnce);
        Assert.IsType<EndReason.Cancelled>(Assert.IsType<StompState.Closed>(stomp.State).Reason);
    }

    [BrokerFact(Broker.StompServer)]
    [Trait("Row", "M22")]
    [Trait("Row", "M23")]
    public async Task A_closed_connection_stays_closed_and_says_why()
    {
        var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.StompServer));
        var messages = await stomp.SubscribeAsync(Real.Queue(), cancellationToken: Real.Soon);
        var end = await stomp.CloseAsync().InTimeAsync();
        Assert.Equal(end, await stomp.CloseAsync().InTimeAsync());
        Assert.IsType<Outcome.NotSent>(await stomp.TrySendAsync("/queue/x", "1").InTimeAsync());
        await Assert.ThrowsAsync<StompNotSentException>(() => stomp.SendAsync("/queue/x", "1").InTimeAsync());
        await Assert.ThrowsAsync<StompConnectionException>(() => stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon));

        await stomp.DisposeAsync();
        await stomp.DisposeAsync();
        Assert.Equal(end, await stomp.CloseAsync().InTimeAsync());
        Assert.Equal(end, Assert.IsType<StompState.Closed>(stomp.State).Reason);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stomp.SendAsync("/queue/x", "1").InTimeAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stomp.SubscribeAsync("/queue/x").InTimeAsync());
        // the stream of a subscription ends without complaint, and so does its handle
        await foreach (var message in messages.Messages.ReadAllAsync(Real.Soon))
            Assert.Fail($"{message}");
        await messages.DisposeAsync();
        Assert.Equal([new StompState.Closed(end)], await StatesAsync(stomp));
    }

    [BrokerFact(Broker.StompServer)]
    [Trait("Row", "M22")]
    public async Task Goodbyes_at_the_same_time_end_alike()
    {
        await using var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.StompServer));
        var goodbyes = Enumerable.Range(0, 8).Select(_ => Task.Run(() => stomp.CloseAsync())).ToList();
        var ends = await Task.WhenAll(goodbyes).InTimeAsync();
        Assert.Single(ends.Distinct());
    }

    [BrokerFact(Broker.StompServer)]
    [Trait("Row", "M12")]
    [Trait("Row", "M22")]
    public async Task A_paused_broker_holds_nobody_up()
    {
        await using var server = await StompServerBroker.StartPrivateAsync();
        var options = Real.OptionsFor(server) with { ReceiptTimeout = TimeSpan.FromMinutes(10), DisconnectTimeout = TimeSpan.FromSeconds(1) };
        var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        server.Pause();

        // the receipt is awaited and the wait is cancelled
        using var cancel = new CancellationTokenSource();
        var cancelled = stomp.SendAsync(queue, "1", Real.Receipted, cancel.Token);
        var outcome = stomp.TrySendAsync(queue, "2", Real.Receipted, cancel.Token);
        await stomp.SendAsync(queue, "3", cancellationToken: Real.Soon);
        Assert.False(cancelled.IsCompleted);
        await cancel.CancelAsync();
        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTimeAsync());
        Assert.IsType<StompUnknownException>(thrown.InnerException);
        Assert.Equal(cancel.Token, thrown.CancellationToken);
        Assert.Equal(new Cause.Abandoned(AbandonReason.Cancelled), Assert.IsType<Outcome.Unknown>(await outcome.InTimeAsync()).Cause);

        // the call's own deadline
        var clock = Stopwatch.StartNew();
        var late = await Assert.ThrowsAsync<StompUnknownException>(() => stomp.SendAsync(queue, "4", Real.Receipted with { Timeout = Short }).InTimeAsync());
        Assert.InRange(clock.Elapsed, Short - TimeSpan.FromMilliseconds(20), AtOnce);
        Assert.Equal(new Cause.Abandoned(AbandonReason.DeadlinePassed), late.Cause);

        // a goodbye that nobody answers
        var open = stomp.TrySendAsync(queue, "5", Real.Receipted);
        clock.Restart();
        var end = Assert.IsType<EndReason.Disconnected>(await stomp.CloseAsync().InTimeAsync());
        Assert.False(end.Confirmed);
        Assert.InRange(clock.Elapsed, options.DisconnectTimeout, AtOnce);
        Assert.IsType<Outcome.Unknown>(await open.InTimeAsync());
        await stomp.DisposeAsync().AsTask().InTimeAsync();
    }

    [BrokerFact(Broker.StompServer)]
    [Trait("Row", "M24")]
    [Trait("Row", "N07")]
    public async Task Who_waits_at_the_gate_can_be_cancelled_and_has_a_deadline()
    {
        await using var server = await StompServerBroker.StartPrivateAsync();
        var options = Real.OptionsFor(server) with { MaxUnwrittenOctets = 64 * 1024, DisconnectTimeout = TimeSpan.FromSeconds(1) };
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        server.Pause();
        var body = new byte[1 << 20];

        // more than all buffers between here and there hold, so the last ones wait at the gate
        using var cancel = new CancellationTokenSource();
        var sends = Enumerable.Range(0, 64).Select(_ => stomp.TrySendAsync(queue, body, cancellationToken: cancel.Token)).ToList();
        var clock = Stopwatch.StartNew();
        var late = Assert.IsType<Outcome.NotSent>(await stomp.TrySendAsync(queue, body, new SendOptions { Timeout = Short }).InTimeAsync());
        Assert.Equal(new Cause.Abandoned(AbandonReason.DeadlinePassed), late.Cause);
        Assert.InRange(clock.Elapsed, Short - TimeSpan.FromMilliseconds(20), AtOnce);

        await cancel.CancelAsync();
        var outcomes = await Task.WhenAll(sends).InTimeAsync();
        Assert.All(outcomes, outcome => Assert.True(outcome is Outcome.Sent or Outcome.NotSent { Cause: Cause.Abandoned }, $"{outcome}"));
        Assert.Contains(outcomes, outcome => outcome is Outcome.NotSent);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.SendAsync(queue, body, cancellationToken: cancel.Token).InTimeAsync());

        // who still waits when the connection goes learns of it
        var last = stomp.TrySendAsync(queue, body);
        Assert.False(last.IsCompleted);
        await stomp.CloseAsync().InTimeAsync();
        Assert.IsType<Outcome.NotSent>(await last.InTimeAsync());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [InlineData(Broker.StompServer)]
    [Trait("Row", "M23")]
    public async Task Every_state_is_seen(Broker broker)
    {
        // nobody gets through before somebody watches, or the first state may be over
        using var watching = new ManualResetEventSlim();
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port, (_, _) => watching.Wait(Real.Patience));
        var stomp = StompConnection.Start(Real.OptionsFor(wire.Port));
        var states = StatesAsync(stomp);
        watching.Set();
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        // whoever looks only afterwards may be too late to see it waiting
        var waiting = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        Assert.True(stomp.IsConnected);
        Assert.NotEmpty(await Witness.ClientsAsync(wire.Port));
        wire.Last.Cut(reset: false);
        await waiting;
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        Assert.True(stomp.IsConnected);
        Assert.All(wire.Links, link => Assert.StartsWith("CONNECTED", link.ToClient.Text.TrimStart('\n'), StringComparison.Ordinal));
        await stomp.DisposeAsync();
        Assert.False(stomp.IsConnected);
        // nobody has a socket any more, by the system's word
        Assert.Equal(2, wire.Links.Count);
        await Witness.UntilAsync(async () => (await Witness.ClientsAsync(wire.Port)).Count == 0, "no connection");
        var seen = (await states).Select(state => state.GetType()).ToList();
        Type[] expected =
        [
            typeof(StompState.Connecting), typeof(StompState.Connected), typeof(StompState.Waiting), typeof(StompState.Connecting),
            typeof(StompState.Connected), typeof(StompState.Closing), typeof(StompState.Closed),
        ];
        Assert.Equal(expected, seen.Where((type, i) => i == 0 || seen[i - 1] != type));

        // who stops watching is not waited for
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using var other = await Real.OpenAsync(await Real.OptionsAsync(Broker.StompServer));
            using var cancel = new CancellationTokenSource();
            var waiting = other.WaitForStateAsync(state => state is StompState.Closed, cancel.Token);
            await cancel.CancelAsync();
            await waiting;
        });
    }

    private static async Task<List<StompState>> StatesAsync(StompConnection stomp)
    {
        var states = new List<StompState>();
        await foreach (var state in stomp.WatchStatesAsync(Real.Soon))
            states.Add(state);
        return states;
    }
}
