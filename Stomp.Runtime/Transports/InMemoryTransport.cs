using System;
using System.Buffers;
using System.IO.Pipelines;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Transports;

/// <summary>Two transports whose octets go to each other without any socket, with back-pressure.</summary>
public static class InMemoryTransport
{
    // As much as a loopback socket holds, give or take.
    private const int Window = 256 * 1024;

    /// <summary>Makes a connected pair.</summary>
    /// <returns>The two ends.</returns>
    public static InMemoryPair CreatePair()
    {
        var options = new PipeOptions(pauseWriterThreshold: Window, resumeWriterThreshold: Window / 2, useSynchronizationContext: false);
        var (there, back) = (new Pipe(options), new Pipe(options));
        return new(new End(back.Reader, there.Writer), new End(there.Reader, back.Writer));
    }

    private sealed class End(PipeReader reader, PipeWriter writer) : ITransport
    {
        public string Description => "in memory";

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var result = await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            var count = (int)Math.Min(result.Buffer.Length, buffer.Length);
            var part = result.Buffer.Slice(0, count);
            part.CopyTo(buffer.Span);
            // From here on the pipe may use these octets again: the part cannot even be measured any more.
            reader.AdvanceTo(part.End);
            return count;
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            var result = await writer.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
            if (result.IsCompleted)
                throw new System.IO.IOException("The other end is closed.");
        }

        public ValueTask CloseWriteAsync() => writer.CompleteAsync();

        public async ValueTask DisposeAsync()
        {
            await writer.CompleteAsync().ConfigureAwait(false);
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }
}

/// <summary>The two ends of an in-memory connection.</summary>
/// <param name="Client">One end.</param>
/// <param name="Server">The other.</param>
public readonly record struct InMemoryPair(ITransport Client, ITransport Server);
