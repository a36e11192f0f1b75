using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>An attempt to open a session, and why it failed.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Reason">Why.</param>
public sealed record FailedAttempt(Endpoint Endpoint, EndReason Reason)
{
    /// <summary>Where and why, for people.</summary>
    public override string ToString()
    {
        var (where, why) = (Endpoint.ToString(), Reason.Describe());
        return why.Contains(where, StringComparison.Ordinal) ? why : $"{where}: {why}";
    }
}
