using System;
using System.Collections.Generic;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>What is wrong with a broker's certificate is found out and said, and who decides about it.</summary>
[Trait("Row", "M35")]
public sealed class CertificateTests
{
    [BrokerFact(Broker.OpenSsl)]
    public async Task A_certificate_for_another_host_is_refused()
    {
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.WrongHost, Trusting(certificates.Ca));
        Assert.Contains("the certificate of localhost is not accepted: it is for example.invalid, not for localhost.", said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task An_expired_certificate_is_refused()
    {
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.Expired, Trusting(certificates.Ca));
        Assert.Contains(
            "the certificate of localhost is not accepted: it is expired or not valid yet (valid from 2020-01-01 00:00:00Z to 2021-01-01 00:00:00Z).", said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.Server, Trusting(certificates.RogueCa));
        Assert.Contains(
            $"the certificate of localhost is not accepted: its authority is unknown (issued by CN=STOMP test CA); it is not in TlsOptions.Authorities ({certificates.RogueCa.Certificate}).",
            said,
            StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.Expired, tls => tls with { Authorities = certificates.RogueCa.Certificate, TargetHost = "stomp.example" });
        Assert.Contains("the certificate of stomp.example is not accepted: it is for localhost, 127.0.0.1, ::1, not for stomp.example; ", said, StringComparison.Ordinal);
        Assert.Contains("its authority is unknown", said, StringComparison.Ordinal);
        Assert.Contains("it is expired", said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_revocation_check_that_is_asked_for_is_made()
    {
        // the authority publishes no list: nobody can tell, and that is said
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.Server, tls => tls with { Authorities = certificates.Ca.Certificate, Revocation = X509RevocationMode.Offline });
        Assert.Contains("not accepted: whether it is revoked could not be found out; see TlsOptions.Revocation", said, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.OpenSsl)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_choice_about_revocation_is_passed_on(bool ownAuthority)
    {
        var certificates = await TestCertificates.SharedAsync();
        var seen = new List<X509RevocationMode?>();
        await RefusedAsync(certificates.WrongHost, tls => tls with
        {
            Authorities = ownAuthority ? certificates.Ca.Certificate : null,
            Revocation = X509RevocationMode.Online,
            Configure = platform => seen.AddRange([platform.CertificateRevocationCheckMode, platform.CertificateChainPolicy?.RevocationMode]),
        });
        Assert.Equal([X509RevocationMode.Online, ownAuthority ? X509RevocationMode.Online : null], seen);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_validator_sees_the_chain_and_the_errors_and_may_accept()
    {
        var certificates = await TestCertificates.SharedAsync();
        CertificateVerdict? seen = null;
        var chain = 0;
        await using var broker = new LittleTlsBroker(certificates.WrongHost);
        await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", broker.Port).WithTls(tls => tls with
        {
            Validator = verdict =>
            {
                seen = verdict;
                chain = verdict.Chain!.ChainElements.Count;
                return true;
            },
        }));
        Assert.True(stomp.IsConnected);
        Assert.Equal("localhost", seen!.Host);
        Assert.Equal("CN=example.invalid", seen.Certificate!.Subject);
        Assert.Equal(SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateChainErrors, seen.Errors);
        Assert.True(chain > 0);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_validator_may_refuse_what_the_platform_accepts()
    {
        var certificates = await TestCertificates.SharedAsync();
        SslPolicyErrors? seen = null;
        var said = await RefusedAsync(certificates.Server, tls => tls with
        {
            Authorities = certificates.Ca.Certificate,
            Validator = verdict =>
            {
                seen = verdict.Errors;
                return false;
            },
        });
        Assert.Equal(SslPolicyErrors.None, seen);
        Assert.Contains("the certificate of localhost is not accepted: the validator refused it.", said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_validator_that_fails_has_not_accepted()
    {
        var certificates = await TestCertificates.SharedAsync();
        var said = await RefusedAsync(certificates.Server, tls => tls with
        {
            Authorities = certificates.Ca.Certificate,
            Validator = _ => throw new TimeoutException("no answer from the inventory"),
        });
        Assert.Contains("not accepted: the validator failed: TimeoutException: no answer from the inventory.", said, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task Only_the_loud_name_accepts_every_certificate()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Expired);
        var options = TlsCase.OptionsFor("localhost", broker.Port);
        await using (var stomp = await Real.OpenAsync(options.WithTls(tls => tls with { DangerousAcceptAnyCertificate = true })))
            Assert.True(stomp.IsConnected);

        // and what one connection accepted does not carry over to the next, not even by a resumed session
        await TlsCase.RefusedAsync(options);
    }

    public static TheoryData<string, Action<SslClientAuthenticationOptions>> Attempts => new()
    {
        { "callback", static platform => platform.RemoteCertificateValidationCallback = (_, _, _, _) => true },
        { "flags", static platform => (platform.CertificateChainPolicy ??= new()).VerificationFlags = X509VerificationFlags.AllFlags },
        {
            "policy",
            static platform => platform.CertificateChainPolicy = new()
            {
                VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority | X509VerificationFlags.IgnoreNotTimeValid | X509VerificationFlags.IgnoreInvalidName,
            }
        },
        { "name", static platform => platform.TargetHost = "" },
    };

    [BrokerTheory(Broker.OpenSsl)]
    [MemberData(nameof(Attempts))]
    public async Task Configure_cannot_silently_switch_verification_off(string what, Action<SslClientAuthenticationOptions> configure)
    {
        var certificates = await TestCertificates.SharedAsync();
        foreach (var certificate in (CertificateFiles[])[certificates.Expired, certificates.WrongHost, certificates.RogueCa])
        {
            var said = await RefusedAsync(certificate, tls => tls with { Authorities = certificates.Ca.Certificate, Configure = configure });
            Assert.Contains("the certificate of localhost is not accepted", said, StringComparison.Ordinal);
        }

        Assert.NotEmpty(what);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task Configure_reaches_everything_else()
    {
        var certificates = await TestCertificates.SharedAsync();
        await using var broker = new LittleTlsBroker(certificates.Server);
        await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", broker.Port).WithTls(tls => tls with
        {
            Configure = platform =>
            {
                platform.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12;
                platform.CertificateChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
                platform.CertificateChainPolicy.CustomTrustStore.ImportFromPemFile(certificates.Ca.Certificate);
            },
        }));
        Assert.Equal(System.Security.Authentication.SslProtocols.Tls12, (await broker.NextAsync()).Protocol);
    }

    private static Func<TlsOptions, TlsOptions> Trusting(CertificateFiles authority) => tls => tls with { Authorities = authority.Certificate };

    /// <summary>What was said, after making sure that the broker saw neither an octet of STOMP nor an open socket.</summary>
    private static async Task<string> RefusedAsync(CertificateFiles certificate, Func<TlsOptions, TlsOptions> change)
    {
        await using var broker = new LittleTlsBroker(certificate);
        var said = await TlsCase.RefusedAsync(TlsCase.OptionsFor("localhost", broker.Port).WithTls(change));
        var visit = await broker.NextAsync();
        await visit.EndAsync();
        Assert.Equal("", visit.Text);
        return said;
    }
}
