using System;
using System.Buffers;

namespace Stomp.Runtime.Transports;

/// <summary>Octets to be written, from a pool; goes back there once they are written, so that a link at rest holds none.</summary>
internal sealed class WriteBuffer : IBufferWriter<byte>
{
    private const int Smallest = 16 * 1024;

    // A single large message says nothing about the next.
    private const int LargestGuess = 1024 * 1024;

    private byte[] _octets = [];
    private int _count;

    // So many were in it last time: as many are likely to come again, and need not be moved while it grows.
    private int _last;

    public int Count => _count;

    public ReadOnlyMemory<byte> Written => _octets.AsMemory(0, _count);

    public void Advance(int count) => _count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Room(sizeHint);
        return _octets.AsMemory(_count);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Room(sizeHint);
        return _octets.AsSpan(_count);
    }

    public void Clear()
    {
        if (_octets.Length > 0)
            WriteOctets.Shared.Return(_octets);
        _octets = [];
        (_last, _count) = (_count, 0);
    }

    private void Room(int sizeHint)
    {
        var wanted = _count + Math.Max(sizeHint, 1);
        if (wanted <= _octets.Length)
            return;
        var larger = WriteOctets.Shared.Rent(Math.Max(wanted, Math.Max(Smallest, _octets.Length == 0 ? Math.Min(_last, LargestGuess) : _octets.Length * 2)));
        _octets.AsSpan(0, _count).CopyTo(larger);
        if (_octets.Length > 0)
            WriteOctets.Shared.Return(_octets);
        _octets = larger;
    }
}
