using System;
using System.Diagnostics;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Connect, receipt and disconnect have a deadline each, and none of them cuts a quiet link. What the brokers answer gets lost on the wire.</summary>
[Trait("Row", "M12")]
[Recorded]
public sealed class LinkDeadlineTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    /// <summary>Above this something else ended it; below, a busy machine may be the reason.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M21")]
    public async Task A_CONNECTED_that_does_not_come_costs_the_connect_deadline(Broker broker)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port, (link, _) => link.ToClient.Swallows = true);
        var options = Real.OptionsFor(wire.Port).WithReconnect(policy => policy with { FirstRounds = 1 }) with
        {
            ConnectTimeout = Short,
            ReceiptTimeout = Never,
            DisconnectTimeout = Never,
        };
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.InRange(clock.Elapsed, Short, Late);
        Assert.Equal(Short, Assert.IsType<EndReason.ConnectTimedOut>(failure.Reason).Limit);
        var link = await wire.NextAsync();
        await link.ToBroker.Over.InTimeAsync();
        Assert.StartsWith("CONNECT\n", link.ToBroker.Text, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M24")]
    public async Task A_RECEIPT_that_does_not_come_costs_the_receipt_deadline_and_not_the_session(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Quiet(wire) with { ReceiptTimeout = Short, DisconnectTimeout = Never });
        var (opened, queue) = (stomp.State, Real.Queue());
        wire.Last.ToClient.Swallows = true;
        var clock = Stopwatch.StartNew();
        var outcome = await stomp.TrySendAsync(queue, "unanswered", Real.Receipted).InTimeAsync();
        Assert.InRange(clock.Elapsed, Short, Late);
        Assert.Equal(new Cause.ReceiptTimedOut(Short), Assert.IsType<Outcome.Unknown>(outcome).Cause);
        Assert.Equal(opened, stomp.State);

        // it was unknown, and it is there
        await Witness.UntilAsync(async () => await Witness.MessagesAsync(server, queue) == 1, "the message");
        Assert.Equal(opened, stomp.State);
        Assert.False(wire.Last.ToBroker.Over.IsCompleted);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M22")]
    public async Task A_goodbye_that_nobody_answers_costs_the_disconnect_deadline(Broker broker)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await Real.OpenAsync(Quiet(wire) with { ReceiptTimeout = Never, DisconnectTimeout = Short });
        // it must not arrive: the broker would close, and that is an end as well
        var said = new TaskCompletionSource<string>();
        wire.Last.ToBroker.Rewrite = octets => said.TrySetResult(Encoding.UTF8.GetString(octets.Span));
        wire.Last.Swallow();
        var clock = Stopwatch.StartNew();
        Assert.False(Assert.IsType<EndReason.Disconnected>(await stomp.CloseAsync().InTimeAsync()).Confirmed);
        Assert.InRange(clock.Elapsed, Short, Late);
        await wire.Last.ToBroker.Over.InTimeAsync();
        Assert.StartsWith("DISCONNECT\n", await said.Task, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_quiet_link_outlives_all_of_them(Broker broker)
    {
        var limit = TimeSpan.FromSeconds(1);
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var options = Quiet(wire).WithReconnect(policy => policy with { FirstRounds = null }) with { ConnectTimeout = limit, ReceiptTimeout = limit, DisconnectTimeout = limit };
        await using var stomp = await Real.OpenAsync(options);
        var (opened, queue) = (stomp.State, Real.Queue());
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var link = wire.Last;
        using var over = new CancellationTokenSource(4 * limit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.WaitForStateAsync(state => state != opened, over.Token));
        Assert.False(link.ToBroker.Over.IsCompleted);
        Assert.InRange(link.ToBroker.Silence, 3 * limit, TimeSpan.MaxValue);
        await new ForeignClient((await Real.SharedAsync(broker)).Port).SendAsync(queue, "still there");
        Assert.Equal("still there", (await messages.NextAsync()).GetText());
        Assert.Same(link, wire.Last);
    }

    /// <summary>Without heart-beats, so that silence is nobody's death.</summary>
    private static StompOptions Quiet(Wire wire) => Real.OptionsFor(wire.Port).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero);
}
