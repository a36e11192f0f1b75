using System.Collections.Generic;
using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>Header text, with everything in it that the wire treats specially.</summary>
public static class Texts
{
    private static readonly Gen<string> Special = Gen.Elements(
        ":", "\\", "\n", "\r", "\r\n", "\\n", "\\c", "\\r", "\\\\", "\\t", " ", "\t", "::", "\\:");

    private static readonly Gen<string> Foreign = Gen.Elements("é", "ß", "€", "中文", "🐸", "\uFEFF", "\u0080", "\uFFFD", "\U0010FFFF", "e\u0301");

    private static readonly Gen<string> Plain = Gen.Elements("a", "b", "x1", "-", "", "\u0001", "\u007F", "content-length");

    private static readonly Gen<string> Piece = Gen.Frequency((4, Gen.Elements(Realistic.Values)), (3, Special), (2, Foreign), (3, Plain));

    public static Gen<string> Values { get; } = Gen.Frequency(
        (3, Gen.Elements(Realistic.Values)),
        (4, Piece.ListOf(3).Select(string.Concat)),
        (1, Gen.Constant("")));

    public static Gen<string> Names { get; } = Gen.Frequency(
        (4, Gen.Elements(Realistic.HeaderNames)),
        (2, Gen.Frequency((3, Special), (2, Foreign), (3, Plain)).ListOf(3).Select(pieces => "h" + string.Concat(pieces))));

    /// <summary>The same text without what a frame of this dialect cannot say.</summary>
    public static Header Fit(Header header, Command command, Dialect dialect)
    {
        var raw = dialect.EscapesOf(command) == EscapeRule.None;
        var opens = command is Command.Connect or Command.Stomp or Command.Connected;
        var name = raw ? header.Name.Replace('\n', '_').Replace(':', '_') : header.Name;
        var value = raw ? header.Value.Replace('\n', '_') : header.Value;
        if (opens)
            (name, value) = (name.Replace('\r', '_'), value.Replace('\r', '_'));
        return new(name, dialect.TrimsValues ? value.Trim(' ') : value);
    }

    /// <summary>Shorter and plainer texts.</summary>
    public static IEnumerable<string> Shrink(string text)
    {
        var runes = text.EnumerateRunes().ToArray();
        if (runes.Length > 3)
        {
            yield return Join(runes[..(runes.Length / 2)]);
            yield return Join(runes[(runes.Length / 2)..]);
        }

        for (var i = 0; i < runes.Length; i++)
            yield return Join([.. runes[..i], .. runes[(i + 1)..]]);
        for (var i = 0; i < runes.Length; i++)
        {
            if (runes[i] != new Rune('a') && runes.Length < 20)
                yield return Join([.. runes[..i], new Rune('a'), .. runes[(i + 1)..]]);
        }
    }

    private static string Join(IEnumerable<Rune> runes) => string.Concat(runes.Select(rune => rune.ToString()));
}
