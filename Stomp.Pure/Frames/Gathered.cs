using System;
using System.Threading;

namespace Stomp.Pure.Frames;

/// <summary>
/// The octets of a header section that is still arriving, contiguous. A handle is a value: the newest one appends in place while there is
/// room, an older one copies first.
/// </summary>
internal readonly struct Gathered : IEquatable<Gathered>
{
    private const int FirstCapacity = 256;

    private readonly Storage? _storage;

    private Gathered(Storage? storage, int length) => (_storage, Length) = (storage, length);

    public int Length { get; }

    public ReadOnlySpan<byte> Span => _storage is null ? default : _storage.Octets.AsSpan(0, Length);

    public Gathered Append(ReadOnlySpan<byte> octets)
    {
        var length = Length + octets.Length;
        var storage = _storage is not null
            && length <= _storage.Octets.Length
            && Interlocked.CompareExchange(ref _storage.Length, length, Length) == Length
            ? _storage
            : Copy(length);
        octets.CopyTo(storage.Octets.AsSpan(Length));
        return new(storage, length);
    }

    public Gathered Truncate(int length) => new(_storage, length);

    public bool Equals(Gathered other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Gathered other && Equals(other);

    public override int GetHashCode() => Length;

    private Storage Copy(int length)
    {
        var octets = new byte[Math.Max(FirstCapacity, length * 2)];
        Span.CopyTo(octets);
        return new() { Octets = octets, Length = length };
    }

    private sealed class Storage
    {
        public required byte[] Octets;
        public int Length;
    }
}
