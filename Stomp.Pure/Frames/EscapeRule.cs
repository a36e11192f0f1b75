using System;
using System.Buffers;
using System.Text;

namespace Stomp.Pure.Frames;

/// <summary>How special octets in header names and values travel.</summary>
public enum EscapeRule
{
    /// <summary>They do not: nothing is escaped (1.0; CONNECT, STOMP and CONNECTED in every version).</summary>
    None,

    /// <summary><c>\n \c \\</c> (C-1.1-11).</summary>
    Stomp11,

    /// <summary><c>\n \c \\ \r</c> (C-1.2-11).</summary>
    Stomp12,

    /// <summary>As 1.1, undefined escapes stand for themselves.</summary>
    Lenient11,

    /// <summary>As 1.2, undefined escapes stand for themselves (also the early ERROR, P-INITERR).</summary>
    Lenient12,
}

/// <summary>The escapes at work. One left-to-right pass; the input was checked before (see <see cref="FirstBadEscape"/>).</summary>
internal static class Escaping
{
    private const byte Backslash = (byte)'\\';

    /// <summary>The place of the first undefined or dangling escape, or -1.</summary>
    public static int FirstBadEscape(ReadOnlySpan<byte> text, EscapeRule rule)
    {
        if (rule is not (EscapeRule.Stomp11 or EscapeRule.Stomp12))
            return -1;
        var at = 0;
        while (true)
        {
            var next = text[at..].IndexOf(Backslash);
            if (next < 0)
                return -1;
            at += next;
            if (at + 1 >= text.Length || Meaning(text[at + 1], rule) < 0)
                return at;
            at += 2;
        }
    }

    /// <summary>The text behind the octets.</summary>
    public static string Decode(ReadOnlySpan<byte> text, EscapeRule rule)
    {
        if (rule == EscapeRule.None || !text.Contains(Backslash))
            return Encoding.UTF8.GetString(text);
        var buffer = ArrayPool<byte>.Shared.Rent(text.Length);
        var length = Unescape(text, buffer, rule);
        var result = Encoding.UTF8.GetString(buffer.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(buffer);
        return result;
    }

    /// <summary>Whether the octets, escaped by a rule, stand for a text, given in UTF-8.</summary>
    public static bool Means(ReadOnlySpan<byte> octets, EscapeRule rule, ReadOnlySpan<byte> text)
    {
        // What is escaped is longer than what it stands for.
        if (octets.Length < text.Length || (octets.Length == text.Length && !octets.SequenceEqual(text)))
            return false;
        // Most names differ in their first octet.
        if (!text.IsEmpty && octets[0] != text[0] && octets[0] != Backslash)
            return false;
        if (rule == EscapeRule.None || !octets.Contains(Backslash))
            return octets.SequenceEqual(text);
        for (var at = 0; at < octets.Length; at++)
        {
            var meaning = MeaningAt(octets, at, rule);
            if (text.IsEmpty || text[0] != (meaning < 0 ? octets[at] : meaning))
                return false;
            text = text[1..];
            at += meaning < 0 ? 0 : 1;
        }

        return text.IsEmpty;
    }

    private static int Unescape(ReadOnlySpan<byte> text, Span<byte> into, EscapeRule rule)
    {
        var written = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var meaning = MeaningAt(text, at, rule);
            if (meaning >= 0)
                at++;
            into[written++] = meaning >= 0 ? (byte)meaning : text[at];
        }

        return written;
    }

    /// <summary>What the pair at a place stands for, or -1 when there is no escape.</summary>
    private static int MeaningAt(ReadOnlySpan<byte> text, int at, EscapeRule rule) =>
        text[at] == Backslash && at + 1 < text.Length ? Meaning(text[at + 1], rule) : -1;

    private static int Meaning(byte second, EscapeRule rule) => second switch
    {
        (byte)'n' => '\n',
        (byte)'c' => ':',
        Backslash => '\\',
        (byte)'r' when rule is EscapeRule.Stomp12 or EscapeRule.Lenient12 => '\r',
        _ => -1,
    };
}
