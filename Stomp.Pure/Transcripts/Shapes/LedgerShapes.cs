using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of a session's books.</summary>
internal static class LedgerShapes
{
    private static readonly Shape<Subscription> Subscription = new RecordBuilder<Subscription>()
        .Has("key", Long, x => x.Key, out var key)
        .Has("id", Text, x => x.Id, out var id)
        .Has("destination", Text, x => x.Destination, out var destination)
        .Has("mode", Names<AckMode>(), x => x.Mode, out var mode)
        .Has("isSilent", Flag, x => x.IsSilent, out var isSilent)
        .Has("durableName", MaybeText, x => x.DurableName, out var durableName)
        .Makes(x => new(key.Of(x), id.Of(x), destination.Of(x), mode.Of(x), isSilent.Of(x), durableName.Of(x)));

    private static readonly Shape<PendingReceipt> Pending = new RecordBuilder<PendingReceipt>()
        .Has("op", Long, x => x.Op, out var op)
        .Has("givenId", MaybeText, x => x.GivenId, out var givenId)
        .Has("transmission", Long, x => x.Transmission, out var transmission)
        .Has("writtenAt", Moment, x => x.WrittenAt, out var writtenAt)
        .Has("restores", Long, x => x.Restores, out var restores)
        .Makes(x => new(op.Of(x), givenId.Of(x), transmission.Of(x), writtenAt.Of(x), restores.Of(x)));

    private static readonly Shape<Unsettled> Unsettled = new RecordBuilder<Unsettled>()
        .Has("subscription", Long, x => x.Subscription, out var subscription)
        .Has("token", Text, x => x.Token.Text, out var token)
        .Makes(x => new(subscription.Of(x), AckToken.Of(token.Of(x))));

    private static readonly Shape<Transaction> Transaction = new RecordBuilder<Transaction>()
        .Has("id", Text, x => x.Id, out var transactionId)
        .Has("reserved", Window(Long), x => x.Reserved, out var reserved)
        .Makes(x => new(transactionId.Of(x), reserved.Of(x)));

    private static readonly RecordShape<Ledger> Ledger = new RecordBuilder<Ledger>()
        .Has("subscriptions", Window(Subscription), x => x.Subscriptions, out var subscriptions)
        .Has("givenSubscriptionIds", List(Text), x => x.GivenSubscriptionIds, out var givenSubscriptionIds)
        .Has("nextSubscription", Long, x => x.NextSubscription, out var nextSubscription)
        .Has("handed", Window(Pending), x => x.Receipts.Handed, out var handed)
        .Has("waiting", Window(Pending), x => x.Receipts.Waiting, out var waiting)
        .Has("unawaitedReceipts", Int, x => x.Receipts.Unawaited, out var unawaitedReceipts)
        .Has("timedOut", List(Text), x => x.TimedOut, out var timedOut)
        .Has("lastReceipt", Long, x => x.Receipts.Last, out var lastReceipt)
        .Has("givenReceipts", Int, x => x.Receipts.Given, out var givenReceipts)
        .Has("unrestored", Int, x => x.Unrestored, out var unrestored)
        .Has("unsettled", Window(Unsettled), x => x.Unsettled, out var unsettled)
        .Has("lastDelivery", Long, x => x.LastDelivery, out var lastDelivery)
        .Has("transactions", List(Transaction), x => x.Transactions, out var transactions)
        .Has("givenTransactionIds", List(Text), x => x.GivenTransactionIds, out var givenTransactionIds)
        .Has("lastTransaction", Long, x => x.LastTransaction, out var lastTransaction)
        .Has("clock", PlainShapes.Clock, x => x.Clock, out var clock)
        .Has("unreadMessages", Int, x => x.UnreadMessages, out var unreadMessages)
        .Has("unreadOctets", Long, x => x.UnreadOctets, out var unreadOctets)
        .Has("hasUnsubscribed", Flag, x => x.HasUnsubscribed, out var hasUnsubscribed)
        .Makes(x => new()
        {
            Subscriptions = subscriptions.Of(x),
            GivenSubscriptionIds = givenSubscriptionIds.Of(x),
            NextSubscription = nextSubscription.Of(x),
            Receipts = new()
            {
                Handed = handed.Of(x),
                Waiting = waiting.Of(x),
                Unawaited = unawaitedReceipts.Of(x),
                Last = lastReceipt.Of(x),
                Given = givenReceipts.Of(x),
            },
            TimedOut = timedOut.Of(x),
            Unrestored = unrestored.Of(x),
            Unsettled = unsettled.Of(x),
            LastDelivery = lastDelivery.Of(x),
            Transactions = transactions.Of(x),
            GivenTransactionIds = givenTransactionIds.Of(x),
            LastTransaction = lastTransaction.Of(x),
            Clock = clock.Of(x),
            UnreadMessages = unreadMessages.Of(x),
            UnreadOctets = unreadOctets.Of(x),
            HasUnsubscribed = hasUnsubscribed.Of(x),
        });

    // Nullable, so that one that is missing is told from an empty one.
    public static readonly Shape<Ledger?> Whole = new Simple<Ledger?>(static (sink, ledger) => Ledger.Write(sink, ledger!.Value), static json => Ledger.Read(json));
}
