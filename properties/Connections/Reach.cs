using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Properties.Connections;

/// <summary>What a run came across, and how often.</summary>
public sealed class Reach
{
    private readonly SortedDictionary<string, int> _counts = new(System.StringComparer.Ordinal);

    public int this[string what] => _counts.GetValueOrDefault(what);

    public int Of(StompVersion version, Command command) => this[$"{version} {command}"];

    public int Of(StompVersion version, AckMode mode) => this[$"{version} {mode}"];

    public void Count(string what) => _counts[what] = this[what] + 1;

    public void Count(StompVersion version, Command command) => Count($"{version} {command}");

    public void Count(StompVersion version, AckMode mode) => Count($"{version} {mode}");

    public override string ToString() => string.Join(", ", _counts);
}
