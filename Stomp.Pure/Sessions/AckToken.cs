using System;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>
/// What an ACK repeats of a message, as the header line that most acknowledgements at 1.2 have and nothing else: it is copied from the MESSAGE to the ACK
/// as it came, without a text in between.
/// </summary>
internal readonly struct AckToken : IEquatable<AckToken>
{
    private readonly byte[] _line;

    private AckToken(ReadOnlySpan<byte> value)
    {
        var name = "id:"u8;
        _line = new byte[name.Length + value.Length + 1];
        name.CopyTo(_line);
        value.CopyTo(_line.AsSpan(name.Length));
        _line[^1] = (byte)'\n';
    }

    /// <summary>The headers of such an ACK.</summary>
    public Headers Headers => new(_line, 0, _line.Length, 1, new(EscapeRule.Stomp12, trims: false, crLf: false, drops: false));

    /// <summary>The value as text.</summary>
    public string Text => Escaping.Decode(Value, EscapeRule.Stomp12);

    private ReadOnlySpan<byte> Value => _line.AsSpan("id:".Length..^1);

    /// <summary>The token with a value as it came.</summary>
    /// <param name="octets">The value.</param>
    /// <param name="escapes">How it is escaped.</param>
    public static AckToken Of(ReadOnlySpan<byte> octets, EscapeRule escapes)
    {
        var special = octets.IndexOfAny((byte)'\\', (byte)':', (byte)'\r');
        // Escapes that were checked stand, also those of 1.1, which 1.2 has all; what else is special is written in another way than it came.
        var stands = special < 0 || (escapes is EscapeRule.Stomp11 or EscapeRule.Stomp12 && octets[special..].IndexOfAny((byte)':', (byte)'\r') < 0);
        return stands ? new(octets) : Of(Escaping.Decode(octets, escapes));
    }

    /// <summary>The token with a value.</summary>
    public static AckToken Of(string value) => new(Encoding.UTF8.GetBytes(value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace(":", "\\c", StringComparison.Ordinal)));

    public bool Equals(AckToken other) => _line.AsSpan().SequenceEqual(other._line);

    public override bool Equals(object? obj) => obj is AckToken other && Equals(other);

    public override int GetHashCode() => _line is null ? 0 : _line.Length;

    public override string ToString() => _line is null ? "" : Text;
}
