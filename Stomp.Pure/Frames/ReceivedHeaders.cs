using System;

namespace Stomp.Pure.Frames;

/// <summary>The header lines of a received frame that is to be written again.</summary>
internal static class ReceivedHeaders
{
    /// <summary>Whether the lines, as they came, are exactly what would be written: then nothing need be read from them and made of them again.</summary>
    /// <param name="headers">Headers of a received frame.</param>
    /// <param name="escapes">By which rule they would be escaped.</param>
    public static bool Stand(Headers headers, EscapeRule escapes)
    {
        var reading = headers.Reading;
        var block = headers.Block;
        // A leniency keeps what nobody would write; blanks that were padding and a CR before LF are not written again.
        return reading.Escapes == escapes && !reading.Trims && !reading.Drops && !block.Contains((byte)'\r')
            // A colon in a value is an escape when we write it, but readers take it as it is: the only one of a line is the one behind the name.
            && (escapes == EscapeRule.None || block.Count((byte)':') == headers.Count);
    }

    /// <summary>Finds the first content-length in lines that stand.</summary>
    public static bool TryFindLength(ReadOnlySpan<byte> block, out ReadOnlySpan<byte> value)
    {
        // No escape yields a letter, a digit or a hyphen, so the name stands there as it is or not at all.
        var name = "\ncontent-length:"u8;
        var at = block.StartsWith(name[1..]) ? name.Length - 1 : block.IndexOf(name) is var found and >= 0 ? found + name.Length : -1;
        value = at < 0 ? default : block[at..];
        if (at >= 0)
            value = value[..value.IndexOf((byte)'\n')];
        return at >= 0;
    }
}
