using System;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>Octets over a TCP socket.</summary>
internal sealed class TcpTransport(Socket socket) : ITransport
{
    public string Description { get; } = socket.RemoteEndPoint?.ToString() ?? "tcp";

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        while (!octets.IsEmpty)
        {
            var written = await socket.SendAsync(octets, SocketFlags.None, cancellationToken).ConfigureAwait(false);
            octets = octets[written..];
        }
    }

    public ValueTask CloseWriteAsync()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer was faster.
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Dials over TCP.</summary>
internal sealed class TcpTransportFactory : ITransportFactory
{
    public async ValueTask<ITransport> DialAsync(Pure.Reconnection.Endpoint endpoint, CancellationToken cancellationToken)
    {
        // Small frames must not wait for earlier ones to be acknowledged by the peer's TCP.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellationToken).ConfigureAwait(false);
            return new TcpTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
