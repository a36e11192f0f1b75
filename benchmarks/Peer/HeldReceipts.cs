using System;

namespace Stomp.Benchmarks.Peer;

/// <summary>Ids of receipts that wait, oldest first. However many they are, they stand in one array and cost the same each.</summary>
internal sealed class HeldReceipts
{
    private const byte End = (byte)'\n';

    private byte[] _octets = new byte[1 << 12];
    private int _start;
    private int _end;

    public int Count { get; private set; }

    public void Add(ReadOnlySpan<byte> id)
    {
        if (_end + id.Length >= _octets.Length)
            MakeRoom(id.Length + 1);
        id.CopyTo(_octets.AsSpan(_end));
        _end += id.Length;
        _octets[_end++] = End;
        Count++;
    }

    /// <summary>Takes the oldest one out; its octets stay until the next is added.</summary>
    public ReadOnlySpan<byte> Take()
    {
        var rest = _octets.AsSpan(_start, _end - _start);
        var id = rest[..rest.IndexOf(End)];
        _start += id.Length + 1;
        Count--;
        return id;
    }

    private void MakeRoom(int octets)
    {
        var held = _octets.AsSpan(_start, _end - _start);
        // Moved once for as many as it holds at least.
        var target = held.Length + octets > _octets.Length / 2 ? new byte[(_octets.Length + octets) * 2] : _octets;
        held.CopyTo(target);
        (_octets, _start, _end) = (target, 0, held.Length);
    }
}
