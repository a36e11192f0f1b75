using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>ACK, NACK and transactions.</summary>
public static partial class Session
{
    private static void Settle(ref Turn turn, SessionEvent.Settle settle)
    {
        if (!settle.Accept && !turn.Dialect.HasNack)
        {
            turn.Reject(settle.Op, RejectionKind.NotInThisVersion, $"NACK does not exist at {turn.Dialect.Name}");
            return;
        }

        if (settle.Transaction is { } transaction && !Knows(ref turn, settle.Op, transaction))
            return;
        if (settle.Id is { } id)
        {
            if (DeliveryOf(ref turn, settle, id) is not { } named)
                return;
            settle = named;
        }

        if (settle.Delivery <= 0 || settle.Delivery > turn.Ledger.LastDelivery)
        {
            turn.Reject(settle.Op, RejectionKind.Unknown, "this session delivered no such message");
            return;
        }

        if (!turn.Ledger.Unsettled.TryGet(settle.Delivery, out var unsettled) || IsReserved(in turn, settle.Delivery)
            || !turn.Ledger.Subscriptions.TryGet(unsettled.Subscription, out var subscription))
        {
            turn.Reject(settle.Op, RejectionKind.AlreadySettled, "the message is settled already, or its subscription is closed or in mode auto");
            return;
        }

        // Whether it can be written is known before any earlier message is acknowledged: what is refused leaves no trace.
        var command = settle.Accept ? Command.Ack : Command.Nack;
        if (PrepareSettling(ref turn, settle, command, subscription, unsettled) is not { } prepared)
            return;
        var cumulative = subscription.Mode == AckMode.Client && turn.Dialect.HasCumulativeAck;
        if (subscription.Mode == AckMode.Client && !cumulative)
            SettleEarlier(ref turn, settle, unsettled.Subscription, subscription);
        Emit(ref turn, settle, prepared);
        MarkSettled(ref turn, settle, unsettled.Subscription, cumulative);
    }

    private static Prepared? PrepareSettling(ref Turn turn, SessionEvent.Settle settle, Command command, Subscription subscription, Unsettled unsettled)
    {
        // Most have the token alone, which came from the broker and is written already.
        return turn.Dialect.AckForm == AckForm.AckId && settle is { Transaction: null, Receipt.Wanted: false, Headers.IsEmpty: true }
            ? new(new Frame(command, unsettled.Token.Headers), turn.Terms.Rules, 0)
            : Prepare(ref turn, settle, command, AckHeaders(in turn, settle, subscription, unsettled), default, turn.Terms.Rules);
    }

    /// <summary>The order by the number of the delivery; refused when no message that waits for it has the id, or several have.</summary>
    private static SessionEvent.Settle? DeliveryOf(ref Turn turn, SessionEvent.Settle settle, string id)
    {
        var (found, others, of) = (0L, 0, "");
        var token = AckToken.Of(id);
        foreach (var (delivery, unsettled) in turn.Ledger.Unsettled)
        {
            if (!unsettled.Token.Equals(token) || unsettled.Token.Text != id || IsReserved(in turn, delivery) || !turn.Ledger.Subscriptions.TryGet(unsettled.Subscription, out var subscription)
                || (settle.SubscriptionId is { } wanted && subscription.Id != wanted))
            {
                continue;
            }

            others += found == 0 ? 0 : 1;
            found = delivery;
            of += (of.Length == 0 ? "" : ", ") + subscription.Id;
        }

        if (found != 0 && others == 0)
            return settle with { Delivery = found, Id = null };
        turn.Reject(
            settle.Op,
            found == 0 ? RejectionKind.Unknown : RejectionKind.InvalidArgument,
            found == 0
                ? $"no message that this session delivered and that waits to be acknowledged has the id {id}{(settle.SubscriptionId is { } at ? $" on subscription {at}" : "")}"
                : $"messages of the subscriptions {of} have the id {id}; say which subscription is meant");
        return null;
    }

    /// <summary>At 1.0 the mode client is not cumulative on the wire, so every earlier message gets its own ACK, in order (A-ACK10).</summary>
    private static void SettleEarlier(ref Turn turn, SessionEvent.Settle settle, long number, Subscription subscription)
    {
        foreach (var (delivery, earlier) in turn.Ledger.Unsettled)
        {
            if (delivery >= settle.Delivery)
                break;
            if (earlier.Subscription != number || IsReserved(in turn, delivery))
                continue;
            var one = settle with { Op = 0, Delivery = delivery, Receipt = default };
            if (Transmit(ref turn, one, Command.Ack, AckHeaders(in turn, one, subscription, earlier), default, turn.Terms.Rules))
                MarkSettled(ref turn, one, number, cumulative: false);
        }
    }

    private static HeaderPair AckHeaders(in Turn turn, SessionEvent.Settle settle, Subscription subscription, Unsettled unsettled)
    {
        var own = turn.Dialect.AckForm switch
        {
            AckForm.AckId => new HeaderPair(new(HeaderNames.Id, unsettled.Token.Text)),
            AckForm.MessageIdAndSubscription => new HeaderPair(new(HeaderNames.Subscription, subscription.Id), new(HeaderNames.MessageId, unsettled.Token.Text)),
            AckForm.MessageId => new HeaderPair(new(HeaderNames.MessageId, unsettled.Token.Text)),
        };
        return settle.Transaction is { } id ? own.And(new(HeaderNames.Transaction, id)) : own;
    }

