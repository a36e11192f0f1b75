using System;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>A duplex stream of octets: TCP, TLS, in memory. At most one read and one write are under way at a time.</summary>
public interface ITransport : IAsyncDisposable
{
    /// <summary>What is at the other end, for people.</summary>
    string Description { get; }

    /// <summary>
    /// Whether each write must be one frame, or one heart-beat, as for a WebSocket, whose messages brokers take for frames. Default no: what waits is written together.
    /// Whatever stands around another transport passes on what that one says.
    /// </summary>
    bool TakesFrames => false;

    /// <summary>Reads what is there, at least one octet.</summary>
    /// <param name="buffer">Where to. Nothing may be written there once the read is over: messages may be parts of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many octets; 0 when the peer closed its side.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes all octets.</summary>
    /// <param name="octets">What.</param>
    /// <param name="cancellationToken">Ends the wait; the stream is unusable afterwards.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken);

    /// <summary>Closes this side; the other may still be read.</summary>
    ValueTask CloseWriteAsync();
}
