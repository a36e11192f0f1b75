using System;
using System.Collections.Generic;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Stomp.Runtime;

/// <summary>What a validator sees of a broker's certificate.</summary>
/// <param name="Host">The name that the certificate must carry.</param>
/// <param name="Certificate">The certificate.</param>
/// <param name="Chain">Its chain, as far as it could be built.</param>
/// <param name="Errors">What the platform found wrong.</param>
public sealed record CertificateVerdict(string Host, X509Certificate2? Certificate, X509Chain? Chain, SslPolicyErrors Errors);

/// <summary>
/// How TLS is spoken with a broker. The broker's certificate is verified unless <see cref="DangerousAcceptAnyCertificate"/> says otherwise. A certificate
/// that is not accepted is tried again like any other failure, in each round: the files are read anew for every attempt, and the next endpoint, or the same
/// after it was repaired, may be better.
/// </summary>
public sealed record TlsOptions
{
    /// <summary>A PEM file with the authorities that are trusted, instead of the system's; null trusts the system's. Read for every attempt.</summary>
    public string? Authorities { get; init; }

    /// <summary>The certificate that this client shows; null shows none. See <see cref="ClientCertificates"/>.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>
    /// What stands between <see cref="ClientCertificate"/> and the authority that the broker knows, shown with it; null for nothing. More certificates
    /// than those do no harm. See <see cref="ClientCertificates"/>.
    /// </summary>
    public X509Certificate2Collection? ClientCertificateChain { get; init; }

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

    /// <summary>
    /// Reaches everything else. What would switch verification off is undone: the validation callback, an empty name, and flags of the chain's policy that
    /// forgive more than an unknown state of revocation. Verification is switched off by its loud name only.
    /// </summary>
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
    /// <param name="certificateFile">The certificate; what stands behind it is for <see cref="ChainFromPem"/>.</param>
    /// <param name="keyFile">Its private key; null when it is in the same file.</param>
    /// <param name="password">The key's password, null when it has none.</param>
    /// <exception cref="CryptographicException">The files cannot be used, or the password is not the key's.</exception>
    public static X509Certificate2 FromPem(string certificateFile, string? keyFile = null, string? password = null)
    {
        var key = keyFile ?? certificateFile;
        if (password is null && File.ReadAllText(key).Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal))
            throw new CryptographicException($"The private key in {key} is encrypted; it needs its password.");
        using var pem = Load(certificateFile, key, password);
        // A key that came from PEM is bound to the process only; some platforms' TLS wants it imported.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>From a PFX (PKCS#12) file.</summary>
    /// <param name="file">The file; what it holds beside the certificate is for <see cref="ChainFromPfx"/>.</param>
    /// <param name="password">Its password, null when it has none.</param>
    /// <exception cref="CryptographicException">The file cannot be used, or the password is not its.</exception>
    public static X509Certificate2 FromPfx(string file, string? password = null) => X509CertificateLoader.LoadPkcs12FromFile(file, password);

    /// <summary>All certificates of a PEM file, for <see cref="TlsOptions.ClientCertificateChain"/>.</summary>
    /// <param name="file">The file.</param>
    public static X509Certificate2Collection ChainFromPem(string file)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(file);
        return chain;
    }

    /// <summary>All certificates of a PFX (PKCS#12) file, for <see cref="TlsOptions.ClientCertificateChain"/>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="password">Its password, null when it has none.</param>
    /// <exception cref="CryptographicException">The file cannot be used, or the password is not its.</exception>
    public static X509Certificate2Collection ChainFromPfx(string file, string? password = null) => X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password);

    private static X509Certificate2 Load(string certificateFile, string key, string? password)
    {
        try
        {
            return password is null
                ? X509Certificate2.CreateFromPemFile(certificateFile, key)
                : X509Certificate2.CreateFromEncryptedPemFile(certificateFile, password, key);
        }
        catch (CryptographicException exception)
        {
            throw new CryptographicException(
                $"The certificate in {certificateFile} and the private key in {key} cannot be used together{(password is null ? "" : ", or the password is not the key's")}: {exception.Message}",
                exception);
        }
    }
}
