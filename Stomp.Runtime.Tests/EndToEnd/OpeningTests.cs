using System;
using System.Diagnostics;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Sessions are opened, and refused, by the real brokers.</summary>
public sealed class OpeningTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [InlineData(Broker.RabbitMq, StompVersion.V12)]
    [InlineData(Broker.ActiveMq, StompVersion.V12)]
    [InlineData(Broker.StompServer, StompVersion.V10)]
    [Trait("Row", "M01")]
    [Trait("Row", "M21")]
    public async Task The_highest_common_version_is_agreed(Broker broker, StompVersion highest)
    {
        var shared = await Real.SharedAsync(broker);
        await using var stomp = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{shared.Port}", Real.Soon);
        Assert.Equal(highest, Assert.IsType<StompState.Connected>(stomp.State).Version);
        Assert.True(stomp.IsConnected);
        await RoundTripAsync(stomp);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M02")]
    [Trait("Row", "M03")]
    [Trait("Row", "M21")]
    [Trait("Row", "M22")]
    [Trait("Row", "M23")]
    public async Task A_version_can_be_pinned_and_a_goodbye_is_said(Broker broker, StompVersion version)
    {
        await using var stomp = await Real.OpenAsync(broker, version);
        var connected = Assert.IsType<StompState.Connected>(stomp.State);
        Assert.Equal(version, connected.Version);
        var name = broker switch
        {
            Broker.RabbitMq => "RabbitMQ/",
            Broker.ActiveMq => "ActiveMQ/",
            _ => null,
        };
        if (name is null)
            Assert.Null(connected.Broker);
        else
            Assert.StartsWith(name, connected.Broker, StringComparison.Ordinal);
        await RoundTripAsync(stomp);

        // stompserver closes without the RECEIPT of the goodbye
        var end = Assert.IsType<EndReason.Disconnected>(await stomp.CloseAsync().InTimeAsync());
        Assert.Equal(broker != Broker.StompServer, end.Confirmed);
        Assert.Equal(end, Assert.IsType<StompState.Closed>(stomp.State).Reason);
        Assert.Equal(end, await stomp.CloseAsync().InTimeAsync());
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M01")]
    [Trait("Row", "M21")]
    [Trait("Spec", "CL-1.2-09")]
    public async Task A_refused_login_fails_at_once_with_what_the_broker_said(Broker broker, StompVersion version)
    {
        var options = (await Real.OptionsAsync(broker)).WithVersions(version).WithCredentials("guest", "wrong");
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        // RabbitMQ keeps the socket open for ten seconds after it
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.IsType<EndReason.Refused>(failure.Reason);
        Assert.NotNull(failure.Error);
        var said = broker switch
        {
            Broker.RabbitMq => "Access refused for user 'guest'",
            Broker.ActiveMq => "User name [guest] or password is invalid.",
            _ => "Invalid Login",
        };
        Assert.Contains(said, failure.Error.Message + failure.Error.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(said, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("wrong", failure.ToString(), StringComparison.Ordinal);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M15")]
    [Trait("Row", "M21")]
    public async Task The_path_of_the_address_selects_the_virtual_host()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var queue = Real.Queue();
        await using var other = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/test", Real.Soon);
        await using var root = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/", Real.Soon);
        await other.SendAsync(queue, "for test", Real.Receipted, Real.Soon);
        await root.SendAsync(queue, "for root", Real.Receipted, Real.Soon);
        await using var messages = await other.SubscribeAsync(queue, cancellationToken: Real.Soon);
        Assert.Equal("for test", (await messages.NextAsync()).GetText());

        var failure = await Assert.ThrowsAsync<StompConnectionException>(
            () => StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{broker.Port}/no-such-host", Real.Soon));
        Assert.IsType<EndReason.Refused>(failure.Reason);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M21")]
    public async Task A_passcode_with_a_backslash_reaches_RabbitMq_when_CONNECT_is_escaped()
    {
        var options = (await Real.OptionsAsync(Broker.RabbitMq)).WithCredentials("bob", RabbitMqBroker.BobsPasscode) with { EscapesConnect = true };
        await using var stomp = await Real.OpenAsync(options);
        Assert.True(stomp.IsConnected);
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M21")]
    public async Task A_passcode_with_a_backslash_reaches_ActiveMq_as_it_is()
    {
        await using var stomp = await Real.OpenAsync((await Real.OptionsAsync(Broker.ActiveMq)).WithCredentials("bob", RabbitMqBroker.BobsPasscode));
        Assert.True(stomp.IsConnected);
    }

    [Fact]
    [Trait("Row", "M21")]
    public async Task Nobody_listens()
    {
        var options = Real.OptionsFor(LoopbackPorts.Take(1)[0]).WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(1), FirstRounds = 2 });
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(TransportFaultKind.Refused, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
        Assert.Null(failure.Error);
    }

    private static async Task RoundTripAsync(StompConnection stomp)
    {
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await stomp.SendAsync(queue, "Hello", cancellationToken: Real.Soon);
        Assert.Equal("Hello", (await messages.NextAsync()).GetText());
    }
}
