using System;
using System.IO;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>The real brokers with certificates that must not be accepted, and what the wire sees of a TLS session with them.</summary>
public sealed class BadCertificateTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M35")]
    public async Task A_broker_whose_certificate_is_expired_or_anothers_is_refused_and_a_validator_may_decide_otherwise(Broker kind)
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = await Real.StartPrivateAsync(kind);
        foreach (var (files, said) in new[]
        {
            (certificates.Expired, "it is expired or not valid yet"),
            (certificates.WrongHost, "it is for example.invalid, not for localhost"),
        })
        {
            await ShowAsync(broker, certificates.Server, files);
            await using var wire = new Wire(TlsPort(broker));
            var options = TlsCase.OptionsFor("localhost", wire.Port).WithTls(tls => tls with { Authorities = certificates.Ca.Certificate });
            Assert.Contains(said, await TlsCase.RefusedAsync(options), StringComparison.Ordinal);
            // whoever answered never saw a CONNECT, in clear or otherwise: the handshake was all
            Assert.DoesNotContain("CONNECT", wire.Last.ToBroker.Text, StringComparison.Ordinal);

            var asked = 0;
            await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", wire.Port).WithTls(tls => tls with
            {
                Authorities = certificates.Ca.Certificate,
                Validator = verdict => ++asked > 0 && verdict.Host == "localhost" && verdict.Chain is not null,
            }));
            await TlsCase.RoundTripAsync(stomp);
            Assert.Equal(1, asked);
            await ShowAsync(broker, files, certificates.Server);
        }
    }

    /// <summary>The first record of a TLS session is in clear: it holds the name and the versions that the client asks for.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls12)]
    [InlineData(Broker.RabbitMq, SslProtocols.Tls13)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls12)]
    [InlineData(Broker.ActiveMq, SslProtocols.Tls13)]
    [Trait("Row", "M35")]
    [Trait("Row", "M36")]
    public async Task What_is_said_to_be_in_force_is_what_the_wire_sees(Broker kind, SslProtocols protocol)
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var wire = new Wire(TlsPort(await Real.SharedAsync(kind)));
        var options = TlsCase.OptionsFor("127.0.0.1", wire.Port).WithTls("127.0.0.1", wire.Port, tls => tls with
        {
            Authorities = certificates.Ca.Certificate,
            TargetHost = "localhost",
            Protocols = protocol,
        });
        var inForce = options.TlsFor("127.0.0.1", wire.Port);
        Assert.Equal(("localhost", protocol), (inForce?.TargetHost, inForce?.Protocols));

        await using var stomp = await Real.OpenAsync(options);
        await TlsCase.RoundTripAsync(stomp);
        Assert.Contains("localhost", Encoding.Latin1.GetString(wire.Last.ToBroker.Octets.AsSpan(0, 600)), StringComparison.Ordinal);
        Assert.Equal(protocol, Agreed(wire.Last.ToClient.Octets));
        var everything = wire.Last.ToBroker.Text + wire.Last.ToClient.Text;
        Assert.DoesNotContain("passcode", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("guest", everything, StringComparison.Ordinal);
    }

    /// <summary>What the server's first record, its hello, says: 1.3 hides behind the extension supported_versions.</summary>
    private static SslProtocols Agreed(ReadOnlySpan<byte> octets) =>
        octets[..200].IndexOf((ReadOnlySpan<byte>)[0x00, 0x2B, 0x00, 0x02, 0x03, 0x04]) >= 0 ? SslProtocols.Tls13 : SslProtocols.Tls12;

    private static int TlsPort(BrokerInstance broker) => broker switch
    {
        RabbitMqBroker rabbit => rabbit.TlsPort,
        ActiveMqBroker active => active.TlsPort,
        _ => throw new ArgumentOutOfRangeException(nameof(broker)),
    };

    /// <summary>Gives a broker another certificate: its configuration names another file, and it starts anew.</summary>
    private static async Task ShowAsync(BrokerInstance broker, CertificateFiles before, CertificateFiles after)
    {
        var file = Path.Combine(broker.Folder, "conf", broker is RabbitMqBroker ? "rabbitmq.conf" : "activemq.xml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text
            .Replace(before.Certificate, after.Certificate, StringComparison.Ordinal)
            .Replace(before.Key, after.Key, StringComparison.Ordinal)
            .Replace(before.Bundle, after.Bundle, StringComparison.Ordinal));
        await broker.RestartAsync();
    }
}
