using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Tls;

namespace Stomp.Runtime.Transports;

/// <summary>Dials over TCP, and over TLS where the endpoint says so: what a connection uses unless it is given another factory, and what such a factory may stand around.</summary>
public sealed class SocketTransportFactory : ITransportFactory
{
    private readonly StompOptions _options;
    private readonly AddressRace _race;

    /// <summary>Makes one.</summary>
    /// <param name="options">Sockets, TLS and time.</param>
    public SocketTransportFactory(StompOptions options)
        : this(options, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>Makes one that learns a host's addresses from somebody else than the system.</summary>
    internal SocketTransportFactory(StompOptions options, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _race = new(options.Sockets, options.TimeProvider, resolve);
    }

    /// <inheritdoc/>
    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        var socket = await _race.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).ConfigureAwait(false);
        try
        {
            return endpoint.IsTls ? await SecureAsync(socket, endpoint, cancellationToken).ConfigureAwait(false) : new TcpTransport(socket);
        }
        catch
        {
            // not left to the garbage collector, whatever failed
            socket.Dispose();
            throw;
        }
    }

    /// <summary>By itself, so that a program without TLS does not load what that takes.</summary>
    private async Task<ITransport> SecureAsync(Socket socket, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = _options.TlsFor(endpoint) ?? throw new InvalidOperationException($"{endpoint} is to be reached over TLS and has no settings for it.");
        var stream = await TlsHandshake.RunAsync(socket, endpoint, tls, cancellationToken).ConfigureAwait(false);
        return new TlsTransport(stream, endpoint.ToString(), tls.ClientCertificate is not null);
    }
}
