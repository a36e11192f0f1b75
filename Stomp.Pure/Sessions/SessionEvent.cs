using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>Whether a frame asks for a RECEIPT.</summary>
/// <param name="Wanted">Whether it does.</param>
/// <param name="Id">The caller's own id; null lets the session count.</param>
public readonly record struct ReceiptWish(bool Wanted, string? Id)
{
    /// <summary>No receipt.</summary>
    public static ReceiptWish None => default;

    /// <summary>A receipt with a counted id.</summary>
    public static ReceiptWish Counted => new(true, null);

    /// <summary>A receipt with the caller's id.</summary>
    public static ReceiptWish Named(string id) => new(true, id);
}

/// <summary>Everything that can happen to a session.</summary>
public abstract record SessionEvent
{
    private protected SessionEvent(Instant at) => At = at;

    /// <summary>When, as the loop stamped it.</summary>
    public Instant At { get; init; }

    /// <summary>The transport is ready.</summary>
    public sealed record Opened(Instant At) : SessionEvent(At);

    /// <summary>Octets arrived. Unless they are given, they are lent: the step keeps nothing of them.</summary>
    /// <param name="At">When.</param>
    /// <param name="Octets">What arrived.</param>
    public sealed record BytesReceived(Instant At, Payload Octets) : SessionEvent(At)
    {
        /// <summary>
        /// Whether nobody changes the octets any more: then messages may be parts of them instead of copies, as <see cref="FrameDecoder.Step(DecoderState, Payload)"/>
        /// has it. Default no.
        /// </summary>
        public bool IsGiven { get; init; }
    }

    /// <summary>The peer closed its side.</summary>
    public sealed record PeerClosed(Instant At) : SessionEvent(At);

    /// <summary>The transport failed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Fault">How.</param>
    public sealed record TransportFailed(Instant At, TransportFault Fault) : SessionEvent(At);

    /// <summary>The transport wrote octets.</summary>
    /// <param name="At">When.</param>
    /// <param name="Through">The last transmission that is written whole.</param>
    public sealed record Written(Instant At, long Through) : SessionEvent(At);

    /// <summary>Time passed.</summary>
    public sealed record Tick(Instant At) : SessionEvent(At);

    /// <summary>Consumers took messages that were delivered.</summary>
    /// <param name="At">When.</param>
    /// <param name="Messages">How many.</param>
    /// <param name="Octets">Octets of their frames.</param>
    public sealed record Taken(Instant At, int Messages, long Octets) : SessionEvent(At);

    /// <summary>Something that the application asks for.</summary>
    public abstract record Order : SessionEvent
    {
        private protected Order(Instant at, long op)
            : base(at) => Op = op;

        /// <summary>The operation's number, drawn by the shell, rising; it gets exactly one outcome. 0 when nobody waits.</summary>
        public long Op { get; init; }

        /// <summary>Whether the frame asks for a RECEIPT.</summary>
        public ReceiptWish Receipt
        {
            get => Details.Receipt;
            init => Details = Details.With(value);
        }

        /// <summary>More headers for the frame, behind its own.</summary>
        public Headers Headers
        {
            get => Details.Headers;
            init => Details = Details.With(value);
        }

        /// <summary>The same and what else the order says, as one value that orders may share: many sends that differ in their bodies alone cost the least so.</summary>
        public OrderDetails Details { get; init; } = OrderDetails.None;
    }

    /// <summary>SEND.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Destination">Where to.</param>
    /// <param name="Body">The message. It is lent until the outcome.</param>
    public sealed record Send(Instant At, long Op, string Destination, Payload Body) : Order(At, Op)
    {
        /// <summary>The transaction it belongs to, null for none.</summary>
        public string? Transaction
        {
            get => Details.Transaction;
            init => Details = Details.WithTransaction(value);
        }

        /// <summary>Whether content-length is added; null as the session is configured.</summary>
        public ContentLengthMode? ContentLength
        {
            get => Details.ContentLength;
            init => Details = Details.With(value);
        }
    }

