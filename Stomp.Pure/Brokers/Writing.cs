using Stomp.Pure.Frames;

namespace Stomp.Pure.Brokers;

/// <summary>What goes out, and what it means that it went.</summary>
internal static class Writing
{
    private const int Overhead = 64;

    /// <summary>The RECEIPT of a frame that was processed, if it asked for one (SV-1.2-32).</summary>
    public static void Receipt(ref Turn turn, long number, Frame frame)
    {
        if (!frame.Headers.TryGetUtf8("receipt"u8, out var receipt) || turn.OpenLink(number) is not { } link)
            return;
        var answer = new Frame(Command.Receipt, [new(HeaderNames.ReceiptId, receipt)]);
        link = turn.Transmit(link, answer, new Parcel(Overhead + receipt.Length, false, null));
        turn.Put(link);
        if (link.Outbox.ReplyOctets <= turn.Config.Limits.UnwrittenReplyOctets)
            return;
        turn.Add(new BrokerEffect.Diagnostic(number, BrokerDiagnosticKind.SlowReader, "The client does not read its receipts."));
        turn.Add(new BrokerEffect.Close(number));
        Ending.Drop(ref turn, link);
    }

    public static void Wrote(ref Turn turn, Link link, long through)
    {
        switch (link)
        {
            case Link.Greeting:
                break;
            case Link.Open open:
                Wrote(ref turn, open, through);
                break;
            case Link.Lingering lingering:
                Wrote(ref turn, lingering, through);
                break;
        }
    }

    private static void Wrote(ref Turn turn, Link.Open link, long through)
    {
        var outbox = Settle(ref turn, link.Outbox, through);
        if (outbox == link.Outbox)
            return;
        turn.Put(link with { Outbox = outbox, Heartbeat = link.Heartbeat.Wrote(turn.At, outbox.IsWritten) });
        if (!link.Stalled.IsEmpty && outbox.HasRoom(turn.Config.Limits))
            Delivering.Resume(ref turn, link.Number);
    }

    private static void Wrote(ref Turn turn, Link.Lingering link, long through)
    {
        var after = link with { Outbox = Settle(ref turn, link.Outbox, through) };
        if (after.PeerClosed && after.Outbox.IsWritten)
        {
            turn.Add(new BrokerEffect.Close(link.Number));
            turn.Remove(after);
        }
        else
        {
            turn.Put(after);
        }
    }

    /// <summary>What was written leaves the outbox; messages of auto mode are settled by that (SV-1.2-22).</summary>
    private static Outbox Settle(ref Turn turn, Outbox outbox, long through)
    {
        while (outbox.Unwritten.TryOldest(out var oldest) && oldest.Key <= through)
        {
            outbox = outbox.Remove(oldest.Key, oldest.Value);
            if (oldest.Value.Auto is { } settled)
                turn.Release(settled.Size);
        }

        return outbox;
    }
}
