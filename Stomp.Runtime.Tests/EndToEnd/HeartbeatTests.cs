using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>What is agreed about heart-beats.</summary>
[Collection(Faults.Alone.Name)]
[Trait("Row", "M13")]
[Recorded]
public sealed class HeartbeatAgreementTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, From = StompVersion.V11)]
    public async Task Both_directions_are_agreed_one_by_one(Broker broker, StompVersion version)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var options = Real.OptionsFor(wire.Port).WithVersions(version);
        foreach (var (send, receive) in ((TimeSpan, TimeSpan)[])[(10 * Second, 5 * Second), (Second, TimeSpan.Zero), (TimeSpan.Zero, Second), (TimeSpan.Zero, TimeSpan.Zero)])
        {
            await using var stomp = await Real.OpenAsync(options.WithHeartbeats(send, receive));
            var agreed = Assert.IsType<StompState.Connected>(stomp.State).Session.Heartbeat;
            Assert.Equal((send, receive), (agreed.Send, agreed.Receive));
            // what was offered, and the broker's answer to it
            var link = wire.Last;
            Assert.Contains(FormattableString.Invariant($"\nheart-beat:{receive.TotalMilliseconds},{send.TotalMilliseconds}\n"), link.ToClient.Frames[0], StringComparison.Ordinal);
            if (send != receive)
                Assert.Contains(FormattableString.Invariant($"\nheart-beat:{send.TotalMilliseconds},{receive.TotalMilliseconds}\n"), link.ToBroker.Frames[0], StringComparison.Ordinal);
            else
                Assert.DoesNotContain("heart-beat", link.ToBroker.Text, StringComparison.Ordinal);
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
        // both brokers have the header at 1.0 as well; here it even promises beats and wants some
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port, (link, _) => link.ToClient.Rewrite = SayNine);
        var interval = Second / 5;
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(StompVersion.V10).WithHeartbeats(interval, interval));
        var opened = Assert.IsType<StompState.Connected>(stomp.State);
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (opened.Session.Heartbeat.Send, opened.Session.Heartbeat.Receive));
        Assert.DoesNotContain("heart-beat", wire.Last.ToBroker.Text, StringComparison.Ordinal);
        Assert.Contains("\nheart-beat:9,9\n", wire.Last.ToClient.Frames[0], StringComparison.Ordinal);
        using var over = new CancellationTokenSource(10 * interval);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.WaitForStateAsync(state => state != opened, over.Token));

        // nothing was sent, and nothing was missed
        Assert.Single(Assert.Single(wire.Links).ToBroker.Frames);
        Assert.Equal(0, wire.Last.ToBroker.Beats);
    }

    private static void SayNine(Memory<byte> octets)
    {
        if (octets.Span.IndexOf("heart-beat:0,0"u8) is var found and >= 0)
            "heart-beat:9,9"u8.CopyTo(octets.Span[found..]);
    }
}

/// <summary>A link without other traffic is kept for thirty intervals by beats in both directions, with the tolerance that is the default.</summary>
[Collection(Faults.Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
[Recorded]
public sealed class HeartbeatKeptTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Both brokers and versions at the same time: a link is silent and costs nothing.</summary>
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    public Task A_silent_link_to_RabbitMq_and_to_ActiveMq_is_kept_for_thirty_intervals() => Task.WhenAll(
        from broker in (Broker[])[Broker.RabbitMq, Broker.ActiveMq]
        from version in (StompVersion[])[StompVersion.V11, StompVersion.V12]
        select AssertKeptAsync(broker, version));

    private static async Task AssertKeptAsync(Broker broker, StompVersion version)
    {
        const int Least = 25;
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var options = Real.OptionsFor(wire.Port).WithVersions(version).WithHeartbeats(Interval, Interval);
        Assert.Equal(2.5, options.HeartbeatTolerance);
        await using var stomp = await Real.OpenAsync(options);
        var opened = stomp.State;
        Assert.Equal(version, Assert.IsType<StompState.Connected>(opened).Session.Version);
        using var over = new CancellationTokenSource(30 * Interval);
        var change = stomp.WaitForStateAsync(state => state != opened, over.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => change);

        var link = Assert.Single(wire.Links);
        Assert.InRange(link.ToClient.Beats, Least, 70);
        Assert.InRange(link.ToBroker.Beats, Least, 70);
        // and it was no sleep: the session works
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "awake", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("awake", (await messages.NextAsync()).GetText());
        Assert.Equal(opened, stomp.State);
    }
}
