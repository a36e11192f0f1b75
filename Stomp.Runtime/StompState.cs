using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>Where a connection stands.</summary>
public abstract record StompState
{
    private protected StompState()
    {
    }

    /// <summary>A session is being opened.</summary>
    /// <param name="Endpoint">Where.</param>
    /// <param name="Attempt">
    /// The round over all endpoints, from 1. A session that was lost counts as a round, unless it lived as long as <see cref="ReconnectPolicy.StableAfter"/>.
    /// </param>
    public sealed record Connecting(Endpoint? Endpoint, int Attempt) : StompState;

    /// <summary>The session is open.</summary>
    /// <param name="Endpoint">Where.</param>
    /// <param name="Session">What was agreed.</param>
    public sealed record Connected(Endpoint Endpoint, SessionInfo Session) : StompState
    {
        /// <summary>The version in force.</summary>
        public StompVersion Version => Session.Version;

        /// <summary>The broker's name and version as it gave it, null when it gave none.</summary>
        public string? Broker => Session.Server;
    }

    /// <summary>There is no session; the next attempt comes.</summary>
    /// <param name="Delay">How long the wait is, from when it began.</param>
    /// <param name="Cause">Why there is no session.</param>
    public sealed record Waiting(TimeSpan Delay, EndReason Cause) : StompState;

    /// <summary>A goodbye is under way.</summary>
    public sealed record Closing : StompState;

    /// <summary>Closed for good.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Closed(EndReason Reason) : StompState;
}
