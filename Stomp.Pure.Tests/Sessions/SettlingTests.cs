using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>ACK, NACK and transactions.</summary>
[Trait("Row", "M45")]
public sealed class SettlingTests : SessionScenarios
{
    /// <summary>Subscription 0 in a mode, with three messages of it delivered.</summary>
    private static SessionHarness WithMessages(StompVersion version, AckMode mode) => WithMessages(version, mode, Config);

    private static SessionHarness WithMessages(StompVersion version, AckMode mode, SessionConfig config)
    {
        var s = Connected(version, config);
        s.Do(Subscribe("/q", mode), "named 1 0", $"tx SUBSCRIBE{{id:0; destination:/q{(mode == AckMode.Auto ? "" : "; ack:" + mode.ToText())}}}", "done 1 Sent");
        for (var i = 1; i <= 3; i++)
            s.Rx(Message(version, $"m{i}", $"a{i}"), $"deliver 1 #{i} m{i}");
        return s;
    }

    private static string Acked(StompVersion version, int message, string more = "", string command = "ACK") => version switch
    {
        V10 => $"tx {command}{{message-id:m{message}{more}}}",
        V11 => $"tx {command}{{subscription:0; message-id:m{message}{more}}}",
        _ => $"tx {command}{{id:a{message}{more}}}",
    };

    private static string Nacked(StompVersion version, int message, string more = "") => Acked(version, message, more, "NACK");

    [Theory]
    [InlineData("id")]
    [InlineData("message-id")]
    [InlineData("subscription")]
    public void Headers_that_an_acknowledgement_sets_itself_are_refused(string name)
    {
        foreach (var settle in new[] { Ack(1), Nack(1) })
        {
            var s = WithMessages(V12, AckMode.ClientIndividual);
            s.Do(settle with { Headers = [new(name, "a1")] }, "done 2 Rejected(InvalidArgument)");
            s.Do(Send("/q") with { Headers = [new(name, "a1")] }, $"tx SEND{{destination:/q; {name}:a1}}", "done 3 Sent");
        }
    }

