using Stomp.Pure.Connections;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Disconnect in every state, and that nothing comes after it.</summary>
[Trait("Row", "M22"), Trait("Row", "M45")]
public sealed class ClosingTests : ConnectionScenarios
{
    [Fact]
    public void Before_a_session_it_cancels()
    {
        var c = new ConnectionHarness(Plain);
        c.Do(Send("/q"));
        c.Do(Disconnect(), "done 2 Closed(cancelled)", "done 1 NotSent(cancelled)", "closed cancelled");
        c.Open("done 3 Closed(cancelled)");

        c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        c.Do(Disconnect(), "close 1", "done 2 Closed(cancelled)", "done 1 Closed(cancelled)", "closed cancelled");
        c.Opened("close 1");

        c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        c.Opened("1: " + FullOffer);
        c.Do(Disconnect(), "1: ended cancelled", "1: close", "1: done 2 Closed(cancelled)", "done 1 Closed(cancelled)", "closed cancelled");
    }

    [Fact]
    public void In_a_session_it_says_goodbye_and_what_follows_is_refused()
    {
        var c = Up(Plain);
        c.Do(Disconnect() with { Receipt = Receipt }, "1: tx DISCONNECT{receipt:r1}");
        Assert.IsType<ConnectionState.Closing>(c.State);
        c.Do(Send("/q"), "1: done 3 Rejected(InvalidState)");
        c.Do(Disconnect(), "1: done 4 Rejected(InvalidState)");
        c.Do(Ack(1), 9, "done 5 Stale");
        c.Rx("RECEIPT{receipt-id:r1}", "1: done 2 Closed(disconnected(confirmed))", "1: ended disconnected(confirmed)", "1: close", "closed disconnected(confirmed)");
        c.NothingDue();
        Assert.Empty(c.Pending);
    }

    /// <summary>Whoever said goodbye wants no next session, however this one ends.</summary>
    [Fact]
    public void A_goodbye_that_is_cut_short_is_final()
    {
        static ConnectionHarness Draining()
        {
            var c = Up(Plain.WithSession(session => session with { Heartbeat = Beats(0, 1000) }));
            c.Eof("1: ended lost", "1: close", "waiting 100 lost");
            c.At(100).Tick("dial 2 a:1");
            c.Connect("CONNECTED{version:1.2; heart-beat:1000,0}");
            c.Do(Send("/q") with { Receipt = Receipt }, "2: tx SEND{destination:/q; receipt:r1}");
            c.Do(Disconnect());
            return c;
        }

        var c = Draining();
        c.Eof("2: ended lost", "2: done 2 Unknown(lost)", "2: done 3 Closed(lost)", "2: close", "closed lost");
        c = Draining();
        c.At(2_100).Tick(
            "2: ended heartbeat-timed-out(2 s)", "2: done 2 Unknown(heartbeat-timed-out(2 s))", "2: done 3 Closed(heartbeat-timed-out(2 s))", "2: close",
            "closed heartbeat-timed-out(2 s)");
        c = Draining();
        c.Rx(
            "ERROR{receipt-id:r1; message:no}", "2: done 3 Refused('no')", "2: done 2 Refused('no')", "2: ended broker-fault('no')", "2: close",
            "closed broker-fault('no')");
        Assert.Empty(c.Pending);
    }

    /// <summary>It is the connection that is closed, whichever session was meant.</summary>
    [Fact]
    public void A_session_that_is_over_is_no_excuse()
    {
        var c = Up(Plain);
        c.Do(Disconnect(), 9, "1: tx DISCONNECT{}", "1: half-close");
    }

    [Fact]
    [Trait("Row", "N06")]
    public void What_was_meant_for_an_earlier_session_is_answered_by_what_it_is()
    {
        var c = Up(Plain);
        c.Do(Ack(1), 9, "done 2 Stale");
        c.Do(Nack(1), 9, "done 3 Stale");
        c.Do(Commit("t"), 9, "done 4 Rejected(Unknown)");
        c.Do(Abort("t"), 9, "done 5 Rejected(Unknown)");
        c.Do(SendIn("t", "/q", ""), 9, "done 6 Rejected(Unknown)");
        c.Do(Send("/q"), 9, "done 7 NotSent(cancelled)");
        c.Do(Begin(), 9, "done 8 NotSent(cancelled)");
        c.Do(Subscribe("/q"), 9, "done 9 NotSent(cancelled)");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
    }

    [Fact]
    public void Closed_stays_closed()
    {
        var c = Up(Plain.WithReconnect(policy => policy with { Rounds = 0 }));
        c.Eof("1: ended lost", "1: close", "closed lost");
        c.Do(Subscribe("/a"), "done 2 NotSent(lost)");
        c.Do(Unsubscribe(2), "done 3 NotSent(lost)");
        c.Do(Begin(), "done 4 NotSent(lost)");
        c.Do(Ack(1), "done 5 Stale");
        c.Do(Disconnect(), "done 6 Closed(lost)");
        c.Open("done 7 Closed(lost)");
        c.Abandon(1);
        c.At(1_000_000).Tick();
        c.NothingDue();
    }
}
