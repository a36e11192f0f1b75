using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Receipts: whose they are, and when they are late.</summary>
[Trait("Row", "M45")]
public sealed class ReceiptTests : SessionScenarios
{
    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-38"), Trait("Spec", "CL-1.1-38"), Trait("Spec", "CL-1.2-38")]
    [Trait("Spec", "CL-1.0-39"), Trait("Spec", "CL-1.1-39")]
    public void K19_A_receipt_completes_its_operation(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q", "x") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}'x'");
        Assert.Equal(1, s.Live.PendingReceipts);
        s.Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        Assert.Equal(0, s.Live.PendingReceipts);

        if (version == V10)
        {
            s.Do(Send("/q") with { Receipt = ReceiptWish.Named("a:b\n") }, "done 2 Rejected(InvalidArgument)");
            s.Do(Send("/q") with { Receipt = ReceiptWish.Named("a:b") }, "tx SEND{destination:/q; receipt:a:b}");
            s.RxOctets("RECEIPT\nreceipt-id:a:b\n\n\0", "done 3 Confirmed");
        }
        else
        {
            s.Do(Send("/q") with { Receipt = ReceiptWish.Named("a:b\n") }, "tx SEND{destination:/q; receipt:a:b\n}");
            s.RxOctets("RECEIPT\nreceipt-id:a\\cb\\n\n\n\0", "done 2 Confirmed");
        }
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-39"), Trait("Spec", "CL-1.1-39")]
    public void K19_An_id_that_begins_like_another_is_another(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("a") }, "tx SEND{destination:/q; receipt:a}");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("ab") }, "tx SEND{destination:/q; receipt:ab}");
        s.Rx("RECEIPT{receipt-id:ab}", "done 2 Confirmed");
        s.Rx("RECEIPT{receipt-id:a}", "done 1 Confirmed");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-38"), Trait("Spec", "CL-1.1-38"), Trait("Spec", "CL-1.2-38")]
    public void K19_Every_frame_but_CONNECT_can_ask_for_a_receipt(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q", AckMode.Client) with { Receipt = Receipt }, "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client; receipt:r1}");
        s.Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        s.Rx(Message(version, "m1", "a1"), "deliver 1 #1 m1");
        s.Rx(Message(version, "m2", "a2"), "deliver 1 #2 m2");
        s.Do(Begin() with { Receipt = Receipt }, "named 2 t1", "tx BEGIN{transaction:t1; receipt:r2}");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed");
        s.Do(Commit("t1") with { Receipt = Receipt }, "tx COMMIT{transaction:t1; receipt:r3}");
        s.Rx("RECEIPT{receipt-id:r3}", "done 3 Confirmed");
        s.Do(Begin() with { Receipt = Receipt }, "named 4 t2", "tx BEGIN{transaction:t2; receipt:r4}");
        s.Do(Abort("t2") with { Receipt = Receipt }, "tx ABORT{transaction:t2; receipt:r5}");
        s.RxAll(["RECEIPT{receipt-id:r4}", "RECEIPT{receipt-id:r5}"], "done 4 Confirmed", "done 5 Confirmed");
        s.Do(Ack(1) with { Receipt = Receipt }, version switch
        {
            V10 => "tx ACK{message-id:m1; receipt:r6}",
            V11 => "tx ACK{subscription:0; message-id:m1; receipt:r6}",
            _ => "tx ACK{id:a1; receipt:r6}",
        });
        s.Rx("RECEIPT{receipt-id:r6}", "done 6 Confirmed");
        if (version == V10)
        {
            s.Do(Nack(2) with { Receipt = Receipt }, "done 7 Rejected(NotInThisVersion)");
        }
        else
        {
            s.Do(Nack(2) with { Receipt = Receipt }, version == V11 ? "tx NACK{subscription:0; message-id:m2; receipt:r7}" : "tx NACK{id:a2; receipt:r7}");
            s.Rx("RECEIPT{receipt-id:r7}", "done 7 Confirmed");
        }

        var next = version == V10 ? 7 : 8;
        s.Do(Unsubscribe(1) with { Receipt = Receipt }, $"tx UNSUBSCRIBE{{id:0; receipt:r{next}}}");
        s.Rx($"RECEIPT{{receipt-id:r{next}}}", "done 8 Confirmed");
        s.Do(Disconnect() with { Receipt = Receipt }, $"tx DISCONNECT{{receipt:r{next + 1}}}");
        s.Rx($"RECEIPT{{receipt-id:r{next + 1}}}", "done 9 Closed(disconnected(confirmed))", "ended disconnected(confirmed)", "close");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-39"), Trait("Spec", "CL-1.1-39"), Trait("Spec", "CL-1.2-39")]
    public void K20_Receipts_come_in_any_order_and_stand_for_themselves_alone(StompVersion version)
    {
        var s = Connected(version);
        for (var i = 1; i <= 3; i++)
            s.Do(Send("/q") with { Receipt = Receipt }, $"tx SEND{{destination:/q; receipt:r{i}}}");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed");
        s.Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        s.HoldsWrites = true;
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r4}");
        s.Eof("ended lost", "done 3 Unknown(lost)", "done 4 Unknown(lost)", "close");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-40"), Trait("Spec", "CL-1.1-40"), Trait("Spec", "CL-1.2-40")]
    [Trait("Spec", "CL-1.0-49"), Trait("Spec", "CL-1.1-49"), Trait("Spec", "CL-1.2-49")]
    public void K21_Strange_receipts(StompVersion version)
    {
        var s = Connected(version);
        s.Rx("RECEIPT{receipt-id:zzz}", "note UnknownReceipt zzz");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r1") }, "done 2 Rejected(Duplicate)");
        s.Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        s.Rx("RECEIPT{receipt-id:r1}", "note UnknownReceipt r1");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r3}");
        s.Rx("RECEIPT{receipt-id:r3; receipt-id:r2}", "done 4 Confirmed");
        foreach (var strange in new[] { "r", "r02", "r-2", "R2", "r2 x", "2", "r99999999999999999999" })
            s.Rx($"RECEIPT{{receipt-id:{strange}}}", "note UnknownReceipt " + strange);
        s.Rx("RECEIPT{}", "ended protocol-fault(a RECEIPT has no receipt-id)", "done 3 Unknown(protocol-fault(a RECEIPT has no receipt-id))", "close");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-40"), Trait("Spec", "CL-1.1-40"), Trait("Spec", "CL-1.2-40")]
    public void K22_A_receipt_that_does_not_come_in_time(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Due(15_000, DeadlineReason.Receipt);
        s.At(14_999).Tick();
        s.At(15_000).Tick("done 1 Unknown(no receipt in 15 s)");
        s.NothingDue();
        s.At(15_100).Rx("RECEIPT{receipt-id:r1}", "note LateReceipt r1");
        s.At(15_200).Rx("RECEIPT{receipt-id:r1}", "note UnknownReceipt r1");
        Assert.IsType<SessionState.Connected>(s.State);
    }

    [Theory, AllVersions]
    public void The_clock_of_a_receipt_starts_when_its_frame_is_written(StompVersion version)
    {
        var s = Connected(version);
        s.Written(1);
        s.HoldsWrites = true;
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.NothingDue();
        s.At(100_000).Tick();
        s.At(100_000).Written(2);
        s.Due(115_000, DeadlineReason.Receipt);
        s.At(101_000).Written(3);
        s.At(115_000).Tick("done 1 Unknown(no receipt in 15 s)");
        s.Due(116_000, DeadlineReason.Receipt);
        s.At(116_000).Tick("done 2 Unknown(no receipt in 15 s)");

        // A broker may answer before the transport says that all is written.
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r3}");
        s.Rx("RECEIPT{receipt-id:r3}", "done 3 Confirmed");
        s.Written(4);
        s.NothingDue();
    }

    [Fact]
    public void A_transport_that_claims_more_than_it_was_handed_is_not_believed()
    {
        var s = new SessionHarness(Config with { Heartbeat = Beats(1000, 0) }).Connect("CONNECTED{version:1.2; heart-beat:0,1000}");
        s.Written(99);
        s.HoldsWrites = true;
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.NothingDue();
        s.At(750).Tick();
    }

    [Theory, AllVersions]
    public void Receipt_ids_of_the_caller_and_counted_ones_do_not_meet(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r2") }, "tx SEND{destination:/q; receipt:r2}");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r2") }, "done 2 Rejected(Duplicate)");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r3") }, "tx SEND{destination:/q; receipt:r3}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r4}");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r4") }, "done 5 Rejected(Duplicate)");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r5}");
        s.Rx("RECEIPT{receipt-id:r3}", "done 3 Confirmed");
        s.Rx("RECEIPT{receipt-id:r5}", "done 6 Confirmed");
        s.Rx("RECEIPT{receipt-id:r2}", "done 1 Confirmed");
        s.Rx("RECEIPT{receipt-id:r4}", "done 4 Confirmed");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("") }, "done 7 Rejected(InvalidArgument)");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named(" x") }, version == V10 ? "done 8 Rejected(InvalidArgument)" : "tx SEND{destination:/q; receipt: x}");
    }

    [Fact]
    public void An_id_whose_receipt_may_still_come_is_not_given_again()
    {
        var s = Connected(V12);
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("r3") }, "tx SEND{destination:/q; receipt:r3}");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("mine") }, "tx SEND{destination:/q; receipt:mine}");
        s.At(15_000).Tick("done 1 Unknown(no receipt in 15 s)", "done 2 Unknown(no receipt in 15 s)");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("mine") }, "done 3 Rejected(Duplicate)");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r4}");
        s.Rx("RECEIPT{receipt-id:mine}", "note LateReceipt mine");
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("mine") }, "tx SEND{destination:/q; receipt:mine}");
        s.Rx("RECEIPT{receipt-id:mine}", "done 5 Confirmed");
    }

    /// <summary>Every receipt has a number; one with an id of the caller's does not go by it.</summary>
    [Fact]
    public void A_counted_id_confirms_nothing_that_has_an_id_of_its_own()
    {
        var s = Connected(V12);
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("mine") }, "tx SEND{destination:/q; receipt:mine}");
        Assert.Equal(0, s.Live.Unrestored);
        s.Rx("RECEIPT{receipt-id:r1}", "note UnknownReceipt r1");
        s.Rx("RECEIPT{receipt-id:mine}", "done 1 Confirmed");
    }

    [Fact]
    public void A_receipt_that_nobody_waits_for_any_more_is_late_under_the_id_that_was_given()
    {
        var s = Connected(V12);
        s.Do(Send("/q") with { Receipt = ReceiptWish.Named("mine") }, "tx SEND{destination:/q; receipt:mine}");
        s.Abandon(1, AbandonReason.Cancelled, "done 1 Unknown(abandoned: Cancelled)");
        s.Rx("RECEIPT{receipt-id:mine}", "note LateReceipt mine");
    }

    [Fact]
    public void Only_the_last_late_receipts_are_remembered()
    {
        var s = Connected(V12);
        for (var i = 1; i <= 33; i++)
            s.Do(Send("/q") with { Receipt = Receipt }, $"tx SEND{{destination:/q; receipt:r{i}}}");
        var expired = new string[33];
        for (var i = 1; i <= 33; i++)
            expired[i - 1] = $"done {i} Unknown(no receipt in 15 s)";
        s.At(15_000).Tick(expired);
        s.Rx("RECEIPT{receipt-id:r1}", "note UnknownReceipt r1");
        s.Rx("RECEIPT{receipt-id:r2}", "note LateReceipt r2");
    }

    [Fact]
    public void At_most_so_many_receipts_are_awaited()
    {
        var s = Connected(V12, Config with { MaxPendingReceipts = 2 });
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Do(Send("/q") with { Receipt = Receipt }, "done 3 Rejected(LimitReached)");
        s.Do(Send("/q"), "tx SEND{destination:/q}", "done 4 Sent");

        // A goodbye waits for them anyway.
        s.Do(Disconnect() with { Receipt = Receipt });
        s.Rx("RECEIPT{receipt-id:r1}", "done 1 Confirmed");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed", "tx DISCONNECT{receipt:r3}");
    }

    [Theory, AllVersions]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-41"), Trait("Spec", "CL-1.1-41"), Trait("Spec", "CL-1.2-41")]
    public void K23_An_ERROR_names_the_frame_that_failed(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Rx(
            "ERROR{receipt-id:r1; message:bad}'why'",
            "done 1 Refused('bad: why')", "ended broker-fault('bad: why')", "done 2 Unknown(broker-fault('bad: why')) perhaps 'bad: why'", "close");
        s.Rx("RECEIPT{receipt-id:r2}");

        foreach (var error in new[] { "ERROR{receipt-id:r9; message:bad}", "ERROR{message:bad}" })
        {
            s = Connected(version);
            s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
            s.Rx(error, "ended broker-fault('bad')", "done 1 Unknown(broker-fault('bad')) perhaps 'bad'", "close");
        }
    }

    [Fact]
    [Trait("Row", "M01"), Trait("Row", "N04")]
    public void K23_Where_ERRORs_name_no_frame_the_only_one_that_waits_is_refused()
    {
        var s = Connected(V12, BrokerProfile.RabbitMq);
        s.Do(Send("/q"), "tx SEND{destination:/q}", "done 1 Sent");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Rx("ERROR{message:access_refused}'no'", "done 2 Refused('access_refused: no')", "ended broker-fault('access_refused: no')", "close");

        s = Connected(V12, BrokerProfile.RabbitMq);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Rx(
            "ERROR{message:bad}",
            "ended broker-fault('bad')", "done 1 Unknown(broker-fault('bad')) perhaps 'bad'", "done 2 Unknown(broker-fault('bad')) perhaps 'bad'", "close");
    }

    [Theory, AllVersions]
    public void Whoever_stops_waiting_is_answered_at_once(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r2}");
        s.Abandon(1, AbandonReason.Cancelled, "done 1 Unknown(abandoned: Cancelled)");
        s.Abandon(1, AbandonReason.Cancelled);
        s.Abandon(9, AbandonReason.Cancelled);
        s.HoldsWrites = true;
        s.Do(Send("/q") with { Receipt = Receipt }, "tx SEND{destination:/q; receipt:r3}");
        s.Abandon(3, AbandonReason.DeadlinePassed, "done 3 Unknown(abandoned: DeadlinePassed)");
        s.Rx("RECEIPT{receipt-id:r1}", "note LateReceipt r1");
        s.Rx("RECEIPT{receipt-id:r3}", "note LateReceipt r3");
        s.Rx("RECEIPT{receipt-id:r2}", "done 2 Confirmed");
    }

    [Fact]
    public void Nobody_waits_for_operation_0()
    {
        var s = Connected(V12);
        var send = (SessionEvent.Send)Send("/q");
        s.Step(send with { At = Instant.FromSeconds(3600), Receipt = Receipt }, "tx SEND{destination:/q; receipt:r1}");
        s.Abandon(0, AbandonReason.Cancelled);
        Assert.Equal(1, s.Live.PendingReceipts);
        s.Rx("RECEIPT{receipt-id:r1}");
        Assert.Equal(0, s.Live.PendingReceipts);
        s.Step(send with { Destination = "" });
    }
}
