using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>A wire-tap on TCP: sees all octets of the newest transport, and can cut it.</summary>
internal sealed class Tap : ITransportFactory
{
    private readonly SocketTransportFactory _inner = new(new());
    private volatile Tapped? _current;
    private int _dials;

    public int Dials => Volatile.Read(ref _dials);

    /// <summary>What came from the broker and what went there, since the transport was opened.</summary>
    public byte[] Read => _current!.Incoming.Copy();

    public byte[] Written => _current!.Outgoing.Copy();

    /// <summary>Heart-beats count here as what they are when nothing else goes over the wire: LFs behind the last frame.</summary>
    public static int BeatsIn(ReadOnlySpan<byte> octets) => octets[(octets.LastIndexOf((byte)0) + 1)..].Count((byte)'\n');

    /// <summary>The network dies, as seen from here: both directions end without a word. Returns when the connection is back.</summary>
    public async Task CutAsync(StompConnection stomp)
    {
        // Whoever looks only afterwards may be too late to see it waiting.
        var waiting = stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        _current!.Cut();
        await waiting;
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
    }

    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _dials);
        return _current = new Tapped(await _inner.DialAsync(endpoint, cancellationToken));
    }

    private sealed class Tapped(ITransport inner) : ITransport
    {
        private readonly CancellationTokenSource _cut = new();

        public Log Incoming { get; } = new();

        public Log Outgoing { get; } = new();

        public string Description => inner.Description;

        public bool TakesFrames => inner.TakesFrames;

        public void Cut() => _cut.Cancel();

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _cut.Token);
            try
            {
                var count = await inner.ReadAsync(buffer, both.Token);
                Incoming.Add(buffer.Span[..count]);
                return count;
            }
            catch (OperationCanceledException) when (_cut.IsCancellationRequested)
            {
                throw new IOException("The network died.");
            }
        }

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            if (_cut.IsCancellationRequested)
                throw new IOException("The network died.");
            Outgoing.Add(octets.Span);
            await inner.WriteAsync(octets, cancellationToken);
        }

        public ValueTask CloseWriteAsync() => inner.CloseWriteAsync();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class Log
    {
        private readonly List<byte> _octets = [];

        public void Add(ReadOnlySpan<byte> octets)
        {
            lock (_octets)
                _octets.AddRange(octets);
        }

        public byte[] Copy()
        {
            lock (_octets)
                return [.. _octets];
        }
    }
}
