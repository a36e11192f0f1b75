using System;
using System.Text;

namespace Stomp.Pure.Values;

/// <summary>Octets as a value: equal by content, never changed after they were made.</summary>
public readonly struct Payload : IEquatable<Payload>
{
    private readonly ReadOnlyMemory<byte> _octets;

    private Payload(ReadOnlyMemory<byte> octets) => _octets = octets;

    /// <summary>No octets.</summary>
    public static Payload Empty => default;

    /// <summary>How many octets.</summary>
    public int Length => _octets.Length;

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _octets.IsEmpty;

    /// <summary>The octets, to read.</summary>
    public ReadOnlySpan<byte> Span => _octets.Span;

    /// <summary>The octets, to keep.</summary>
    public ReadOnlyMemory<byte> Memory => _octets;

    /// <summary>A copy of the octets.</summary>
    public static Payload Copy(ReadOnlySpan<byte> octets) => octets.IsEmpty ? default : new(octets.ToArray());

    /// <summary>The octets themselves, without a copy. The caller promises that nobody changes them as long as the payload is used.</summary>
    public static Payload Wrap(ReadOnlyMemory<byte> octets) => new(octets);

    /// <summary>The octets of a text in UTF-8.</summary>
    public static Payload FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length == 0 ? default : new(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The octets read as UTF-8, ill-formed ones replaced.</summary>
    public string ToText() => Encoding.UTF8.GetString(Span);

    /// <summary>A fresh array with the octets.</summary>
    public byte[] ToArray() => _octets.ToArray();

    /// <inheritdoc/>
    public bool Equals(Payload other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Payload other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>How many octets, and the beginning of them as text.</summary>
    public override string ToString() =>
        IsEmpty ? "0 octets" : $"{Length} octets {Preview.Of(Span)}";

    /// <summary>Equal content.</summary>
    public static bool operator ==(Payload left, Payload right) => left.Equals(right);

    /// <summary>Different content.</summary>
    public static bool operator !=(Payload left, Payload right) => !left.Equals(right);
}
