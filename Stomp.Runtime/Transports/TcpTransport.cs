using System;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>Octets over a TCP socket.</summary>
internal sealed class TcpTransport(Socket socket) : ITransport
{
    public string Description { get; } = socket.RemoteEndPoint?.ToString() ?? "tcp";

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
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
