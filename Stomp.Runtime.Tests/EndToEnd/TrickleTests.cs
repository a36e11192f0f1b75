using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Any octet is a sign of life, also those of a message that takes long.</summary>
[Collection(Faults.Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
[Recorded]
public sealed class TrickleTests
{
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    public Task A_message_that_comes_a_few_octets_at_a_time_keeps_the_link() => Task.WhenAll(AssertKeptAsync(Broker.RabbitMq), AssertKeptAsync(Broker.ActiveMq));

    private static async Task AssertKeptAsync(Broker broker)
    {
        var interval = TimeSpan.FromSeconds(1);
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        var options = Real.OptionsFor(wire.Port).WithHeartbeats(interval, interval) with { HeartbeatTolerance = 3 };
        await using var stomp = await Real.OpenAsync(options);
        var (opened, queue) = (stomp.State, Real.Queue());
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        var flow = wire.Last.ToClient;
        (flow.Most, flow.Pause) = (8, TimeSpan.FromMilliseconds(100));
        // between its first octet and its last there is no heart-beat, and six seconds, which is more than the tolerance allows
        var text = new string('x', 500);
        await new ForeignClient(server.Port).SendAsync(queue, text);
        var begun = Stopwatch.GetTimestamp();
        Assert.Equal(text, (await messages.NextAsync()).GetText());
        Assert.InRange(Stopwatch.GetElapsedTime(begun), 4 * interval, TimeSpan.MaxValue);
        Assert.Equal(opened, stomp.State);
        Assert.Single(wire.Links);
    }
}
