using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>ACK and NACK.</summary>
internal static class Acknowledging
{
    public static Refusal? Acknowledge(ref Turn turn, Link.Open link, Frame frame, bool accept)
    {
        BrokerTransaction? transaction = null;
        if (frame.Headers.TryGetUtf8("transaction"u8, out var id) && !link.Transactions.TryGet(id, out transaction))
            return Transacting.Unknown(frame, id);
        if (Find(link, frame, out var named) is { } refusal)
            return refusal;
        if (named.Subscription is { } subscription)
        {
            var covered = Cover(link, subscription, named.Delivery);
            link = Take(link, subscription, covered);
            if (transaction is null)
            {
                turn.Put(link);
                foreach (var (_, held) in covered)
                    Settling.Settle(ref turn, link.Number, subscription.Key, held, accept);
            }
            else
            {
                foreach (var (delivery, held) in covered)
                    transaction = transaction.Add(new Intent.Settle(subscription.Key, delivery, held, accept));
                turn.Put(link with { Transactions = link.Transactions.Set(id, transaction) });
            }
        }

        Writing.Receipt(ref turn, link.Number, frame);
        return null;
    }

    /// <summary>What an ACK names.</summary>
    /// <param name="Subscription">The subscription, null where the ACK is allowed and has no effect.</param>
    /// <param name="Delivery">The delivery.</param>
    private readonly record struct Named(Subscription? Subscription, long Delivery);

    private static Refusal? Find(Link.Open link, Frame frame, out Named named) => link.Dialect.AckForm switch
    {
        AckForm.AckId => FindByAck(link, frame, out named),
        AckForm.MessageIdAndSubscription => FindBySubscription(link, frame, out named),
        AckForm.MessageId => FindByMessage(link, frame, out named),
    };

    private static Refusal? FindByAck(Link.Open link, Frame frame, out Named named)
    {
        named = default;
        if (!frame.Headers.TryGetUtf8("id"u8, out var id))
            return Refusal.Missing(frame, HeaderNames.Id);
        var key = AckKey.Parse(id);
        if (!link.Subscriptions.TryGet(key.Subscription, out var subscription) || !subscription.Pending.ContainsKey(key.Delivery))
            return Unknown(id);
        named = new(subscription, key.Delivery);
        return null;
    }

    private static Refusal? FindBySubscription(Link.Open link, Frame frame, out Named named)
    {
        named = default;
        if (!frame.Headers.TryGetUtf8("message-id"u8, out var id))
            return Refusal.Missing(frame, HeaderNames.MessageId);
        if (!frame.Headers.TryGetUtf8("subscription"u8, out var name))
            return Refusal.Missing(frame, HeaderNames.Subscription);
        if (!link.Ids.TryGet(name, out var key) || !link.Subscriptions.TryGet(key, out var subscription))
            return new("unknown subscription", $"There is no subscription {Refusal.Quote(name)}.");
        var number = Message.NumberOf(id);
        if (link.Deliveries.TryGet(new(number, key), out var delivery))
        {
            named = new(subscription, delivery);
            return null;
        }

        return WasAuto(subscription, number) ? null : Unknown(id);
    }

    private static Refusal? FindByMessage(Link.Open link, Frame frame, out Named named)
    {
        named = default;
        if (!frame.Headers.TryGetUtf8("message-id"u8, out var id))
            return Refusal.Missing(frame, HeaderNames.MessageId);
        var number = Message.NumberOf(id);
        // Where several subscriptions got the message, the oldest one's is meant.
        if (link.Deliveries.TryAbove(new(number, 0), out var found) && found.Key.Message == number
            && link.Subscriptions.TryGet(found.Key.Subscription, out var subscription))
        {
            named = new(subscription, found.Value);
            return null;
        }

        foreach (var (_, candidate) in link.Subscriptions)
        {
            if (WasAuto(candidate, number))
                return null;
        }

        return Unknown(id);
    }

    private static bool WasAuto(Subscription subscription, long number) =>
        number > 0 && number <= subscription.Newest;

    private static Refusal Unknown(string id) =>
        new("unknown message", $"No message {Refusal.Quote(id)} waits to be acknowledged here.");

    /// <summary>The deliveries that an ACK settles: the named one, in client mode also those before it (SV-1.2-23, A-ACK10, A-NACKSCOPE).</summary>
    private static Table<long, Held> Cover(Link.Open link, Subscription subscription, long delivery)
    {
        var covered = default(Table<long, Held>);
        if (subscription.Mode == SettleMode.Client && link.Dialect.HasCumulativeAck)
        {
            var rest = subscription.Pending;
            while (rest.TryFirst(out var oldest) && oldest.Key <= delivery)
            {
                covered = covered.Set(oldest.Key, oldest.Value);
                rest = rest.Remove(oldest.Key);
            }
        }
        else if (subscription.Pending.TryGet(delivery, out var held))
        {
            covered = covered.Set(delivery, held);
        }

        return covered;
    }

    private static Link.Open Take(Link.Open link, Subscription subscription, Table<long, Held> covered)
    {
        var pending = subscription.Pending;
        var deliveries = link.Deliveries;
        foreach (var (delivery, held) in covered)
        {
            pending = pending.Remove(delivery);
            deliveries = deliveries.Remove(new(held.Message.Number, subscription.Key));
        }

        return (link with { Deliveries = deliveries }).With(subscription with { Pending = pending });
    }
}
