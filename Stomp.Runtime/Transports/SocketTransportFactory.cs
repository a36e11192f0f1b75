using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Tls;

namespace Stomp.Runtime.Transports;

/// <summary>Dials over TCP, and over TLS where the endpoint says so: what a connection uses unless it is given another factory, and what such a factory may stand around.</summary>
/// <param name="options">Sockets, TLS and time.</param>
public sealed class SocketTransportFactory(StompOptions options) : ITransportFactory
{
    private readonly AddressRace _race = new(options.Sockets, options.TimeProvider);

    /// <inheritdoc/>
    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var socket = await _race.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).ConfigureAwait(false);
        if (!endpoint.IsTls)
            return new TcpTransport(socket);
        var tls = options.TlsFor(endpoint) ?? throw new InvalidOperationException($"{endpoint} is to be reached over TLS and has no settings for it.");
        var stream = await TlsHandshake.RunAsync(socket, endpoint, tls, cancellationToken).ConfigureAwait(false);
        return new TlsTransport(stream, endpoint.ToString(), tls.ClientCertificate is not null);
    }
}
