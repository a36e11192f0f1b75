using System;
using System.Threading;

namespace Stomp.Pure.Frames;

/// <summary>
/// Octets of a frame that is still arriving. Grows with what arrives, in blocks; only for a small frame what was announced is taken at once. A handle is a
/// value: the newest one appends in place, an older one copies first. Every octet is copied once on arrival, unless it was read to where it belongs, and those of
/// a large frame once more when it is whole.
/// </summary>
internal readonly struct Accumulator
{
    private const int FirstBlock = 1 << 10;
    private const int LargestBlock = 1 << 20;

    // What is announced costs nobody more than this until it arrives. It is also below what the runtime counts as a large object.
    private const int LargestReserved = 84_000;

    private readonly Blocks? _blocks;

    private Accumulator(Blocks? blocks, int length) => (_blocks, Length) = (blocks, length);

    public int Length { get; }

    /// <summary>Where what comes next belongs, as far as a place is made for it; none where another handle went on, or how much is to come is not known.</summary>
    public Memory<byte> Room => _blocks is not null && _blocks.Length == Length ? _blocks.Behind(Length) : default;

    /// <summary>Nothing yet, of a frame that is to have so many octets.</summary>
    public static Accumulator Expecting(long whole) => new(new Blocks(whole), 0);

    /// <summary>Puts octets behind those that are there, and counts the octets that had to be copied for it.</summary>
    public Accumulator Append(ReadOnlySpan<byte> octets, ref long copied)
    {
        if (octets.IsEmpty)
            return this;
        var length = Length + octets.Length;
        var blocks = _blocks is not null && Interlocked.CompareExchange(ref _blocks.Length, length, Length) == Length
            ? _blocks
            : Fork(length, ref copied);
        if (!blocks.Has(Length, octets))
        {
            blocks.Write(Length, octets);
            copied += octets.Length;
        }

        return new(blocks, length);
    }

    /// <summary>All octets and those that make the frame whole, in an array that nobody writes to any more; counts those that had to be copied.</summary>
    public byte[] Complete(ReadOnlySpan<byte> octets, ref long copied)
    {
        var length = Length + octets.Length;
        if (_blocks?.Reserved is { } reserved && reserved.Length == length && Append(octets, ref copied)._blocks == _blocks)
            return reserved;
        var whole = GC.AllocateUninitializedArray<byte>(length);
        CopyTo(whole);
        octets.CopyTo(whole.AsSpan(Length));
        copied += length;
        return whole;
    }

    public void CopyTo(Span<byte> into) => _blocks?.Read(into[..Length]);

    public bool ContentEquals(Accumulator other)
    {
        if (Length != other.Length)
            return false;
        var mine = new byte[Length];
        var theirs = new byte[Length];
        CopyTo(mine);
        other.CopyTo(theirs);
        return mine.AsSpan().SequenceEqual(theirs);
    }

    private Blocks Fork(int length, ref long copied)
    {
        var fork = new Blocks(0) { Length = length };
        if (Length > 0)
        {
            var copy = new byte[Length];
            CopyTo(copy);
            fork.Write(0, copy);
            copied += 2L * Length;
        }

        return fork;
    }

    private sealed class Blocks
    {
        public int Length;
        private readonly long _expected;
        private byte[][] _blocks = new byte[4][];
        private int[] _starts = new int[4];
        private volatile int _count;

        public Blocks(long expected)
        {
            _expected = expected;
            if (expected is 0 or > LargestReserved)
                return;
            _blocks[0] = Reserved = GC.AllocateUninitializedArray<byte>((int)expected);
            _count = 1;
        }

        /// <summary>Where all of a small frame goes.</summary>
        public byte[]? Reserved { get; }

        /// <summary>The place for the octets that follow so many, up to the end of its block.</summary>
        public Memory<byte> Behind(int at)
        {
            var (last, missing) = (_count - 1, _expected - at);
            return last < 0 || missing <= 0 || at - _starts[last] >= _blocks[last].Length
                ? default
                : _blocks[last].AsMemory(at - _starts[last], (int)Math.Min(missing, _blocks[last].Length - (at - _starts[last])));
        }

        /// <summary>Whether octets that go behind so many stand there already: they were read to <see cref="Room"/>.</summary>
        public bool Has(int at, ReadOnlySpan<byte> octets)
        {
            var place = Behind(at).Span;
            return octets.Length <= place.Length && place.Overlaps(octets, out var offset) && offset == 0;
        }

        public void Write(int at, ReadOnlySpan<byte> octets)
        {
            while (!octets.IsEmpty)
            {
                if (_count == 0 || at >= _starts[_count - 1] + _blocks[_count - 1].Length)
                    Grow(at, octets.Length);
                var block = _blocks[_count - 1];
                var offset = at - _starts[_count - 1];
                var part = Math.Min(octets.Length, block.Length - offset);
                octets[..part].CopyTo(block.AsSpan(offset));
                octets = octets[part..];
                at += part;
            }
        }

        public void Read(Span<byte> into)
        {
            // The newest owner may add blocks meanwhile: what is behind the count stands in these arrays, or in those that replaced them.
            var count = _count;
            var (blocks, starts) = (_blocks, _starts);
            for (var i = 0; i < count && starts[i] < into.Length; i++)
            {
                var part = Math.Min(into.Length - starts[i], blocks[i].Length);
                blocks[i].AsSpan(0, part).CopyTo(into[starts[i]..]);
            }
        }

        private void Grow(int at, int wanted)
        {
            if (_count == _blocks.Length)
            {
                Array.Resize(ref _blocks, _count * 2);
                Array.Resize(ref _starts, _count * 2);
            }

            var size = _count == 0 ? FirstBlock : Math.Min(_blocks[_count - 1].Length * 2, LargestBlock);
            size = Math.Max(size, Math.Min(wanted, LargestBlock));
            if (_expected > at)
                size = (int)Math.Min(size, Math.Max(wanted, _expected - at));
            _blocks[_count] = GC.AllocateUninitializedArray<byte>(size);
            _starts[_count] = at;
            _count++;
        }
    }
}
