namespace Stomp.Pure.Brokers;

/// <summary>What becomes of a message that was acknowledged or refused.</summary>
internal static class Settling
{
    public static void Settle(ref Turn turn, long link, long subscription, Held held, bool accept)
    {
        if (accept)
        {
            turn.Release(held.Size);
            return;
        }

        switch (turn.Config.Nack)
        {
            case NackPolicy.Discard:
                Discard(ref turn, link, held);
                break;
            case NackPolicy.DeadLetter dead:
                Forward(ref turn, link, held, dead.Destination);
                break;
            case NackPolicy.Requeue:
                Requeue(ref turn, link, subscription, held);
                break;
        }
    }

    private static void Discard(ref Turn turn, long link, Held held)
    {
        turn.Release(held.Size);
        Tell(ref turn, link, held, "discarded");
    }

    private static void Forward(ref Turn turn, long link, Held held, string destination)
    {
        var content = held.Message.Content;
        var letter = content with { Destination = destination };
        turn.Release(held.Size);
        if (content.Destination == destination || !Sending.HasRoomFor(ref turn, letter))
        {
            Tell(ref turn, link, held, "discarded");
            return;
        }

        Tell(ref turn, link, held, $"sent to {Refusal.Quote(destination)}");
        Sending.Publish(ref turn, letter);
    }

    private static void Requeue(ref Turn turn, long number, long key, Held held)
    {
        var again = held with { Redelivered = true, Avoid = key };
        var content = held.Message.Content;
        if (!turn.IsTopic(content.Destination))
        {
            Tell(ref turn, number, held, "put back");
            var queue = turn.QueueOf(content.Destination);
            turn.Put(queue with { Backlog = queue.Backlog.Add(again) });
            Delivering.Drain(ref turn, content.Destination);
        }
        else if (turn.OpenLink(number) is { } link && link.Subscriptions.TryGet(key, out var subscription))
        {
            Tell(ref turn, number, held, "put back");
            turn.Put(link.With(subscription with { Backlog = subscription.Backlog.Add(again) }));
            Delivering.DrainOwn(ref turn, number, key);
        }
        else
        {
            Discard(ref turn, number, held);
        }
    }

    private static void Tell(ref Turn turn, long link, Held held, string fate) => turn.Add(new BrokerEffect.Diagnostic(
        link,
        BrokerDiagnosticKind.Nacked,
        $"Message {held.Message.Id} of {Refusal.Quote(held.Message.Content.Destination)} was refused and {fate}."));
}
