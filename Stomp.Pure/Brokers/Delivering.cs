using Stomp.Pure.Frames;

namespace Stomp.Pure.Brokers;

/// <summary>
/// Who gets a message, and when. A subscription is either ready or, when its link has too much unwritten already, stands in line there until
/// some of that was written; then those in line go on in their order, so that none of them starves.
/// </summary>
internal static class Delivering
{
    /// <summary>Chooses the next consumer of a queue, by turns. Full links leave the turns. The queue's cursor says which subscription it is.</summary>
    public static bool TryPick(ref Turn turn, ref Queue queue, Held held, out Link.Open consumer)
    {
        var cursor = queue.Cursor;
        while (queue.Ready.TryAbove(cursor, out var next) || queue.Ready.TryFirst(out next))
        {
            if (turn.OpenLink(next.Value) is not { } link || !link.Subscriptions.TryGet(next.Key, out var subscription))
            {
                queue = queue with { Ready = queue.Ready.Remove(next.Key) };
            }
            else if (link.Outbox.IsFull(turn.Config.Limits))
            {
                queue = queue with { Ready = queue.Ready.Remove(next.Key) };
                turn.Put(Stall(ref turn, link, subscription));
            }
            else if (next.Key != held.Avoid || queue.Consumers == 1)
            {
                queue = queue with { Cursor = next.Key };
                consumer = link;
                return true;
            }
            else if (queue.Ready.Count == 1)
            {
                break;
            }

            cursor = next.Key;
        }

        consumer = null!;
        return false;
    }

    /// <summary>Gives a message to a subscription whose link has room.</summary>
    public static void Deliver(ref Turn turn, Link.Open link, long key, Held held)
    {
        if (!link.Subscriptions.TryGet(key, out var subscription))
            return;
        var settles = subscription.Mode == SettleMode.Auto;
        var delivery = settles ? 0 : turn.NextKey();
        var frame = Compose(ref turn, link, subscription, held, delivery);
        link = turn.Transmit(link, frame, new Parcel(held.Size, true, settles ? held : null));
        turn.Put(settles ? Noticed(link, subscription, held) : Awaiting(link, subscription, held, delivery));
    }

    /// <summary>Gives waiting messages to consumers as long as there are both.</summary>
    public static void Drain(ref Turn turn, string name)
    {
        var queue = turn.QueueOf(name);
        while (queue.Backlog.TryOldest(out var held) && TryPick(ref turn, ref queue, held, out var consumer))
        {
            queue = queue with { Backlog = queue.Backlog.Remove(held) };
            Deliver(ref turn, consumer, queue.Cursor, held);
        }

        turn.Put(queue);
    }

    /// <summary>The link has room again: those in line go on.</summary>
    public static void Resume(ref Turn turn, long number)
    {
        while (turn.OpenLink(number) is { } link
            && !link.Outbox.IsFull(turn.Config.Limits)
            && link.Stalled.TryFirst(out var first)
            && link.Subscriptions.TryGet(first.Value, out var subscription))
        {
            subscription = subscription with { StalledAt = 0 };
            turn.Put((link with { Stalled = link.Stalled.Remove(first.Key) }).With(subscription));
            if (subscription.IsTopic)
            {
                DrainOwn(ref turn, number, subscription.Key);
            }
            else
            {
                var queue = turn.QueueOf(subscription.Destination);
                turn.Put(queue with { Ready = queue.Ready.Set(subscription.Key, number) });
                Drain(ref turn, subscription.Destination);
            }
        }
    }

    /// <summary>Gives a subscription of a topic what waits for it, as long as the link has room.</summary>
    public static void DrainOwn(ref Turn turn, long number, long key)
    {
        while (turn.OpenLink(number) is { } link
            && link.Subscriptions.TryGet(key, out var subscription)
            && subscription.Backlog.TryOldest(out var held))
        {
            if (link.Outbox.IsFull(turn.Config.Limits))
            {
                turn.Put(Stall(ref turn, link, subscription));
                return;
            }

            Deliver(ref turn, link.With(subscription with { Backlog = subscription.Backlog.Remove(held) }), key, held);
        }
    }

    /// <summary>A subscription, as it is given, stands in line on its full link.</summary>
    public static Link.Open Stall(ref Turn turn, Link.Open link, Subscription subscription)
    {
        if (subscription.StalledAt != 0)
            return link.With(subscription);
        var place = turn.NextKey();
        return (link with { Stalled = link.Stalled.Set(place, subscription.Key) }).With(subscription with { StalledAt = place });
    }

    private static Link.Open Noticed(Link.Open link, Subscription subscription, Held held) =>
        // Before 1.2 an ACK may name a message of auto mode, which has no effect then (SV-1.1-22); it must have been delivered, though.
        link.Dialect.AckForm == AckForm.AckId || held.Message.Number <= subscription.Newest
            ? link
            : link.With(subscription with { Newest = held.Message.Number });

    private static Link.Open Awaiting(Link.Open link, Subscription subscription, Held held, long delivery)
    {
        if (link.Dialect.AckForm != AckForm.AckId)
            link = link with { Deliveries = link.Deliveries.Set(new(held.Message.Number, subscription.Key), delivery) };
        return link.With(subscription with { Pending = subscription.Pending.Set(delivery, held) });
    }

    /// <summary>The MESSAGE: the broker's headers first, because the first entry of a name counts, then the sender's in their order.</summary>
    private static Frame Compose(ref Turn turn, Link.Open link, Subscription subscription, Held held, long delivery)
    {
        var content = held.Message.Content;
        var headers = new Header[5 + content.Headers.Count];
        var count = 0;
        if (subscription.Id is { } id)
            headers[count++] = new(HeaderNames.Subscription, id);
        headers[count++] = new(HeaderNames.MessageId, held.Message.Id);
        headers[count++] = new(HeaderNames.Destination, content.Destination);
        if (delivery != 0 && link.Dialect.AckForm == AckForm.AckId)
            headers[count++] = new(HeaderNames.Ack, new AckKey(subscription.Key, delivery).ToString());
        if (held.Redelivered)
            headers[count++] = new(HeaderNames.Redelivered, "true");
        var drops = content.NeedsEscapes && link.Dialect.Escapes == EscapeRule.None;
        foreach (var header in content.Headers)
        {
            if (drops && !Content.IsPlain(header))
                Drop(ref turn, link, held, header);
            else
                headers[count++] = header;
        }

        return new(Command.Message, Headers.Own(headers[..count]), content.Body);
    }

    private static void Drop(ref Turn turn, Link.Open link, Held held, Header header) => turn.Add(new BrokerEffect.Diagnostic(
        link.Number,
        BrokerDiagnosticKind.HeaderDropped,
        $"Message {held.Message.Id}: header {Refusal.Quote(header.Name)} cannot be written at {link.Dialect.Name}."));
}
