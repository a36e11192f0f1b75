using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Stomp.Pure.Transcripts;

#pragma warning disable RS0030 // a digest is a function of what it is of, the same everywhere

/// <summary>SHA-256 of something in its canonical form, whole or its first half.</summary>
/// <param name="High">The first 128 bits.</param>
/// <param name="Low">The last 128 bits; zero where only the first half is kept.</param>
public readonly record struct Digest(UInt128 High, UInt128 Low)
{
    /// <summary>The first 128 bits, as effects have them in a transcript.</summary>
    public Digest Half => this with { Low = 0 };

    /// <summary>Eight digits for people.</summary>
    internal string Beginning => ((uint)(High >> 96)).ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>The digest of octets.</summary>
    public static Digest Of(ReadOnlySpan<byte> octets)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(octets, hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }

    /// <summary>Reads 32 or 64 hexadecimal digits; null when it is something else.</summary>
    public static Digest? Parse(string? text) =>
        text?.Length is 32 or 64
        && UInt128.TryParse(text.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
        && (text.Length == 32 ? UInt128.TryParse("0", CultureInfo.InvariantCulture, out var low) : UInt128.TryParse(text.AsSpan(32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out low))
            ? new(high, low)
            : null;

    /// <summary>64 hexadecimal digits.</summary>
    public override string ToString() => ToHalfText() + Low.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>The 32 hexadecimal digits of the first half.</summary>
    public string ToHalfText() => High.ToString("x32", CultureInfo.InvariantCulture);

    internal static Digest Of(string text) => Of(MemoryMarshal.AsBytes(text.AsSpan()));

    internal void Write(Span<byte> into)
    {
        BinaryPrimitives.WriteUInt128BigEndian(into, High);
        BinaryPrimitives.WriteUInt128BigEndian(into[16..], Low);
    }
}
