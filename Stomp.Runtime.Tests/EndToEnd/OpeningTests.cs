using System;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Sessions are opened, and refused, by the real brokers.</summary>
[Recorded]
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
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await StompConnection.OpenAsync($"stomp://guest:guest@127.0.0.1:{wire.Port}", Real.Soon);
        Assert.Equal(highest, Assert.IsType<StompState.Connected>(stomp.State).Version);
        Assert.True(stomp.IsConnected);
        await RoundTripAsync(stomp);
        await AssertAgreedAsync(broker, wire.Last, "1.0,1.1,1.2", highest);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [EveryBroker(Broker.RabbitMq, Broker.ActiveMq, Broker.StompServer)]
    [Trait("Row", "M01")]
    [Trait("Row", "M02")]
    [Trait("Row", "M03")]
    public async Task A_version_can_be_pinned(Broker broker, StompVersion version)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithVersions(version));
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
        await AssertAgreedAsync(broker, wire.Last, version == StompVersion.V10 ? null : Text(version), version);
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

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M21")]
    public async Task CONNECT_can_be_STOMP_and_carry_more_headers(Broker broker)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var id = $"id-{Guid.NewGuid():N}";
        var options = Real.OptionsFor(wire.Port).WithVersions(StompVersion.V11, StompVersion.V12) with { UseStompCommand = true, ConnectHeaders = [new Header("client-id", id)] };
        await using var stomp = await Real.OpenAsync(options);
        var connect = wire.Last.ToBroker.Frames[0];
        Assert.StartsWith("STOMP\n", connect, StringComparison.Ordinal);
        Assert.Contains($"\nclient-id:{id}\n", connect, StringComparison.Ordinal);
        // ActiveMQ calls the session by it
        if (broker == Broker.ActiveMq)
            Assert.Contains($"\nsession:{id}\n", wire.Last.ToClient.Frames[0], StringComparison.Ordinal);
        await RoundTripAsync(stomp);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M21")]
    [Trait("Row", "N03")]
    public async Task Without_waiting_what_is_sent_waits_for_CONNECTED_and_arrives_in_order(Broker broker)
    {
        const int Sends = 50;
        var shared = await Real.SharedAsync(broker);
        var isOpen = false;
        await using var wire = new Wire(shared.Port, (link, _) =>
        {
            if (!Volatile.Read(ref isOpen))
                link.Cut(reset: true);
        });
        var queue = Real.Queue();
        await using var stomp = StompConnection.Start(Real.OptionsFor(wire.Port).WithReconnect(policy => policy with { FirstRounds = null }) with { MaxQueued = Sends });
        var sends = Enumerable.Range(0, Sends).Select(i => stomp.TrySendAsync(queue, $"{i}", Real.Receipted)).ToList();
        var beyond = await stomp.TrySendAsync(queue, "one too many", Real.Receipted).InTimeAsync();
        Assert.Equal(RejectionKind.LimitReached, Assert.IsType<Outcome.Rejected>(beyond).Why.Kind);
        await wire.NextAsync();
        Assert.False(stomp.IsConnected);
        Assert.DoesNotContain(sends, send => send.IsCompleted);
        Volatile.Write(ref isOpen, true);
        Assert.All(await Task.WhenAll(sends).InTimeAsync(), outcome => Assert.IsType<Outcome.Confirmed>(outcome));
        var read = await new ForeignClient(shared.Port).ReceiveAsync(queue, Sends);
        Assert.Equal(Enumerable.Range(0, Sends).Select(i => $"{i}"), read.Select(message => message.Text));
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

    [Fact]
    [Trait("Row", "M04")]
    public async Task All_endpoints_are_named_with_what_failed_there()
    {
        // the system takes connections for it, and nobody says a word
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var (dead, mute) = (LoopbackPorts.Take(1)[0], ((IPEndPoint)silent.LocalEndpoint).Port);
        var options = StompOptions.For($"failover:(stomp://127.0.0.1:{mute},stomp://127.0.0.1:{dead})").WithConnectTimeout(TimeSpan.FromSeconds(1))
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(1), FirstRounds = 2 });
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));

        Assert.Equal([mute, dead], failure.Attempts.Select(attempt => attempt.Endpoint.Port));
        Assert.IsType<EndReason.ConnectTimedOut>(failure.Attempts[0].Reason);
        Assert.IsType<EndReason.DialFailed>(failure.Attempts[1].Reason);
        Assert.Equal(failure.Reason, failure.Attempts[1].Reason);
        Assert.StartsWith($"No connection: 127.0.0.1:{dead}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($". Before that: 127.0.0.1:{mute}: no CONNECTED within 1 s.", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>What the wire, and RabbitMQ by its own command, say about the version.</summary>
    private static async Task AssertAgreedAsync(Broker broker, WireLink link, string? offered, StompVersion agreed)
    {
        var (asked, answer) = (link.ToBroker.Frames[0], link.ToClient.Frames[0]);
        if (offered is null)
            Assert.DoesNotContain("accept-version", asked, StringComparison.Ordinal);
        else
            Assert.Contains($"\naccept-version:{offered}\n", asked, StringComparison.Ordinal);
        // stompserver names none
        if (broker != Broker.StompServer)
            Assert.Contains($"\nversion:{Text(agreed)}\n", answer + "\n", StringComparison.Ordinal);
        if (broker == Broker.RabbitMq)
            Assert.Contains($"{{'STOMP',\"{Text(agreed)}\"}}", await Witness.ConnectionAsync(await RabbitMqBroker.SharedAsync(), link.Port), StringComparison.Ordinal);
    }

    private static string Text(StompVersion version) => version switch
    {
        StompVersion.V10 => "1.0",
        StompVersion.V11 => "1.1",
        _ => "1.2",
    };

    private static async Task RoundTripAsync(StompConnection stomp)
    {
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await stomp.SendAsync(queue, "Hello", cancellationToken: Real.Soon);
        Assert.Equal("Hello", (await messages.NextAsync()).GetText());
    }
}
