using System;
using System.Globalization;
using System.Text;

namespace Stomp.Pure.Values;

/// <summary>Octets for people: a bounded, printable quotation.</summary>
public static class Preview
{
    /// <summary>At most this many octets are quoted unless told otherwise.</summary>
    public const int DefaultLength = 48;

    /// <summary>The octets in quotes, printable ASCII as it is, everything else as an escape, cut at <paramref name="most"/>.</summary>
    public static string Of(ReadOnlySpan<byte> octets, int most = DefaultLength)
    {
        var text = new StringBuilder("\"");
        var shown = Math.Min(octets.Length, most);
        for (var i = 0; i < shown; i++)
            Append(text, octets[i]);
        return text.Append(octets.Length > most ? "\"…" : "\"").ToString();
    }

    private static void Append(StringBuilder text, byte octet) => _ = octet switch
    {
        (byte)'\n' => text.Append("\\n"),
        (byte)'\r' => text.Append("\\r"),
        (byte)'"' => text.Append("\\\""),
        (byte)'\\' => text.Append("\\\\"),
        >= 0x20 and < 0x7F => text.Append((char)octet),
        _ => text.Append("\\x").Append(octet.ToString("x2", CultureInfo.InvariantCulture)),
    };
}
