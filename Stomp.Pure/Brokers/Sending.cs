using Stomp.Pure.Frames;

namespace Stomp.Pure.Brokers;

/// <summary>SEND: to one consumer of a queue, to every subscription of a topic.</summary>
internal static class Sending
{
    public static Refusal? Send(ref Turn turn, Link.Open link, Frame frame)
    {
        if (RefuseDestination(ref turn, frame, out var destination) is { } refusal)
            return refusal;
        var content = Content.Of(destination, frame);
        if (frame.Headers.TryGetUtf8("transaction"u8, out var id))
            return Record(ref turn, link, frame, content, id);
        if (RefuseForRoom(ref turn, content) is { } full)
            return full;
        Publish(ref turn, content);
        Writing.Receipt(ref turn, link.Number, frame);
        return null;
    }

    public static Refusal? RefuseDestination(ref Turn turn, Frame frame, out string destination)
    {
        if (!frame.Headers.TryGetUtf8("destination"u8, out destination) || destination.Length == 0)
            return Refusal.Missing(frame, HeaderNames.Destination);
        return turn.IsForbidden(destination)
            ? new("destination refused", $"{frame.Command.ToText()} may not name {Refusal.Quote(destination)}.")
            : null;
    }

    public static Refusal? RefuseForRoom(ref Turn turn, Content content) =>
        HasRoomFor(ref turn, content)
            ? null
            : new("no room for the message", $"Too much is waiting already, at {Refusal.Quote(content.Destination)} or in all.");

    public static bool HasRoomFor(ref Turn turn, Content content) =>
        turn.HasRoomFor(content.Size)
        && (turn.IsTopic(content.Destination)
            || turn.QueueOf(content.Destination).Backlog.HasRoomFor(1, content.Size, turn.Config.Limits));

    /// <summary>A message takes effect.</summary>
    public static void Publish(ref Turn turn, Content content)
    {
        var held = new Held(turn.Number(content), false, 0);
        if (turn.IsTopic(content.Destination))
        {
            foreach (var (key, link) in turn.TopicOf(content.Destination))
                PublishTo(ref turn, link, key, held);
            return;
        }

        turn.Keep(held.Size);
        var queue = turn.QueueOf(content.Destination);
        if (queue.Backlog.IsEmpty && Delivering.TryPick(ref turn, ref queue, held, out var consumer))
        {
            turn.Put(queue);
            Delivering.Deliver(ref turn, consumer, queue.Cursor, held);
        }
        else
        {
            turn.Put(queue with { Backlog = queue.Backlog.Add(held) });
        }
    }

    private static void PublishTo(ref Turn turn, long number, long key, Held held)
    {
        // A subscription may have gone while the others got theirs.
        if (turn.OpenLink(number) is not { } link || !link.Subscriptions.TryGet(key, out var subscription))
            return;
        if (subscription.StalledAt == 0 && !link.Outbox.IsFull(turn.Config.Limits))
        {
            turn.Keep(held.Size);
            Delivering.Deliver(ref turn, link, key, held);
        }
        else if (subscription.Backlog.HasRoomFor(1, held.Size, turn.Config.Limits))
        {
            turn.Keep(held.Size);
            turn.Put(Delivering.Stall(ref turn, link, subscription with { Backlog = subscription.Backlog.Add(held) }));
        }
        else
        {
            turn.Add(new BrokerEffect.Diagnostic(number, BrokerDiagnosticKind.SlowReader, $"Too much waits for a subscription of {Refusal.Quote(subscription.Destination)}."));
            Ending.Refuse(ref turn, number, new("too slow", $"Too much waits for a subscription of {Refusal.Quote(subscription.Destination)}."), null);
        }
    }

    private static Refusal? Record(ref Turn turn, Link.Open link, Frame frame, Content content, string id)
    {
        if (!link.Transactions.TryGet(id, out var transaction))
            return Transacting.Unknown(frame, id);
        if (!turn.HasRoomFor(content.Size))
            return RefuseForRoom(ref turn, content);
        turn.Keep(content.Size);
        turn.Put(link with { Transactions = link.Transactions.Set(id, transaction.Add(new Intent.Send(content))) });
        Writing.Receipt(ref turn, link.Number, frame);
        return null;
    }
}
