using System;
using System.IO;
using System.Net.Security;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Tls;

namespace Stomp.Runtime.Transports;

/// <summary>Octets over TLS.</summary>
internal sealed class TlsTransport(SslStream stream, string description, bool showsCertificate) : ITransport
{
    private volatile bool _hasRead;

    public string Description => description;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            var count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count == 0 && !_hasRead)
            {
                // the system tells of a reset once: when the write was told, all that the read sees is the end
                throw TlsFault.BeforeTheFirstRead(new EndOfStreamException("the broker closed it"), showsCertificate);
            }

            _hasRead = true;
            return count;
        }
        catch (IOException exception) when (!_hasRead && !cancellationToken.IsCancellationRequested)
        {
            throw TlsFault.BeforeTheFirstRead(exception, showsCertificate);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception) when (!_hasRead && !cancellationToken.IsCancellationRequested)
        {
            // a broker that refuses may have hung up before CONNECT was written
            throw TlsFault.BeforeTheFirstRead(exception, showsCertificate);
        }
    }

    public async ValueTask CloseWriteAsync() => await stream.ShutdownAsync().ConfigureAwait(false);

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
