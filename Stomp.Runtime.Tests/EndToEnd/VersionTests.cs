using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Tests.Tls;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>What is different on the wire when a version is in force.</summary>
[Recorded]
public sealed class VersionTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M02")]
    public async Task At_1_0_nothing_goes_out_that_it_does_not_have(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(StompVersion.V10));
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "one", Real.Receipted, Real.Soon);
        // 1.0 has no escapes, so what would need one is refused; and it has no NACK
        Assert.IsType<Outcome.Rejected>(await stomp.TrySendAsync(queue, "two", Real.Receipted with { Headers = [new Header("a", "b\nc")] }, Real.Soon));
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Client, cancellationToken: Real.Soon);
        var message = await messages.NextAsync();
        await Assert.ThrowsAsync<StompRejectedException>(() => message.NackAsync());
        await message.AckAsync(Real.Confirmed, Real.Soon);

        var said = wire.Last.ToBroker.Text;
        Assert.DoesNotContain("NACK", said, StringComparison.Ordinal);
        Assert.DoesNotContain("two", said, StringComparison.Ordinal);
        Assert.DoesNotContain("heart-beat", said, StringComparison.Ordinal);
        Assert.DoesNotContain("accept-version", said, StringComparison.Ordinal);
        Assert.Contains("\nmessage-id:", Assert.Single(wire.Last.ToBroker.FramesOf("ACK")), StringComparison.Ordinal);
        Assert.Equal(0, await Witness.MessagesAsync(server, queue));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M03")]
    [Trait("Row", "M27")]
    public async Task At_1_2_an_ACK_names_what_the_MESSAGE_gave_and_a_CR_is_escaped(Broker broker)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(StompVersion.V12));
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "one", Real.Receipted with { Headers = [new Header("note", "a\rb")] }, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        var message = await messages.NextAsync();
        Assert.Equal("a\rb", message.Headers["note"]);
        await message.AckAsync(Real.Confirmed, Real.Soon);

        var link = wire.Last;
        Assert.Contains("\nhost:/\n", link.ToBroker.Frames[0], StringComparison.Ordinal);
        Assert.Contains("\nnote:a\\rb\n", Assert.Single(link.ToBroker.FramesOf("SEND")), StringComparison.Ordinal);
        var given = Assert.Single(link.ToClient.FramesOf("MESSAGE")).Split('\n').Single(line => line.StartsWith("ack:", StringComparison.Ordinal));
        Assert.Contains($"\nid:{given["ack:".Length..]}\n", Assert.Single(link.ToBroker.FramesOf("ACK")), StringComparison.Ordinal);
        Assert.Equal(0, await Witness.MessagesAsync(server, queue));
    }

    [Fact]
    [Trait("Row", "M03")]
    [Trait("Row", "M29")]
    public async Task At_1_2_a_peer_may_end_its_lines_with_CR_LF()
    {
        await using var broker = new LittleBroker { LineEnd = "\r\n" };
        await using var stomp = await StompConnection.OpenAsync($"stomp://127.0.0.1:{broker.Port}", Real.Soon);
        Assert.Equal("little/1", Assert.IsType<StompState.Connected>(stomp.State).Broker);
        Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync("/queue/a", "x", Real.Receipted, Real.Soon));
        Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync().InTimeAsync());
    }

    /// <summary>RabbitMQ's ERROR names nothing. Receipts inside a transaction come with the commit, so both sends are pending when it comes.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M01")]
    [Trait("Row", "N04")]
    public async Task An_ERROR_that_names_nothing_is_attached_to_all_that_wait()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port));
        var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon);
        var queue = Real.Queue();
        Task[] sends =
        [
            transaction.SendAsync(queue, "1", Real.Receipted), transaction.SendAsync(queue, "2", Real.Receipted),
            stomp.SendAsync("/bogus/destination", "3", Real.Receipted),
        ];
        foreach (var send in sends)
        {
            var failure = await Assert.ThrowsAsync<StompUnknownException>(() => send.InTimeAsync());
            Assert.Contains("destination", failure.Error!.ToString(), StringComparison.OrdinalIgnoreCase);
        }

        Assert.DoesNotContain("receipt-id", Assert.Single(wire.Links[0].ToClient.FramesOf("ERROR")), StringComparison.Ordinal);
    }
}
