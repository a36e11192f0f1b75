using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>BEGIN, COMMIT and ABORT.</summary>
internal static class Transacting
{
    public static Refusal? Begin(ref Turn turn, Link.Open link, Frame frame)
    {
        if (!frame.Headers.TryGetUtf8("transaction"u8, out var id))
            return Refusal.Missing(frame, HeaderNames.Transaction);
        if (link.Transactions.ContainsKey(id))
            return new("transaction exists", $"There is an open transaction {Refusal.Quote(id)} already.");
        if (link.Transactions.Count >= turn.Config.Limits.Transactions)
            return new("too many transactions", "This connection has as many open transactions as it may have.");
        turn.Put(link with { Transactions = link.Transactions.Set(id, new()) });
        Writing.Receipt(ref turn, link.Number, frame);
        return null;
    }

    public static Refusal? Commit(ref Turn turn, Link.Open link, Frame frame)
    {
        if (Find(link, frame, out var id, out var transaction) is { } refusal)
            return refusal;
        if (RefuseForRoom(ref turn, transaction) is { } full)
            return full;
        turn.Put(link with { Transactions = link.Transactions.Remove(id) });
        foreach (var (_, intent) in transaction.Intents)
        {
            switch (intent)
            {
                case Intent.Send send:
                    turn.Release(send.Content.Size);
                    Sending.Publish(ref turn, send.Content);
                    break;
                case Intent.Settle settle:
                    Settling.Settle(ref turn, link.Number, settle.Subscription, settle.Held, settle.Accept);
                    break;
            }
        }

        Writing.Receipt(ref turn, link.Number, frame);
        return null;
    }

    public static Refusal? Abort(ref Turn turn, Link.Open link, Frame frame)
    {
        if (Find(link, frame, out var id, out var transaction) is { } refusal)
            return refusal;
        link = link with { Transactions = link.Transactions.Remove(id) };
        var queues = default(Table<string, bool>);
        foreach (var (_, intent) in transaction.Intents)
        {
            switch (intent)
            {
                case Intent.Send send:
                    turn.Release(send.Content.Size);
                    break;
                case Intent.Settle settle:
                    link = Restore(ref turn, link, settle, ref queues);
                    break;
            }
        }

        turn.Put(link);
        Writing.Receipt(ref turn, link.Number, frame);
        Ending.Drain(ref turn, queues);
        return null;
    }

    public static Refusal Unknown(Frame frame, string id) =>
        new("unknown transaction", $"{frame.Command.ToText()} names a transaction {Refusal.Quote(id)} that is not open.");

    private static Refusal? Find(Link.Open link, Frame frame, out string id, out BrokerTransaction transaction)
    {
        transaction = null!;
        if (!frame.Headers.TryGetUtf8("transaction"u8, out id))
            return Refusal.Missing(frame, HeaderNames.Transaction);
        return link.Transactions.TryGet(id, out transaction) ? null : Unknown(frame, id);
    }

    /// <summary>A transaction takes effect whole or not at all, so its messages must all find room.</summary>
    private static Refusal? RefuseForRoom(ref Turn turn, BrokerTransaction transaction)
    {
        var sums = default(Table<string, Sum>);
        foreach (var (_, intent) in transaction.Intents)
        {
            if (intent is not Intent.Send { Content: var content } || turn.IsTopic(content.Destination))
                continue;
            var sum = sums.TryGet(content.Destination, out var before) ? before : default;
            sum = new(sum.Messages + 1, sum.Octets + content.Size);
            if (!turn.QueueOf(content.Destination).Backlog.HasRoomFor(sum.Messages, sum.Octets, turn.Config.Limits))
                return new("no room for the messages", $"Too much is waiting already at {Refusal.Quote(content.Destination)}.");
            sums = sums.Set(content.Destination, sum);
        }

        return null;
    }

    private readonly record struct Sum(int Messages, long Octets);

    /// <summary>An acknowledgement is undone: the message is pending as before, or goes back when its subscription is gone (A-TXACK, A-UNSUBPEND).</summary>
    private static Link.Open Restore(ref Turn turn, Link.Open link, Intent.Settle settle, ref Table<string, bool> queues)
    {
        var held = settle.Held;
        if (!link.Subscriptions.TryGet(settle.Subscription, out var subscription))
        {
            Ending.Return(ref turn, held, ref queues);
            return link;
        }

        if (link.Dialect.AckForm != AckForm.AckId)
            link = link with { Deliveries = link.Deliveries.Set(new(held.Message.Number, subscription.Key), settle.Delivery) };
        return link.With(subscription with { Pending = subscription.Pending.Set(settle.Delivery, held) });
    }
}
