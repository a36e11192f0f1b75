using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>Why something is due.</summary>
public enum DeadlineReason
{
    /// <summary>CONNECTED must come.</summary>
    Connect,

    /// <summary>An EOL must be written.</summary>
    HeartbeatSend,

    /// <summary>The broker must have said something.</summary>
    HeartbeatReceive,

    /// <summary>A RECEIPT must come.</summary>
    Receipt,

    /// <summary>A goodbye must get on.</summary>
    Disconnect,

    /// <summary>The next attempt to connect is due.</summary>
    Reconnect,
}

/// <summary>The earliest thing that is due.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">What.</param>
public readonly record struct Deadline(Instant At, DeadlineReason Reason);

/// <summary>Time: what is due when, derived from the state, and what happens then.</summary>
public static partial class Session
{
    /// <summary>The earliest thing that is due, null when only events can move the session.</summary>
    public static Deadline? NextDeadline(SessionState state) => state switch
    {
        SessionState.Connecting connecting => new Deadline(connecting.Deadline, DeadlineReason.Connect),
        SessionState.Live live => NextOf(live),
        SessionState.Unopened or SessionState.Ended => null,
    };

    private static Deadline? NextOf(SessionState.Live live)
    {
        ref readonly var ledger = ref live.Ledger;
        var beat = Turn.BeatOf(live.Terms, live.Flow, (live as SessionState.Disconnecting)?.Goodbye);
        Deadline? next = null;
        if (beat.SendDue is { } send)
            next = new(send, DeadlineReason.HeartbeatSend);
        if (beat.PeerDeadAt is { } dead && ledger.Clock.When(dead) is { } deadAt)
            next = Earlier(next, new(deadAt, DeadlineReason.HeartbeatReceive));
        if (ReceiptDue(live.Receipts, live.Terms.Config) is { } receipt && ledger.Clock.When(receipt) is { } receiptAt)
            next = Earlier(next, new(receiptAt, DeadlineReason.Receipt));
        if (live is SessionState.Disconnecting disconnecting)
            next = Earlier(next, new(disconnecting.Goodbye.Deadline, DeadlineReason.Disconnect));
        return next;
    }

    private static Deadline Earlier(Deadline? one, Deadline other) => one is { } first && first.At <= other.At ? first : other;

    private static void Tick(ref Turn turn)
    {
        if (turn.Goodbye is { } goodbye && goodbye.Deadline <= turn.At)
        {
            if (goodbye.Step != GoodbyeStep.Draining)
            {
                Leave(ref turn, goodbye, confirmed: false);
                return;
            }

            SayGoodbye(ref turn, goodbye);
        }

        if (turn.Ledger.Clock.PausedSince is null && turn.Heartbeat.PeerDeadAt is { } dead && dead <= turn.ReaderNow)
        {
            if (turn.Goodbye is { Step: not GoodbyeStep.Draining } leaving)
                Leave(ref turn, leaving, confirmed: false);
            else
                Fail(ref turn, new EndReason.HeartbeatTimedOut(dead - turn.Flow.LastRead));
            return;
        }

        ExpireReceipts(ref turn);
        if (turn.End is null && turn.Heartbeat.SendDue is { } due && due <= turn.At)
            turn.Effects.Add(new SessionEffect.TransmitHeartbeat(turn.NextTransmission()));
    }
}
