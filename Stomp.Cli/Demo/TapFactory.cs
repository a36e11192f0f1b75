using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;

namespace Stomp.Cli.Demo;

/// <summary>Stands around another factory and lets a <see cref="Tap"/> read along on every transport.</summary>
internal sealed class TapFactory(ITransportFactory inner, WireLog log) : ITransportFactory
{
    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken) =>
        new Tapped(await inner.DialAsync(endpoint, cancellationToken).ConfigureAwait(false), new Tap(log));

    private sealed class Tapped(ITransport inner, Tap tap) : ITransport
    {
        public string Description => inner.Description;

        public bool TakesFrames => inner.TakesFrames;

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            tap.Read(Side.Server, buffer.Span[..count]);
            return count;
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            // Before the answer can come.
            tap.Read(Side.Client, octets.Span);
            return inner.WriteAsync(octets, cancellationToken);
        }

        public ValueTask CloseWriteAsync() => inner.CloseWriteAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
