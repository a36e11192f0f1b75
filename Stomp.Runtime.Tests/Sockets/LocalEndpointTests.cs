using System;
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
        var (rabbit, active) = (await RabbitMqBroker.SharedAsync(), await ActiveMqBroker.SharedAsync());
        var options = Real.OptionsFor(rabbit.Port) with
        {
            Endpoints = [new Endpoint(Elsewhere, rabbit.Port) { VirtualHost = "/" }, new Endpoint("localhost", active.Port) { VirtualHost = "/" }],
        };
        Assert.True(options.PreferLocal);
        await using var stomp = await Real.OpenAsync(options with { PreferLocal = prefer });
        Assert.StartsWith(expected, Assert.IsType<StompState.Connected>(stomp.State).Broker, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M06")]
    public async Task When_the_own_name_leads_nowhere_loopback_is_tried_behind_it(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var options = StompOptions.For($"stomp://guest:guest@{Environment.MachineName}:{shared.Port}").WithReconnect(policy => policy with { FirstRounds = 1 });
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

        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options with { TryLoopback = false }));
        Assert.Equal(TransportFaultKind.NameNotFound, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
    }
}
