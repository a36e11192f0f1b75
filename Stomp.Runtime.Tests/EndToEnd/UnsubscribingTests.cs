using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Subscriptions end when they are asked to, and not before.</summary>
[Trait("Row", "M26")]
[Recorded]
public sealed class UnsubscribingTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task What_is_refused_or_cancelled_before_it_is_sent_leaves_the_subscription_as_it_was(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var queue = Real.Queue();
        var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var refused = await Assert.ThrowsAsync<StompRejectedException>(
            () => messages.UnsubscribeAsync(new() { Headers = [new("receipt", "1")] }, Real.Soon));
        Assert.Equal(RejectionKind.InvalidArgument, refused.Rejection.Kind);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => messages.UnsubscribeAsync(cancellationToken: new CancellationToken(canceled: true)));
        await stomp.SendAsync(queue, "still here", Real.Receipted, Real.Soon);
        Assert.Equal("still here", (await messages.NextAsync()).GetText());

        await messages.UnsubscribeAsync(Real.Confirmed, Real.Soon);
        Assert.False(await messages.Messages.WaitToReadAsync(Real.Soon));
        await messages.UnsubscribeAsync(cancellationToken: Real.Soon);
        await messages.DisposeAsync();
    }

    /// <summary>Which one it is the wire shows; that it is over, the broker: RabbitMQ counts consumers, and on ActiveMQ what somebody else sends stays where it is.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task Ended_by_destination_or_by_id_it_is_over_at_the_broker(Broker broker, StompVersion version)
    {
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(version));
        var (one, two) = (Real.Queue(), Real.Queue());
        await using var first = await stomp.SubscribeAsync(one, AckMode.Auto, Real.Subscribed with { Id = "first" }, Real.Soon);
        await using var second = await stomp.SubscribeAsync(two, AckMode.Auto, Real.Subscribed, Real.Soon);
        await using var third = await stomp.SubscribeAsync(one, AckMode.Auto, Real.Subscribed with { Id = "third" }, Real.Soon);
        await HasAsync(2, 1);

        await stomp.UnsubscribeAsync(two, Real.Confirmed, Real.Soon);
        await stomp.UnsubscribeByIdAsync("first", Real.Confirmed, Real.Soon);
        await HasAsync(1, 0);
        var foreign = new ForeignClient(server.Port);
        await foreign.SendAsync(one, "for the one that is left");
        Assert.Equal("for the one that is left", (await third.NextAsync()).GetText());
        await stomp.UnsubscribeAsync(one, Real.Confirmed, Real.Soon);
        await HasAsync(0, 0);
        await foreign.SendAsync(one, "stays");
        await foreign.SendAsync(two, "stays");
        Assert.Equal((1, 1), (await Witness.MessagesAsync(server, one), await Witness.MessagesAsync(server, two)));

        var ended = wire.Last.ToBroker.FramesOf("UNSUBSCRIBE");
        Assert.Equal(3, ended.Count);
        foreach (var (frame, id) in ended.Zip((string[])[second.Id, "first", "third"]))
            Assert.Contains($"\nid:{id}\n", frame, StringComparison.Ordinal);
        Assert.Single(wire.Last.ToClient.FramesOf("MESSAGE"));

        async Task HasAsync(int ofOne, int ofTwo)
        {
            if (server is not RabbitMqBroker rabbit)
                return;
            var counts = "\n" + await rabbit.ControlAsync("list_queues", "name", "consumers") + "\n";
            Assert.Contains($"\n{one["/queue/".Length..]}\t{ofOne}\n", counts, StringComparison.Ordinal);
            Assert.Contains($"\n{two["/queue/".Length..]}\t{ofTwo}\n", counts, StringComparison.Ordinal);
        }
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M40")]
    public async Task What_was_ended_is_not_restored(Broker broker)
    {
        var tap = new Tap();
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithTransport(tap));
        var (ended, kept) = (Real.Queue(), Real.Queue());
        await using (await stomp.SubscribeAsync(ended, AckMode.Auto, Real.Subscribed, Real.Soon))
        {
        }

        await using var messages = await stomp.SubscribeAsync(kept, AckMode.Auto, Real.Subscribed, Real.Soon);
        await tap.CutAsync(stomp);
        await stomp.SendAsync(ended, "for the next", Real.Receipted, Real.Soon);
        await stomp.SendAsync(kept, "for me", Real.Receipted, Real.Soon);
        Assert.Equal("for me", (await messages.NextAsync()).GetText());
        await using var other = await Real.OpenAsync(await Real.OptionsAsync(broker));
        await using var next = await other.SubscribeAsync(ended, cancellationToken: Real.Soon);
        Assert.Equal("for the next", (await next.NextAsync()).GetText());
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M24")]
    public async Task What_is_cancelled_beforehand_is_not_sent()
    {
        await using var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.ActiveMq));
        var (queue, cancelled) = (Real.Queue(), new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.SendAsync(queue, "never", cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.SubscribeAsync(queue, cancellationToken: cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.BeginAsync(cancellationToken: cancelled));
        await stomp.SendAsync(queue, "sent", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("sent", (await messages.NextAsync()).GetText());
    }
}
