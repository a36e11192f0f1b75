using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>What is agreed about heart-beats.</summary>
[Trait("Row", "M13")]
public sealed class HeartbeatAgreementTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, From = StompVersion.V11)]
    public async Task Both_directions_are_agreed_one_by_one(Broker broker, StompVersion version)
    {
        var options = (await Real.OptionsAsync(broker)).WithVersions(version);
        foreach (var (send, receive) in ((TimeSpan, TimeSpan)[])[(10 * Second, 5 * Second), (Second, TimeSpan.Zero), (TimeSpan.Zero, Second), (TimeSpan.Zero, TimeSpan.Zero)])
        {
            await using var stomp = await Real.OpenAsync(options.WithHeartbeats(send, receive));
            var agreed = Assert.IsType<StompState.Connected>(stomp.State).Session.Heartbeat;
            Assert.Equal((send, receive), (agreed.Send, agreed.Receive));
        }

        // ours are on by default
        await using var other = await Real.OpenAsync(options);
        var usual = Assert.IsType<StompState.Connected>(other.State).Session.Heartbeat;
        Assert.Equal((10 * Second, 10 * Second), (usual.Send, usual.Receive));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M02")]
    public async Task There_are_none_at_1_0(Broker broker)
    {
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithVersions(StompVersion.V10).WithHeartbeats(Second, Second));
        var agreed = Assert.IsType<StompState.Connected>(stomp.State).Session.Heartbeat;
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (agreed.Send, agreed.Receive));
    }
}

/// <summary>A link without other traffic is kept for thirty intervals by beats in both directions, with the tolerance that is the default.</summary>
[Trait("Row", "M13")]
[Trait("Row", "M19")]
public abstract class HeartbeatKeptTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private protected static async Task AssertKeptAsync(Broker broker, StompVersion version)
    {
        const int Least = 25;
        var tap = new Tap();
        var options = (await Real.OptionsAsync(broker)).WithVersions(version).WithHeartbeats(Interval, Interval).WithTransport(tap);
        Assert.Equal(2.5, options.HeartbeatTolerance);
        await using var stomp = await Real.OpenAsync(options);
        var opened = stomp.State;
        using var over = new CancellationTokenSource(30 * Interval);
        var change = stomp.WaitForStateAsync(state => state != opened, over.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);

        Assert.Equal(1, tap.Dials);
        Assert.InRange(Tap.BeatsIn(tap.Read), Least, 70);
        Assert.InRange(Tap.BeatsIn(tap.Written), Least, 70);
        // and it was no sleep: the session works
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "awake", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("awake", (await messages.NextAsync()).GetText());
        Assert.Equal(opened, stomp.State);
    }
}

[Collection(Long.Heartbeats + nameof(Broker.RabbitMq))]
public sealed class RabbitMqHeartbeatTests : HeartbeatKeptTests
{
    [BrokerFact(Broker.RabbitMq)]
    public Task A_silent_link_to_RabbitMq_is_kept_for_thirty_intervals() => AssertKeptAsync(Broker.RabbitMq, StompVersion.V12);
}

[Collection(Long.Heartbeats + nameof(Broker.ActiveMq))]
public sealed class ActiveMqHeartbeatTests : HeartbeatKeptTests
{
    [BrokerFact(Broker.ActiveMq)]
    public Task A_silent_link_to_ActiveMq_is_kept_for_thirty_intervals() => AssertKeptAsync(Broker.ActiveMq, StompVersion.V11);
}
