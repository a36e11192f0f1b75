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

    /// <summary>Puts octets behind those that are there, and counts the octets that had to be copied for it.</summary>
    public Gathered Append(ReadOnlySpan<byte> octets, ref long copied)
    {
        var length = Length + octets.Length;
        var storage = _storage is not null
            && length <= _storage.Octets.Length
            && Interlocked.CompareExchange(ref _storage.Length, length, Length) == Length
            ? _storage
            : Copy(length, ref copied);
        copied += octets.Length;
        octets.CopyTo(storage.Octets.AsSpan(Length));
        return new(storage, length);
    }

    public bool Equals(Gathered other) => Span.SequenceEqual(other.Span);

    public override bool Equals(object? obj) => obj is Gathered other && Equals(other);

    public override int GetHashCode() => Length;

    private Storage Copy(int length, ref long copied)
    {
        var octets = new byte[(int)Math.Clamp(length * 2L, FirstCapacity, Array.MaxLength)];
        copied += Length;
        Span.CopyTo(octets);
        return new() { Octets = octets, Length = length };
    }

    private sealed class Storage
    {
        public required byte[] Octets;
        public int Length;
    }
}
