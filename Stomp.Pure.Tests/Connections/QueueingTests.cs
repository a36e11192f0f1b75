using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>What is asked for while there is no session.</summary>
[Trait("Row", "M21"), Trait("Row", "M45"), Trait("Row", "N03")]
public sealed class QueueingTests : ConnectionScenarios
{
    [Fact]
    [Trait("Spec", "CL-1.0-01"), Trait("Spec", "CL-1.1-01"), Trait("Spec", "CL-1.2-01")]
    public void K08_Calls_before_CONNECTED_wait_in_order()
    {
        var c = new ConnectionHarness(Plain);
        c.Do(Said("/q", "while idle"));
        c.Open("dial 1 a:1");
        c.Do(Subscribe("/a"));
        c.Do(Said("/q", "while dialling") with { Receipt = Receipt });
        c.Opened("1: " + FullOffer);
        c.Do(Begin("tx"));
        c.Do(SendIn("tx", "/q", "in it"));
        c.Do(Commit("tx"));
        c.Do(Subscribe("/b"));
        c.Rx(
            "CONNECTED{version:1.2}",
            "1: established 1.2", "done 2 Opened(1.2)",
            "1: named 3 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 3 Sent",
            "1: named 8 1", "1: tx SUBSCRIBE{id:1; destination:/b}", "1: done 8 Sent",
            "1: tx SEND{destination:/q}'while idle'", "1: done 1 Sent",
            "1: tx SEND{destination:/q; receipt:r1}'while dialling'",
            "1: named 5 tx", "1: tx BEGIN{transaction:tx}", "1: done 5 Sent",
            "1: tx SEND{destination:/q; transaction:tx}'in it'", "1: done 6 Sent",
            "1: tx COMMIT{transaction:tx}", "1: done 7 Sent");
        c.Rx("RECEIPT{receipt-id:r1}", "1: done 4 Confirmed");
        Assert.Empty(c.Pending);
    }

    [Fact]
    [Trait("Spec", "CL-1.0-09"), Trait("Spec", "CL-1.1-09"), Trait("Spec", "CL-1.2-09")]
    public void K08_When_connecting_fails_each_call_fails_with_the_same_reason()
    {
        var c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        c.Do(Send("/q"));
        c.Do(Subscribe("/a"));
        c.Opened("1: " + FullOffer);
        c.Do(Begin());
        c.Rx(
            "ERROR{message:go away}",
            "1: ended refused('go away')", "1: close",
            "done 1 Closed(refused('go away'))",
            "done 3 NotSent(refused('go away'))",
            "done 2 NotSent(refused('go away'))",
            "done 4 NotSent(refused('go away'))",
            "closed refused('go away')");
        c.Do(Send("/q"), "done 5 NotSent(refused('go away'))");
        c.Do(Subscribe("/q"), "done 6 NotSent(refused('go away'))");
        c.Open("done 7 Closed(refused('go away'))");
        Assert.Empty(c.Pending);
    }

