using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>Whom the system trusts, and what an authority took back.</summary>
[Trait("Row", "M35")]
public sealed class TrustTests
{
    /// <summary>What the system trusts OpenSSL reads from a file that the environment names, once for a process.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task Without_an_authority_of_ones_own_those_of_the_system_decide(Broker kind)
    {
        var (certificates, server, queue) = (await TestCertificates.SharedAsync(), await Real.SharedAsync(kind), Real.Queue());
        var port = server is RabbitMqBroker rabbit ? rabbit.TlsPort : ((ActiveMqBroker)server).TlsPort;
        Assert.Contains("its authority is unknown (issued by CN=STOMP test CA); the system does not trust it", await SendAsync(certificates.RogueCa), StringComparison.Ordinal);
        Assert.Equal(SystemTrust.Accepted, await SendAsync(certificates.Ca));
        Assert.Equal(1, await Witness.MessagesAsync(server, queue));

        async Task<string> SendAsync(CertificateFiles trusted)
        {
            var start = new ProcessStartInfo(
                Environment.ProcessPath!,
                ["exec", Path.Combine(AppContext.BaseDirectory, "Stomp.Runtime.Tests.dll"), SystemTrust.Role, $"stomp+ssl://guest:guest@localhost:{port}", queue]);
            start.Environment["SSL_CERT_FILE"] = trusted.Certificate;
            start.Environment["SSL_CERT_DIR"] = "/nowhere";
            return (await Fixtures.Command.RunAsync(start)).TrimEnd();
        }
    }

    /// <summary>The authority's list comes over HTTP, from where the certificate says.</summary>
    [BrokerFact(Broker.OpenSsl)]
    public async Task What_its_authority_took_back_is_refused_where_that_is_looked_up()
    {
        var address = FormattableString.Invariant($"http://127.0.0.1:{LoopbackPorts.Take(1)[0]}/");
        await using var scratch = await Scratch.CreateAsync("revoked", "");
        // the platform keeps lists by their address: that of another run must not be taken for this one's
        var list = await new CertificateWorkshop(scratch).MakeRevokedAsync($"{address}{Guid.NewGuid():N}.crl");
        using var publisher = new HttpListener { Prefixes = { address } };
        publisher.Start();
        var publishing = PublishAsync(publisher, await File.ReadAllBytesAsync(list));

        Assert.Contains("the certificate of localhost is not accepted: it is revoked", await VisitAsync("revoked", X509RevocationMode.Online), StringComparison.Ordinal);
        Assert.Null(await VisitAsync("good", X509RevocationMode.Online));
        Assert.Null(await VisitAsync("revoked", X509RevocationMode.NoCheck));
        publisher.Stop();
        Assert.InRange(await publishing, 1, 10);

        async Task<string?> VisitAsync(string name, X509RevocationMode revocation)
        {
            await using var broker = new LittleTlsBroker(new(scratch.PathOf(name + ".pem"), scratch.PathOf(name + ".key"), scratch.PathOf(name + ".p12")));
            var options = TlsCase.OptionsFor("localhost", broker.Port).WithTls(tls => tls with { Authorities = scratch.PathOf("revoking-ca.pem"), Revocation = revocation });
            if (name == "revoked" && revocation != X509RevocationMode.NoCheck)
                return await TlsCase.RefusedAsync(options);
            await using var stomp = await Real.OpenAsync(options);
            return stomp.IsConnected ? null : "it is not connected";
        }
    }

    /// <summary>Gives a file to whoever comes until it is stopped; how many came.</summary>
    private static async Task<int> PublishAsync(HttpListener publisher, byte[] file)
    {
        for (var came = 0; ; came++)
        {
            try
            {
                var context = await publisher.GetContextAsync();
                await context.Response.OutputStream.WriteAsync(file);
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return came;
            }
        }
    }
}
