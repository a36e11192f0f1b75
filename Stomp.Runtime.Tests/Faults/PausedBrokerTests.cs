using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>A broker that stands still, so that connections stay open and nothing answers.</summary>
[Collection(Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
[Trait("Row", "M40")]
[Trait("Row", "N03")]
public sealed class PausedBrokerTests
{
    private static readonly TimeSpan Interval = Faulty.Second;

    /// <summary>The tolerance is not the default, so that one sees that it is obeyed.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(2.5)]
    [InlineData(5)]
    public async Task It_is_noticed_within_the_tolerance_and_all_goes_on_when_it_does(double tolerance)
    {
        // both are up before either is watched: to start one keeps a machine busy
        await using var rabbitMq = await Real.StartPrivateAsync(Broker.RabbitMq);
        await using var activeMq = await Real.StartPrivateAsync(Broker.ActiveMq);
        await Task.WhenAll(AssertNoticedAsync(rabbitMq, tolerance), AssertNoticedAsync(activeMq, tolerance));
    }

    private static async Task AssertNoticedAsync(BrokerInstance broker, double tolerance)
    {
        await using var wire = new Wire(broker.Port);
        var options = Faulty.Through(wire).WithHeartbeats(Interval, Interval) with { HeartbeatTolerance = tolerance, ConnectTimeout = 3 * Faulty.Second };
        await using var stomp = await Real.OpenAsync(options);
        var queues = Enumerable.Range(0, 3).Select(_ => Real.Queue()).ToList();
        // Acknowledged: to a consumer whose end it has not noticed yet, a broker that goes on may send a message, which in mode auto is gone with him.
        var first = await stomp.SubscribeAsync(queues[0], AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        foreach (var queue in queues.Skip(1))
            await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        var link = await wire.NextAsync();
        var subscribed = link.ToBroker.FramesOf("SUBSCRIBE");

        var agreed = stomp.Session().Session.Heartbeat.Receive;
        Assert.Equal(Interval, agreed);
        var loss = stomp.LossAsync();
        broker.Pause();
        var reason = Assert.IsType<EndReason.HeartbeatTimedOut>((await loss).Cause);
        Assert.Equal(tolerance * agreed, reason.Limit);
        // the wire's own clock: from the broker's last octet to the end of the connection, with room for a busy machine
        await link.ToBroker.Over.InTimeAsync();
        Assert.InRange(link.ToClient.Silence, (tolerance * Interval) - (0.1 * Faulty.Second), (tolerance * Interval) + (4 * Faulty.Second));

        var sends = Enumerable.Range(0, 200).Select(i => stomp.TrySendAsync(queues[0], $"{i}", Faulty.Persistent)).ToList();
        // nobody who only accepts counts as a broker: while it stands still its system takes connections, and they come to nothing
        await stomp.WaitForStateAsync(state => state is StompState.Waiting { Cause: EndReason.ConnectTimedOut }, Real.Soon);
        Assert.DoesNotContain(sends, send => send.IsCompleted);
        broker.Resume();

        await stomp.ConnectedAsync();
        Assert.All(await Task.WhenAll(sends).InTimeAsync(), outcome => Assert.IsType<Outcome.Confirmed>(outcome));
        var arrived = new HashSet<string>();
        while (arrived.Count < sends.Count)
            arrived.Add((await first.NextAsync()).GetText());
        Assert.Equal(Enumerable.Range(0, sends.Count).Select(i => $"{i}").Order(), arrived.Order());

        // what the wire saw of the session in force: first the subscriptions, as they were, then the sends in their order
        var frames = wire.Links.Last(one => one.ToClient.FramesOf("CONNECTED").Count > 0).ToBroker.Frames;
        Assert.Equal(subscribed.Select(Addressee), frames.Skip(1).Take(3).Select(Addressee));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), frames.Skip(4).Take(200).Select(frame => frame[(frame.IndexOf("\n\n", StringComparison.Ordinal) + 2)..]));
    }

    /// <summary>Command, destination and mode: the receipt of a restored SUBSCRIBE is another.</summary>
    private static string Addressee(string frame) =>
        string.Join(' ', frame.Split('\n').Where((line, i) => i == 0 || line.StartsWith("destination:", StringComparison.Ordinal) || line.StartsWith("ack:", StringComparison.Ordinal)));
}
