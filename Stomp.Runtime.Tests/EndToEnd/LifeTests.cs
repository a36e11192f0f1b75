using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Brokers of this class's own, to be disturbed.</summary>
public sealed class PrivateBrokers : IAsyncDisposable
{
    private readonly ConcurrentDictionary<Broker, Lazy<Task<BrokerInstance>>> _brokers = new();

    public Task<BrokerInstance> GetAsync(Broker broker) => _brokers.GetOrAdd(broker, static key => new(() => Real.StartPrivateAsync(key))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers.Values)
            await (await broker.Value).DisposeAsync();
    }
}

/// <summary>Brokers end, die and fall silent; the connection comes back and so do its subscriptions.</summary>
[Trait("Row", "M40")]
[Collection(Faults.Alone.Name)]
[Recorded]
public sealed class LifeTests(PrivateBrokers brokers) : IClassFixture<PrivateBrokers>
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M23")]
    [Trait("Row", "M25")]
    public async Task A_broker_is_stopped_and_started(Broker broker)
    {
        var server = await brokers.GetAsync(broker);
        await AssertComesBackAsync(server, server.StopAsync, server.StartAsync);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M23")]
    [Trait("Row", "M25")]
    public async Task A_broker_is_killed_and_started(Broker broker)
    {
        var server = await brokers.GetAsync(broker);
        await AssertComesBackAsync(server, server.KillAsync, server.StartAsync);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M13")]
    [Trait("Row", "M19")]
    public async Task A_broker_that_stands_still_is_noticed_by_its_silence(Broker broker)
    {
        var server = await brokers.GetAsync(broker);
        var interval = TimeSpan.FromSeconds(1);
        await using var stomp = await Real.OpenAsync(OptionsFor(server).WithHeartbeats(interval, interval) with { ConnectTimeout = TimeSpan.FromSeconds(2) });
        var queue = Real.Queue();
        // acknowledged: one that goes on may send to a consumer whose end it has not noticed, and in mode auto that is gone
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        server.Pause();
        try
        {
            var silence = Stopwatch.StartNew();
            var waiting = (StompState.Waiting)await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
            var reason = Assert.IsType<EndReason.HeartbeatTimedOut>(waiting.Cause);
            Assert.Equal(2.5 * interval, reason.Limit);
            // the last octet came before the pause; there is room for a busy machine
            Assert.InRange(silence.Elapsed, TimeSpan.Zero, 2.5 * interval + TimeSpan.FromSeconds(4));
            Assert.False(stomp.IsConnected);
        }
        finally
        {
            server.Resume();
        }

        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        await AssertDeliversAsync(stomp, messages, queue, "awake");
    }

    private static StompOptions OptionsFor(BrokerInstance server) =>
        Real.OptionsFor(server).WithReconnect(policy => policy with { Max = TimeSpan.FromMilliseconds(500) });

    private static async Task AssertComesBackAsync(BrokerInstance server, Func<Task> end, Func<Task> begin)
    {
        await using var stomp = await Real.OpenAsync(OptionsFor(server));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        await AssertDeliversAsync(stomp, messages, queue, "before");
        var before = Assert.IsType<StompState.Connected>(stomp.State).Session.Name;

        var waiting = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        await end();
        var cause = ((StompState.Waiting)await waiting).Cause;
        Assert.True(cause is EndReason.ConnectionLost or EndReason.BrokerFault, $"{cause}");
        Assert.False(stomp.IsConnected);
        // what is sent meanwhile waits for the next session
        var sent = stomp.TrySendAsync(queue, "meanwhile", Real.Receipted, Real.Soon);
        Assert.False(sent.IsCompleted);
        await begin();
        var connected = await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        Assert.NotEqual(before, ((StompState.Connected)connected).Session.Name);
        Assert.IsType<Outcome.Confirmed>(await sent.InTimeAsync());
        Assert.Equal("meanwhile", (await messages.NextAsync()).GetText());
        await AssertDeliversAsync(stomp, messages, queue, "after");
    }

    private static async Task AssertDeliversAsync(StompConnection stomp, StompSubscription messages, string queue, string text)
    {
        await stomp.SendAsync(queue, text, Real.Receipted, Real.Soon);
        Assert.Equal(text, (await messages.NextAsync()).GetText());
    }
}
