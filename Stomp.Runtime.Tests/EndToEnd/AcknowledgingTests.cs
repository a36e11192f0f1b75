using System;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>What is acknowledged is gone, what is not comes again.</summary>
[Trait("Row", "M25")]
[Trait("Row", "M27")]
[Recorded]
public sealed class AcknowledgingTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task One_by_one_only_the_acknowledged_message_is_gone(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using (var first = await Real.OpenAsync(broker, version))
        {
            await SendAsync(first, queue, "1", "2", "3");
            var messages = await first.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
            var (one, two, three) = (await messages.NextAsync(), await messages.NextAsync(), await messages.NextAsync());
            Assert.Equal(["1", "2", "3"], [one.GetText(), two.GetText(), three.GetText()]);
            Assert.False(one.IsRedelivered);
            // at 1.0 the mode is client, where this client acknowledges what came before as well
            await (version == StompVersion.V10 ? one : two).AckAsync(Real.Confirmed, Real.Soon);
            Assert.IsType<EndReason.Disconnected>(await first.CloseAsync().InTimeAsync());
        }

        await AssertRestAsync(broker, version, queue, version == StompVersion.V10 ? ["2", "3"] : ["1", "3"]);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task In_mode_client_what_came_before_is_gone_as_well(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using (var first = await Real.OpenAsync(broker, version))
        {
            await SendAsync(first, queue, "1", "2", "3", "4");
            var messages = await first.SubscribeAsync(queue, AckMode.Client, cancellationToken: Real.Soon);
            await messages.NextAsync();
            var two = await messages.NextAsync();
            await messages.NextAsync();
            await messages.NextAsync(); // a broker marks what it was done with sending
            await two.AckAsync(Real.Confirmed, Real.Soon);
        }

        await AssertRestAsync(broker, version, queue, "3", "4");
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task In_mode_auto_every_delivered_message_is_gone(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using (var first = await Real.OpenAsync(broker, version))
        {
            await SendAsync(first, queue, "1", "2");
            var messages = await first.SubscribeAsync(queue, AckMode.Auto, cancellationToken: Real.Soon);
            var one = await messages.NextAsync();
            await messages.NextAsync();
            var refused = await Assert.ThrowsAsync<StompRejectedException>(() => one.AckAsync());
            Assert.Equal(RejectionKind.AlreadySettled, refused.Rejection.Kind);
            await messages.UnsubscribeAsync(Real.Confirmed, Real.Soon);
        }

        await AssertRestAsync(broker, version, queue);
    }

    [BrokerFact(Broker.StompServer)]
    [Trait("Row", "M02")]
    public async Task Stompserver_gives_an_unacknowledged_message_to_the_next()
    {
        var queue = Real.Queue();
        await using (var first = await Real.OpenAsync(Broker.StompServer, StompVersion.V10))
        {
            // it forgets what never waited in a queue, and stumbles over an ACK while another message waits
            await first.SendAsync(queue, "1", Real.Receipted, Real.Soon);
            var messages = await first.SubscribeAsync(queue, AckMode.Client, cancellationToken: Real.Soon);
            Assert.Equal("1", (await messages.NextAsync()).GetText());
        }

        await using var second = await Real.OpenAsync(Broker.StompServer, StompVersion.V10);
        await using var again = await second.SubscribeAsync(queue, AckMode.Client, cancellationToken: Real.Soon);
        var message = await again.NextAsync();
        Assert.Equal("1", message.GetText());
        await message.AckAsync(Real.Confirmed, Real.Soon);
        await second.SendAsync(queue, "2", Real.Receipted, Real.Soon);
        Assert.Equal("2", (await again.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task A_message_is_settled_once(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        await SendAsync(stomp, queue, "1");
        await using var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
        var one = await messages.NextAsync();
        await one.AckAsync(Real.Confirmed, Real.Soon);
        var again = Assert.IsType<Outcome.Rejected>(await one.TryAckAsync(cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.AlreadySettled, again.Why.Kind);
        await SendAsync(stomp, queue, "2");
        Assert.Equal("2", (await messages.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M40")]
    [Trait("Row", "N06")]
    public async Task After_a_loss_an_acknowledgement_is_stale_and_the_message_comes_again(Broker broker, StompVersion version)
    {
        var (queue, tap) = (Real.Queue(), new Tap());
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithVersions(version).WithTransport(tap));
        await SendAsync(stomp, queue, "1", "2");
        await using var messages = await stomp.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
        var old = await messages.NextAsync();
        await tap.CutAsync(stomp);

        Assert.IsType<Outcome.Stale>(await old.TryAckAsync(cancellationToken: Real.Soon));
        await Assert.ThrowsAsync<StompStaleMessageException>(() => old.AckAsync(cancellationToken: Real.Soon));
        // what waited in the queue of the subscription is dropped: the broker delivers it again
        var again = await messages.NextAsync();
        Assert.Equal("1", again.GetText());
        Assert.True(again.IsRedelivered);
        await again.AckAsync(Real.Confirmed, Real.Soon);
        Assert.Equal("2", (await messages.NextAsync()).GetText());
        Assert.Equal(2, tap.Dials);
    }

    [BrokerTheory(Broker.RabbitMq)]
    [EveryBroker(Broker.RabbitMq, From = StompVersion.V11)]
    [Trait("Row", "M28")]
    public async Task RabbitMq_delivers_again_what_is_given_back_or_drops_it(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, version);
        await SendAsync(stomp, queue, "1");
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        await (await messages.NextAsync()).NackAsync(Real.Confirmed, Real.Soon);
        var again = await messages.NextAsync();
        Assert.Equal("1", again.GetText());
        Assert.True(again.IsRedelivered);
        await again.NackAsync(Real.Confirmed with { Headers = [new("requeue", "false")] }, Real.Soon);
        await SendAsync(stomp, queue, "2");
        Assert.Equal("2", (await messages.NextAsync()).GetText());
    }

    [BrokerTheory(Broker.ActiveMq)]
    [EveryBroker(Broker.ActiveMq, From = StompVersion.V11)]
    [Trait("Row", "M28")]
    public async Task ActiveMq_puts_aside_what_is_given_back(Broker broker, StompVersion version)
    {
        var (queue, mark) = (Real.Queue(), Guid.NewGuid().ToString("N"));
        await using var stomp = await Real.OpenAsync(broker, version);
        await stomp.SendAsync(queue, "1", Real.Receipted with { Headers = [new("persistent", "true"), new("mark", mark)] }, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        await (await messages.NextAsync()).NackAsync(Real.Confirmed, Real.Soon);
        await using var aside = await stomp.SubscribeAsync(
            "/queue/ActiveMQ.DLQ", AckMode.Auto, new() { Headers = [new("selector", $"mark = '{mark}'")] }, Real.Soon);
        var dead = await aside.NextAsync();
        Assert.Equal("1", dead.GetText());
        Assert.Equal(queue, dead.Headers["original-destination"]);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [InlineData(Broker.StompServer)]
    [Trait("Row", "M02")]
    [Trait("Row", "M28")]
    public async Task There_is_no_giving_back_at_1_0(Broker broker)
    {
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(broker, StompVersion.V10);
        await SendAsync(stomp, queue, "1");
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Client, cancellationToken: Real.Soon);
        var one = await messages.NextAsync();
        var refused = await Assert.ThrowsAsync<StompRejectedException>(() => one.NackAsync(cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.NotInThisVersion, refused.Rejection.Kind);
        var mode = await Assert.ThrowsAsync<StompRejectedException>(
            () => stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon));
        Assert.Equal(RejectionKind.NotInThisVersion, mode.Rejection.Kind);
        await one.AckAsync(Real.Confirmed, Real.Soon);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task Prefetch_limits_what_the_broker_sends_ahead(Broker broker, StompVersion version)
    {
        var queue = Real.Queue();
        await using var greedy = await Real.OpenAsync(broker, version);
        await using var other = await Real.OpenAsync(broker, version);
        await using var first = await greedy.SubscribeAsync(queue, Real.OneByOne(version), Real.Subscribed with { Prefetch = 1 }, Real.Soon);
        await SendAsync(greedy, queue, "1", "2");
        var one = await first.NextAsync();
        await using var second = await other.SubscribeAsync(queue, Real.OneByOne(version), Real.Subscribed with { Prefetch = 1 }, Real.Soon);
        Assert.Equal("1", one.GetText());
        Assert.Equal("2", (await second.NextAsync()).GetText());
    }

    private static async Task SendAsync(StompConnection stomp, string queue, params string[] texts)
    {
        foreach (var text in texts)
            await stomp.SendAsync(queue, text, Real.Receipted, Real.Soon);
    }

    /// <summary>Another connection finds just these in the queue, delivered before or not as the broker tells, and nothing else.</summary>
    private static async Task AssertRestAsync(Broker broker, StompVersion version, string queue, params string[] rest)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        await SendAsync(stomp, queue, "end");
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        foreach (var text in rest)
        {
            var message = await messages.NextAsync();
            Assert.Equal(text, message.GetText());
            Assert.True(message.IsRedelivered);
        }

        var last = await messages.NextAsync();
        Assert.Equal("end", last.GetText());
        Assert.False(last.IsRedelivered);
    }
}
