using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Errors, malformed input, goodbyes.</summary>
[Trait("Row", "M45")]
public sealed class EndingTests : SessionScenarios
{
    [Theory, AllVersions]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-41"), Trait("Spec", "CL-1.1-41"), Trait("Spec", "CL-1.2-41")]
    [Trait("Spec", "CL-1.0-42"), Trait("Spec", "CL-1.1-42"), Trait("Spec", "CL-1.2-42")]
    public void K36_An_ERROR_ends_the_session(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Rx("ERROR{message:m; x:y}'b'", "ended broker-fault('m: b')", "close");
        var error = Assert.IsType<EndReason.BrokerFault>(Assert.IsType<SessionState.Ended>(s.State).Reason).Error;
        Assert.Equal(("m", "b", "y"), (error.Message, error.Text, error.Headers["x"]));
        s.Rx(Message(version, "m", "a"));
        s.Rx("RECEIPT{receipt-id:r1}");
        s.Do(Send("/q"), "done 2 Rejected(InvalidState)");

        // Also when more comes in the same chunk.
        s = Connected(version);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.RxAll([Message(version, "m1", "a1"), "ERROR{message:m}", Message(version, "m2", "a2")], "deliver 1 #1 m1", "ended broker-fault('m')", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-42"), Trait("Spec", "CL-1.1-42"), Trait("Spec", "CL-1.2-42")]
    public void K36_A_session_survives_the_ERRORs_that_the_profile_lists(StompVersion version)
    {
        var profile = BrokerProfile.Standard with { Survivable = [new("soft", ErrorScope.Operation)] };
        var s = Connected(version, profile);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Rx("ERROR{message:soft; receipt-id:r1}'b'", "note ServerError soft: b", "done 1 Refused('soft: b')");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed");
        s.Do(Send("/q"), "tx SEND{destination:/q}", "done 3 Sent");
        // a subscription that is refused is none
        s.Do(Subscribe("/q") with { Receipt = Receipt }, "named 4 0", "tx SUBSCRIBE{id:0; destination:/q; receipt:r3}");
        s.Rx("ERROR{message:soft; receipt-id:r3}", "note ServerError soft", "done 4 Refused('soft')");
        Assert.Equal((0, 0), (s.Live.Subscriptions, s.Live.PendingReceipts));
        // and a goodbye does not wait for what was refused
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r4}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.Rx("ERROR{message:soft; receipt-id:r4}", "note ServerError soft", "done 5 Refused('soft')", "tx DISCONNECT{receipt:r5}");
        s.Eof("done 6 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "close");

        // The same words for no operation of this session, or other words, end it.
        foreach (var error in new[] { "ERROR{message:soft; receipt-id:r7}", "ERROR{message:soft}" })
        {
            s = Connected(version, profile);
            s.Rx(error, "ended broker-fault('soft')", "close");
        }

        s = Connected(version, profile);
        s.Rx("ERROR{message:softer}", "ended broker-fault('softer')", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M09")]
    public void What_was_handed_over_and_never_written_has_its_outcome_when_a_goodbye_ends(StompVersion version)
    {
        var s = Connected(version);
        s.HoldsWrites = true;
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.At(60_000).Tick("tx DISCONNECT{receipt:r2}");
        s.Eof("done 2 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "done 1 Unknown(disconnected(unconfirmed))", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    public void K36_RabbitMQ_speaks_of_deliveries_that_were_under_way(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.RabbitMq);
        s.Do(Subscribe("/q", AckMode.Client), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 3 Sent");
        for (var i = 0; i < 3; i++)
            s.Rx("ERROR{message:Subscription not found}'gone'", "note ServerError Subscription not found: gone");
        s.Rx("RECEIPT{receipt-id:r1}", "done 2 Confirmed");

        s = Connected(version, BrokerProfile.RabbitMq);
        s.Rx("ERROR{message:Subscription not found}", "ended broker-fault('Subscription not found')", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    public void K36_RabbitMQ_cancels_one_subscription(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.RabbitMq);
        s.Do(Subscribe("/q", AckMode.Client), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        s.Do(Subscribe("/p"), "named 2 1", "tx SUBSCRIBE{id:1; destination:/p}", "done 2 Sent");
        s.Rx(Message(version, "m", "a"), "deliver 1 #1 m");
        s.Rx("ERROR{message:Server cancelled subscription; subscription:0}", "subscription 1 ended 'Server cancelled subscription'");
        Assert.Equal((1, 0), (s.Live.Subscriptions, s.Live.UnsettledMessages));
        s.Do(Ack(1), "done 3 Rejected(AlreadySettled)");
        s.Do(Unsubscribe(1), "done 4 Rejected(Unknown)");
        s.Rx(Message(version, "m", "a"), "note InFlightDropped 0");
        s.Rx("ERROR{message:Server cancelled subscription; subscription:9}", "ended broker-fault('Server cancelled subscription')", "close");
    }

    [Fact]
    public void The_profile_is_the_one_that_server_names_unless_it_is_configured()
    {
        foreach (var (server, profile) in new[] { ("RabbitMQ/3.10.8", " as RabbitMQ"), ("ActiveMQ/5.17.2", " as ActiveMQ"), ("rabbitmq/3", ""), ("x", "") })
        {
            var s = Opened(Config);
            s.Rx($"CONNECTED{{version:1.2; server:{server}}}", $"established 1.2 server '{server}'{profile}");
        }

        var configured = Opened(Config with { Profile = BrokerProfile.ActiveMq });
        configured.Rx("CONNECTED{version:1.2; server:RabbitMQ/3}", "established 1.2 server 'RabbitMQ/3' as ActiveMQ");
    }

    [Fact]
    [Trait("Row", "M02")]
    public void ActiveMQs_raw_line_feeds_are_read_at_1_0_alone()
    {
        const string Octets = "MESSAGE\nsubscription:0\nmessage-id:m\ndestination:/q\nfoo:a\nb\n\n\0";
        var s = Opened(Config);
        s.RxOctets("CONNECTED\nserver:ActiveMQ/5.17.2\n\n\0", "established 1.0 server 'ActiveMQ/5.17.2' as ActiveMQ");
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.RxOctets(Octets, "deliver 1 #1 m");

        s = Opened(Config);
        s.RxOctets("CONNECTED\nversion:1.1\nserver:ActiveMQ/5.17.2\n\n\0", "established 1.1 server 'ActiveMQ/5.17.2' as ActiveMQ");
        s.RxOctets(Octets, "ended malformed(bad-header-line)", "close");

        s = Connected(V10);
        s.RxOctets(Octets, "ended malformed(bad-header-line)", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    public void K37_Malformed_input_ends_the_session_behind_the_frames_before_it(StompVersion version)
    {
        var message = "MESSAGE\nsubscription:0\nmessage-id:m\ndestination:/q\n\nx\0";
        foreach (var (octets, fault) in new[]
        {
            ("HELLO\n", "unknown-command"), ("MESSAGE\nnocolon\n", "bad-header-line"), ("MESSAGE\n:x\n", "bad-header-line"),
            ("MESSAGE\ncontent-length:x\n\n", "bad-content-length"), ("MESSAGE\ncontent-length:99999999999\n\n", "too-large"),
            ("MESSAGE\ncontent-length:1\n\nab", "missing-nul"),
        })
        {
            var s = Limited(version);
            s.RxOctets(message + octets, "deliver 1 #1 m", $"ended malformed({fault})", "close");
            s.RxOctets(message);
        }

        var limited = Limited(version);
        limited.RxOctets(message + new string('M', 101), "deliver 1 #1 m", "ended malformed(too-large)", "close");
        limited = Limited(version);
        limited.RxOctets("MESSAGE\na:1\nb:1\nc:1\nd:1\ne:1\n", "ended malformed(too-large)", "close");

        if (version != V10)
        {
            limited = Limited(version);
            limited.RxOctets(message + "MESSAGE\na:\\x\n", "deliver 1 #1 m", "ended malformed(bad-escape)", "close");
            limited = Limited(version);
            limited.RxOctets("RECEIPT\nreceipt-id:1\n\nbody\0", "ended malformed(body-not-allowed)", "close");
        }
    }

    private static SessionHarness Limited(StompVersion version)
    {
        var s = Connected(version, Config with { Limits = new() { MaxLine = 100, MaxHeaders = 4 } });
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        return s;
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-36"), Trait("Spec", "CL-1.1-36"), Trait("Spec", "CL-1.2-36")]
    public void K37_The_end_of_the_stream_is_a_loss_inside_and_between_frames(StompVersion version)
    {
        var s = Connected(version);
        s.RxOctets("MESSAGE\nfoo");
        s.Eof("ended lost(truncated)", "close");
        s.Eof();

        s = Connected(version);
        s.RxOctets("\n\n");
        s.Eof("ended lost", "close");

        s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Breaks(TransportFaultKind.Reset, "ended lost(Reset)", "done 1 Unknown(lost(Reset))", "close");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-50"), Trait("Spec", "CL-1.1-50"), Trait("Spec", "CL-1.2-50")]
    public void K38_Frames_that_cannot_occur(StompVersion version)
    {
        var s = Connected(version);
        s.Rx("CONNECTED{version:1.2}", "ended protocol-fault(CONNECTED came in an open session)", "close");

        foreach (var command in new[] { "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT", "DISCONNECT", "CONNECT", "STOMP", "message" })
        {
            s = Connected(version);
            s.RxOctets(command + "\ndestination:/q\n\n\0", "ended malformed(unknown-command)", "close");
        }
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-43"), Trait("Spec", "CL-1.1-43"), Trait("Spec", "CL-1.2-43")]
    [Trait("Spec", "CL-1.0-44"), Trait("Spec", "CL-1.1-44"), Trait("Spec", "CL-1.2-44")]
    public void K39_A_graceful_end(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q", AckMode.Client), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        s.Rx(Message(version, "m1", "a1"), "deliver 1 #1 m1");
        s.Do(Disconnect() with { Receipt = Receipt, Headers = [new("x", "y")] }, "tx DISCONNECT{receipt:r1; x:y}");
        Assert.Equal(GoodbyeStep.AwaitingReceipt, Assert.IsType<SessionState.Disconnecting>(s.State).Step);
        foreach (var order in new[] { Send("/q"), Subscribe("/q"), Unsubscribe(1), Ack(1), Nack(1), Begin(), Commit("t1"), Abort("t1"), Disconnect() })
            s.Do(order, $"done {s.LastOp + 1} Rejected(InvalidState)");
        s.Rx(Message(version, "m2", "a2"));
        s.Rx("RECEIPT{receipt-id:zzz}", "note UnknownReceipt zzz");
        s.Due(5000, DeadlineReason.Disconnect);
        s.At(4999).Tick();
        s.At(4999).Rx("RECEIPT{receipt-id:r1}", "done 2 Closed(disconnected(confirmed))", "ended disconnected(confirmed)", "close");
        s.Eof();
        s.Do(Disconnect(), $"done {s.LastOp + 1} Closed(disconnected(confirmed))");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-43"), Trait("Spec", "CL-1.1-43"), Trait("Spec", "CL-1.2-43")]
    public void K39_Outstanding_receipts_are_awaited_first(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.At(1000).Do(Disconnect() with { Receipt = Receipt });
        Assert.Equal(GoodbyeStep.Draining, Assert.IsType<SessionState.Disconnecting>(s.State).Step);
        s.Do(Send("/q"), "done 4 Rejected(InvalidState)");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed");
        s.At(2000).Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed", "tx DISCONNECT{receipt:r3}");
        s.Due(7000, DeadlineReason.Disconnect);
        s.Rx("RECEIPT{receipt-id:r3}", "done 3 Closed(disconnected(confirmed))", "ended disconnected(confirmed)", "close");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-45"), Trait("Spec", "CL-1.1-45"), Trait("Spec", "CL-1.2-45")]
    public void K39_Outstanding_receipts_are_awaited_until_the_deadline(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.At(4999).Tick();
        s.At(5000).Tick("tx DISCONNECT{receipt:r3}");
        s.At(5000).Tick();
        s.At(6000).Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        s.At(9999).Tick();
        s.At(10_000).Tick(
            "done 3 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "done 2 Unknown(disconnected(unconfirmed))", "close");

        // The last one outstanding is given up: then nothing holds the goodbye.
        s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.At(14_000).Do(Disconnect() with { Receipt = Receipt });
        s.At(15_000).Tick("done 1 Unknown(no receipt in 15 s)", "tx DISCONNECT{receipt:r2}");
        s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.Abandon(1, AbandonReason.Cancelled, "done 1 Unknown(abandoned: Cancelled)", "tx DISCONNECT{receipt:r2}");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-45"), Trait("Spec", "CL-1.1-45"), Trait("Spec", "CL-1.2-45")]
    public void K39_Without_a_RECEIPT_the_end_is_unconfirmed(StompVersion version)
    {
        const string Unconfirmed = "done 1 Closed(disconnected(unconfirmed))";
        Goodbye(version).Eof(Unconfirmed, "ended disconnected(unconfirmed)", "close");
        Goodbye(version).Breaks(TransportFaultKind.Reset, Unconfirmed, "ended disconnected(unconfirmed)", "close");
        Goodbye(version).At(4999).Tick();
        Goodbye(version).At(5000).Tick(Unconfirmed, "ended disconnected(unconfirmed)", "close");
        Goodbye(version).Rx("ERROR{message:m}", "done 1 Refused('m')", "ended broker-fault('m')", "close");
        Goodbye(version).RxOctets("\0", "ended malformed(unknown-command)", "done 1 Closed(malformed(unknown-command))", "close");
    }

    private static SessionHarness Goodbye(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Disconnect() with { Receipt = Receipt }, "tx DISCONNECT{receipt:r1}");
        return s;
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-45"), Trait("Spec", "CL-1.1-45"), Trait("Spec", "CL-1.2-45")]
    public void K39_A_loss_while_receipts_are_awaited_is_a_loss(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.Eof("ended lost", "done 1 Unknown(lost)", "done 2 Closed(lost)", "close");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-43"), Trait("Spec", "CL-1.1-43"), Trait("Spec", "CL-1.2-43")]
    public void K39_A_goodbye_without_receipt(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Disconnect(), "tx DISCONNECT{}", "half-close");
        Assert.Equal(GoodbyeStep.AwaitingClose, Assert.IsType<SessionState.Disconnecting>(s.State).Step);
        s.Rx("RECEIPT{receipt-id:r1}", "note UnknownReceipt r1");
        s.Eof("done 1 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "close");

        s = Connected(version);
        s.Do(Disconnect(), "tx DISCONNECT{}", "half-close");
        s.At(4999).Tick();
        s.At(5000).Tick("done 1 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "close");
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-44"), Trait("Spec", "CL-1.2-44")]
    public void K39_Beats_go_on_until_the_end_but_not_behind_a_half_close(StompVersion version)
    {
        var config = Config with { Heartbeat = Beats(1000, 1000) };
        var connected = $"CONNECTED{{version:{version.ToText()}; heart-beat:1000,1000}}";
        var s = new SessionHarness(config).Connect(connected);
        s.Do(Disconnect() with { Receipt = Receipt }, "tx DISCONNECT{receipt:r1}");
        s.At(750).Tick("tx EOL");
        s.At(1500).Tick("tx EOL");
        s.At(2000).Tick("done 1 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "close");

        s = new SessionHarness(config).Connect(connected);
        s.Do(Disconnect(), "tx DISCONNECT{}", "half-close");
        s.Due(2000, DeadlineReason.HeartbeatReceive);
        s.At(1999).Tick();
        s.At(1999).RxOctets("\n");
        s.At(3998).Tick();
        s.At(3999).Tick("done 1 Closed(disconnected(unconfirmed))", "ended disconnected(unconfirmed)", "close");

        // While older receipts are awaited, silence is still a fault.
        s = new SessionHarness(config).Connect(connected);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.At(2000).Tick("ended heartbeat-timed-out(2 s)", "done 1 Unknown(heartbeat-timed-out(2 s))", "done 2 Closed(heartbeat-timed-out(2 s))", "close");
    }

    [Fact]
    public void K39_A_disconnect_before_CONNECTED_cancels()
    {
        var s = Opened(Config);
        s.Do(Disconnect() with { Receipt = Receipt }, "ended cancelled", "close", "done 1 Closed(cancelled)");
        s.Rx("CONNECTED{version:1.2}");

        s = new SessionHarness(Config);
        s.Do(Disconnect(), "ended cancelled", "close", "done 1 Closed(cancelled)");
        s.Open();
    }

    [Theory, AllVersions]
    public void A_disconnect_that_cannot_be_written_changes_nothing(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Begin(), "named 1 t1", "tx BEGIN{transaction:t1}", "done 1 Sent");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        var before = s.State;
        s.Do(Disconnect() with { Receipt = ReceiptWish.Named("r1") }, "done 3 Rejected(Duplicate)");
        s.Do(Disconnect() with { Receipt = ReceiptWish.Named("a\0") }, "done 4 Rejected(InvalidArgument)");
        s.Do(Disconnect() with { Receipt = ReceiptWish.Named("") }, "done 5 Rejected(InvalidArgument)");
        s.Do(Disconnect() with { Headers = [new("receipt", "1")] }, "done 6 Rejected(InvalidArgument)");
        s.Do(Disconnect() with { Headers = [new("", "1")] }, "done 7 Rejected(InvalidArgument)");
        Assert.Equal(before, s.State);
        s.Do(Disconnect() with { Receipt = ReceiptWish.Named("bye") }, "note TransactionAborted t1");
        s.Rx("RECEIPT{receipt-id:r1}", "done 2 Confirmed", "tx DISCONNECT{receipt:bye}");
        s.Rx("RECEIPT{receipt-id:bye}", "done 8 Closed(disconnected(confirmed))", "ended disconnected(confirmed)", "close");
    }

    [Theory, AllVersions]
    public void A_goodbye_that_nobody_awaits_any_more_goes_on(StompVersion version)
    {
        var s = Goodbye(version);
        s.Abandon(1, AbandonReason.Cancelled, "done 1 Unknown(abandoned: Cancelled)");
        s.Abandon(1, AbandonReason.Cancelled);
        s.Due(5000, DeadlineReason.Disconnect);
        s.Rx("RECEIPT{receipt-id:r1}", "ended disconnected(confirmed)", "close");
    }

    [Fact]
    [Trait("Row", "M01"), Trait("Row", "N04")]
    public void An_ERROR_without_receipt_behind_a_goodbye_refuses_nothing_older()
    {
        var s = Connected(V12, BrokerProfile.RabbitMq);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Disconnect() with { Receipt = Receipt });
        s.At(5000).Tick("tx DISCONNECT{receipt:r2}");
        s.Rx("ERROR{message:m}", "done 2 Refused('m')", "ended broker-fault('m')", "done 1 Unknown(broker-fault('m')) perhaps 'm'", "close");
    }

    [Fact]
    public void Every_reason_says_what_happened()
    {
        var error = new ServerError([new("message", "m")], default);
        var fault = new TransportFault(TransportFaultKind.Reset, "ECONNRESET", "reset by peer");
        EndReason[] reasons =
        [
            new EndReason.Disconnected(true), new EndReason.Disconnected(false), new EndReason.Cancelled(), new EndReason.Refused(error),
            new EndReason.BrokerFault(error), new EndReason.ProtocolFault("x"), new EndReason.Malformed(new(FrameFaultKind.BadEscape, "x")),
            new EndReason.ConnectionLost(null, null), new EndReason.ConnectionLost(fault, new(FrameFaultKind.Truncated, "inside")),
            new EndReason.DialFailed(fault), new EndReason.CredentialsFailed("x"), new EndReason.ConnectTimedOut(TimeSpan.FromSeconds(1.5)),
            new EndReason.HeartbeatTimedOut(TimeSpan.FromSeconds(2)), new EndReason.SlowConsumer(3),
        ];
        Assert.Equal(reasons.Length, new System.Collections.Generic.HashSet<string>(Array.ConvertAll(reasons, reason => reason.ToString())).Count);
        Assert.Contains("1.5 s", reasons[11].Describe(), StringComparison.Ordinal);
        Assert.Contains("reset by peer", reasons[8].Describe(), StringComparison.Ordinal);
    }
}
