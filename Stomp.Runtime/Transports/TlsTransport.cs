using System;
using System.IO;
using System.Net.Security;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>Octets over TLS.</summary>
internal sealed class TlsTransport(SslStream stream, string description, bool showsCertificate) : ITransport
{
    private bool _hasRead;

    public string Description => description;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _hasRead = true;
            return count;
        }
        catch (IOException exception) when (!_hasRead && !cancellationToken.IsCancellationRequested)
        {
            // With TLS 1.3 the handshake succeeds on this side before the broker has judged the client's certificate: its refusal is the first thing to read.
            throw new AuthenticationException(
                showsCertificate
                    ? $"the broker ended TLS at the first read; with TLS 1.3 that is how it refuses a client certificate it does not trust ({exception.Message})"
                    : $"the broker ended TLS at the first read; with TLS 1.3 that is how it asks for a client certificate: set TlsOptions.ClientCertificate ({exception.Message})",
                exception);
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) => stream.WriteAsync(octets, cancellationToken);

    public async ValueTask CloseWriteAsync() => await stream.ShutdownAsync().ConfigureAwait(false);

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