    /// <summary>SUBSCRIBE. The operation's number is the subscription's key from then on.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation; 0 when a subscription is restored, then <see cref="Key"/> says which.</param>
    /// <param name="Destination">Where from.</param>
    /// <param name="Mode">When messages count as consumed.</param>
    public sealed record Subscribe(Instant At, long Op, string Destination, AckMode Mode) : Order(At, Op)
    {
        /// <summary>The subscription's id, null lets the session count.</summary>
        public string? Id { get; init; }

        /// <summary>
        /// Whether the destination is a queue for replies that only this connection has. Some brokers make it themselves when a message names it in
        /// <c>reply-to</c>, and then want no SUBSCRIBE for it: their profile says so.
        /// </summary>
        public bool ForReplies { get; init; }

        /// <summary>How many unacknowledged messages the broker may send ahead, null for its own habit; only where its profile knows a header for it.</summary>
        public int? Prefetch { get; init; }

        /// <summary>
        /// The name of a durable subscription: the broker goes on collecting for it while nobody reads. Null for one that ends with its session. What it looks
        /// like on the wire is the profile's business.
        /// </summary>
        public string? DurableName { get; init; }

        /// <summary>The subscription's key: the number of the operation that first asked for it.</summary>
        public long Key { get; init; } = Op;
    }

    /// <summary>UNSUBSCRIBE.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Subscription">The subscription's key.</param>
    public sealed record Unsubscribe(Instant At, long Op, long Subscription) : Order(At, Op)
    {
        /// <summary>Whether the broker is to forget a durable subscription; else it is left, and the broker goes on collecting.</summary>
        public bool Deletes { get; init; }
    }

    /// <summary>ACK or NACK.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Delivery">The message, by the number of its delivery; 0 when <see cref="Id"/> says which.</param>
    /// <param name="Accept">ACK or NACK.</param>
    public sealed record Settle(Instant At, long Op, long Delivery, bool Accept) : Order(At, Op)
    {
        // Most name the delivery and nothing else, and there is one for every message.
        private readonly Naming? _naming;

        /// <summary>The message by the id that an ACK repeats, in the place of its delivery: the <c>ack</c> header at 1.2, else the <c>message-id</c>.</summary>
        public string? Id
        {
            get => _naming?.Id;
            init => _naming = Naming.Of(value, SubscriptionId);
        }

        /// <summary>The id of the subscription for which the message came; null when <see cref="Id"/> alone tells.</summary>
        public string? SubscriptionId
        {
            get => _naming?.Subscription;
            init => _naming = Naming.Of(Id, value);
        }

        /// <summary>The transaction it belongs to, null for none.</summary>
        public string? Transaction
        {
            get => Details.Transaction;
            init => Details = value == Details.Transaction ? Details : Details.WithTransaction(value);
        }

        private sealed record Naming(string? Id, string? Subscription)
        {
            public static Naming? Of(string? id, string? subscription) => id is null && subscription is null ? null : new(id, subscription);
        }
    }

    /// <summary>BEGIN.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Id">The transaction's id, null lets the session count.</param>
    public sealed record Begin(Instant At, long Op, string? Id) : Order(At, Op);

    /// <summary>COMMIT.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Transaction">Which.</param>
    public sealed record Commit(Instant At, long Op, string Transaction) : Order(At, Op);

    /// <summary>ABORT.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    /// <param name="Transaction">Which.</param>
    public sealed record Abort(Instant At, long Op, string Transaction) : Order(At, Op);

    /// <summary>A goodbye: outstanding receipts are awaited, then DISCONNECT with a receipt, unless <see cref="Order.Receipt"/> is not wanted.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation.</param>
    public sealed record Disconnect(Instant At, long Op) : Order(At, Op);

    /// <summary>Whoever waits for an operation stops waiting.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">Which.</param>
    /// <param name="Why">Why.</param>
    public sealed record Abandon(Instant At, long Op, AbandonReason Why) : SessionEvent(At);
}
