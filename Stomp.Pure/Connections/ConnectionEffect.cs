using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>Everything that a connection asks for.</summary>
public abstract record ConnectionEffect
{
    private protected ConnectionEffect()
    {
    }

    /// <summary>Ask for the credentials of an attempt; the answer is <see cref="ConnectionEvent.CredentialsReady"/> or <see cref="ConnectionEvent.CredentialsFailed"/>.</summary>
    /// <param name="Transport">The number of the transport that will be dialled with them, rising by one. Closing it ends the asking.</param>
    public sealed record AskCredentials(long Transport) : ConnectionEffect;

    /// <summary>Open a transport.</summary>
    /// <param name="Transport">Its number, rising by one.</param>
    /// <param name="Endpoint">Where to.</param>
    public sealed record Dial(long Transport, Endpoint Endpoint) : ConnectionEffect;

    /// <summary>Close a transport that is not wanted, or no longer.</summary>
    /// <param name="Transport">Which.</param>
    public sealed record CloseTransport(long Transport) : ConnectionEffect;

    /// <summary>What the session on a transport asks for, in order.</summary>
    /// <param name="Transport">Which transport.</param>
    /// <param name="Effects">What.</param>
    public sealed record OnTransport(long Transport, Effects<SessionEffect> Effects) : ConnectionEffect;

    /// <summary>An operation ended without a session.</summary>
    /// <param name="Op">Which.</param>
    /// <param name="Outcome">How.</param>
    public sealed record Completed(long Op, Outcome Outcome) : ConnectionEffect;

    /// <summary>A subscription could not be restored, because the new session's version or limits do not allow it; it is over.</summary>
    /// <param name="Subscription">The subscription's key.</param>
    /// <param name="Why">What was in the way.</param>
    public sealed record NotRestored(long Subscription, Rejection Why) : ConnectionEffect;

    /// <summary>There is no session; the next attempt comes.</summary>
    /// <param name="Until">When.</param>
    /// <param name="Cause">Why there is none.</param>
    public sealed record Waiting(Instant Until, EndReason Cause) : ConnectionEffect;

    /// <summary>The connection is closed for good: subscriptions end, nothing more comes.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Closed(EndReason Reason) : ConnectionEffect;
}
