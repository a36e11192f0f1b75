using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Makes the certificates of <see cref="TestCertificates"/> with openssl 3.0 or later.</summary>
internal sealed class CertificateWorkshop(Scratch scratch)
{
    private const string Localhost = "DNS:localhost,IP:127.0.0.1,IP:::1";
    private const string Since = "20200101000000Z";
    private const string Ended = "20210101000000Z";
    private const string Until = "20490101000000Z";

    public async Task MakeAllAsync()
    {
        await MakeAuthorityAsync("ca", "STOMP test CA");
        await MakeAuthorityAsync("rogue-ca", "STOMP rogue CA");
        await MakeLeafAsync("server", "localhost", "ca", Until, "serverAuth", Localhost);
        await MakeLeafAsync("wrong-host", "example.invalid", "ca", Until, "serverAuth", "DNS:example.invalid");
        await MakeLeafAsync("expired", "localhost", "ca", Ended, "serverAuth", Localhost);
        await MakeLeafAsync("client", "stompclient", "ca", Until, "clientAuth", "DNS:stompclient.invalid");
        await MakeLeafAsync("rogue-client", "stompclient", "rogue-ca", Until, "clientAuth", "DNS:stompclient.invalid");
        await Command.RunAsync("chmod", "-R", "a+rX", scratch.Folder); // the brokers run as other users
    }

    /// <summary>
    /// An authority with two certificates for localhost, <c>good</c> and <c>revoked</c>, and the list that says so in DER; both certificates say where it is had.
    /// </summary>
    public async Task<string> MakeRevokedAsync(string listAddress)
    {
        const string List = "revoking-ca.crl";
        await MakeAuthorityAsync("revoking-ca", "STOMP revoking CA");
        foreach (var name in (string[])["good", "revoked"])
            await MakeLeafAsync(name, "localhost", "revoking-ca", Until, "serverAuth", Localhost, "crlDistributionPoints = URI:" + listAddress);
        await OpenSslAsync("ca", "-config", "revoking-ca.cnf", "-revoke", "revoked.pem");
        await OpenSslAsync("ca", "-config", "revoking-ca.cnf", "-gencrl", "-crldays", "1", "-out", "list.pem");
        await OpenSslAsync("crl", "-in", "list.pem", "-outform", "DER", "-out", List);
        return scratch.PathOf(List);
    }

    private async Task MakeAuthorityAsync(string name, string commonName)
    {
        await OpenSslAsync("req", "-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", name + ".key",
            "-out", name + ".pem", "-days", "3650", "-subj", "/CN=" + commonName,
            "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        scratch.Write(name + ".cnf", $"""
            [ca]
            default_ca = authority
            [authority]
            certificate = {name}.pem
            private_key = {name}.key
            database = {name}.index
            serial = {name}.serial
            new_certs_dir = .
            default_md = sha256
            policy = subject
            unique_subject = no
            [subject]
            commonName = supplied
            """);
        scratch.Write(name + ".index", "");
        scratch.Write(name + ".serial", "1000\n");
        await BundleAsync(name);
    }

    private async Task MakeLeafAsync(string name, string commonName, string authority, string until, string usage, string names, string more = "")
    {
        await OpenSslAsync("req", "-new", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", name + ".key",
            "-out", name + ".csr", "-subj", "/CN=" + commonName);
        scratch.Write(name + ".ext", $"""
            basicConstraints = CA:FALSE
            keyUsage = critical, digitalSignature, keyEncipherment
            extendedKeyUsage = {usage}
            subjectAltName = {names}
            {more}
            """);
        // "openssl ca" is the one command of version 3.0 that takes both dates
        await OpenSslAsync("ca", "-batch", "-notext", "-config", authority + ".cnf", "-startdate", Since, "-enddate", until,
            "-extfile", name + ".ext", "-in", name + ".csr", "-out", name + ".pem");
        await BundleAsync(name, "-certfile", authority + ".pem");
    }

    private Task BundleAsync(string name, params string[] chain) =>
        OpenSslAsync(["pkcs12", "-export", "-in", name + ".pem", "-inkey", name + ".key", "-name", name, "-out", name + ".p12",
            "-passout", "pass:" + TestCertificates.Password, .. chain]);

    private Task OpenSslAsync(params string[] arguments) =>
        Command.RunAsync(new ProcessStartInfo("openssl", arguments) { WorkingDirectory = Path.GetFullPath(scratch.Folder) });
}
