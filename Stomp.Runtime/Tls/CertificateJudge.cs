using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Stomp.Runtime.Tls;

/// <summary>Judges a broker's certificate, and keeps in words what was wrong with it.</summary>
internal sealed class CertificateJudge(TlsOptions options)
{
    /// <summary>The name that the certificate must carry, empty before it is known.</summary>
    public string Host { get; set; } = "";

    /// <summary>What was wrong, null when nothing was.</summary>
    public string? Complaint { get; private set; }

    public bool Accepts(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.DangerousAcceptAnyCertificate)
            return true;
        Complaint = options.Validator is null
            ? errors == SslPolicyErrors.None ? null : string.Join("; ", Complaints(certificate, chain, errors).Distinct())
            : Ask(options.Validator, new(Host, certificate, chain, errors));
        return Complaint is null;
    }

    private static string? Ask(Func<CertificateVerdict, bool> validator, CertificateVerdict verdict)
    {
        try
        {
            return validator(verdict) ? null : "the validator refused it";
        }
#pragma warning disable CA1031 // a validator that fails has not accepted
        catch (Exception exception)
        {
            return $"the validator failed: {exception.GetType().Name}: {exception.Message}";
        }
#pragma warning restore CA1031
    }

    private IEnumerable<string> Complaints(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if ((errors & SslPolicyErrors.RemoteCertificateNotAvailable) != 0)
            yield return "there is none";
        if ((errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
            yield return $"it is for {Names(certificate)}, not for {Host}";
        if ((errors & SslPolicyErrors.RemoteCertificateChainErrors) == 0 || chain is null)
            yield break;
        foreach (var element in chain.ChainElements)
        {
            foreach (var status in element.ChainElementStatus)
                yield return Complain(element.Certificate, certificate, status);
        }

        // what belongs to no certificate in particular
        foreach (var status in chain.ChainStatus)
        {
            if (!chain.ChainElements.Any(element => element.ChainElementStatus.Any(one => one.Status == status.Status)))
                yield return Complain(certificate, certificate, status);
        }
    }

    private string Complain(X509Certificate2? certificate, X509Certificate2? own, X509ChainStatus status)
    {
        var what = certificate is null || certificate.Equals(own) ? "it" : $"its authority {certificate.Subject}";
        return status.Status switch
        {
            X509ChainStatusFlags.NotTimeValid => FormattableString.Invariant($"{what} is expired or not valid yet (valid from {certificate?.NotBefore.ToUniversalTime():u} to {certificate?.NotAfter.ToUniversalTime():u})"),
            X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain => UnknownAuthority(own),
            X509ChainStatusFlags.Revoked => $"{what} is revoked",
            X509ChainStatusFlags.RevocationStatusUnknown or X509ChainStatusFlags.OfflineRevocation => $"whether {what} is revoked could not be found out; see TlsOptions.Revocation",
            _ => $"{what} has a fault: {status.StatusInformation.TrimEnd('.', ' ')} ({status.Status})",
        };
    }

    private string UnknownAuthority(X509Certificate2? certificate) => options.Authorities is { } file
        ? $"its authority is unknown (issued by {certificate?.Issuer}); it is not in TlsOptions.Authorities ({file})"
        : $"its authority is unknown (issued by {certificate?.Issuer}); the system does not trust it, name it in TlsOptions.Authorities";

    private static string Names(X509Certificate2? certificate)
    {
        var names = certificate?.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToArray();
        return names is { Length: > 0 } ? string.Join(", ", names) : certificate?.GetNameInfo(X509NameType.SimpleName, false) ?? "nobody";
    }
}
