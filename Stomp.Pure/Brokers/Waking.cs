namespace Stomp.Pure.Brokers;

/// <summary>What is due.</summary>
internal static class Waking
{
    public static void Wake(ref Turn turn, BrokerDeadline due)
    {
        if (!turn.Links.TryGet(due.Link, out var link))
            return;
        switch (due.Reason)
        {
            case BrokerDeadlineReason.Connect:
                Ending.Refuse(ref turn, due.Link, new("connect timed out", "No CONNECT came in time."), null);
                break;
            case BrokerDeadlineReason.Beat:
                Beat(ref turn, (Link.Open)link);
                break;
            case BrokerDeadlineReason.PeerSilent:
                turn.Add(new BrokerEffect.Diagnostic(due.Link, BrokerDiagnosticKind.PeerSilent, "The client was silent for longer than its heart-beats allow."));
                Ending.Close(ref turn, link);
                break;
            case BrokerDeadlineReason.Linger:
                Ending.Close(ref turn, link);
                break;
        }
    }

    private static void Beat(ref Turn turn, Link.Open link)
    {
        var outbox = link.Outbox.Add(new Parcel(1, false, null));
        turn.Add(new BrokerEffect.TransmitHeartbeat(link.Number, outbox.Sent));
        turn.Put(link with { Outbox = outbox, Heartbeat = link.Heartbeat.Handed() });
    }
}
