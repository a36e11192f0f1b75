using System.Linq;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
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

    private static readonly Shape<ToldReceipt> Pending = new RecordBuilder<ToldReceipt>()
        .Has("op", Long, x => x.Receipt.Op, out var op)
        .Has("givenId", MaybeText, x => x.Receipt.GivenId, out var givenId)
        .Has("transmission", Long, x => x.Receipt.Transmission, out var transmission)
        .Has("writtenAt", Moment, x => x.WrittenAt, out var writtenAt)
        .Has("restores", Long, x => x.Receipt.Restores, out var restores)
        .Makes(x => new(new(op.Of(x), transmission.Of(x), givenId.Of(x), restores.Of(x)), writtenAt.Of(x)));

    private static readonly Shape<Unsettled> Unsettled = new RecordBuilder<Unsettled>()
        .Has("subscription", Long, x => x.Subscription, out var subscription)
        .Has("token", Text, x => x.Token.Text, out var token)
        .Makes(x => new(subscription.Of(x), AckToken.Of(token.Of(x))));

    private static readonly Shape<Transaction> Transaction = new RecordBuilder<Transaction>()
        .Has("id", Text, x => x.Id, out var transactionId)
        .Has("reserved", Window(Long), x => x.Reserved, out var reserved)
        .Makes(x => new(transactionId.Of(x), reserved.Of(x)));

    private static readonly RecordShape<ToldBooks> All = new RecordBuilder<ToldBooks>()
        .Has("subscriptions", Window(Subscription), x => x.Ledger.Subscriptions, out var subscriptions)
        .Has("givenSubscriptionIds", List(Text), x => x.Ledger.GivenSubscriptionIds, out var givenSubscriptionIds)
        .Has("nextSubscription", Long, x => x.Ledger.NextSubscription, out var nextSubscription)
        .Has("handed", Window(Pending), x => Tell(x.Receipts, written: false), out var handed)
        .Has("waiting", Window(Pending), x => Tell(x.Receipts, written: true), out var waiting)
        .Has("unawaitedReceipts", Int, x => x.Receipts.Unawaited, out var unawaitedReceipts)
        .Has("timedOut", List(Text), x => x.Ledger.TimedOut, out var timedOut)
        .Has("lastReceipt", Long, x => x.Receipts.Last, out var lastReceipt)
        .Has("givenReceipts", Int, x => x.Receipts.Given, out var givenReceipts)
        .Has("unrestored", Int, x => x.Ledger.Unrestored, out var unrestored)
        .Has("unsettled", Window(Unsettled), x => x.Ledger.Unsettled, out var unsettled)
        .Has("lastDelivery", Long, x => x.Ledger.LastDelivery, out var lastDelivery)
        .Has("transactions", List(Transaction), x => x.Ledger.Transactions, out var transactions)
        .Has("givenTransactionIds", List(Text), x => x.Ledger.GivenTransactionIds, out var givenTransactionIds)
        .Has("lastTransaction", Long, x => x.Ledger.LastTransaction, out var lastTransaction)
        .Has("clock", PlainShapes.Clock, x => x.Ledger.Clock, out var clock)
        .Has("unreadMessages", Int, x => x.Ledger.UnreadMessages, out var unreadMessages)
        .Has("unreadOctets", Long, x => x.Ledger.UnreadOctets, out var unreadOctets)
        .Has("hasUnsubscribed", Flag, x => x.Ledger.HasUnsubscribed, out var hasUnsubscribed)
        .Makes(x => new(
            new()
            {
                Subscriptions = subscriptions.Of(x),
                GivenSubscriptionIds = givenSubscriptionIds.Of(x),
                NextSubscription = nextSubscription.Of(x),
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
            },
            Rebuild(waiting.Of(x), handed.Of(x), lastReceipt.Of(x), givenReceipts.Of(x), unawaitedReceipts.Of(x))));

    // Nullable, so that one that is missing is told from an empty one.
    public static readonly Shape<ToldBooks?> Whole = new Simple<ToldBooks?>(static (sink, books) => All.Write(sink, books!.Value), static json => All.Read(json));

    /// <summary>Receipts of frames that were written, and those of others, are told apart.</summary>
    private static Window<ToldReceipt> Tell(Receipts receipts, bool written)
    {
        var told = Values.Window<ToldReceipt>.Empty;
        foreach (var receipt in receipts.ToList())
        {
            if (receipt.WrittenAt is not null == written)
                told = told.Add(receipt.Number, new(receipt.Pending, receipt.WrittenAt ?? default));
        }

        return told;
    }

    private static Receipts Rebuild(Window<ToldReceipt> written, Window<ToldReceipt> others, long last, int given, int unawaited)
    {
        var receipts = new Receipts();
        var (number, transmission) = (0L, 0L);
        foreach (var (key, told) in written.Concat(others))
        {
            if (key <= number || told.Receipt.Transmission <= transmission)
                throw new UnreadableException("the receipts that are awaited are not in the order of their transmissions");
            (number, transmission) = (key, told.Receipt.Transmission);
            receipts.Add(key, told.Receipt);
            if (written.TryGet(key, out _))
                receipts.Write(transmission, told.WrittenAt);
        }

        if (last < number || given != receipts.Given || unawaited != receipts.Unawaited)
            throw new UnreadableException("the receipts that are awaited are not as many as it says");
        receipts.Last = last;
        return receipts;
    }

    /// <summary>The books of a session as one.</summary>
    public readonly record struct ToldBooks(Ledger Ledger, Receipts Receipts);

    /// <summary>A receipt that is awaited, and when its frame was written.</summary>
    private readonly record struct ToldReceipt(PendingReceipt Receipt, Instant WrittenAt);
}