    [Theory, AllVersions]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-26"), Trait("Spec", "CL-1.1-26"), Trait("Spec", "CL-1.2-26")]
    [Trait("Spec", "CL-1.0-30"), Trait("Spec", "CL-1.1-30"), Trait("Spec", "CL-1.2-30")]
    public void K27_Mode_client_is_cumulative(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Subscribe("/q", AckMode.Client), "named 2 1", "tx SUBSCRIBE{id:1; destination:/q; ack:client}", "done 2 Sent");
        s.Rx(Message(version, "o", "oa", "1"), "deliver 2 #4 o");
        s.Do(Ack(2), version == V10 ? [Acked(version, 1), Acked(version, 2), "done 3 Sent"] : [Acked(version, 2), "done 3 Sent"]);
        Assert.Equal(2, s.Live.UnsettledMessages);
        s.Do(Ack(1), "done 4 Rejected(AlreadySettled)");
        s.Do(Ack(3), Acked(version, 3), "done 5 Sent");
        s.Do(Ack(3), "done 6 Rejected(AlreadySettled)");
        s.Do(Ack(5), "done 7 Rejected(Unknown)");
        s.Do(Ack(0), "done 8 Rejected(Unknown)");
        s.Do(Ack(4), version switch
        {
            V10 => "tx ACK{message-id:o}",
            V11 => "tx ACK{subscription:1; message-id:o}",
            _ => "tx ACK{id:oa}",
        }, "done 9 Sent");
        Assert.Equal(0, s.Live.UnsettledMessages);
    }

    [Fact]
    [Trait("Spec", "CL-1.0-26")]
    public void K27_At_1_0_the_last_of_several_ACKs_has_the_receipt()
    {
        var s = WithMessages(V10, AckMode.Client);
        s.Do(Ack(3) with { Receipt = Receipt, Headers = [new("x", "1")] }, "tx ACK{message-id:m1; x:1}", "tx ACK{message-id:m2; x:1}", "tx ACK{message-id:m3; receipt:r1; x:1}");
        s.Rx("RECEIPT{receipt-id:r1}", "done 2 Confirmed");
    }

    [Fact]
    [Trait("Spec", "CL-1.0-26")]
    public void K27_At_1_0_a_refused_ACK_acknowledges_no_earlier_message()
    {
        var s = WithMessages(V10, AckMode.Client, Config with { MaxPendingReceipts = 1 });
        s.Do(Send("/p") with { Receipt = Receipt }, "tx SEND{destination:/p; receipt:r1}");
        s.Do(Ack(3) with { Receipt = Receipt }, "done 3 Rejected(LimitReached)");
        s.Do(Ack(3) with { Headers = [new("a:b", "1")] }, "done 4 Rejected(InvalidArgument)");
        s.Do(Ack(3) with { Headers = [new("message-id", "1")] }, "done 5 Rejected(InvalidArgument)");
        s.Do(Ack(3, "t9"), "done 6 Rejected(Unknown)");
        Assert.Equal(3, s.Live.UnsettledMessages);
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-27"), Trait("Spec", "CL-1.2-27")]
    public void K28_Mode_client_individual_settles_one(StompVersion version)
    {
        var s = WithMessages(version, AckMode.ClientIndividual);
        s.Do(Ack(2), Acked(version, 2), "done 2 Sent");
        Assert.Equal(2, s.Live.UnsettledMessages);
        s.Do(Nack(1), Nacked(version, 1), "done 3 Sent");
        s.Do(Ack(3), Acked(version, 3), "done 4 Sent");
        foreach (var delivery in new[] { 1, 2, 3 })
        {
            s.Do(Ack(delivery), $"done {s.LastOp + 1} Rejected(AlreadySettled)");
            s.Do(Nack(delivery), $"done {s.LastOp + 1} Rejected(AlreadySettled)");
        }
    }

    [Theory, AllVersions]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-31"), Trait("Spec", "CL-1.1-31"), Trait("Spec", "CL-1.2-31")]
    [Trait("Spec", "CL-1.1-32"), Trait("Spec", "CL-1.2-32")]
    public void K29_NACK(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        if (version == V10)
        {
            s.Do(Nack(2), "done 2 Rejected(NotInThisVersion)");
            Assert.Equal(3, s.Live.UnsettledMessages);
        }
        else
        {
            s.Do(Nack(2), Nacked(version, 2), "done 2 Sent");
            Assert.Equal(1, s.Live.UnsettledMessages);
            s.Do(Ack(1), "done 3 Rejected(AlreadySettled)");
            s.Do(Nack(3) with { Receipt = Receipt, Headers = [new("requeue", "false")] }, Nacked(version, 3, "; receipt:r1; requeue:false"));
        }

        s = WithMessages(version, AckMode.Auto);
        s.Do(Ack(1), "done 2 Rejected(AlreadySettled)");
        s.Do(Nack(1), version == V10 ? "done 3 Rejected(NotInThisVersion)" : "done 3 Rejected(AlreadySettled)");
    }

    [Fact]
    [Trait("Row", "M02"), Trait("Row", "M03")]
    [Trait("Spec", "CL-1.2-30"), Trait("Spec", "CL-1.2-47")]
    public void K30_The_ack_header_of_1_2()
    {
        foreach (var mode in new[] { AckMode.Client, AckMode.ClientIndividual })
        {
            var without = WithMessages(V12, mode);
            without.Rx("MESSAGE{subscription:0; message-id:m4; destination:/q}", $"ended protocol-fault(a MESSAGE of a {mode.ToText()} subscription has no ack)", "close");
        }

        var s = WithMessages(V12, AckMode.ClientIndividual);
        s.RxOctets("MESSAGE\nsubscription:0\nmessage-id:m4\ndestination:/q\nack:a\\c\\n\\r\\\\b\n\n\0", "deliver 1 #4 m4");
        s.Do(Ack(4), "tx ACK{id:a:\n\r\\b}", "done 2 Sent");

        s = WithMessages(V12, AckMode.Auto);
        s.Rx("MESSAGE{subscription:0; message-id:m4; destination:/q}", "deliver 1 #4 m4");

        foreach (var version in new[] { V10, V11 })
        {
            s = WithMessages(version, AckMode.Client);
            s.Rx("MESSAGE{subscription:0; message-id:m4; destination:/q; ack:user}", "deliver 1 #4 m4");
            s.Do(Ack(3), version == V10 ? [Acked(version, 1), Acked(version, 2), Acked(version, 3), "done 2 Sent"] : [Acked(version, 3), "done 2 Sent"]);
            s.Do(Ack(4), Acked(version, 4), "done 3 Sent");
        }
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-33"), Trait("Spec", "CL-1.1-33"), Trait("Spec", "CL-1.2-33")]
    [Trait("Spec", "CL-1.0-34"), Trait("Spec", "CL-1.1-34"), Trait("Spec", "CL-1.2-34")]
    [Trait("Spec", "CL-1.0-37"), Trait("Spec", "CL-1.1-37"), Trait("Spec", "CL-1.2-37")]
    public void K33_Commit(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Begin(), "named 2 t1", "tx BEGIN{transaction:t1}", "done 2 Sent");
        s.Do(SendIn("t1", "/q", "a"), "tx SEND{destination:/q; transaction:t1}'a'", "done 3 Sent");
        s.Do(Ack(1, "t1"), Acked(version, 1, "; transaction:t1"), "done 4 Sent");
        Assert.Equal(3, s.Live.UnsettledMessages);
        s.Do(Ack(1, "t1"), "done 5 Rejected(AlreadySettled)");
        s.Do(Ack(1), "done 6 Rejected(AlreadySettled)");
        s.Do(Commit("t1") with { Receipt = Receipt }, "tx COMMIT{transaction:t1; receipt:r1}");
        s.Rx("RECEIPT{receipt-id:r1}", "done 7 Confirmed");
        Assert.Equal((2, 0), (s.Live.UnsettledMessages, s.Live.Transactions));
        s.Do(Ack(1), "done 8 Rejected(AlreadySettled)");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-33"), Trait("Spec", "CL-1.1-33"), Trait("Spec", "CL-1.2-33")]
    public void K34_Abort_makes_messages_pending_again(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Begin(), "named 2 t1", "tx BEGIN{transaction:t1}", "done 2 Sent");
        s.Do(Ack(2, "t1"), version == V10
            ? [Acked(version, 1, "; transaction:t1"), Acked(version, 2, "; transaction:t1"), "done 3 Sent"]
            : [Acked(version, 2, "; transaction:t1"), "done 3 Sent"]);
        s.Do(Ack(1), "done 4 Rejected(AlreadySettled)");
        s.Do(Abort("t1"), "tx ABORT{transaction:t1}", "done 5 Sent");
        Assert.Equal(3, s.Live.UnsettledMessages);
        s.Do(Ack(1), Acked(version, 1), "done 6 Sent");
        s.Do(Ack(3), version == V10 ? [Acked(version, 2), Acked(version, 3), "done 7 Sent"] : [Acked(version, 3), "done 7 Sent"]);
        Assert.Equal(0, s.Live.UnsettledMessages);
    }

    [Theory, AllVersions]
    public void What_is_reserved_in_one_transaction_is_left_out_by_another(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Begin(), "named 2 t1", "tx BEGIN{transaction:t1}", "done 2 Sent");
        s.Do(Begin(), "named 3 t2", "tx BEGIN{transaction:t2}", "done 3 Sent");
        s.Do(Ack(1, "t1"), Acked(version, 1, "; transaction:t1"), "done 4 Sent");
        s.Do(Ack(2, "t2"), Acked(version, 2, "; transaction:t2"), "done 5 Sent");
        s.Do(Ack(3), Acked(version, 3), "done 6 Sent");
        s.Do(Commit("t2"), "tx COMMIT{transaction:t2}", "done 7 Sent");
        Assert.Equal(1, s.Live.UnsettledMessages);
        s.Do(Abort("t1"), "tx ABORT{transaction:t1}", "done 8 Sent");
        s.Do(Ack(2), "done 9 Rejected(AlreadySettled)");
        s.Do(Ack(1), Acked(version, 1), "done 10 Sent");
    }

    [Theory, AllVersions]
    public void An_unsubscribe_leaves_what_a_transaction_settled(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Begin(), "named 2 t1", "tx BEGIN{transaction:t1}", "done 2 Sent");
        s.Do(Ack(1, "t1"), Acked(version, 1, "; transaction:t1"), "done 3 Sent");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 4 Sent");
        Assert.Equal(1, s.Live.UnsettledMessages);
        s.Do(Abort("t1"), "tx ABORT{transaction:t1}", "done 5 Sent");
        Assert.Equal(0, s.Live.UnsettledMessages);
        s.Do(Ack(1), "done 6 Rejected(AlreadySettled)");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-34"), Trait("Spec", "CL-1.1-34"), Trait("Spec", "CL-1.2-34")]
    [Trait("Spec", "CL-1.0-35"), Trait("Spec", "CL-1.1-35"), Trait("Spec", "CL-1.2-35")]
    [Trait("Spec", "CL-1.0-36"), Trait("Spec", "CL-1.1-36"), Trait("Spec", "CL-1.2-36")]
    public void K35_Misuse_and_loss_of_transactions(StompVersion version)
    {
        var s = WithMessages(version, AckMode.Client);
        s.Do(Begin("mine"), "named 2 mine", "tx BEGIN{transaction:mine}", "done 2 Sent");
        s.Do(Begin("mine"), "done 3 Rejected(Duplicate)");
        s.Do(Commit("mine"), "tx COMMIT{transaction:mine}", "done 4 Sent");
        s.Do(Begin("mine"), "done 5 Rejected(Duplicate)");
        s.Do(Commit("mine"), "done 6 Rejected(Unknown)");
        s.Do(Abort("mine"), "done 7 Rejected(Unknown)");
        s.Do(SendIn("mine", "/q", "x"), "done 8 Rejected(Unknown)");
        s.Do(Ack(1, "mine"), "done 9 Rejected(Unknown)");
        s.Do(Begin(""), "done 10 Rejected(InvalidArgument)");
        s.Do(Begin(), "named 11 t2", "tx BEGIN{transaction:t2}", "done 11 Sent");
        s.Do(Begin("t2"), "done 12 Rejected(Duplicate)");
        s.Do(Begin("t1"), "done 13 Rejected(Duplicate)");
        s.Do(Begin("t3"), "named 14 t3", "tx BEGIN{transaction:t3}", "done 14 Sent");
        s.Do(Begin(), "named 15 t4", "tx BEGIN{transaction:t4}", "done 15 Sent");
        s.Do(Begin("t6"), "named 16 t6", "tx BEGIN{transaction:t6}", "done 16 Sent");
        s.Do(Begin(), "named 17 t7", "tx BEGIN{transaction:t7}", "done 17 Sent");
        foreach (var order in new[] { Begin("x"), Commit("t2"), Abort("t2") })
            s.Do(order with { Headers = [new("transaction", "y")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        s.Eof("ended lost", "close");
        s.Do(Commit("t2"), $"done {s.LastOp + 1} Rejected(InvalidState)");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-36"), Trait("Spec", "CL-1.1-36"), Trait("Spec", "CL-1.2-36")]
    public void K35_A_goodbye_aborts_open_transactions(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Begin(), "named 1 t1", "tx BEGIN{transaction:t1}", "done 1 Sent");
        s.Do(Begin(), "named 2 t2", "tx BEGIN{transaction:t2}", "done 2 Sent");
        s.Do(Abort("t1"), "tx ABORT{transaction:t1}", "done 3 Sent");
        s.Do(Disconnect() with { Receipt = Receipt }, "note TransactionAborted t2", "tx DISCONNECT{receipt:r1}");
        s.Do(Commit("t2"), "done 5 Rejected(InvalidState)");
    }
}
