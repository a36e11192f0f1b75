using System;
using System.Collections.Generic;
using System.Text;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>
/// The texts behind numbered secrets, so that none of them reaches a transcript in something that somebody else said: a broker's message that repeats the passcode, for
/// instance. A text of fewer than four octets is not looked for; it would be found everywhere.
/// </summary>
public sealed class SecretTexts
{
    /// <summary>Shorter texts are not looked for, in octets.</summary>
    public const int Shortest = 4;

    // A provider of credentials may have a new one every hour; what it had long ago is worth nothing.
    private const int Most = 16;

    private readonly List<string> _texts = [];
    private readonly List<byte[]> _patterns = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _texts.Count == 0;

    /// <summary>The texts as octets, as they are and as headers escape them.</summary>
    internal List<byte[]> Patterns => _patterns;

    /// <summary>Adds one. Beyond sixteen the oldest is forgotten.</summary>
    public void Add(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Encoding.UTF8.GetByteCount(text) < Shortest || _texts.Contains(text))
            return;
        if (_texts.Count == Most)
            _texts.RemoveAt(0);
        _texts.Add(text);
        _patterns.Clear();
        foreach (var one in _texts)
        {
            _patterns.Add(Encoding.UTF8.GetBytes(one));
            var escaped = one.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\c", StringComparison.Ordinal);
            if (escaped.Length != one.Length)
                _patterns.Add(Encoding.UTF8.GetBytes(escaped));
        }
    }

    internal bool IsIn(ReadOnlySpan<char> text)
    {
        foreach (var one in _texts)
        {
            if (text.Contains(one, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    internal bool IsIn(ReadOnlySpan<byte> octets)
    {
        foreach (var pattern in _patterns)
        {
            if (octets.IndexOf(pattern) >= 0)
                return true;
        }

        return false;
    }

    /// <summary>The text with a star for every octet of a secret.</summary>
    internal string Hide(string text)
    {
        foreach (var one in _texts)
            text = text.Replace(one, new string('*', Encoding.UTF8.GetByteCount(one)), StringComparison.Ordinal);
        return text;
    }

    /// <summary>Replaces every octet of a secret with a star.</summary>
    internal void Hide(Span<byte> octets)
    {
        foreach (var pattern in _patterns)
        {
            for (var at = octets.IndexOf(pattern); at >= 0;)
            {
                if (!IsNumberOfTheProtocol(octets, at, pattern))
                    octets.Slice(at, pattern.Length).Fill((byte)'*');
                var next = octets[(at + pattern.Length)..].IndexOf(pattern);
                at = next < 0 ? -1 : at + pattern.Length + next;
            }
        }
    }

    /// <summary>How many octets at the end may be the beginning of a secret.</summary>
    internal int Open(ReadOnlySpan<byte> octets)
    {
        var open = 0;
        foreach (var pattern in _patterns)
        {
            for (var length = Math.Min(pattern.Length - 1, octets.Length); length > open; length--)
            {
                if (octets[^1] == pattern[length - 1] && octets.EndsWith(pattern.AsSpan(0, length)))
                    open = length;
            }
        }

        return open;
    }

    /// <summary>A passcode of digits may be the length of a body by chance, and without that nothing behind it could be read.</summary>
    private static bool IsNumberOfTheProtocol(ReadOnlySpan<byte> octets, int at, ReadOnlySpan<byte> pattern)
    {
        if (pattern.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return false;
        var line = octets[(octets[..at].LastIndexOf((byte)'\n') + 1)..at];
        return line.StartsWith("content-length:"u8) || line.StartsWith("heart-beat:"u8);
    }
}
