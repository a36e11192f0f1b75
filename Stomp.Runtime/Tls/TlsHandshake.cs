using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Tls;

/// <summary>Turns a connected socket into a TLS stream, and says in words what was wrong with the broker's certificate.</summary>
internal static class TlsHandshake
{
    public static async ValueTask<SslStream> RunAsync(Socket socket, Endpoint endpoint, TlsOptions options, CancellationToken cancellationToken)
    {
        var host = options.TargetHost ?? endpoint.ServerName ?? endpoint.Host;
        var complaint = "";
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false);
        try
        {
            var authorities = LoadAuthorities(options);
            var authentication = Authentication(options, host, authorities, text => complaint = text);
            await stream.AuthenticateAsClientAsync(authentication, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch (AuthenticationException exception) when (complaint.Length > 0)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException($"the certificate of {host} is not accepted: {complaint}", exception);
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static SslClientAuthenticationOptions Authentication(
        TlsOptions options, string host, X509Certificate2Collection? authorities, Action<string> complain)
    {
        var authentication = new SslClientAuthenticationOptions
        {
            TargetHost = host,
            EnabledSslProtocols = options.Protocols,
            CertificateRevocationCheckMode = options.Revocation,
        };
        if (options.ClientCertificate is { } certificate)
        {
            authentication.ClientCertificates = [certificate];
            authentication.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        if (authorities is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = options.Revocation };
            policy.CustomTrustStore.AddRange(authorities);
            authentication.CertificateChainPolicy = policy;
        }

        options.Configure?.Invoke(authentication);
        authentication.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
            Judge(options, host, certificate as X509Certificate2, chain, errors, complain);
        return authentication;
    }

    private static bool Judge(
        TlsOptions options, string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, Action<string> complain)
    {
        if (options.DangerousAcceptAnyCertificate)
            return true;
        if (options.Validator is { } validator)
        {
            if (validator(new(host, certificate, chain, errors)))
                return true;
            complain("the validator refused it");
            return false;
        }

        if (errors == SslPolicyErrors.None)
            return true;
        complain(string.Join("; ", Complaints(host, certificate, chain, errors)));
        return false;
    }

    private static IEnumerable<string> Complaints(string host, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if ((errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
            yield return "it sent none";
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            yield return $"it is for {certificate?.GetNameInfo(X509NameType.DnsName, false)}, not for {host}";
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0 || chain is null)
            yield break;
        foreach (var status in chain.ChainStatus.Select(status => status.Status).Distinct())
        {
            yield return status switch
            {
                X509ChainStatusFlags.NotTimeValid => FormattableString.Invariant($"it is expired or not valid yet (valid from {certificate?.NotBefore:u} to {certificate?.NotAfter:u})"),
                X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => $"its authority is unknown (issued by {certificate?.Issuer}); name it in TlsOptions.Authorities",
                X509ChainStatusFlags.Revoked => "it is revoked",
                X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation => "whether it is revoked could not be found out",
                _ => status.ToString(),
            };
        }
    }

    private static X509Certificate2Collection? LoadAuthorities(TlsOptions options)
    {
        if (options.Authorities is not { } file)
            return null;
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities.Count > 0 ? authorities : throw new InvalidDataException($"TlsOptions.Authorities names {file}, which holds no certificate in PEM");
    }
}
