using System;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Stomp.Pure.Values;

namespace Stomp.Cli.Terminal;

/// <summary>Text from the wire as a terminal may have it: whatever could move the cursor or hide is written as an escape.</summary>
internal static class Shown
{
    /// <summary>A header's name or value.</summary>
    public static string Text(string text) => Text(text, int.MaxValue, out _);

    /// <summary>A body in quotes, cut at about so many characters: as text where it is UTF-8, else octet by octet.</summary>
    public static string Body(Payload body, int most)
    {
        var length = Math.Min(body.Length, Math.Max(most, 8) * 4);
        var octets = body.Span[..length];
        // The cut may fall inside a character.
        for (var cut = 0; cut < 4 && length < body.Length && !Utf8.IsValid(octets) && octets.Length > 0; cut++)
            octets = octets[..^1];
        if (!Utf8.IsValid(octets))
            return Preview.Of(body.Span, Math.Max(most / 3, 8));
        var text = Text(Encoding.UTF8.GetString(octets), most, out var cutOff);
        return $"\"{text}\"{(cutOff || octets.Length < body.Length ? "…" : "")}";
    }

    /// <summary>A number of octets in words.</summary>
    public static string Octets(int count) => count == 1 ? "1 octet" : count.ToString("N0", CultureInfo.InvariantCulture) + " octets";

    private static string Text(string text, int most, out bool cutOff)
    {
        var shown = new StringBuilder();
        cutOff = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= most)
            {
                cutOff = true;
                break;
            }

            Append(shown, rune);
        }

        return shown.ToString();
    }

    private static void Append(StringBuilder shown, Rune rune) => _ = rune.Value switch
    {
        '\n' => shown.Append("\\n"),
        '\r' => shown.Append("\\r"),
        '\t' => shown.Append("\\t"),
        0 => shown.Append("\\0"),
        _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned =>
            shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
        _ => shown.Append(rune.ToString()),
    };
}
