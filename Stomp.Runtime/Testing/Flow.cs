using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Testing;

/// <summary>One direction of a wire: octets leave at one end and arrive at the other, later or never. Belongs to the strand.</summary>
internal sealed class Flow(Line line, bool isToBroker)
{
    // As much as a loopback socket holds, give or take.
    private const int Window = 256 * 1024;

    private readonly Queue<ReadOnlyMemory<byte>> _arrived = new();
    private readonly Queue<ReadOnlyMemory<byte>> _held = new();
    private readonly Signal _readable = new(line.Network.Strand);
    private readonly Signal _writable = new(line.Network.Strand);
    private TimeSpan _lastDue;
    private int _underWay;
    private int _octets;
    private int _taken;
    private bool _hasEnded;
    private bool _isWriterBroken;
    private bool _isReaderBroken;
    private bool _isAbandoned;

    /// <summary>Octets came to where nobody reads any more.</summary>
    public Action Unwanted { get; set; } = static () => { };

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        ThrowIf(_isWriterBroken);
        if (octets.IsEmpty)
            return;
        line.Note(isToBroker, octets.Span);
        _octets += octets.Length;
        Send(octets.ToArray());
        while (_octets > Window && !_isWriterBroken)
            await _writable.WaitAsync(cancellationToken).ConfigureAwait(false);
        ThrowIf(_isWriterBroken);
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            ThrowIf(_isReaderBroken);
            if (_arrived.Count > 0)
                return Take(buffer.Span);
            if (_hasEnded)
                return 0;
            await _readable.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing follows.</summary>
    public void End() => Send(default);

    /// <summary>Who writes learns that it is over; what is under way is lost.</summary>
    public void BreakWriter()
    {
        _isWriterBroken = true;
        _writable.Set();
    }

    /// <summary>Who reads learns that it is over.</summary>
    public void BreakReader()
    {
        _isReaderBroken = true;
        _arrived.Clear();
        _held.Clear();
        _readable.Set();
    }

    /// <summary>Nobody reads any more.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        _arrived.Clear();
        _readable.Set();
    }

    /// <summary>What was held up arrives.</summary>
    public void Resume()
    {
        while (_held.TryDequeue(out var octets))
            Arrive(octets);
    }

    private void Send(ReadOnlyMemory<byte> octets)
    {
        var time = line.Network.Time;
        var due = time.Now + line.Network.ThrowLatency();
        if (due <= time.Now && _underWay == 0)
        {
            Land(octets);
            return;
        }

        _lastDue = due > _lastDue ? due : _lastDue;
        _underWay++;
        _ = time.CreateTimer(
            _ =>
            {
                _underWay--;
                Land(octets);
            },
            null,
            _lastDue - time.Now,
            Timeout.InfiniteTimeSpan);
    }

    private void Land(ReadOnlyMemory<byte> octets)
    {
        if (line.IsSilent(isToBroker))
            _held.Enqueue(octets);
        else
            Arrive(octets);
    }

    private void Arrive(ReadOnlyMemory<byte> octets)
    {
        if (_isReaderBroken)
            return;
        if (octets.IsEmpty)
            _hasEnded = true;
        else if (_isAbandoned)
            Unwanted();
        else
            _arrived.Enqueue(octets);
        _readable.Set();
    }

    private int Take(Span<byte> buffer)
    {
        var count = 0;
        while (count < buffer.Length && _arrived.TryPeek(out var first))
        {
            var rest = first.Span[_taken..];
            var part = Math.Min(rest.Length, buffer.Length - count);
            rest[..part].CopyTo(buffer[count..]);
            count += part;
            _taken += part;
            if (_taken < first.Length)
                break;
            _arrived.Dequeue();
            _taken = 0;
        }

        _octets -= count;
        if (_octets <= Window)
            _writable.Set();
        return count;
    }

    private static void ThrowIf(bool isBroken)
    {
        if (isBroken)
            throw Network.Fault(SocketError.ConnectionReset, "the link was reset");
    }
}