    [Fact]
    public void What_was_begun_in_an_earlier_session_is_dead_at_once()
    {
        var c = Up(Plain);
        c.Do(Begin(), "1: named 2 t1", "1: tx BEGIN{transaction:t1}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(SendIn("t1", "/q", "late"), "done 3 Rejected(Unknown)");
        c.Do(Commit("t1"), "done 4 Rejected(Unknown)");
        c.Do(Abort("t1"), "done 5 Rejected(Unknown)");
        c.Do(Begin("t1"));
        c.Do(Abort("t1"));
        c.Do(Commit("t1"), "done 8 Rejected(Unknown)");
        c.Do(Ack(1), "done 9 Stale");
        c.Do(Send("/q"), 7, "done 10 NotSent(lost)");
    }

    [Fact]
    public void What_waits_is_bounded_by_count_and_by_octets()
    {
        var c = new ConnectionHarness(Plain with { MaxQueued = 3, MaxQueuedOctets = 10 });
        c.Open("dial 1 a:1");
        c.Do(Said("/q", "123456"));
        c.Do(Said("/q", "12345"), "done 3 Rejected(LimitReached)");
        c.Do(Said("/q", "1234"));
        c.Do(Said("/q", "1"), "done 5 Rejected(LimitReached)");
        c.Do(Begin());
        c.Do(Begin(), "done 7 Rejected(LimitReached)");
        c.Abandon(2, "done 2 NotSent(abandoned: Cancelled)");
        c.Do(Said("/q", "123456"));
        c.Do(Said("/q", ""), "done 9 Rejected(LimitReached)");
        c.Opened("1: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.2}", "1: established 1.2", "done 1 Opened(1.2)",
            "1: tx SEND{destination:/q}'1234'", "1: done 4 Sent",
            "1: named 6 t1", "1: tx BEGIN{transaction:t1}", "1: done 6 Sent",
            "1: tx SEND{destination:/q}'123456'", "1: done 8 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Said("/q", "1234567890"));
        Assert.Equal([10L], c.Pending);
    }

    [Fact]
    public void What_waits_owns_its_octets()
    {
        var c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        var body = "as it was"u8.ToArray();
        c.Do(new SessionEvent.Send(default, 0, "/q", Payload.Wrap(body)));
        Array.Clear(body);
        c.Opened("1: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "1: established 1.2", "done 1 Opened(1.2)", "1: tx SEND{destination:/q}'as it was'", "1: done 2 Sent");
    }

    [Fact]
    public void Instead_of_waiting_they_may_fail_at_once()
    {
        var c = new ConnectionHarness(Plain with { WhenDown = WhenDown.Fail });
        c.Open("dial 1 a:1");
        c.Do(Send("/q"), "done 2 NotSent(cancelled)");
        c.Do(Subscribe("/a"));
        c.DialFails("waiting 100 dial-failed(Refused)");
        c.Do(Send("/q"), "done 4 NotSent(dial-failed(Refused))");
        c.At(100).Tick("dial 2 a:1");
        c.Do(Begin(), "done 5 NotSent(dial-failed(Refused))");
        c.Opened("2: " + FullOffer);
        c.Do(Send("/q"), "done 6 NotSent(dial-failed(Refused))");
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2", "done 1 Opened(1.2)", "2: named 3 0", "2: tx SUBSCRIBE{id:0; destination:/a}", "2: done 3 Sent");
        c.Eof("2: ended lost", "2: close", "waiting 100 lost");
        c.Do(Send("/q"), "done 7 NotSent(lost)");
    }

    [Fact]
    public void Whoever_stops_waiting_before_a_session_takes_the_call_back()
    {
        var c = new ConnectionHarness(Plain);
        c.Do(Send("/idle"));
        c.Abandon(1, "done 1 NotSent(abandoned: Cancelled)");
        c.Open("dial 1 a:1");
        c.Do(Send("/q"));
        c.Do(Subscribe("/a"));
        c.Do(Begin());
        c.Abandon(4, "done 4 NotSent(abandoned: Cancelled)");
        c.Abandon(4);
        c.Abandon(99);
        c.Opened("1: " + FullOffer);
        c.Abandon(3, "done 3 NotSent(abandoned: Cancelled)");
        c.Abandon(2, "done 2 NotSent(abandoned: Cancelled)"); // Open: nobody waits for it any more.
        c.Abandon(5, "done 5 NotSent(abandoned: Cancelled)");
        c.Rx("CONNECTED{version:1.2}", "1: established 1.2");
        c.Do(Send("/q") with { Receipt = Receipt }, "1: tx SEND{destination:/q; receipt:r1}");
        c.Abandon(6, "1: done 6 Unknown(abandoned: Cancelled)");
        Assert.Empty(c.Pending);
    }

    /// <summary>Operation 0 is nobody's: it gets no outcome, and nobody can abandon it.</summary>
    [Fact]
    public void Nobody_hears_of_operation_0()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Step(new ConnectionEvent.Ordered(Said("/q", "x"), 0));
        c.Step(new ConnectionEvent.Ordered(new SessionEvent.Subscribe(c.Now, 0, "/b", AckMode.Auto), 0));
        c.Abandon(0);
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.2}", "2: established 1.2",
            "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}",
            "2: named 0 1", "2: tx SUBSCRIBE{id:1; destination:/b}",
            "2: tx SEND{destination:/q}'x'");
        c.Eof("2: ended lost", "2: close", "waiting 150 lost");
        c.Step(new ConnectionEvent.Ordered(Said("/q", "x"), 0));
        c.Step(new ConnectionEvent.Ordered((SessionEvent.Disconnect)Disconnect(), 0), "closed cancelled");
    }
}
