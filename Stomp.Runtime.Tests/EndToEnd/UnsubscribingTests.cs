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
