using System;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Tests.Tls;
using Xunit;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>Sockets are set up as asked for; the witness is the system or the peer.</summary>
public sealed class SocketTests
{
    [SkippableTheory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Row", "M14")]
    public async Task Keep_alive_has_the_values_that_were_asked_for(bool tls)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        await using var broker = tls ? new LittleTlsBroker((await TestCertificates.SharedAsync()).Server) : new LittleBroker();
        var options = Options(broker, tls) with
        {
            Sockets = new() { KeepAlive = true, KeepAliveTime = TimeSpan.FromSeconds(77), KeepAliveInterval = TimeSpan.FromSeconds(13), KeepAliveCount = 5 },
        };
        await using var stomp = await Real.OpenAsync(options);
        var socket = await SocketAsync(broker);
        Assert.True(OpenSockets.IsKeptAlive(socket));
        Assert.Equal((77, 13, 5), OpenSockets.KeepAlive(socket));
    }

    [SkippableFact]
    [Trait("Row", "M14")]
    public async Task Keep_alive_alone_leaves_the_values_to_the_system_and_is_off_unless_asked_for()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        await using var broker = new LittleBroker();
        await using var off = await Real.OpenAsync(Options(broker));
        var socket = await SocketAsync(broker);
        Assert.False(OpenSockets.IsKeptAlive(socket));
        var usual = OpenSockets.KeepAlive(socket);

        await using var on = await Real.OpenAsync(Options(broker) with { Sockets = new() { KeepAlive = true } });
        socket = await SocketAsync(broker);
        Assert.True(OpenSockets.IsKeptAlive(socket));
        Assert.Equal(usual, OpenSockets.KeepAlive(socket));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M14")]
    public async Task Keep_alive_runs_on_the_link_to_a_real_broker(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var local = new IPEndPoint(IPAddress.Loopback, LoopbackPorts.Take(1)[0]);
        var sockets = new SocketOptions { LocalEndPoint = local, KeepAlive = true, KeepAliveTime = TimeSpan.FromSeconds(77), KeepAliveInterval = TimeSpan.FromSeconds(13), KeepAliveCount = 5 };
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(shared) with { Sockets = sockets });
        Assert.Equal((77, 13, 5), OpenSockets.KeepAlive(Assert.NotNull(OpenSockets.Find(local.Port, shared.Port))));
        // and the system's timer for it is set: what it shows is what is left of the time
        await Witness.UntilAsync(
            async () => (await Command.RunAsync("ss", "-Htno", "state", "established", "sport", $"= :{local.Port}")).Contains("timer:(keepalive,1min", StringComparison.Ordinal),
            "a keep-alive timer");
        await TlsCase.RoundTripAsync(stomp);
    }

    [SkippableTheory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Row", "M14")]
    public async Task Small_frames_go_out_at_once_unless_that_is_switched_off(bool noDelay)
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        await using var broker = new LittleBroker();
        await using var stomp = await Real.OpenAsync(noDelay ? Options(broker) : Options(broker) with { Sockets = new() { NoDelay = false } });
        Assert.Equal(noDelay, OpenSockets.IsNoDelay(await SocketAsync(broker)));
    }

    [SkippableFact]
    [Trait("Row", "M20")]
    public async Task The_broker_sees_the_local_address_and_port_again_after_a_loss()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "elsewhere loopback has one address only");
        await using var broker = new LittleBroker();
        var local = new IPEndPoint(IPAddress.Parse("127.0.0.9"), LoopbackPorts.Take(1)[0]);
        await using var stomp = await Real.OpenAsync(Options(broker) with { Sockets = new() { LocalEndPoint = local } });
        var visit = await broker.NextAsync();
        Assert.Equal(local, visit.From);

        // the same port again, although the system keeps it back for a while
        visit.Socket.Close();
        Assert.Equal(local, (await broker.NextAsync()).From);
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M20")]
    public async Task A_real_broker_sees_the_local_address(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var local = new IPEndPoint(IPAddress.Parse("127.0.0.8"), LoopbackPorts.Take(1)[0]);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(shared) with { Sockets = new() { LocalEndPoint = local } });
        // the system's word for who talks to the broker
        Assert.Contains("127.0.0.8", await Command.RunAsync("ss", "-Htn", "state", "established", "sport", $"= :{local.Port}"), StringComparison.Ordinal);
        Assert.NotNull(OpenSockets.Find(local.Port, shared.Port));
        await TlsCase.RoundTripAsync(stomp);
    }

    [Fact]
    [Trait("Row", "M20")]
    public async Task A_local_address_that_this_machine_does_not_have_is_named()
    {
        await using var broker = new LittleBroker();
        var local = new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0);
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(Options(broker) with { Sockets = new() { LocalEndPoint = local } }));
        Assert.IsType<EndReason.DialFailed>(failure.Reason);
        Assert.Contains("SocketOptions.LocalEndPoint is 192.0.2.1:0, which cannot be used: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "M20")]
    public async Task A_local_address_of_the_other_family_is_named()
    {
        await using var broker = new LittleBroker();
        var local = new IPEndPoint(IPAddress.IPv6Loopback, 0);
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(Options(broker) with { Sockets = new() { LocalEndPoint = local } }));
        Assert.Contains("127.0.0.1 has no address of the family of SocketOptions.LocalEndPoint, which is [::1]:0.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(broker.Visits);
    }

    [SkippableFact]
    [Trait("Row", "M04")]
    public async Task An_IPv6_address_is_dialled()
    {
        Skip.IfNot(Socket.OSSupportsIPv6);
        await using var broker = new LittleBroker(IPAddress.IPv6Loopback);
        await using var stomp = await StompConnection.OpenAsync($"stomp://[::1]:{broker.Port}", Real.Soon);
        Assert.Equal(IPAddress.IPv6Loopback, (await broker.NextAsync()).From.Address);
        Assert.Equal($"[::1]:{broker.Port}", Assert.IsType<StompState.Connected>(stomp.State).Endpoint.ToString());
    }

    [SkippableTheory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_name_of_both_families_finds_the_one_that_listens(string address)
    {
        Skip.If(address == "::1" && !Socket.OSSupportsIPv6);
        await using var broker = new LittleBroker(IPAddress.Parse(address));
        var options = StompOptions.For($"stomp://localhost:{broker.Port}");
        await using var stomp = await Real.OpenAsync(options with
        {
            TransportFactory = new Stomp.Runtime.Transports.SocketTransportFactory(options, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback])),
        });
        Assert.Equal(IPAddress.Parse(address), (await broker.NextAsync()).From.Address);
    }

    internal static StompOptions Options(LittleBroker broker, bool tls = false)
    {
        var options = StompOptions.For($"stomp{(tls ? "+ssl" : "")}://127.0.0.1:{broker.Port}")
            .WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(1), FirstRounds = 1 });
        return tls ? options.WithTls(settings => settings with { DangerousAcceptAnyCertificate = true }) : options;
    }

    /// <summary>The product's end of the link to the broker's next visitor.</summary>
    private static async Task<int> SocketAsync(LittleBroker broker)
    {
        var visit = await broker.NextAsync();
        return Assert.NotNull(OpenSockets.Find(visit.From.Port, broker.Port));
    }
}
