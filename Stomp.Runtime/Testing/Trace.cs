using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using System.Threading;

namespace Stomp.Runtime.Testing;

/// <summary>What happened on the wires of a world, a line each.</summary>
internal sealed class Trace(VirtualTime time) : IReadOnlyList<string>
{
    // A day of heart-beats is fewer; beyond it the oldest go.
    private const int MaxLines = 100_000;
    private const int MaxOctets = 2_000;

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public int Count
    {
        get
        {
            lock (_lock)
                return _lines.Count;
        }
    }

    public string this[int index]
    {
        get
        {
            lock (_lock)
                return _lines[index];
        }
    }

    public void Add(int line, string what)
    {
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
                _lines.RemoveRange(0, MaxLines / 2);
            _lines.Add(string.Create(CultureInfo.InvariantCulture, $"{time.Now:c} #{line} {what}"));
        }
    }

    public void Add(int line, string direction, ReadOnlySpan<byte> octets) => Add(line, $"{direction} {Shown(octets)}");

    public IEnumerator<string> GetEnumerator()
    {
        string[] lines;
        lock (_lock)
            lines = [.. _lines];
        return ((IEnumerable<string>)lines).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string Shown(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder();
        foreach (var rune in Encoding.UTF8.GetString(octets[..Math.Min(octets.Length, MaxOctets)]).EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => text.Append(@"\n"),
                '\r' => text.Append(@"\r"),
                '\0' => text.Append(@"\0"),
                '\\' => text.Append(@"\\"),
                < ' ' or 0xFFFD => text.Append('?'),
                _ => text.Append(rune.ToString()),
            };
        }

        HidePasscode(text);
        if (octets.Length > MaxOctets)
            text.Append(CultureInfo.InvariantCulture, $"… {octets.Length} octets");
        return text.ToString();
    }

    private static void HidePasscode(StringBuilder text)
    {
        const string Name = @"\npasscode:";
        var all = text.ToString();
        var at = all.IndexOf(Name, StringComparison.Ordinal);
        if (at < 0 || !(all.StartsWith("CONNECT", StringComparison.Ordinal) || all.StartsWith("STOMP", StringComparison.Ordinal)))
            return;
        var begin = at + Name.Length;
        var end = all.IndexOf(@"\n", begin, StringComparison.Ordinal);
        text.Remove(begin, (end < 0 ? all.Length : end) - begin).Insert(begin, "***");
    }
}
