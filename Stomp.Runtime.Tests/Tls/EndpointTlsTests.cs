using System;
using System.Linq;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>TLS settings follow their endpoint, and credentials never go out in clear because one was not matched.</summary>
public sealed class EndpointTlsTests
{
    [BrokerTheory(Broker.OpenSsl)]
    [InlineData(null, "localhost")]
    [InlineData("example.invalid", "example.invalid")]
    [Trait("Row", "M35")]
    public async Task The_name_that_is_asked_for_is_the_endpoints_or_the_target(string? target, string expected)
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(target is null ? certificates.Server : certificates.WrongHost);
        await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", broker.Port)
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate, TargetHost = target }));
        Assert.Equal(expected, (await broker.NextAsync()).ServerName);
    }

    [BrokerFact(Broker.OpenSsl)]
    [Trait("Row", "M35")]
    public async Task An_address_is_verified_and_not_asked_for()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Server);
        await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("127.0.0.1", broker.Port).WithTls(tls => tls with { Authorities = certificates.Ca.Certificate }));
        Assert.Null((await broker.NextAsync()).ServerName);
    }

    [BrokerTheory(Broker.OpenSsl)]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    [Trait("Row", "M35")]
    public async Task The_version_can_be_pinned(SslProtocols protocol)
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Server);
        await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", broker.Port)
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate, Protocols = protocol }));
        Assert.Equal(protocol, (await broker.NextAsync()).Protocol);
    }

    [BrokerFact(Broker.OpenSsl)]
    [Trait("Row", "M35")]
    public async Task No_version_in_common_is_said()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Server, protocols: SslProtocols.Tls13);
        var said = await TlsCase.RefusedAsync(TlsCase.OptionsFor("localhost", broker.Port)
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate, Protocols = SslProtocols.Tls12 }));
        Assert.Contains("the TLS handshake with localhost failed: no version of TLS in common; allowed here: Tls12", said, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.OpenSsl)]
    [InlineData(true, "it does not seem to accept TlsOptions.ClientCertificate")]
    [InlineData(false, "if it wants a client certificate, set TlsOptions.ClientCertificate")]
    [Trait("Row", "M35")]
    public async Task A_broker_that_is_in_a_hurry_to_refuse_is_understood(bool shows, string expected)
    {
        // a reset overtakes the alert: then all there is to go by is that nothing was said
        var certificates = await TestCertificates.SharedAsync();
        using var certificate = ClientCertificates.FromPfx(certificates.Client.Bundle, TestCertificates.Password);
        await using var broker = new LittleTlsBroker(certificates.Server, hangsUp: true);
        var said = await TlsCase.RefusedAsync(TlsCase.OptionsFor("localhost", broker.Port)
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate, ClientCertificate = shows ? certificate : null }));
        Assert.Contains("the broker ended TLS before it said anything, which with TLS 1.3 is how a client certificate is refused: " + expected, said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    [Trait("Row", "M35")]
    public async Task The_most_particular_settings_of_an_endpoint_hold()
    {
        var certificates = await TestCertificates.SharedAsync();
        using var general = ClientCertificates.FromPfx(certificates.RogueCa.Bundle, TestCertificates.Password);
        using var particular = ClientCertificates.FromPfx(certificates.Client.Bundle, TestCertificates.Password);
        await using var one = new LittleTlsBroker(certificates.Server, asksForCertificate: true);
        await using var other = new LittleTlsBroker(certificates.Server, asksForCertificate: true);
        foreach (var (broker, subject) in ((LittleTlsBroker, string)[])[(one, "CN=stompclient"), (other, "CN=STOMP rogue CA")])
        {
            var options = TlsCase.OptionsFor("localhost", broker.Port) with
            {
                Tls =
                [
                    new TlsRule("localhost", broker.Port == one.Port ? one.Port : null, new() { Authorities = certificates.Ca.Certificate, ClientCertificate = broker == one ? particular : general }),
                    new TlsRule(null, null, new() { Authorities = certificates.Ca.Certificate }),
                ],
            };
            await using var stomp = await Real.OpenAsync(options);
            Assert.Equal(subject, (await broker.NextAsync()).ClientSubject);
        }
    }

    [Fact]
    [Trait("Row", "M35")]
    [Trait("Row", "M36")]
    public async Task A_plain_listener_behind_a_TLS_endpoint_never_sees_the_password()
    {
        await using var plain = new LittleBroker();
        var options = StompOptions.For($"stomp+ssl://guest:s3cret@localhost:{plain.Port}").WithReconnect(policy => policy with { FirstRounds = 1 });
        // a plain broker waits for the end of what it takes for a frame: only the deadline ends that
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options with { ConnectTimeout = TimeSpan.FromSeconds(1) }));
        Assert.IsType<EndReason.ConnectTimedOut>(failure.Reason);
        var visit = await plain.NextAsync();
        await visit.EndAsync();
        // a TLS handshake, and nothing of STOMP in it
        Assert.Equal(22, visit.Received.ToArray()[0]);
        Assert.DoesNotContain("CONNECT", visit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", visit.Text, StringComparison.Ordinal);
        Assert.Single(plain.Visits);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M35")]
    public async Task A_plain_broker_behind_a_TLS_endpoint_is_refused(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var options = TlsCase.OptionsFor("localhost", shared.Port) with { ConnectTimeout = TimeSpan.FromSeconds(5) };
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.True(failure.Reason is EndReason.ConnectTimedOut or EndReason.DialFailed { Fault.Kind: TransportFaultKind.Tls or TransportFaultKind.Reset }, failure.ToString());
    }

    [Theory]
    [InlineData("other.example", null, "other.example")]
    [InlineData("localhost", 1, "localhost:1")]
    [InlineData(null, 1, "every host:1")]
    [Trait("Row", "M35")]
    public async Task Settings_for_what_is_never_dialled_are_an_error(string? host, int? port, string said)
    {
        var options = TlsCase.OptionsFor("localhost", 61614) with { Tls = [new(host, port, new())] };
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => Real.OpenAsync(options));
        Assert.Equal($"Tls has settings for {said}, but no endpoint that is reached over TLS matches them; use stomp+ssl or wss in its address.", Assert.Single(failure.Failures));
    }

    [Fact]
    [Trait("Row", "M35")]
    public async Task Settings_for_endpoints_in_clear_are_an_error()
    {
        var options = StompOptions.For("stomp://localhost:61613").WithTls(tls => tls);
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => Real.OpenAsync(options));
        Assert.StartsWith("Tls has settings for every host, but no endpoint that is reached over TLS", Assert.Single(failure.Failures), StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    [Trait("Row", "M36")]
    public async Task What_is_in_force_for_an_endpoint_can_be_asked()
    {
        var certificates = await TestCertificates.SharedAsync();
        using var certificate = ClientCertificates.FromPfx(certificates.Client.Bundle, TestCertificates.Password);
        var options = StompOptions.For("failover:(stomp+ssl://a:1,stomp+ssl://b:1,stomp://c:1)")
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate })
            .WithTls("B", null, tls => tls with { ClientCertificate = certificate });
        Assert.Equal(certificates.Ca.Certificate, options.TlsFor("a", 1)!.Authorities);
        var inForce = options.TlsFor("b", 1)!;
        Assert.Same(certificate, inForce.ClientCertificate);
        Assert.Equal(
            "TlsOptions { Authorities = (system), ClientCertificate = CN=stompclient (key ***), TargetHost = (endpoint), Protocols = None, Revocation = NoCheck, Validator = (none), DangerousAcceptAnyCertificate = False }",
            inForce.ToString());
        Assert.Null(options.TlsFor("c", 1));
        Assert.Throws<ArgumentException>("host", () => options.TlsFor("d", 1));
        Assert.Throws<ArgumentException>("host", () => options.TlsFor("a", 2));
    }

    [Fact]
    [Trait("Row", "M06")]
    [Trait("Row", "M35")]
    public async Task Loopback_behind_a_local_name_stays_TLS_and_is_verified_under_the_name()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Server);
        var name = Environment.MachineName;
        var options = StompOptions.For($"stomp+ssl://guest:s3cret@{name}:{broker.Port}")
            .WithReconnect(policy => policy with { FirstRounds = 1 })
            .WithTls(name, broker.Port, tls => tls with { Authorities = certificates.Ca.Certificate });
        Assert.Equal(2, options.ToConfig(null).Endpoints.Count);
        // the name leads nowhere, loopback to a broker whose certificate is for localhost, not for the name
        var failing = options with { TransportFactory = new Stomp.Runtime.Transports.SocketTransportFactory(options, (_, _) => throw new SocketException((int)SocketError.HostNotFound)) };
        var said = await TlsCase.RefusedAsync(failing);
        Assert.Contains($"the certificate of {name} is not accepted", said, StringComparison.OrdinalIgnoreCase);
        var visit = await broker.NextAsync();
        // whoever refuses a certificate may know of it before the broker does
        await visit.EndAsync();
        Assert.Equal(name, visit.ServerName, ignoreCase: true);
        Assert.Equal("", visit.Text);
        Assert.All(options.ToConfig(null).Endpoints.ToArray(), endpoint => Assert.True(endpoint.IsTls));
    }

    [BrokerFact(Broker.OpenSsl)]
    [Trait("Row", "M35")]
    public async Task A_broker_that_refuses_one_certificate_does_not_keep_the_next_endpoint_from_being_tried()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var bad = new LittleTlsBroker(certificates.Expired);
        await using var good = new LittleTlsBroker(certificates.Server);
        var options = StompOptions.For($"failover:(stomp+ssl://localhost:{bad.Port},stomp+ssl://localhost:{good.Port})")
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate });
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(new Endpoint("localhost", good.Port) { IsTls = true, VirtualHost = "/" }, Assert.IsType<StompState.Connected>(stomp.State).Endpoint);
        Assert.Equal("", (await bad.NextAsync()).Text);
    }
}
