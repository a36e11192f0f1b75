using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>Everything that a session asks for.</summary>
public abstract record SessionEffect
{
    private protected SessionEffect()
    {
    }

    /// <summary>Write a frame.</summary>
    /// <param name="Frame">Which.</param>
    /// <param name="Rules">How.</param>
    /// <param name="Number">The transmission's number, rising by one; <see cref="SessionEvent.Written"/> repeats it.</param>
    public sealed record Transmit(Frame Frame, EncoderRules Rules, long Number) : SessionEffect;

    /// <summary>Write an EOL as heart-beat.</summary>
    /// <param name="Number">The transmission's number.</param>
    public sealed record TransmitHeartbeat(long Number) : SessionEffect;

    /// <summary>Close this side of the transport behind what was transmitted.</summary>
    public sealed record HalfClose : SessionEffect;

    /// <summary>Close the transport.</summary>
    public sealed record Close : SessionEffect;

    /// <summary>Read no more until told.</summary>
    public sealed record PauseReading : SessionEffect;

    /// <summary>Read again.</summary>
    public sealed record ResumeReading : SessionEffect;

    /// <summary>The session is open.</summary>
    /// <param name="Session">What was agreed.</param>
    public sealed record Established(SessionInfo Session) : SessionEffect;

    /// <summary>The session is over.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Ended(EndReason Reason) : SessionEffect;

    /// <summary>An operation got an id on the wire: a subscription or a transaction.</summary>
    /// <param name="Op">Which operation, or the key of a restored subscription.</param>
    /// <param name="Id">The id.</param>
    public sealed record Named(long Op, string Id) : SessionEffect;

    /// <summary>An operation ended.</summary>
    /// <param name="Op">Which.</param>
    /// <param name="Outcome">How.</param>
    public sealed record Completed(long Op, Outcome Outcome) : SessionEffect;

    /// <summary>A message for a subscription.</summary>
    /// <param name="Subscription">The subscription's key.</param>
    /// <param name="Delivery">The delivery's number, rising by one; it is what an ACK names.</param>
    /// <param name="Frame">The MESSAGE.</param>
    public sealed record Deliver(long Subscription, long Delivery, Frame Frame) : SessionEffect;

    /// <summary>The broker ended a subscription; the session goes on.</summary>
    /// <param name="Subscription">The subscription's key.</param>
    /// <param name="Error">What it said.</param>
    public sealed record SubscriptionEnded(long Subscription, ServerError Error) : SessionEffect;

    /// <summary>A RECEIPT or an ERROR came; only where the configuration observes.</summary>
    /// <param name="Frame">Which.</param>
    public sealed record Observed(Frame Frame) : SessionEffect;

    /// <summary>The broker beat its heart: an EOL that is not the line end behind a frame; only where the configuration observes.</summary>
    public sealed record HeartbeatSeen : SessionEffect
    {
        /// <summary>The only one needed.</summary>
        public static HeartbeatSeen Instance { get; } = new();
    }

    /// <summary>Something worth knowing; the session goes on.</summary>
    /// <param name="Kind">What.</param>
    /// <param name="Text">The particulars.</param>
    public sealed record Noted(NoteKind Kind, string Text) : SessionEffect;
}

/// <summary>What is worth knowing.</summary>
public enum NoteKind
{
    /// <summary>A RECEIPT that nobody waits for (A-RCPTUNK).</summary>
    UnknownReceipt,

    /// <summary>A RECEIPT that came after its deadline.</summary>
    LateReceipt,

    /// <summary>A MESSAGE for a subscription that was never made.</summary>
    UnknownSubscription,

    /// <summary>A MESSAGE for a subscription that was just closed, dropped and not acknowledged (A-INFLIGHT).</summary>
    InFlightDropped,

    /// <summary>A MESSAGE that fits several subscriptions at 1.0; the oldest got it.</summary>
    AmbiguousSubscription,

    /// <summary>An ERROR that the session survives.</summary>
    ServerError,

    /// <summary>A transaction was open when the session said goodbye.</summary>
    TransactionAborted,

    /// <summary>STOMP is escaped differently by different servers, and the credentials hold a special character.</summary>
    StompEscaping,
}
