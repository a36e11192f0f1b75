using System.Collections.Generic;
using Stomp.Pure.Sessions;

namespace Stomp.Properties.Sessions;

/// <summary>A session and what is done to it.</summary>
public sealed record Course(SessionConfig Config, IReadOnlyList<Move> Moves)
{
    public override string ToString() =>
        $"{Config.Profile?.Name ?? "any broker"}, beats {Config.Heartbeat.ToText()}: {string.Join("; ", Moves)}";
}
