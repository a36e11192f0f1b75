using System;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>The header host: the address says it, and the options override that.</summary>
[Trait("Row", "M15")]
[Recorded]
public sealed class VirtualHostTests
{
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M21")]
    public async Task The_path_of_the_address_selects_it()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var queue = Real.Queue();
        await using var other = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/test", Real.Soon);
        await using var root = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/", Real.Soon);
        await other.SendAsync(queue, "for test", Real.Receipted, Real.Soon);
        Assert.Equal((1, 0), ((await Witness.QueueAsync(broker, queue, "test")).Messages, (await Witness.QueueAsync(broker, queue)).Messages));
        await root.SendAsync(queue, "for root", Real.Receipted, Real.Soon);
        await using var messages = await other.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("for test", (await messages.NextAsync()).GetText());

        var failure = await Assert.ThrowsAsync<StompConnectionException>(
            () => StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/no-such-host", Real.Soon));
        Assert.IsType<EndReason.Refused>(failure.Reason);
    }

    /// <summary>ActiveMQ takes any; there the wire shows what was asked for.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task The_options_override_the_address(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        await using var wire = new Wire(broker.Port);
        var queue = Real.Queue();
        await using (var usual = await Real.OpenAsync(Real.OptionsFor(wire.Port)))
            Assert.Contains("\nhost:/\n", wire.Last.ToBroker.Frames[0], StringComparison.Ordinal);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port) with { VirtualHost = "test" });
        Assert.Contains("\nhost:test\n", wire.Last.ToBroker.Frames[0], StringComparison.Ordinal);
        await stomp.SendAsync(queue, "for test", Real.Receipted, Real.Soon);
        Assert.Equal(1, await Witness.MessagesAsync(broker, queue, "test"));
        if (broker is RabbitMqBroker rabbit)
            Assert.Equal(default, await Witness.QueueAsync(rabbit, queue));
    }
}
