using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>Everything that can happen to a connection.</summary>
public abstract record ConnectionEvent
{
    private protected ConnectionEvent()
    {
    }

    /// <summary>When, as the loop stamped it.</summary>
    public abstract Instant At { get; init; }

    /// <summary>The application wants the connection.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">
    /// The operation; its outcome is <see cref="Outcome.Opened"/> or <see cref="Outcome.Closed"/>. When it is abandoned, the connection goes on without
    /// anybody who waits for it.
    /// </param>
    public sealed record Open(Instant At, long Op) : ConnectionEvent;

    /// <summary>The credentials of an attempt are there.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">The transport for which they were asked.</param>
    /// <param name="Login">The user's name.</param>
    /// <param name="Secret">The password.</param>
    public sealed record CredentialsReady(Instant At, long Transport, string Login, Secret Secret) : ConnectionEvent;

    /// <summary>The credentials of an attempt could not be had.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">The transport for which they were asked.</param>
    /// <param name="Text">Why, for people.</param>
    public sealed record CredentialsFailed(Instant At, long Transport, string Text) : ConnectionEvent;

    /// <summary>A transport is ready. Before <see cref="Open"/> it may be any: then the connection takes it as its own.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">Which.</param>
    public sealed record Opened(Instant At, long Transport) : ConnectionEvent;

    /// <summary>A dial failed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">Which.</param>
    /// <param name="Fault">How.</param>
    public sealed record DialFailed(Instant At, long Transport, TransportFault Fault) : ConnectionEvent;

    /// <summary>Octets arrived. Unless they are given, they are lent: the step keeps nothing of them.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">On which transport.</param>
    /// <param name="Octets">What arrived.</param>
    public sealed record BytesReceived(Instant At, long Transport, Payload Octets) : ConnectionEvent
    {
        /// <summary>
        /// Whether nobody changes the octets any more: then messages may be parts of them instead of copies, as <see cref="FrameDecoder.Step(DecoderState, Payload)"/>
        /// has it. Default no.
        /// </summary>
        public bool IsGiven { get; init; }
    }

    /// <summary>The peer closed its side.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">Of which transport.</param>
    public sealed record PeerClosed(Instant At, long Transport) : ConnectionEvent;

    /// <summary>A transport failed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">Which.</param>
    /// <param name="Fault">How.</param>
    public sealed record TransportFailed(Instant At, long Transport, TransportFault Fault) : ConnectionEvent;

    /// <summary>A transport wrote octets.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">Which.</param>
    /// <param name="Through">The last transmission that is written whole.</param>
    public sealed record Written(Instant At, long Transport, long Through) : ConnectionEvent;

    /// <summary>Consumers took messages.</summary>
    /// <param name="At">When.</param>
    /// <param name="Transport">The transport over which they came.</param>
    /// <param name="Messages">How many.</param>
    /// <param name="Octets">Octets of their frames.</param>
    public sealed record Taken(Instant At, long Transport, int Messages, long Octets) : ConnectionEvent;

    /// <summary>Time passed.</summary>
    public sealed record Tick(Instant At) : ConnectionEvent;

    /// <summary>Something that the application asks for.</summary>
    /// <param name="Order">What.</param>
    /// <param name="Epoch">
    /// The transport whose session it is meant for; 0 for whichever is there. What belongs to a session that is over, an ACK or the rest of a
    /// transaction, is answered without a frame.
    /// </param>
    public sealed record Ordered(SessionEvent.Order Order, long Epoch) : ConnectionEvent
    {
        /// <summary>The epoch of what is meant for whichever session is there.</summary>
        public const long AnyEpoch = 0;

        /// <summary>When: the order says it.</summary>
        public override Instant At
        {
            get => Order.At;
            init => Order = Order with { At = value };
        }
    }

    /// <summary>Whoever waits for an operation stops waiting.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">Which.</param>
    /// <param name="Why">Why.</param>
    public sealed record Abandon(Instant At, long Op, AbandonReason Why) : ConnectionEvent;
}
