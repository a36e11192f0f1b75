using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Consumers that leave messages unread: reading pauses, and memory stays bounded.</summary>
[Trait("Row", "M45")]
public sealed class SlowConsumerTests : SessionScenarios
{
    private static SessionHarness Subscribed(SessionConfig config)
    {
        var s = Connected(V12, config);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        return s;
    }

    private static SessionConfig Small => Config with { MaxUnreadMessages = 4, HardLimitFactor = 2 };

    private static void Deliver(SessionHarness s, int from, int to)
    {
        for (var i = from; i <= to; i++)
            s.Rx(Message(V12, $"m{i}", "a"), $"deliver 1 #{i} m{i}");
    }

    [Fact]
    public void Reading_pauses_at_the_limit_and_goes_on_at_half_of_it()
    {
        var s = Subscribed(Small);
        Deliver(s, 1, 3);
        s.Rx(Message(V12, "m4", "a"), "deliver 1 #4 m4", "pause");
        Assert.True(s.Live.IsReadingPaused);

        // What was read already is still delivered.
        Deliver(s, 5, 5);
        Assert.Equal(5, s.Live.UnreadMessages);
        s.Taken(2, 0);
        s.Taken(1, 0, "resume");
        Assert.False(s.Live.IsReadingPaused);
        s.Taken(99, 99);
        Assert.Equal(0, s.Live.UnreadMessages);
    }

    [Fact]
    public void Octets_count_as_well_as_messages()
    {
        var s = Subscribed(Config with { MaxUnreadOctets = 1000 });
        var body = new string('x', 500);
        s.Rx($"MESSAGE{{subscription:0; message-id:1; destination:/q}}'{body}'", "deliver 1 #1 1");
        s.Rx($"MESSAGE{{subscription:0; message-id:2; destination:/q}}'{body}'", "deliver 1 #2 2", "pause");
        s.Taken(1, 500);
        s.Taken(1, 500, "resume");
    }

    /// <summary>A consumer that keeps up is never waited for, however long it goes on: what it took leaves nothing behind.</summary>
    [Fact]
    public void What_was_taken_is_forgotten_to_the_last_octet()
    {
        var s = Subscribed(Config with { MaxUnreadMessages = int.MaxValue, MaxUnreadOctets = 1000 });
        for (var i = 1; i <= 2000; i++)
        {
            s.Rx(Message(V12, $"m{i}", "a"), $"deliver 1 #{i} m{i}");
            var octets = s.Live.Ledger.UnreadOctets;
            Assert.InRange(octets, 1, 200);
            s.Taken(1, octets - 1);
            s.Taken(0, 1);
            Assert.Equal((0, 0L), (s.Live.UnreadMessages, s.Live.Ledger.UnreadOctets));
        }
    }

    [Fact]
    public void A_chunk_that_crosses_the_limit_pauses_once()
    {
        var s = Subscribed(Small);
        s.RxAll(
            [Message(V12, "m1", "a"), Message(V12, "m2", "a"), Message(V12, "m3", "a"), Message(V12, "m4", "a"), Message(V12, "m5", "a")],
            "deliver 1 #1 m1", "deliver 1 #2 m2", "deliver 1 #3 m3", "deliver 1 #4 m4", "pause", "deliver 1 #5 m5");
    }

