using System;
using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>How sessions and links end, and where their messages go then.</summary>
internal static class Ending
{
    /// <summary>ERROR, and nothing after it (SV-1.2-36).</summary>
    /// <param name="turn">The step.</param>
    /// <param name="number">The link.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="frame">The frame that is refused, null when it is none or may not be quoted.</param>
    public static void Refuse(ref Turn turn, long number, Refusal refusal, Frame? frame)
    {
        if (!turn.Links.TryGet(number, out var link))
            return;
        var open = link as Link.Open;
        var outbox = open?.Outbox ?? default;
        var error = Error(turn.Config, refusal, frame);
        outbox = outbox.Add(new Parcel(512 + error.Body.Length, false, null));
        turn.Add(new BrokerEffect.Transmit(number, error, Rules.Of(open?.Dialect ?? Dialect.Initial), outbox.Sent));
        Linger(ref turn, number, outbox, false);
        if (open is not null)
            Release(ref turn, open);
    }

    public static Refusal? Disconnect(ref Turn turn, Link.Open link, Frame frame)
    {
        Writing.Receipt(ref turn, link.Number, frame);
        if (turn.OpenLink(link.Number) is not { } last)
            return null;
        Linger(ref turn, link.Number, last.Outbox, false);
        Release(ref turn, last);
        return null;
    }

    public static void PeerClosed(ref Turn turn, Link link)
    {
        switch (link)
        {
            case Link.Greeting:
                Close(ref turn, link);
                break;
            case Link.Open { Outbox.IsWritten: true } or Link.Lingering { Outbox.IsWritten: true }:
                Close(ref turn, link);
                break;
            case Link.Open open:
                // It may still read what is on its way.
                Linger(ref turn, link.Number, open.Outbox, true);
                Release(ref turn, open);
                break;
            case Link.Lingering lingering:
                turn.Put(lingering with { PeerClosed = true });
                break;
        }
    }

    public static void Close(ref Turn turn, Link link)
    {
        turn.Add(new BrokerEffect.Close(link.Number));
        Drop(ref turn, link);
    }

    /// <summary>The link is over. What was not written was not delivered (SV-1.2-22).</summary>
    public static void Drop(ref Turn turn, Link link)
    {
        turn.Remove(link);
        var queues = default(Table<string, bool>);
        switch (link)
        {
            case Link.Greeting:
                break;
            case Link.Open open:
                Return(ref turn, open.Outbox, ref queues);
                Release(ref turn, open, ref queues);
                break;
            case Link.Lingering lingering:
                Return(ref turn, lingering.Outbox, ref queues);
                break;
        }

        Drain(ref turn, queues);
    }

    /// <summary>A subscription gets nothing more.</summary>
    public static void Detach(ref Turn turn, long link, Subscription subscription)
    {
        if (subscription.IsTopic)
        {
            turn.PutTopic(subscription.Destination, turn.TopicOf(subscription.Destination).Remove(subscription.Key));
            return;
        }

        var queue = turn.QueueOf(subscription.Destination);
        turn.Put(queue with { Consumers = queue.Consumers - 1, Ready = queue.Ready.Remove(subscription.Key) });
    }

    /// <summary>Everything that a closed subscription had goes back.</summary>
    public static void Return(ref Turn turn, Subscription subscription, ref Table<string, bool> queues)
    {
        foreach (var (_, held) in subscription.Pending)
            Return(ref turn, held, ref queues);
        foreach (var (_, held) in subscription.Backlog.Waiting)
            turn.Release(held.Size);
        if (!subscription.IsTopic)
            queues = queues.Set(subscription.Destination, true);
    }

    /// <summary>A message goes back to its queue, to where it stood; one of a topic had nobody else to go to.</summary>
    public static void Return(ref Turn turn, Held held, ref Table<string, bool> queues)
    {
        var destination = held.Message.Content.Destination;
        if (turn.IsTopic(destination))
        {
            turn.Release(held.Size);
            return;
        }

        var queue = turn.QueueOf(destination);
        turn.Put(queue with { Backlog = queue.Backlog.Add(held with { Redelivered = true }) });
        queues = queues.Set(destination, true);
    }

    public static void Drain(ref Turn turn, Table<string, bool> queues)
    {
        foreach (var (name, _) in queues)
            Delivering.Drain(ref turn, name);
    }

    private static void Linger(ref Turn turn, long number, Outbox outbox, bool peerClosed)
    {
        turn.Add(new BrokerEffect.HalfClose(number));
        turn.Put(new Link.Lingering(number, outbox, turn.At + turn.Config.Linger, peerClosed));
    }

    /// <summary>The session is over: transactions abort, subscriptions go, their messages go to others (SV-1.2-25, SV-1.2-31).</summary>
    private static void Release(ref Turn turn, Link.Open link)
    {
        var queues = default(Table<string, bool>);
        Release(ref turn, link, ref queues);
        Drain(ref turn, queues);
    }

    private static void Release(ref Turn turn, Link.Open link, ref Table<string, bool> queues)
    {
        // First all of them go, then what they had: nothing is offered to a session that is over.
        foreach (var (_, subscription) in link.Subscriptions)
            Detach(ref turn, link.Number, subscription);
        foreach (var (_, subscription) in link.Subscriptions)
            Return(ref turn, subscription, ref queues);
        foreach (var (id, transaction) in link.Transactions)
        {
            turn.Add(new BrokerEffect.Diagnostic(link.Number, BrokerDiagnosticKind.TransactionAborted, $"Transaction {Refusal.Quote(id)} was open when its session ended."));
            Undo(ref turn, transaction, ref queues);
        }
    }

    private static void Undo(ref Turn turn, BrokerTransaction transaction, ref Table<string, bool> queues)
    {
        foreach (var (_, intent) in transaction.Intents)
        {
            switch (intent)
            {
                case Intent.Send send:
                    turn.Release(send.Content.Size);
                    break;
                case Intent.Settle settle:
                    Return(ref turn, settle.Held, ref queues);
                    break;
            }
        }
    }

    private static void Return(ref Turn turn, Outbox outbox, ref Table<string, bool> queues)
    {
        foreach (var (_, parcel) in outbox.Unwritten)
        {
            if (parcel.Auto is { } held)
                Return(ref turn, held, ref queues);
        }
    }

    private static Frame Error(BrokerConfig config, Refusal refusal, Frame? frame)
    {
        var headers = new List<Header>(4);
        if (refusal.ListsVersions)
            headers.Add(new(HeaderNames.Version, Connecting.Versions(config, ",")));
        if (frame is not null && frame.Headers.TryGetUtf8("receipt"u8, out var receipt))
            headers.Add(new(HeaderNames.ReceiptId, receipt));
        headers.Add(new(HeaderNames.ContentType, "text/plain"));
        headers.Add(new(HeaderNames.Message, refusal.Phrase));
        // Plain ASCII, whatever the client's terminal makes of UTF-8.
        return new(Command.Error, Headers.From(headers), Payload.FromText(refusal.Detail.Replace("…", "...", StringComparison.Ordinal)));
    }
}
