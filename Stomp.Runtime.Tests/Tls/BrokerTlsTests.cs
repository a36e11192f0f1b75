using System;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>TLS and mutual TLS with the real brokers.</summary>
[Trait("Row", "M35")]
public sealed class BrokerTlsTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, "localhost")]
    [InlineData(Broker.RabbitMq, "127.0.0.1")]
    [InlineData(Broker.ActiveMq, "localhost")]
    public async Task A_broker_is_verified_by_an_authority_of_ones_own(Broker broker, string host)
    {
        var options = await OptionsAsync(broker, mutual: false, host);
        await using var stomp = await Real.OpenAsync(options);
        await TlsCase.RoundTripAsync(stomp);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task An_authority_that_the_system_does_not_know_is_refused_and_named(Broker broker)
    {
        var options = (await OptionsAsync(broker, mutual: false)) with { Tls = [] };
        var said = await TlsCase.RefusedAsync(options);
        Assert.Contains("the certificate of localhost is not accepted: its authority is unknown (issued by CN=STOMP test CA); the system does not trust it, name it in TlsOptions.Authorities", said, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, "PEM")]
    [InlineData(Broker.RabbitMq, "encrypted PEM")]
    [InlineData(Broker.RabbitMq, "PFX")]
    [InlineData(Broker.ActiveMq, "PEM")]
    [InlineData(Broker.ActiveMq, "encrypted PEM")]
    [InlineData(Broker.ActiveMq, "PFX")]
    public async Task A_client_certificate_is_shown(Broker broker, string form)
    {
        var files = (await TestCertificates.SharedAsync()).Client;
        using var certificate = await LoadAsync(files, form);
        var options = await OptionsAsync(broker, mutual: true, certificate: certificate);
        await using var stomp = await Real.OpenAsync(options);
        await TlsCase.RoundTripAsync(stomp);
    }

    [BrokerFact(Broker.RabbitMq)]
    public async Task A_client_certificate_can_stand_for_the_user()
    {
        // RabbitMQ believes a certificate only where its general settings verify one
        await using var broker = await RabbitMqBroker.StartPrivateAsync("ssl_options.verify = verify_peer");
        using var certificate = await LoadAsync(broker.Certificates.Client, "PFX");
        await using var stomp = await Real.OpenAsync(StompOptions.For($"stomp+ssl://localhost:{broker.MtlsPort}")
            .WithTls(tls => tls with { Authorities = broker.Certificates.Ca.Certificate, ClientCertificate = certificate }));
        await TlsCase.RoundTripAsync(stomp);
        // the broker's own word for who is there
        Assert.Contains("stompclient", await broker.ControlAsync("eval", "[{proplists:get_value(protocol, Info), proplists:get_value(user, Info)} || {_, Info} <- ets:tab2list(connection_created)]."), StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls13)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls12)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls13)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls12)]
    public async Task A_missing_client_certificate_fails_the_attempt_in_plain_words(Broker broker, SslProtocols protocol)
    {
        var options = (await OptionsAsync(broker, mutual: true, protocol: protocol));
        var said = await TlsCase.RefusedAsync(options);
        Assert.Contains("if it wants a client certificate, set TlsOptions.ClientCertificate", said, StringComparison.Ordinal);
        // with TLS 1.2 the handshake itself fails, with TLS 1.3 what follows it
        Assert.Contains(protocol == SslProtocols.Tls12 ? "the TLS handshake with localhost failed" : "with TLS 1.3", said, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls13)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls12)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls13)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls12)]
    public async Task A_client_certificate_of_a_foreign_authority_fails_the_attempt_in_plain_words(Broker broker, SslProtocols protocol)
    {
        using var certificate = await LoadAsync((await TestCertificates.SharedAsync()).RogueClient, "PFX");
        var options = await OptionsAsync(broker, mutual: true, certificate: certificate, protocol: protocol);
        var said = await TlsCase.RefusedAsync(options);
        Assert.Contains("it does not seem to accept TlsOptions.ClientCertificate", said, StringComparison.Ordinal);
        Assert.Contains("unknown", said, StringComparison.Ordinal); // it was shown: the broker knows neither it nor its authority
        Assert.Contains(protocol == SslProtocols.Tls12 ? "the TLS handshake with localhost failed" : "with TLS 1.3", said, StringComparison.Ordinal);
    }

    private static async Task<StompOptions> OptionsAsync(
        Broker broker, bool mutual, string host = "localhost", X509Certificate2? certificate = null, SslProtocols protocol = SslProtocols.None)
    {
        var certificates = await TestCertificates.SharedAsync();
        var port = await Real.SharedAsync(broker) switch
        {
            RabbitMqBroker rabbit => mutual ? rabbit.MtlsPort : rabbit.TlsPort,
            ActiveMqBroker active => mutual ? active.MtlsPort : active.TlsPort,
            _ => throw new ArgumentOutOfRangeException(nameof(broker)),
        };
        return TlsCase.OptionsFor(host, port)
            .WithTls(tls => tls with { Authorities = certificates.Ca.Certificate, ClientCertificate = certificate, Protocols = protocol });
    }

    private static async Task<X509Certificate2> LoadAsync(CertificateFiles files, string form)
    {
        switch (form)
        {
            case "PEM":
                return ClientCertificates.FromPem(files.Certificate, files.Key);
            case "PFX":
                return ClientCertificates.FromPfx(files.Bundle, TestCertificates.Password);
            default:
                await using (var scratch = await Scratch.CreateAsync("key", ""))
                {
                    var key = scratch.PathOf("client.key");
                    await Command.RunAsync("openssl", "pkcs8", "-topk8", "-in", files.Key, "-out", key, "-passout", "pass:s e:c\\ret", "-v2", "aes-256-cbc");
                    return ClientCertificates.FromPem(files.Certificate, key, "s e:c\\ret");
                }
        }
    }
}
