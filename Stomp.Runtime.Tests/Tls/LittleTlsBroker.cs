using System.IO;
using System.Linq;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>A <see cref="LittleBroker"/> behind TLS.</summary>
/// <param name="certificate">What it shows.</param>
/// <param name="asksForCertificate">Whether it asks its visitors for a certificate; it accepts whatever comes, also nothing.</param>
/// <param name="protocols">What it speaks.</param>
/// <param name="hangsUp">Whether it resets the link as soon as the handshake is over.</param>
internal sealed class LittleTlsBroker(
    CertificateFiles certificate, bool asksForCertificate = false, SslProtocols protocols = SslProtocols.None, bool hangsUp = false) : LittleBroker
{
    protected override async Task<Stream> WrapAsync(Stream stream, Visit visit, CancellationToken cancellationToken)
    {
        var tls = new SslStream(stream);
        try
        {
            await tls.AuthenticateAsServerAsync(
                new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = SslStreamCertificateContext.Create(
                        X509CertificateLoader.LoadPkcs12FromFile(certificate.Bundle, TestCertificates.Password), null, offline: true),
                    EnabledSslProtocols = protocols,
                    ClientCertificateRequired = asksForCertificate,
                    RemoteCertificateValidationCallback = (_, shown, chain, _) =>
                    {
                        visit.ClientSubject = shown?.Subject;
                        visit.ClientChain = chain is null ? [] : [.. chain.ChainPolicy.ExtraStore.Select(one => one.Subject)];
                        return true;
                    },
                },
                cancellationToken);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
        finally
        {
            visit.ServerName = tls.TargetHostName.Length == 0 ? null : tls.TargetHostName;
        }

        visit.Protocol = tls.SslProtocol;
        if (hangsUp)
        {
            visit.Socket.LingerState = new LingerOption(true, 0);
            visit.Socket.Close();
        }

        return tls;
    }
}
