using System;
using System.Collections.Generic;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>Octets being written, with the offsets that lie inside an escape, a UTF-8 sequence or a CR LF.</summary>
public sealed class Wire
{
    private readonly List<byte> _octets = [];

    public List<int> Inside { get; } = [];

    public byte[] ToArray() => [.. _octets];

    public void Plain(string text) => _octets.AddRange(Encoding.ASCII.GetBytes(text));

    public void Body(ReadOnlySpan<byte> octets) => _octets.AddRange(octets);

    public void Eol(bool crLf) => Whole(crLf ? "\r\n"u8 : "\n"u8);

    public void Text(string text, EscapeRule escapes)
    {
        Span<byte> octets = stackalloc byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            if (EscapeOf(rune.Value, escapes) is { } letter)
                Whole([(byte)'\\', letter]);
            else
                Whole(octets[..rune.EncodeToUtf8(octets)]);
        }
    }

    /// <summary>Octets that belong together, so that a split among them is worth a try.</summary>
    private void Whole(ReadOnlySpan<byte> octets)
    {
        for (var i = 1; i < octets.Length; i++)
            Inside.Add(_octets.Count + i);
        _octets.AddRange(octets);
    }

    private static byte? EscapeOf(int rune, EscapeRule escapes) => (rune, escapes) switch
    {
        (_, EscapeRule.None) => null,
        ('\\', _) => (byte)'\\',
        ('\n', _) => (byte)'n',
        (':', _) => (byte)'c',
        ('\r', EscapeRule.Stomp12 or EscapeRule.Lenient12) => (byte)'r',
        _ => null,
    };
}
