using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Tls;
using Stomp.Runtime.WebSockets;

namespace Stomp.Runtime.Transports;

/// <summary>Dials over TCP, and over TLS and WebSocket where the endpoint says so: what a connection uses unless it is given another factory, and what such a factory may stand around.</summary>
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
            return endpoint is { IsTls: false, WebSocketPath: null } ? new TcpTransport(socket) : await WrapAsync(socket, endpoint, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // not left to the garbage collector, whatever failed
            socket.Dispose();
            throw;
        }
    }

    /// <summary>By themselves, so that a program does not load what it does not use.</summary>
    private Task<ITransport> WrapAsync(Socket socket, Endpoint endpoint, CancellationToken cancellationToken) => (endpoint.IsTls, endpoint.WebSocketPath) switch
    {
        (true, null) => SecureAsync(socket, endpoint, cancellationToken),
        (true, _) => UpgradeSecuredAsync(socket, endpoint, cancellationToken),
        (false, _) => WebSocketHandshake.RunAsync(new NetworkStream(socket, ownsSocket: true), endpoint, _options, cancellationToken),
    };

    private async Task<ITransport> SecureAsync(Socket socket, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = TlsFor(endpoint);
        var stream = await TlsHandshake.RunAsync(socket, endpoint, tls, cancellationToken).ConfigureAwait(false);
        return new TlsTransport(stream, endpoint.ToString(), tls.ClientCertificate is not null);
    }

    private async Task<ITransport> UpgradeSecuredAsync(Socket socket, Endpoint endpoint, CancellationToken cancellationToken)
    {
        var tls = TlsFor(endpoint);
        var stream = await TlsHandshake.RunAsync(socket, endpoint, tls, cancellationToken).ConfigureAwait(false);
        try
        {
            return await WebSocketHandshake.RunAsync(stream, endpoint, _options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or SocketException && !cancellationToken.IsCancellationRequested)
        {
            throw TlsFault.BeforeTheFirstRead(exception, tls.ClientCertificate is not null);
        }
    }

    private TlsOptions TlsFor(Endpoint endpoint) =>
        _options.TlsFor(endpoint) ?? throw new InvalidOperationException($"{endpoint} is to be reached over TLS and has no settings for it.");
}
