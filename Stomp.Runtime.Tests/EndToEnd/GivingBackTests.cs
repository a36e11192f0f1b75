using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>NACK as the wire has it, and what becomes of the message as others see it.</summary>
[Trait("Row", "M28")]
[Recorded]
public sealed class GivingBackTests
{
    /// <summary>RabbitMQ is asked to drop it, and its own command counts none; ActiveMQ puts it aside, where a foreign client finds it.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, From = StompVersion.V11)]
    public async Task It_goes_by_the_message_or_by_its_id_with_headers_and_a_receipt(Broker broker, StompVersion version)
    {
        var server = await Real.SharedAsync(broker);
        var (queue, mark) = (Real.Queue(), Guid.NewGuid().ToString("N"));
        await new ForeignClient(server.Port).RunAsync([.. new[] { "1", "2" }.Select(text => new
        {
            @do = "send",
            destination = queue,
            body = System.Text.Encoding.UTF8.GetBytes(text),
            headers = new { persistent = "true", mark },
        })]);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(version));
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        var (one, two) = (await messages.NextAsync(), await messages.NextAsync());
        await one.NackAsync(With("r-1"), Real.Soon);
        await stomp.NackAsync(IdOf(two), messages.Id, options: With("r-2"), cancellationToken: Real.Soon);

        // colons are escaped in values
        var written = wire.Last.ToBroker.FramesOf("NACK").Select(frame => frame.Replace("\\c", ":", StringComparison.Ordinal)).ToArray();
        Assert.Equal(2, written.Length);
        foreach (var (frame, message, receipt) in new[] { (written[0], one, "r-1"), (written[1], two, "r-2") })
        {
            string[] own = version == StompVersion.V12 ? [$"id:{IdOf(message)}"] : [$"message-id:{IdOf(message)}", $"subscription:{messages.Id}"];
            Assert.All((string[])[.. own, "requeue:false", $"receipt:{receipt}"], header => Assert.Contains($"\n{header}\n", frame, StringComparison.Ordinal));
            Assert.Contains($"\nreceipt-id:{receipt}\n", wire.Last.ToClient.Text, StringComparison.Ordinal);
        }

        Assert.Empty(wire.Last.ToBroker.FramesOf("ACK"));
        if (server is RabbitMqBroker rabbit)
        {
            Assert.Equal((0, 0, 1), await Witness.QueueAsync(rabbit, queue));
            return;
        }

        var aside = await new ForeignClient(server.Port).ReceiveAsync("/queue/ActiveMQ.DLQ", 2, "ack", ("selector", $"mark = '{mark}'"));
        Assert.Equal(["1", "2"], aside.Select(dead => dead.Text));
        Assert.All(aside, dead => Assert.Equal(queue, dead.Headers["original-destination"]));
        Assert.Equal(0, await Witness.MessagesAsync(server, queue));

        static FrameOptions With(string receipt) => new() { ReceiptId = receipt, Headers = [new("requeue", "false")] };

        string IdOf(StompMessage message) => version == StompVersion.V12 ? message.Headers["ack"]! : message.MessageId;
    }
}
