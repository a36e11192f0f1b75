using System;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Durable subscriptions: the broker goes on collecting while nobody reads, until it is told to forget. A foreign client publishes.</summary>
[Trait("Row", "M25")]
[Recorded]
public sealed class DurableTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.PythonStomp)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M26")]
    public async Task What_was_published_meanwhile_is_there_and_is_gone_when_it_is_deleted(Broker broker, StompVersion version)
    {
        var shared = await Real.SharedAsync(broker);
        // At 1.0 ActiveMQ deletes only a subscription whose name is the client id.
        var name = $"durable-{Guid.NewGuid():N}";
        var (topic, options) = ($"/topic/{name}", (await Real.OptionsAsync(broker)).WithVersions(version) with { ClientId = name });
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var news = await stomp.SubscribeAsync(topic, AckMode.Auto, SubscribeOptions.Durable(name) with { WaitForReceipt = true }, Real.Soon);
            await PublishAsync(shared, topic, "live");
            Assert.Equal("live", (await news.NextAsync()).GetText());
        }

        await PublishAsync(shared, topic, "one", "two");
        Assert.Equal(1, await QueuesAsync());
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var news = await stomp.SubscribeAsync(topic, AckMode.Auto, SubscribeOptions.Durable(name), Real.Soon);
            Assert.Equal(["one", "two"], [(await news.NextAsync()).GetText(), (await news.NextAsync()).GetText()]);
            Assert.Equal(name, news.DurableName);
            // left and taken up again in one session
            await news.UnsubscribeAsync(Real.Confirmed, Real.Soon);
            await PublishAsync(shared, topic, "three");
            var again = await stomp.SubscribeAsync(topic, AckMode.Auto, SubscribeOptions.Durable(name), Real.Soon);
            Assert.Equal("three", (await again.NextAsync()).GetText());
            await again.DeleteAsync(Real.Confirmed, Real.Soon);
            Assert.False(await again.Messages.WaitToReadAsync(Real.Soon));
        }

        await PublishAsync(shared, topic, "nobody gets it");
        if (broker == Broker.RabbitMq)
            Assert.Equal(0, await QueuesAsync());
        else
            Assert.Contains("No durable subscription exists for clientID", await DeleteByHandAsync(shared.Port, name), StringComparison.Ordinal);
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var news = await stomp.SubscribeAsync(topic, AckMode.Auto, SubscribeOptions.Durable(name) with { WaitForReceipt = true }, Real.Soon);
            await PublishAsync(shared, topic, "after");
            Assert.Equal("after", (await news.NextAsync()).GetText());
            await news.DeleteAsync(Real.Confirmed, Real.Soon);
        }

        // RabbitMQ lists what is bound to the topic; ActiveMQ only says what it knows when it is asked to delete.
        async Task<int> QueuesAsync() => shared is RabbitMqBroker rabbit
            ? (await rabbit.ControlAsync("list_bindings", "destination_name", "routing_key")).Split('\n').Count(line => line.EndsWith("\t" + name, StringComparison.Ordinal))
            : 1;
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.PythonStomp)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M40")]
    public async Task It_survives_a_reconnect_with_what_came_in_between(Broker broker)
    {
        var (shared, tap) = (await Real.SharedAsync(broker), new Tap());
        var name = $"durable-{Guid.NewGuid():N}";
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithTransport(tap) with { ClientId = name });
        await using var news = await stomp.SubscribeAsync($"/topic/{name}", AckMode.ClientIndividual, SubscribeOptions.Durable(name) with { WaitForReceipt = true }, Real.Soon);
        await PublishAsync(shared, $"/topic/{name}", "unacknowledged");
        Assert.Equal("unacknowledged", (await news.NextAsync()).GetText());
        await tap.CutAsync(stomp);
        await PublishAsync(shared, $"/topic/{name}", "later");
        var redelivered = await news.NextAsync();
        // ActiveMQ does not mark what a durable subscription had been sent before
        Assert.Equal(broker == Broker.RabbitMq, redelivered.IsRedelivered);
        Assert.Equal("unacknowledged", redelivered.GetText());
        Assert.Equal("later", (await news.NextAsync()).GetText());
        await news.DeleteAsync(Real.Confirmed, Real.Soon);
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M11")]
    public async Task A_client_id_in_use_is_waited_for_and_without_one_nothing_is_durable()
    {
        var options = await Real.OptionsAsync(Broker.ActiveMq);
        var id = $"client-{Guid.NewGuid():N}";
        await using var other = await Real.OpenAsync(options with { ClientId = id });
        await using var stomp = StompConnection.Start((options with { ClientId = id }).WithReconnect(policy => policy with { FirstRounds = null, Max = TimeSpan.FromMilliseconds(200) }));
        var refused = Assert.IsType<StompState.Waiting>(await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon));
        Assert.Contains("already connected", refused.Cause.Describe(), StringComparison.Ordinal);
        await other.DisposeAsync();
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);

        await using var nameless = await Real.OpenAsync(options);
        var rejected = await Assert.ThrowsAsync<StompRejectedException>(() => nameless.SubscribeAsync("/topic/x", AckMode.Auto, SubscribeOptions.Durable("x"), Real.Soon));
        Assert.Contains("set ClientId", rejected.Message, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(BrokerInstance broker, string topic, params string[] texts)
    {
        foreach (var text in texts)
            await new ForeignClient(broker.Port).SendAsync(topic, text, ("persistent", "true"));
    }

    /// <summary>Octets written by hand: what the broker says when the same client deletes the subscription again.</summary>
    private static async Task<string> DeleteByHandAsync(int port, string name)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync("127.0.0.1", port, Real.Soon);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(
            $"CONNECT\naccept-version:1.1\nhost:/\nlogin:guest\npasscode:guest\nclient-id:{name}\n\n\0" +
            $"UNSUBSCRIBE\nid:0\nactivemq.subscriptionName:{name}\nreceipt:1\n\n\0"), Real.Soon);
        var (text, buffer) = ("", new byte[8192]);
        while (text.Split('\0').Length < 3)
        {
            var count = await stream.ReadAsync(buffer, Real.Soon);
            Assert.True(count > 0, text);
            text += Encoding.UTF8.GetString(buffer, 0, count);
        }

        return text;
    }
}
