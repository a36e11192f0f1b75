using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>One session and the next, as the wire between client and broker sees them.</summary>
[Recorded]
public sealed class EpochTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "N06")]
    public async Task A_stale_acknowledgement_never_reaches_the_wire(Broker broker, StompVersion version)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(version));
        var queue = Real.Queue();
        await new ForeignClient(server.Port).SendAsync(queue, "x");
        await using var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
        var before = await messages.NextAsync();
        wire.Last.Cut(reset: true);
        var again = await messages.NextAsync();

        Assert.Same(Outcome.Stale.Instance, await before.TryAckAsync(Real.Confirmed, Real.Soon));
        await Assert.ThrowsAsync<StompStaleMessageException>(() => before.AckAsync(cancellationToken: Real.Soon));
        // behind whatever an ACK would have been
        await stomp.SendAsync(Real.Queue(), "behind", Real.Receipted, Real.Soon);
        Assert.All(wire.Links, link => Assert.Empty(link.ToBroker.FramesOf("ACK")));
        if (server is RabbitMqBroker rabbit)
            Assert.Equal((1, 1, 1), await Witness.QueueAsync(rabbit, queue));
        Assert.True(again.IsRedelivered || version == StompVersion.V10, "the broker marks it");
        await again.AckAsync(Real.Confirmed, Real.Soon);
        Assert.Equal(0, await Witness.MessagesAsync(server, queue));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M40")]
    [Trait("Row", "N03")]
    public async Task Subscriptions_are_restored_in_their_order_and_then_what_waited_is_sent_in_its_order(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithReconnect(policy => policy with { Initial = TimeSpan.FromSeconds(1) }));
        var queues = Enumerable.Range(0, 5).Select(_ => Real.Queue()).ToArray();
        foreach (var queue in queues)
            await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        var away = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        wire.Last.Cut(reset: true);
        await away;
        var target = Real.Queue();
        var sends = Enumerable.Range(0, 10).Select(i => stomp.SendAsync(target, $"{i}", Real.Receipted, Real.Soon)).ToArray();
        await Task.WhenAll(sends).InTimeAsync();

        var frames = wire.Last.ToBroker.Frames;
        Assert.StartsWith("CONNECT\n", frames[0], StringComparison.Ordinal);
        Assert.Equal(queues, frames.Skip(1).Take(5).Select(frame => Value(frame, "SUBSCRIBE", "destination")));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), frames.Skip(6).Take(10).Select(frame => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), (await new ForeignClient(server.Port).ReceiveAsync(target, 10)).Select(message => message.Text));
        if (server is RabbitMqBroker rabbit)
        {
            foreach (var queue in queues)
                Assert.Equal(1, (await Witness.QueueAsync(rabbit, queue)).Consumers);
        }
    }

    /// <summary>After a loss the other broker of the list takes over, and what was subscribed is subscribed there.</summary>
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M40")]
    [Trait("Row", "M04")]
    public async Task When_one_broker_is_gone_the_other_takes_over()
    {
        var (rabbit, active) = (await RabbitMqBroker.SharedAsync(), await ActiveMqBroker.SharedAsync());
        await using var first = new Wire(rabbit.Port);
        var options = StompOptions.For(FormattableString.Invariant($"failover:(stomp://guest:guest@127.0.0.1:{first.Port},stomp://guest:guest@127.0.0.1:{active.Port})"));
        await using var stomp = await Real.OpenAsync(options with { PreferLocal = false });
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        Assert.StartsWith("RabbitMQ/", Assert.IsType<StompState.Connected>(stomp.State).Broker, StringComparison.Ordinal);

        await first.DisposeAsync(); // the door is shut and what passed through it is cut
        await stomp.WaitForStateAsync(state => state is StompState.Connected { Broker: { } name } && name.StartsWith("ActiveMQ/", StringComparison.Ordinal), Real.Soon);
        await new ForeignClient(active.Port).SendAsync(queue, "from the other");
        Assert.Equal("from the other", (await messages.NextAsync()).GetText());
        await Witness.UntilAsync(async () => (await Witness.QueueAsync(rabbit, queue)).Consumers == 0, "RabbitMQ lost its consumer");
    }

    /// <summary>RabbitMQ refuses a SUBSCRIBE with ERROR and then confirms it with RECEIPT, both at once here: the ERROR counts.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N04")]
    [Trait("Row", "M01")]
    public async Task A_RECEIPT_behind_the_ERROR_confirms_nothing()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var stomp = await BobAsync(wire);
        wire.Last.ToClient.HoldFor("ERROR\n", "RECEIPT\n");
        var failure = await Assert.ThrowsAsync<StompErrorException>(() => stomp.SubscribeAsync("/queue/alices", AckMode.Auto, Real.Subscribed, Real.Soon));
        Assert.Contains("access_refused", failure.Error.Message + failure.Error.Text, StringComparison.OrdinalIgnoreCase);
        await AssertConfirmedBehindTheErrorAsync(wire.Links[0]);
    }

    /// <summary>With two that wait nobody knows which of them RabbitMQ's ERROR is about; the RECEIPT behind it still confirms neither.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N04")]
    [Trait("Row", "N03")]
    public async Task A_RECEIPT_behind_the_ERROR_confirms_none_of_two()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var stomp = await BobAsync(wire);
        wire.Last.ToClient.HoldFor("ERROR\n", "RECEIPT\n");
        wire.Last.ToBroker.HoldFor("SUBSCRIBE\n", "SEND\n"); // the broker answers when both are under way
        var refused = stomp.SubscribeAsync("/queue/alices", AckMode.Auto, Real.Subscribed, Real.Soon);
        var behind = stomp.TrySendAsync($"/queue/bob.{Guid.NewGuid():N}", "1", Real.Receipted, Real.Soon);
        var unknown = await Assert.ThrowsAsync<StompUnknownException>(() => refused);
        Assert.Contains("access_refused", unknown.Error?.Message + unknown.Error?.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(unknown.Error, Assert.IsType<Outcome.Unknown>(await behind.InTimeAsync()).Error);
        await AssertConfirmedBehindTheErrorAsync(wire.Links[0]);
    }

    /// <summary>ActiveMQ's ERROR names its receipt: that one is refused, what was confirmed before stays confirmed.</summary>
    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "N04")]
    [Trait("Row", "M01")]
    public async Task The_ERROR_on_the_wire_names_the_operation_that_is_refused()
    {
        var server = await ActiveMqBroker.SharedAsync();
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithCredentials("bob", RabbitMqBroker.BobsPasscode));
        var queue = $"/queue/bob.{Guid.NewGuid():N}";
        Outcome[] outcomes = await Task.WhenAll(
            stomp.TrySendAsync(queue, "1", new() { ReceiptId = "first" }, Real.Soon),
            stomp.TrySendAsync("/queue/alices", "2", new() { ReceiptId = "second" }, Real.Soon)).InTimeAsync();
        Assert.IsType<Outcome.Confirmed>(outcomes[0]);
        Assert.Equal("second", Assert.IsType<Outcome.Refused>(outcomes[1]).Error.ReceiptId);
        Assert.Contains("\nreceipt-id:second\n", Assert.Single(wire.Links[0].ToClient.FramesOf("ERROR")), StringComparison.Ordinal);
        Assert.Single(await new ForeignClient(server.Port).BrowseAsync(queue));
    }

    private static Task<StompConnection> BobAsync(Wire wire) =>
        Real.OpenAsync(Real.OptionsFor(wire.Port).WithCredentials("bob", RabbitMqBroker.BobsPasscode) with { EscapesConnect = true });

    /// <summary>The SUBSCRIBE asked for the RECEIPT that came, and it came behind an ERROR that names nothing.</summary>
    private static async Task AssertConfirmedBehindTheErrorAsync(WireLink link)
    {
        await link.ToClient.Over.InTimeAsync();
        Assert.Equal(["CONNECTED", "ERROR", "RECEIPT"], link.ToClient.Frames.Take(3).Select(frame => frame[..frame.IndexOf('\n', StringComparison.Ordinal)]));
        Assert.DoesNotContain("receipt-id", link.ToClient.Frames[1], StringComparison.Ordinal);
        Assert.Equal(Value(Assert.Single(link.ToBroker.FramesOf("SUBSCRIBE")), "SUBSCRIBE", "receipt"), Value(link.ToClient.Frames[2], "RECEIPT", "receipt-id"));
    }

    private static string Value(string frame, string command, string name)
    {
        Assert.StartsWith(command + "\n", frame, StringComparison.Ordinal);
        return frame.Split('\n').First(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..];
    }
}
