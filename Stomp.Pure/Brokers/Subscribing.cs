using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>SUBSCRIBE and UNSUBSCRIBE.</summary>
internal static class Subscribing
{
    public static Refusal? Subscribe(ref Turn turn, Link.Open link, Frame frame)
    {
        if (Sending.RefuseDestination(ref turn, frame, out var destination) is { } refusal)
            return refusal;
        var named = frame.Headers.TryGetUtf8("id"u8, out var id);
        if (!named && link.Dialect.RequiresSubscriptionId)
            return Refusal.Missing(frame, HeaderNames.Id);
        if (named && link.Ids.ContainsKey(id))
            return new("subscription exists", $"There is a subscription {Refusal.Quote(id)} already.");
        if (ModeOf(link.Dialect, frame) is not { } mode)
            return new("unknown ack mode", $"The header ack must be {(link.Dialect.HasClientIndividual ? "auto, client or client-individual" : "auto or client")}.");
        if (link.Subscriptions.Count >= turn.Config.Limits.Subscriptions)
            return new("too many subscriptions", "This connection has as many subscriptions as it may have.");
        var subscription = new Subscription
        {
            Key = turn.NextKey(),
            Id = named ? id : null,
            Destination = destination,
            IsTopic = turn.IsTopic(destination),
            Mode = mode,
        };
        Add(ref turn, link, subscription);
        // The receipt comes before the first message.
        Writing.Receipt(ref turn, link.Number, frame);
        if (!subscription.IsTopic)
            Delivering.Drain(ref turn, destination);
        return null;
    }

    public static Refusal? Unsubscribe(ref Turn turn, Link.Open link, Frame frame)
    {
        if (!TryFind(link, frame, out var subscription, out var refusal))
            return refusal;
        turn.Put(Forget(link, subscription));
        Ending.Detach(ref turn, link.Number, subscription);
        var queues = default(Table<string, bool>);
        Ending.Return(ref turn, subscription, ref queues);
        Writing.Receipt(ref turn, link.Number, frame);
        Ending.Drain(ref turn, queues);
        return null;
    }

    private static SettleMode? ModeOf(Dialect dialect, Frame frame) => !frame.Headers.TryGetUtf8("ack"u8, out var mode)
        ? SettleMode.Auto
        : mode switch
        {
            "auto" => SettleMode.Auto,
            "client" => SettleMode.Client,
            "client-individual" when dialect.HasClientIndividual => SettleMode.ClientIndividual,
            _ => null,
        };

    private static void Add(ref Turn turn, Link.Open link, Subscription subscription)
    {
        if (subscription.Id is { } id)
            link = link with { Ids = link.Ids.Set(id, subscription.Key) };
        turn.Put(link.With(subscription));
        if (subscription.IsTopic)
        {
            turn.PutTopic(subscription.Destination, turn.TopicOf(subscription.Destination).Set(subscription.Key, link.Number));
        }
        else
        {
            var queue = turn.QueueOf(subscription.Destination);
            turn.Put(queue with { Consumers = queue.Consumers + 1, Ready = queue.Ready.Set(subscription.Key, link.Number) });
        }
    }

    private static bool TryFind(Link.Open link, Frame frame, out Subscription subscription, out Refusal? refusal)
    {
        subscription = null!;
        refusal = null;
        if (frame.Headers.TryGetUtf8("id"u8, out var id))
        {
            if (link.Ids.TryGet(id, out var key) && link.Subscriptions.TryGet(key, out subscription))
                return true;
            refusal = new("unknown subscription", $"There is no subscription {Refusal.Quote(id)}.");
        }
        else if (link.Dialect.RequiresSubscriptionId)
        {
            refusal = Refusal.Missing(frame, HeaderNames.Id);
        }
        else if (!frame.Headers.TryGetUtf8("destination"u8, out var destination))
        {
            refusal = new("required header missing", "UNSUBSCRIBE needs the header id or destination.");
        }
        else if (!TryFindByDestination(link, destination, out subscription))
        {
            refusal = new("unknown subscription", $"There is no subscription of {Refusal.Quote(destination)}.");
        }

        return refusal is null;
    }

    /// <summary>The oldest subscription of a destination, one without an id if there is one (1.0).</summary>
    private static bool TryFindByDestination(Link.Open link, string destination, out Subscription found)
    {
        found = null!;
        foreach (var (_, subscription) in link.Subscriptions)
        {
            if (subscription.Destination != destination)
                continue;
            if (subscription.Id is null)
            {
                found = subscription;
                return true;
            }

            found ??= subscription;
        }

        return found is not null;
    }

    private static Link.Open Forget(Link.Open link, Subscription subscription)
    {
        var deliveries = link.Deliveries;
        if (!deliveries.IsEmpty)
        {
            foreach (var (_, held) in subscription.Pending)
                deliveries = deliveries.Remove(new(held.Message.Number, subscription.Key));
        }

        return link with
        {
            Subscriptions = link.Subscriptions.Remove(subscription.Key),
            Ids = subscription.Id is { } id ? link.Ids.Remove(id) : link.Ids,
            Stalled = link.Stalled.Remove(subscription.StalledAt),
            Deliveries = deliveries,
        };
    }
}
