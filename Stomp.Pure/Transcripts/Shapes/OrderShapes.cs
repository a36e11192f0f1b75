using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of what the application asks for.</summary>
internal static class OrderShapes
{
    public static readonly Shape<ReceiptWish> Receipt = new RecordBuilder<ReceiptWish>()
        .Has("wanted", Flag, x => x.Wanted, out var wanted)
        .Has("id", MaybeText, x => x.Id, out var receiptId)
        .Makes(x => new(wanted.Of(x), receiptId.Of(x)));

    public static readonly RecordShape<SessionEvent.Send> Send = Order<SessionEvent.Send>(out var send)
        .Has("destination", Text, x => x.Destination, out var sendTo)
        .Has("body", Body, x => x.Body, out var body)
        .Has("transaction", MaybeText, x => x.Transaction, out var sendIn)
        .Has("contentLength", Maybe(Names<ContentLengthMode>()), x => x.ContentLength, out var contentLength)
        .Makes(x => new(send.At.Of(x), send.Op.Of(x), sendTo.Of(x), body.Of(x))
        {
            Receipt = send.Receipt.Of(x),
            Headers = send.Headers.Of(x),
            Transaction = sendIn.Of(x),
            ContentLength = contentLength.Of(x),
        });

    public static readonly RecordShape<SessionEvent.Subscribe> Subscribe = Order<SessionEvent.Subscribe>(out var subscribe)
        .Has("destination", Text, x => x.Destination, out var from)
        .Has("mode", Names<AckMode>(), x => x.Mode, out var mode)
        .Has("id", MaybeText, x => x.Id, out var id)
        .Has("forReplies", Flag, x => x.ForReplies, out var forReplies)
        .Has("prefetch", Maybe(Int), x => x.Prefetch, out var prefetch)
        .Has("durableName", MaybeText, x => x.DurableName, out var durableName)
        .Has("key", Long, x => x.Key, out var key)
        .Makes(x => new(subscribe.At.Of(x), subscribe.Op.Of(x), from.Of(x), mode.Of(x))
        {
            Receipt = subscribe.Receipt.Of(x),
            Headers = subscribe.Headers.Of(x),
            Id = id.Of(x),
            ForReplies = forReplies.Of(x),
            Prefetch = prefetch.Of(x),
            DurableName = durableName.Of(x),
            Key = key.Of(x),
        });

    public static readonly RecordShape<SessionEvent.Disconnect> Disconnect = Order<SessionEvent.Disconnect>(out var disconnect)
        .Makes(x => new(disconnect.At.Of(x), disconnect.Op.Of(x)) { Receipt = disconnect.Receipt.Of(x), Headers = disconnect.Headers.Of(x) });

    public static readonly Shape<SessionEvent.Order> Any = new UnionBuilder<SessionEvent.Order>()
        .Case("Send", Send)
        .Case("Settle", Order<SessionEvent.Settle>(out var settle)
            .Has("delivery", Long, x => x.Delivery, out var delivery)
            .Has("accept", Flag, x => x.Accept, out var accept)
            .Has("id", MaybeText, x => x.Id, out var settledId)
            .Has("subscriptionId", MaybeText, x => x.SubscriptionId, out var settledFor)
            .Has("transaction", MaybeText, x => x.Transaction, out var settleIn)
            .Makes(x => new(settle.At.Of(x), settle.Op.Of(x), delivery.Of(x), accept.Of(x))
            {
                Receipt = settle.Receipt.Of(x),
                Headers = settle.Headers.Of(x),
                Id = settledId.Of(x),
                SubscriptionId = settledFor.Of(x),
                Transaction = settleIn.Of(x),
            }))
        .Case("Subscribe", Subscribe)
        .Case("Unsubscribe", Order<SessionEvent.Unsubscribe>(out var unsubscribe)
            .Has("subscription", Long, x => x.Subscription, out var subscription)
            .Has("deletes", Flag, x => x.Deletes, out var deletes)
            .Makes(x => new(unsubscribe.At.Of(x), unsubscribe.Op.Of(x), subscription.Of(x))
            {
                Deletes = deletes.Of(x),
                Receipt = unsubscribe.Receipt.Of(x),
                Headers = unsubscribe.Headers.Of(x),
            }))
        .Case("Begin", Order<SessionEvent.Begin>(out var begin)
            .Has("id", MaybeText, x => x.Id, out var transactionId)
            .Makes(x => new(begin.At.Of(x), begin.Op.Of(x), transactionId.Of(x)) { Receipt = begin.Receipt.Of(x), Headers = begin.Headers.Of(x) }))
        .Case("Commit", Order<SessionEvent.Commit>(out var commit)
            .Has("transaction", Text, x => x.Transaction, out var committed)
            .Makes(x => new(commit.At.Of(x), commit.Op.Of(x), committed.Of(x)) { Receipt = commit.Receipt.Of(x), Headers = commit.Headers.Of(x) }))
        .Case("Abort", Order<SessionEvent.Abort>(out var abort)
            .Has("transaction", Text, x => x.Transaction, out var aborted)
            .Makes(x => new(abort.At.Of(x), abort.Op.Of(x), aborted.Of(x)) { Receipt = abort.Receipt.Of(x), Headers = abort.Headers.Of(x) }))
        .Case("Disconnect", Disconnect)
        .Whole();

    /// <summary>What every order has.</summary>
    private static RecordBuilder<T> Order<T>(out OrderSlots slots)
        where T : SessionEvent.Order
    {
        var builder = new RecordBuilder<T>()
            .Has("at", Moment, x => x.At, out var at)
            .Has("op", Long, x => x.Op, out var op)
            .Has("receipt", Receipt, x => x.Receipt, out var receipt)
            .Has("headers", FrameShapes.Headers, x => x.Headers, out var headers);
        slots = new(at, op, receipt, headers);
        return builder;
    }

    private sealed class OrderSlots(Slot<Instant> at, Slot<long> op, Slot<ReceiptWish> receipt, Slot<Headers> headers)
    {
        public Slot<Instant> At => at;

        public Slot<long> Op => op;

        public Slot<ReceiptWish> Receipt => receipt;

        public Slot<Headers> Headers => headers;
    }
}