    [Fact]
    public void While_an_operation_waits_for_its_RECEIPT_reading_goes_on()
    {
        var s = Subscribed(Small);
        Deliver(s, 1, 3);
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        Deliver(s, 4, 7);
        s.Rx("RECEIPT{receipt-id:r1}", "done 2 Confirmed", "pause");
        s.Do(Send("/p"), "tx SEND{destination:/p}", "done 3 Sent");
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r2}", "resume");
        s.Abandon(4, AbandonReason.Cancelled, "done 4 Unknown(abandoned: Cancelled)", "pause");
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r3}", "resume");
        s.At(15_000).Tick("done 5 Unknown(no receipt in 15 s)", "pause");
    }

    [Fact]
    public void At_the_hard_limit_the_session_ends()
    {
        var s = Subscribed(Small);
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        Deliver(s, 1, 7);
        s.RxAll([Message(V12, "m8", "a"), "RECEIPT{receipt-id:r1}"], "deliver 1 #8 m8", "ended slow-consumer(1)", "done 2 Unknown(slow-consumer(1))", "close");

        // By octets, and limits whose product leaves the range of a number.
        var octets = Subscribed(Config with { MaxUnreadMessages = int.MaxValue, MaxUnreadOctets = 200, HardLimitFactor = 2 });
        octets.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        octets.Rx($"MESSAGE{{subscription:0; message-id:1; destination:/q}}'{new string('x', 300)}'", "deliver 1 #1 1");
        octets.Rx(
            $"MESSAGE{{subscription:0; message-id:2; destination:/q}}'{new string('x', 300)}'",
            "deliver 1 #2 2", "ended slow-consumer(1)", "done 2 Unknown(slow-consumer(1))", "close");

        var huge = Subscribed(Config with { MaxUnreadMessages = 1, MaxUnreadOctets = long.MaxValue, HardLimitFactor = int.MaxValue });
        huge.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        Deliver(huge, 1, 3);
    }

    [Fact]
    public void A_paused_reader_never_counts_as_a_dead_broker()
    {
        var config = Small with { Heartbeat = Beats(1000, 1000) };
        var s = new SessionHarness(config).Connect("CONNECTED{version:1.2; heart-beat:1000,1000}");
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.At(500);
        Deliver(s, 1, 3);
        s.Rx(Message(V12, "m4", "a"), "deliver 1 #4 m4", "pause");
        s.Due(750, DeadlineReason.HeartbeatSend);
        for (var time = 750; time <= 60_000; time += 750)
            s.At(time).Tick("tx EOL");
        s.At(60_500).Taken(2, 0, "resume");

        // Nothing was read since 500, and of that time the reader saw none.
        s.At(60_750).Tick("tx EOL");
        s.At(61_500).Tick("tx EOL");
        s.At(62_250).Tick("tx EOL");
        s.Due(62_500, DeadlineReason.HeartbeatReceive);
        s.At(62_499).Tick();
        s.At(62_500).Tick("ended heartbeat-timed-out(2 s)", "close");
    }

    [Fact]
    public void Time_before_a_pause_counts_and_time_in_it_does_not()
    {
        var s = new SessionHarness(Small with { Heartbeat = Beats(0, 1000) }).Connect("CONNECTED{version:1.2; heart-beat:1000,0}");
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        Deliver(s, 1, 3);
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        Deliver(s, 4, 4);
        s.At(1500).Abandon(2, AbandonReason.Cancelled, "done 2 Unknown(abandoned: Cancelled)", "pause");
        s.NothingDue();
        s.At(100_000).Tick();
        s.At(100_000).Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r2}", "resume");
        s.Due(100_500, DeadlineReason.HeartbeatReceive);
        s.At(100_100).RxOctets("\n");
        s.Due(102_100, DeadlineReason.HeartbeatReceive);
    }

    [Fact]
    public void A_pause_that_comes_before_the_tick_stays_the_verdict()
    {
        var s = new SessionHarness(Small with { Heartbeat = Beats(0, 1000) }).Connect("CONNECTED{version:1.2; heart-beat:1000,0}");
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        Deliver(s, 1, 4);
        s.At(2000).Abandon(2, AbandonReason.Cancelled, "done 2 Unknown(abandoned: Cancelled)", "pause");
        s.NothingDue();
        s.At(9000).Tick();
        s.At(9000).Taken(4, 0, "resume");
        s.Due(9000, DeadlineReason.HeartbeatReceive);
        s.At(9000).Tick("ended heartbeat-timed-out(2 s)", "close");
    }

    [Fact]
    public void A_receipts_deadline_is_counted_on_the_readers_clock()
    {
        var s = Subscribed(Small);
        Deliver(s, 1, 3);
        s.Rx(Message(V12, "m4", "a"), "deliver 1 #4 m4", "pause");
        s.At(50_000).Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}", "resume");
        s.Due(65_000, DeadlineReason.Receipt);
        s.At(64_999).Tick();
        s.At(65_000).Tick("done 2 Unknown(no receipt in 15 s)", "pause");
    }

    [Fact]
    public void A_goodbye_reads_on()
    {
        var s = Subscribed(Small);
        Deliver(s, 1, 3);
        s.Rx(Message(V12, "m4", "a"), "deliver 1 #4 m4", "pause");
        s.Do(Disconnect() with { Receipt = Receipt }, "resume", "tx DISCONNECT{receipt:r1}");
        for (var i = 0; i < 20; i++)
            s.Rx(Message(V12, "m", "a"));
        s.Rx("RECEIPT{receipt-id:r1}", "done 2 Closed(disconnected(confirmed))", "ended disconnected(confirmed)", "close");
    }

    [Fact]
    public void Limits_that_hold_nothing_are_refused()
    {
        foreach (var config in new[]
        {
            Config with { MaxUnreadMessages = 0 }, Config with { MaxUnreadOctets = 0 }, Config with { HardLimitFactor = 0 }, Config with { MaxPendingReceipts = 0 },
            Config with { ConnectTimeout = default }, Config with { ReceiptTimeout = default }, Config with { DisconnectTimeout = new(-1) },
        })
        {
            Assert.Equal(RejectionKind.InvalidArgument, config.Check()?.Kind);
        }
    }
}
