using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>From a lost session to the next one.</summary>
[Trait("Row", "M40"), Trait("Row", "M45"), Trait("Row", "N03")]
public sealed class ReconnectingTests : ConnectionScenarios
{
    private const string Offer12 = "tx CONNECT{accept-version:1.0,1.1,1.2; host:a; heart-beat:1000,1000}";

    [Fact]
    [Trait("Row", "N06")]
    [Trait("Spec", "CL-1.0-51"), Trait("Spec", "CL-1.1-51"), Trait("Spec", "CL-1.2-51")]
    public void K40_After_a_loss_everything_that_may_be_restored_is_and_nothing_else()
    {
        var c = new ConnectionHarness(Plain.WithSession(session => session with { Heartbeat = Beats(1000, 1000) }));
        c.Open("dial 1 a:1");
        c.Opened("1: " + Offer12);
        c.Rx("CONNECTED{version:1.2; heart-beat:500,500}", "1: established 1.2 out 1000 in 1000", "done 1 Opened(1.2)");
        c.Do(Subscribe("/a", AckMode.Client), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a; ack:client}", "1: done 2 Sent");
        c.Do(Subscribe("/b") with { Id = "mine" }, "1: named 3 mine", "1: tx SUBSCRIBE{id:mine; destination:/b}", "1: done 3 Sent");
        c.Rx("MESSAGE{subscription:0; message-id:m1; destination:/a; ack:k1}'x'", "1: deliver 2 #1 m1");
        c.Do(Begin(), "1: named 4 t1", "1: tx BEGIN{transaction:t1}", "1: done 4 Sent");
        c.Do(SendIn("t1", "/q", "in t1"), "1: tx SEND{destination:/q; transaction:t1}'in t1'", "1: done 5 Sent");
        c.Do(Said("/q", "unconfirmed") with { Receipt = Receipt }, "1: tx SEND{destination:/q; receipt:r1}'unconfirmed'");
        c.At(500).RxOctets("MESSAGE\nsubscription:0\nmessage-id:half");

        c.At(1000).Eof("1: ended lost(truncated)", "1: done 6 Unknown(lost(truncated))", "1: close", "waiting 100 lost(truncated)");
        c.Do(Ack(1), 1, "done 7 Stale");
        c.Do(SendIn("t1", "/q", "late"), 1, "done 8 Rejected(Unknown)");
        c.Do(Commit("t1"), 1, "done 9 Rejected(Unknown)");
        c.Do(Said("/q", "queued"));
        c.Do(Subscribe("/c"));
        c.Due(1100, DeadlineReason.Reconnect);
        c.At(1099).Tick();
        c.At(1100).Tick("dial 2 a:1");
        c.Do(Said("/q", "queued as well") with { Receipt = Receipt });
        c.Opened("2: " + Offer12);
        c.Rx(
            "CONNECTED{version:1.1; heart-beat:0,2000}",
            "2: established 1.1 out 2000",
            "2: named 2 0",
            "2: tx SUBSCRIBE{id:0; destination:/a; ack:client; receipt:r1}",
            "2: named 3 mine",
            "2: tx SUBSCRIBE{id:mine; destination:/b; receipt:r2}",
            "2: named 11 2",
            "2: tx SUBSCRIBE{id:2; destination:/c}",
            "2: done 11 Sent",
            "2: tx SEND{destination:/q}'queued'",
            "2: done 10 Sent",
            "2: tx SEND{destination:/q; receipt:r3}'queued as well'");
        c.Due(1100 + 1500, DeadlineReason.HeartbeatSend);

        c.Do(Ack(1), 1, "done 13 Stale");
        c.Rx("MESSAGE{subscription:0; message-id:m1; destination:/a}'x'", "2: deliver 2 #1 m1");
        c.Do(Ack(1), 1, "done 14 Stale");
        c.Do(Commit("t1"), 1, "done 15 Rejected(Unknown)");
        c.Do(Commit("t1"), "2: done 16 Rejected(Unknown)");
        c.Do(Ack(1), 2, "2: tx ACK{subscription:0; message-id:m1}", "2: done 17 Sent");
        c.Rx("RECEIPT{receipt-id:r1}");
        c.Rx("RECEIPT{receipt-id:r2}");
        c.Rx("RECEIPT{receipt-id:r3}", "2: done 12 Confirmed");
        Assert.Empty(c.Pending);
    }

    [Fact]
    [Trait("Row", "M09")]
    public void K40_Failing_again_waits_longer_up_to_the_cap_with_jitter()
    {
        var delays = Delays(seed: 7, 40);
        var jitters = delays.Select((delay, i) => (delay - new ReconnectPolicy().DelayAfter(i + 1)).TotalMilliseconds).ToArray();
        Assert.All(jitters.Index(), jitter => Assert.InRange(jitter.Item, 0, new ReconnectPolicy().DelayAfter(jitter.Index + 1).TotalMilliseconds / 10));
        // 0.1·1.5^16 is above 60 s: from the 17th wait on the cap holds, and jitter stands on top of it.
        Assert.Equal(20, jitters[20..].Distinct().Count());
        Assert.True(jitters[20..].Max() > 3_000, "jitter at the cap");
        Assert.Equal(delays, Delays(seed: 7, 40));
        Assert.NotEqual(delays, Delays(seed: 8, 40));
    }

    private static List<TimeSpan> Delays(ulong seed, int count)
    {
        var c = new ConnectionHarness(Plain with { Reconnect = new() }, seed).Connect("CONNECTED{version:1.2}");
        var delays = new List<TimeSpan>();
        c.Feed(new ConnectionEvent.PeerClosed(c.Now, c.Transport));
        while (delays.Count < count)
        {
            delays.Add(c.LastWait);
            c.After(c.LastWait).Feed(new ConnectionEvent.Tick(c.Now));
            c.Feed(new ConnectionEvent.DialFailed(c.Now, c.Transport, new(TransportFaultKind.Refused, "", "")));
        }

        return delays;
    }

    [Fact]
    public void K40_A_rejection_by_ERROR_stops_unless_told_otherwise()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Breaks("1: ended lost(Reset)", "1: close", "waiting 100 lost(Reset)");
        c.Do(Send("/q"));
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx(
            "ERROR{message:Bad CONNECT}", "2: ended refused('Bad CONNECT')", "2: close",
            "done 3 NotSent(refused('Bad CONNECT'))", "closed refused('Bad CONNECT')");
        c.NothingDue();
        c.At(100_000).Tick();

        c = Up(Plain.WithReconnect(policy => policy with { RetryRefused = true }));
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("ERROR{message:not yet}", "2: ended refused('not yet')", "2: close", "waiting 150 refused('not yet')");
    }

    [Fact]
    [Trait("Row", "M22")]
    public void K40_Disconnect_during_the_wait_ends_it()
    {
        var c = Up(Plain);
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Send("/q"));
        c.Do(Disconnect(), "done 3 Closed(cancelled)", "done 2 NotSent(cancelled)", "closed cancelled");
        c.NothingDue();
        c.At(100_000).Tick();
        c.Do(Disconnect(), "done 4 Closed(cancelled)");
        c.Do(Send("/q"), "done 5 NotSent(cancelled)");
        c.Do(Ack(1), 1, "done 6 Stale");
        Assert.Empty(c.Pending);
    }
}
