using System;
using System.IO;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Tls;

/// <summary>Turns a connected socket into a TLS stream. Whatever goes wrong closes the socket at once.</summary>
internal static class TlsHandshake
{
    // What may be forgiven is that nobody could tell whether a certificate is revoked; everything else would switch verification off.
    private const X509VerificationFlags Forgivable =
        X509VerificationFlags.IgnoreEndRevocationUnknown | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown
        | X509VerificationFlags.IgnoreRootRevocationUnknown | X509VerificationFlags.IgnoreCtlSignerRevocationUnknown;

    public static async ValueTask<SslStream> RunAsync(Socket socket, Endpoint endpoint, TlsOptions options, CancellationToken cancellationToken)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        var verdict = new CertificateJudge(options);
        try
        {
            var authentication = Authentication(options, options.TargetHost ?? endpoint.ServerName ?? endpoint.Host, verdict);
            await stream.AuthenticateAsClientAsync(authentication, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (Exception exception)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            if (verdict.Complaint is { } complaint)
                throw new AuthenticationException($"the certificate of {verdict.Host} is not accepted: {complaint}", exception);
            if (exception is AuthenticationException or IOException && verdict.Host.Length > 0 && !cancellationToken.IsCancellationRequested)
                throw TlsFault.InHandshake(exception, verdict.Host, options.ClientCertificate is not null, options.Protocols);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Authentication(TlsOptions options, string host, CertificateJudge judge)
    {
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.Protocols,
            CertificateRevocationCheckMode = options.Revocation,
            // The platform keeps sessions by host, not by port: one that was made without this client's certificate, or under other settings, would be
            // taken up again. A connection that lives long gains nothing by it.
            AllowTlsResume = false,
        };
        if (options.ClientCertificate is { } certificate)
        {
            // shown whatever authorities the broker names, and nothing is fetched from the net for it
            authentication.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, options.ClientCertificateChain, offline: true);
        }

        if (options.Authorities is { } file)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = options.Revocation };
            policy.CustomTrustStore.ImportFromPemFile(file);
            if (policy.CustomTrustStore.Count == 0)
                throw new InvalidDataException($"TlsOptions.Authorities names {file}, which holds no certificate in PEM");
            authentication.CertificateChainPolicy = policy;
        }

        options.Configure?.Invoke(authentication);
        KeepVerifying(authentication, host);
        judge.Host = authentication.TargetHost!;
        authentication.RemoteCertificateValidationCallback = (_, shown, chain, errors) => judge.Accepts(shown as X509Certificate2, chain, errors);
        return authentication;
    }

    private static void KeepVerifying(SslClientAuthenticationOptions authentication, string host)
    {
        if (string.IsNullOrEmpty(authentication.TargetHost))
            authentication.TargetHost = host;
        authentication.EncryptionPolicy = EncryptionPolicy.RequireEncryption;
        if (authentication.CertificateChainPolicy is not { } policy || (policy.VerificationFlags & ~Forgivable) == 0)
            return;
        // a copy: the object may be the caller's own
        policy = policy.Clone();
        policy.VerificationFlags &= Forgivable;
        authentication.CertificateChainPolicy = policy;
    }
}
