using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>What happened last, for people. Only a run that is known to fail keeps one.</summary>
internal sealed class Diary(int most)
{
    private readonly Queue<string> _lines = new();

    public ValueList<string> Lines => ValueList.From<string>(_lines);

    public void Add(long now, string who, string what)
    {
        if (_lines.Count == most)
            _lines.Dequeue();
        const int Longest = 400;
        var seconds = now / (decimal)TimeSpan.TicksPerSecond;
        var line = string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0000000} {who} {what}");
        _lines.Enqueue(line.Length > Longest ? line[..Longest] + "…" : line);
    }
}
