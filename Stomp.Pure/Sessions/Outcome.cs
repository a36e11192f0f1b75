using System;

namespace Stomp.Pure.Sessions;

/// <summary>What kind of misuse was refused before anything was written.</summary>
public enum RejectionKind
{
    /// <summary>Not in this state.</summary>
    InvalidState,

    /// <summary>A bad argument.</summary>
    InvalidArgument,

    /// <summary>The version in force does not have it.</summary>
    NotInThisVersion,

    /// <summary>No such subscription, message or transaction.</summary>
    Unknown,

    /// <summary>The id was used before on this connection.</summary>
    Duplicate,

    /// <summary>The message was settled before.</summary>
    AlreadySettled,

    /// <summary>A limit of this side is reached.</summary>
    LimitReached,
}

/// <summary>Local misuse: nothing was written and nothing changed.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Text">What, where and what is allowed.</param>
public sealed record Rejection(RejectionKind Kind, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}

/// <summary>Why somebody stopped waiting.</summary>
public enum AbandonReason
{
    /// <summary>Cancelled.</summary>
    Cancelled,

    /// <summary>Its own deadline passed.</summary>
    DeadlinePassed,
}

/// <summary>Why the fate of an operation is what it is.</summary>
public abstract record Cause
{
    private protected Cause()
    {
    }

    /// <summary>The session ended.</summary>
    /// <param name="Reason">Why it ended.</param>
    public sealed record SessionEnded(EndReason Reason) : Cause
    {
        /// <inheritdoc/>
        public override string ToString() => Reason.Describe();
    }

    /// <summary>No RECEIPT came in time.</summary>
    /// <param name="Limit">The receipt deadline, counted from when the frame was written.</param>
    public sealed record ReceiptTimedOut(TimeSpan Limit) : Cause
    {
        /// <inheritdoc/>
        public override string ToString() => $"no RECEIPT within {EndReason.Seconds(Limit)}";
    }

    /// <summary>Whoever asked stopped waiting.</summary>
    /// <param name="Why">Why.</param>
    public sealed record Abandoned(AbandonReason Why) : Cause
    {
        /// <inheritdoc/>
        public override string ToString() => Why == AbandonReason.Cancelled ? "cancelled" : "its deadline passed";
    }
}

/// <summary>How an operation ended. Every operation number gets exactly one.</summary>
public abstract record Outcome
{
    private protected Outcome()
    {
    }

    /// <summary>One function for each way to end; name the arguments.</summary>
    public T Match<T>(
        Func<T> sent,
        Func<T> confirmed,
        Func<ServerError, T> refused,
        Func<Rejection, T> rejected,
        Func<Cause, T> notSent,
        Func<Cause, ServerError?, T> unknown,
        Func<T> stale,
        Func<SessionInfo, T> opened,
        Func<EndReason, T> closed) => this switch
        {
            Sent => sent(),
            Confirmed => confirmed(),
            Refused it => refused(it.Error),
            Rejected it => rejected(it.Why),
            NotSent it => notSent(it.Cause),
            Unknown it => unknown(it.Cause, it.Error),
            Stale => stale(),
            Opened it => opened(it.Session),
            Closed it => closed(it.Reason),
        };

    /// <summary>The outcome as a sentence would begin.</summary>
    public sealed override string ToString() => this switch
    {
        Sent => "sent",
        Confirmed => "confirmed",
        Refused it => $"refused: {it.Error}",
        Rejected it => $"rejected: {it.Why}",
        NotSent it => $"not sent: {it.Cause}",
        Unknown it => it.Error is null ? $"unknown: {it.Cause}" : $"unknown: {it.Cause} ({it.Error})",
        Stale => "stale: the message belongs to a session that is over",
        Opened it => $"opened: {it.Session}",
        Closed it => $"closed: {it.Reason}",
    };

    /// <summary>The frame was handed to the transport; no receipt was asked for.</summary>
    public sealed record Sent : Outcome
    {
        /// <summary>The only one needed.</summary>
        public static Sent Instance { get; } = new();
    }

    /// <summary>The broker's RECEIPT came.</summary>
    public sealed record Confirmed : Outcome
    {
        /// <summary>The only one needed.</summary>
        public static Confirmed Instance { get; } = new();
    }

    /// <summary>The broker answered with an ERROR.</summary>
    /// <param name="Error">What it said.</param>
    public sealed record Refused(ServerError Error) : Outcome;

    /// <summary>Local misuse: nothing was written.</summary>
    /// <param name="Why">What was wrong.</param>
    public sealed record Rejected(Rejection Why) : Outcome;

    /// <summary>The frame never reached the transport; it is safe to try again.</summary>
    /// <param name="Cause">Why.</param>
    public sealed record NotSent(Cause Cause) : Outcome;

    /// <summary>The frame was handed to the transport and nobody knows what became of it.</summary>
    /// <param name="Cause">Why.</param>
    public sealed record Unknown(Cause Cause) : Outcome
    {
        /// <summary>The ERROR that may belong to it, when the broker does not say to which operation it belongs.</summary>
        public ServerError? Error { get; init; }
    }

    /// <summary>The message belongs to a session that is over; nothing was written, the broker delivers it again (N06).</summary>
    public sealed record Stale : Outcome
    {
        /// <summary>The only one needed.</summary>
        public static Stale Instance { get; } = new();
    }

    /// <summary>The session is open.</summary>
    /// <param name="Session">What was agreed.</param>
    public sealed record Opened(SessionInfo Session) : Outcome;

    /// <summary>The session is closed.</summary>
    /// <param name="Reason">How it ended.</param>
    public sealed record Closed(EndReason Reason) : Outcome;
}