    private static void MarkSettled(ref Turn turn, SessionEvent.Settle settle, long number, bool cumulative)
    {
        if (!cumulative)
        {
            MarkSettled(ref turn, settle.Delivery, settle.Transaction);
            return;
        }

        foreach (var (delivery, unsettled) in turn.Ledger.Unsettled)
        {
            if (delivery > settle.Delivery)
                break;
            if (unsettled.Subscription == number && !IsReserved(in turn, delivery))
                MarkSettled(ref turn, delivery, settle.Transaction);
        }
    }

    private static void MarkSettled(ref Turn turn, long delivery, string? transaction)
    {
        ref var ledger = ref turn.Change();
        if (transaction is null)
        {
            ledger.Unsettled = ledger.Unsettled.Remove(delivery);
            return;
        }

        var index = IndexOf(ledger.Transactions, transaction);
        var open = ledger.Transactions[index];
        ledger.Transactions = ledger.Transactions.With(index, open with { Reserved = open.Reserved.Add(open.Reserved.Count, delivery) });
    }

    private static bool IsReserved(in Turn turn, long delivery)
    {
        foreach (var transaction in turn.Ledger.Transactions)
        {
            if (transaction.Holds(delivery))
                return true;
        }

        return false;
    }

    private static void Begin(ref Turn turn, SessionEvent.Begin begin)
    {
        if (begin.Id is { } given && (given.Length == 0 || IsUsedTransaction(in turn, given)))
        {
            turn.Reject(begin.Op, given.Length == 0 ? RejectionKind.InvalidArgument : RejectionKind.Duplicate, given.Length == 0
                ? "the id of a transaction must not be empty"
                : $"transaction id {given} was used before on this connection");
            return;
        }

        var number = turn.Ledger.LastTransaction + 1;
        while (begin.Id is null && Contains(turn.Ledger.GivenTransactionIds, "t" + Number(number)))
            number++;
        var id = begin.Id ?? "t" + Number(number);
        var named = new SessionEffect.Named(begin.Op, id);
        if (!Transmit(ref turn, begin, Command.Begin, new(new(HeaderNames.Transaction, id)), default, turn.Terms.Rules, named))
            return;
        ref var ledger = ref turn.Change();
        ledger.LastTransaction = number;
        ledger.Transactions = ledger.Transactions.Add(new(id, default));
        if (begin.Id is not null)
            ledger.GivenTransactionIds = ledger.GivenTransactionIds.Add(begin.Id);
    }

    private static bool IsUsedTransaction(in Turn turn, string id) =>
        Contains(turn.Ledger.GivenTransactionIds, id)
        || (id[0] == 't' && TryNumber(id[1..], out var number) && number > 0 && number <= turn.Ledger.LastTransaction);

    private static void Commit(ref Turn turn, SessionEvent.Commit commit)
    {
        if (!Knows(ref turn, commit.Op, commit.Transaction)
            || !Transmit(ref turn, commit, Command.Commit, new(new(HeaderNames.Transaction, commit.Transaction)), default, turn.Terms.Rules))
        {
            return;
        }

        ref var ledger = ref turn.Change();
        var index = IndexOf(ledger.Transactions, commit.Transaction);
        foreach (var (_, delivery) in ledger.Transactions[index].Reserved)
            ledger.Unsettled = ledger.Unsettled.Remove(delivery);
        Close(ref ledger, index);
    }

    private static void Abort(ref Turn turn, SessionEvent.Abort abort)
    {
        if (!Knows(ref turn, abort.Op, abort.Transaction)
            || !Transmit(ref turn, abort, Command.Abort, new(new(HeaderNames.Transaction, abort.Transaction)), default, turn.Terms.Rules))
        {
            return;
        }

        // What was settled in it is pending again (A-TXACK), unless its subscription is closed by now.
        ref var ledger = ref turn.Change();
        var index = IndexOf(ledger.Transactions, abort.Transaction);
        foreach (var (_, delivery) in ledger.Transactions[index].Reserved)
        {
            if (ledger.Unsettled.TryGet(delivery, out var unsettled) && !ledger.Subscriptions.TryGet(unsettled.Subscription, out _))
                ledger.Unsettled = ledger.Unsettled.Remove(delivery);
        }

        Close(ref ledger, index);
    }

    private static void Close(ref Ledger ledger, int index)
    {
        var rest = ledger.Transactions.Span;
        ledger.Transactions = ValueList.Of<Transaction>([.. rest[..index], .. rest[(index + 1)..]]);
    }

    private static int IndexOf(ValueList<Transaction> transactions, string id)
    {
        for (var i = 0; i < transactions.Count; i++)
        {
            if (string.Equals(transactions[i].Id, id, System.StringComparison.Ordinal))
                return i;
        }

        return -1;
    }

    private static bool Knows(ref Turn turn, long op, string transaction)
    {
        if (IndexOf(turn.Ledger.Transactions, transaction) >= 0)
            return true;
        turn.Reject(op, RejectionKind.Unknown, $"transaction {transaction} is not open on this session; it was never begun, is committed or aborted, or died with an earlier session");
        return false;
    }
}
