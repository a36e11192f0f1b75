using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Stomp.Runtime;

/// <summary>What a validator sees of a broker's certificate.</summary>
/// <param name="Host">The name that the certificate must carry.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Chain">Its chain, as far as it could be built.</param>
/// <param name="Errors">What the platform found wrong.</param>
public sealed record CertificateVerdict(string Host, X509Certificate2? Certificate, X509Chain? Chain, SslPolicyErrors Errors);

/// <summary>How TLS is spoken with a broker. The broker's certificate is verified unless <see cref="DangerousAcceptAnyCertificate"/> says otherwise.</summary>
public sealed record TlsOptions
{
    /// <summary>A PEM file with the authorities that are trusted, instead of the system's; null trusts the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>The certificate that this client shows; null shows none. See <see cref="ClientCertificates"/>.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that the broker's certificate must carry and that is sent to it (SNI); null takes the endpoint's.</summary>
    public string? TargetHost { get; init; }

    /// <summary>Protocol versions; the default leaves them to the system.</summary>
    public SslProtocols Protocols { get; init; }

    /// <summary>Whether revocation is checked. Default no: private authorities seldom publish it.</summary>
    public X509RevocationMode Revocation { get; init; } = X509RevocationMode.NoCheck;

    /// <summary>Decides about the broker's certificate instead of the platform; it sees the chain and what the platform found wrong.</summary>
    public Func<CertificateVerdict, bool>? Validator { get; init; }

    /// <summary>Accepts every certificate of anybody: whoever is in between reads everything, passwords included. For experiments only.</summary>
    public bool DangerousAcceptAnyCertificate { get; init; }

    /// <summary>Reaches everything else. What it does to the validation callback is undone: verification is switched off by its loud name only.</summary>
    public Action<SslClientAuthenticationOptions>? Configure { get; init; }

    /// <summary>Everything that is wrong with these settings in themselves.</summary>
    internal IEnumerable<string> Check()
    {
        if (Authorities is not null && !File.Exists(Authorities))
            yield return $"Authorities is {(Authorities.Length == 0 ? "empty" : Authorities)}; it must be the path of a PEM file, and there is none";
        if (ClientCertificate is { HasPrivateKey: false })
            yield return $"ClientCertificate is {ClientCertificate.Subject} without its private key; load both, see ClientCertificates";
        if (TargetHost is { Length: 0 })
            yield return "TargetHost is empty; it must be a name, or null for the endpoint's";
    }

    /// <summary>What is in force, without the certificate's key.</summary>
    public override string ToString() =>
        $"TlsOptions {{ Authorities = {Authorities ?? "(system)"}, ClientCertificate = {(ClientCertificate is null ? "(none)" : $"{ClientCertificate.Subject} (key ***)")}, TargetHost = {TargetHost ?? "(endpoint)"}, " +
        $"Protocols = {Protocols}, Revocation = {Revocation}, Validator = {(Validator is null ? "(none)" : "set")}, DangerousAcceptAnyCertificate = {DangerousAcceptAnyCertificate} }}";
}

/// <summary>Loads the certificate that a client shows.</summary>
public static class ClientCertificates
{
    /// <summary>From PEM files.</summary>
    /// <param name="certificateFile">The certificate, optionally with its chain.</param>
    /// <param name="keyFile">Its private key; null when it is in the same file.</param>
    /// <param name="password">The key's password, null when it has none.</param>
    public static X509Certificate2 FromPem(string certificateFile, string? keyFile = null, string? password = null)
    {
        using var pem = password is null
            ? X509Certificate2.CreateFromPemFile(certificateFile, keyFile)
            : X509Certificate2.CreateFromEncryptedPemFile(certificateFile, password, keyFile);
        // A key that came from PEM is bound to the process only; some platforms' TLS wants it imported.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>From a PFX (PKCS#12) file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="password">Its password, null when it has none.</param>
    public static X509Certificate2 FromPfx(string file, string? password = null) => X509CertificateLoader.LoadPkcs12FromFile(file, password);
}
