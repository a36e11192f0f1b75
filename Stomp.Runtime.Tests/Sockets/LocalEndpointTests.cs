using System;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Tests.Tls;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>This machine is preferred, and reached over loopback when its own name leads nowhere.</summary>
public sealed class LocalEndpointTests
{
    // 127.0.0.1 in a form in which it does not look local
    private const string Elsewhere = "2130706433";

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(true, "ActiveMQ")]
    [InlineData(false, "RabbitMQ")]
    [Trait("Row", "M05")]
    public async Task A_local_endpoint_comes_first_unless_that_is_switched_off(bool prefer, string expected)
    {
        await using var rabbit = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var active = new Wire((await ActiveMqBroker.SharedAsync()).Port);
        var options = Real.OptionsFor(rabbit.Port) with
        {
            Endpoints = [new Endpoint(Elsewhere, rabbit.Port) { VirtualHost = "/" }, new Endpoint("localhost", active.Port) { VirtualHost = "/" }],
        };
        Assert.True(options.PreferLocal);
        await using var stomp = await Real.OpenAsync(options with { PreferLocal = prefer });
        // the other one was not even asked
        Assert.Equal(prefer ? (0, 1) : (1, 0), (rabbit.Links.Count, active.Links.Count));
        Assert.Contains($"\nserver:{expected}/", rabbit.Links.Concat(active.Links).Single().ToClient.Frames[0], StringComparison.Ordinal);
        Assert.StartsWith(expected, Assert.IsType<StompState.Connected>(stomp.State).Broker, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M06")]
    public async Task When_the_own_name_leads_nowhere_loopback_is_tried_behind_it(Broker broker)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var options = StompOptions.For($"stomp://guest:guest@{Environment.MachineName}:{wire.Port}").WithReconnect(policy => policy with { FirstRounds = 1 });
        var asked = 0;
        options = options with
        {
            TransportFactory = new SocketTransportFactory(options, (_, _) =>
            {
                asked++;
                throw new SocketException((int)SocketError.HostNotFound);
            }),
        };
        Assert.True(options.TryLoopback);
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(1, asked); // the name first, and only once
        Assert.Equal("127.0.0.1", Assert.IsType<StompState.Connected>(stomp.State).Endpoint.Host);
        await TlsCase.RoundTripAsync(stomp);
        Assert.StartsWith("CONNECT\n", Assert.Single(wire.Links).ToBroker.Text, StringComparison.Ordinal);

        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options with { TryLoopback = false }));
        Assert.Equal(TransportFaultKind.NameNotFound, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
        Assert.Single(wire.Links);
    }

    /// <summary>The brokers' certificate is for localhost: who asks for this machine's own name must not take it, also when loopback answers.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq, Broker.OpenSsl)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M06")]
    [Trait("Row", "M35")]
    public async Task Loopback_behind_the_own_name_of_a_TLS_endpoint_gets_nothing_in_clear(Broker broker)
    {
        var port = await Real.SharedAsync(broker) switch
        {
            RabbitMqBroker rabbit => rabbit.TlsPort,
            var active => ((ActiveMqBroker)active).TlsPort,
        };
        await using var wire = new Wire(port);
        var authorities = (await TestCertificates.SharedAsync()).Ca.Certificate;
        await using (var stomp = await Real.OpenAsync(Options("localhost")))
            await TlsCase.RoundTripAsync(stomp);
        await TlsCase.RefusedAsync(Options(null));
        Assert.Equal(2, wire.Links.Count);
        Assert.All(wire.Links, link =>
        {
            Assert.Equal(0x16, link.ToBroker.Octets[0]); // a TLS record with a handshake in it
            Assert.DoesNotContain("guest", link.ToBroker.Text, StringComparison.Ordinal);
        });

        StompOptions Options(string? name)
        {
            var options = TlsCase.OptionsFor(Environment.MachineName, wire.Port).WithTls(tls => tls with { Authorities = authorities, TargetHost = name });
            return options with { TransportFactory = new SocketTransportFactory(options, (_, _) => throw new SocketException((int)SocketError.HostNotFound)) };
        }
    }
}
