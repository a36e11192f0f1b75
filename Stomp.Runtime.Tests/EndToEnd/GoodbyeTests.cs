using System;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>A goodbye is said behind everything else, and the broker answers it.</summary>
[Trait("Row", "M22")]
[Recorded]
public sealed class GoodbyeTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M23")]
    public async Task It_is_confirmed_and_said_once(Broker broker, StompVersion version)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(version));

        // stompserver closes without the RECEIPT of the goodbye
        var end = Assert.IsType<EndReason.Disconnected>(await stomp.CloseAsync().InTimeAsync());
        Assert.Equal(broker != Broker.StompServer, end.Confirmed);
        Assert.Equal(end, Assert.IsType<StompState.Closed>(stomp.State).Reason);
        Assert.Equal(end, await stomp.CloseAsync().InTimeAsync());
        var link = Assert.Single(wire.Links);
        await link.ToBroker.Over.InTimeAsync();
        Assert.Equal(link.ToBroker.Frames[^1], Assert.Single(link.ToBroker.FramesOf("DISCONNECT")));
        Assert.Equal(end.Confirmed ? 1 : 0, link.ToClient.FramesOf("RECEIPT").Count);
    }

    /// <summary>RabbitMQ forgets the receipts that it owes when DISCONNECT comes.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M24")]
    public async Task It_waits_for_the_receipts_that_are_owed_and_carries_what_it_was_given(Broker broker)
    {
        const int Sends = 100;
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port) with { DisconnectTimeout = Real.Patience });
        var (link, queue) = (wire.Last, Real.Queue());
        // the answers come slowly, so that there is something to wait for
        (link.ToClient.Most, link.ToClient.Pause) = (256, TimeSpan.FromMilliseconds(20));
        var (owed, answered) = (-1, -1);
        link.ToBroker.Rewrite = octets =>
        {
            if (owed >= 0 || octets.Span.IndexOf("DISCONNECT\n"u8) < 0)
                return;
            (owed, answered) = (link.ToBroker.FramesOf("SEND").Count, link.ToClient.FramesOf("RECEIPT").Count);
        };
        var sends = Enumerable.Range(0, Sends).Select(i => stomp.TrySendAsync(queue, $"{i}", Real.Receipted)).ToList();
        var end = await stomp.CloseAsync(new FrameOptions { ReceiptId = "so-long", Headers = [new Header("note", "thanks")] }).InTimeAsync();
        Assert.Equal(new EndReason.Disconnected(true), end);
        Assert.All(await Task.WhenAll(sends).InTimeAsync(), outcome => Assert.IsType<Outcome.Confirmed>(outcome));

        // when DISCONNECT passed, every send had passed and was answered
        Assert.Equal((Sends, Sends), (owed, answered));
        Assert.Equal("DISCONNECT\nreceipt:so-long\nnote:thanks\n\n", link.ToBroker.Frames[^1]);
        Assert.Contains("\nreceipt-id:so-long\n", link.ToClient.Frames[^1], StringComparison.Ordinal);
        Assert.Equal(Sends, await Witness.MessagesAsync(server, queue));
    }
}
