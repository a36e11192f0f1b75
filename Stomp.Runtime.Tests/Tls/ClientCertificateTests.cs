using System;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>Certificates of a client are loaded from every usual form, with what stands between them and their authority.</summary>
public sealed class ClientCertificateTests
{
    private const string Password = "s e:c\\ret";

    /// <summary>One instant for all: what is issued a second after its issuer may not be valid a second longer.</summary>
    private static readonly DateTimeOffset Begin = DateTimeOffset.UtcNow;

    [BrokerTheory(Broker.OpenSsl)]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Row", "M35")]
    public async Task What_stands_between_the_certificate_and_its_authority_is_shown_too(bool pem)
    {
        using var root = Make("CN=root", null);
        using var between = Make("CN=between", root);
        using var leaf = Make("CN=leaf", between);
        var folder = Directory.CreateTempSubdirectory("stomp-chain-").FullName;
        try
        {
            var (pemFile, pfxFile) = (Path.Combine(folder, "client.pem"), Path.Combine(folder, "client.p12"));
            await File.WriteAllTextAsync(pemFile, $"{leaf.ExportCertificatePem()}\n{between.ExportCertificatePem()}\n{leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()}\n");
            await File.WriteAllBytesAsync(pfxFile, new X509Certificate2Collection { X509CertificateLoader.LoadCertificate(between.RawData), leaf }.Export(X509ContentType.Pkcs12, Password)!);
            using var certificate = pem ? ClientCertificates.FromPem(pemFile) : ClientCertificates.FromPfx(pfxFile, Password);
            var chain = pem ? ClientCertificates.ChainFromPem(pemFile) : ClientCertificates.ChainFromPfx(pfxFile, Password);
            await using var broker = new LittleTlsBroker((await TestCertificates.SharedAsync()).Server, asksForCertificate: true);
            await using var stomp = await Real.OpenAsync(TlsCase.OptionsFor("localhost", broker.Port).WithTls(tls => tls with
            {
                DangerousAcceptAnyCertificate = true,
                ClientCertificate = certificate,
                ClientCertificateChain = chain,
            }));
            var visit = await broker.NextAsync();
            Assert.Equal("CN=leaf", visit.ClientSubject);
            Assert.Contains("CN=between", visit.ClientChain);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_password_that_is_missing_or_wrong_is_said()
    {
        var files = (await TestCertificates.SharedAsync()).Client;
        await using var scratch = await Scratch.CreateAsync("key", "");
        var key = scratch.PathOf("client.key");
        await Command.RunAsync("openssl", "pkcs8", "-topk8", "-in", files.Key, "-out", key, "-passout", "pass:" + Password, "-v2", "aes-256-cbc");
        var missing = Assert.Throws<CryptographicException>(() => ClientCertificates.FromPem(files.Certificate, key));
        Assert.Equal($"The private key in {key} is encrypted; it needs its password.", missing.Message);
        foreach (var wrong in (CryptographicException[])
            [
                Assert.ThrowsAny<CryptographicException>(() => ClientCertificates.FromPem(files.Certificate, key, "wr0ng")),
                Assert.ThrowsAny<CryptographicException>(() => ClientCertificates.FromPfx(files.Bundle, "wr0ng")),
            ])
        {
            Assert.Contains("password", wrong.Message, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("wr0ng", wrong.ToString(), StringComparison.Ordinal);
        }
    }

    private static X509Certificate2 Make(string subject, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(subject != "CN=leaf", false, 0, true));
        var (from, until) = (Begin.AddDays(-1), Begin.AddDays(1));
        if (issuer is null)
            return request.CreateSelfSigned(from, until);
        using var certificate = request.Create(issuer, from, until, RandomNumberGenerator.GetBytes(8));
        return certificate.CopyWithPrivateKey(key);
    }
}
