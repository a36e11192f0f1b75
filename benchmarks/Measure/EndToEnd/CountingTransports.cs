using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>Counts how often what it stands around is read and written.</summary>
internal sealed class CountingTransports(ITransportFactory inner) : ITransportFactory
{
    private long _reads;
    private long _writes;

    public long Reads => Interlocked.Read(ref _reads);

    public long Writes => Interlocked.Read(ref _writes);

    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken) =>
        new Counting(this, await inner.DialAsync(endpoint, cancellationToken));

    private sealed class Counting(CountingTransports counts, ITransport inner) : ITransport
    {
        public string Description => inner.Description;

        public bool TakesFrames => inner.TakesFrames;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts._reads);
            return inner.ReadAsync(buffer, cancellationToken);
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counts._writes);
            return inner.WriteAsync(octets, cancellationToken);
        }

        public ValueTask CloseWriteAsync() => inner.CloseWriteAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
