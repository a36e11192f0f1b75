using System;
using System.Diagnostics;
using System.Linq;
using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Sends whose session ended before their RECEIPT came, under both policies.</summary>
[Trait("Row", "N03"), Trait("Row", "M40"), Trait("Row", "M45")]
public sealed class ResendingTests : ConnectionScenarios
{
    private static ConnectionConfig Resending => Plain.WithOnUnknown(UnknownPolicy.Resend);

    [Fact]
    public void By_default_they_are_reported()
    {
        var c = Up(Plain);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Eof("1: ended lost", "1: done 2 Unknown(lost)", "1: close", "waiting 100 lost");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void On_request_they_go_out_again_behind_the_subscriptions_and_before_what_waited()
    {
        var c = Up(Resending);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Said("/q", "unsure"), "1: tx SEND{destination:/q}'unsure'", "1: done 4 Sent");
        c.Do(Sure("2"), "1: tx SEND{destination:/q; receipt:r2}'2'");
        c.Do(Sure("3"), "1: tx SEND{destination:/q; receipt:r3}'3'");
        c.Rx("RECEIPT{receipt-id:r2}", "1: done 5 Confirmed");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Sure("4"));
        Again(c, 2).Rx(
            "CONNECTED{version:1.2}", "2: established 1.2",
            "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}",
            "2: tx SEND{destination:/q; receipt:r2}'1'", "2: tx SEND{destination:/q; receipt:r3}'3'", "2: tx SEND{destination:/q; receipt:r4}'4'");
        c.Rx("RECEIPT{receipt-id:r1}");
        c.Rx("RECEIPT{receipt-id:r3}", "2: done 6 Confirmed");
        c.Eof("2: ended lost", "2: close", "waiting 150 lost");
        c.At(250).Tick("dial 3 a:1");
        c.Opened("3: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.0}", "3: established 1.0", "3: named 2 0", "3: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}",
            "3: tx SEND{destination:/q; receipt:r2}'1'", "3: tx SEND{destination:/q; receipt:r3}'4'");
        c.Rx("RECEIPT{receipt-id:r3}", "3: done 7 Confirmed");
        c.Rx("RECEIPT{receipt-id:r2}", "3: done 3 Confirmed");
        Assert.Empty(c.Pending);
        c.Eof("3: ended lost", "3: close", "waiting 225 lost");
    }

    /// <summary>What waits behind more messages than may be unread would end every session again, and be doubled each time.</summary>
    [Fact]
    public void Where_waiting_itself_ended_the_session_they_are_reported()
    {
        var c = Up(Resending.WithSession(session => session with { MaxUnreadMessages = 1, HardLimitFactor = 2 }));
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Rx("MESSAGE{subscription:0; message-id:m1; destination:/a}", "1: deliver 2 #1 m1");
        c.Rx(
            "MESSAGE{subscription:0; message-id:m2; destination:/a}",
            "1: deliver 2 #2 m2", "1: ended slow-consumer(2)", "1: done 3 Unknown(slow-consumer(2))", "1: close", "waiting 100 slow-consumer(2)");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}");
    }

    /// <summary>The caller has his buffer back as soon as he was told, but here he was not told: what is kept are copies all the same.</summary>
    [Fact]
    public void What_is_kept_owns_its_octets()
    {
        var c = Up(Resending);
        var octets = Encoding.UTF8.GetBytes("mine");
        c.Step(
            new ConnectionEvent.Ordered(new SessionEvent.Send(c.Now, 2, "/q", Payload.Wrap(octets)) { Receipt = Receipt }, 0),
            "1: tx SEND{destination:/q; receipt:r1}'mine'");
        octets.AsSpan().Fill((byte)'#');
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: tx SEND{destination:/q; receipt:r1}'mine'");
    }

    [Fact]
    public void A_transaction_dies_with_its_session()
    {
        var c = Up(Resending);
        c.Do(Begin("t"), "1: named 2 t", "1: tx BEGIN{transaction:t}", "1: done 2 Sent");
        c.Do(SendIn("t", "/q", "x") with { Receipt = Receipt }, "1: tx SEND{destination:/q; transaction:t; receipt:r1}'x'");
        c.Do(Commit("t") with { Receipt = Receipt }, "1: tx COMMIT{transaction:t; receipt:r2}");
        c.Eof("1: ended lost", "1: done 3 Unknown(lost)", "1: done 4 Unknown(lost)", "1: close", "waiting 100 lost");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void Beyond_the_bounds_they_are_reported()
    {
        var c = Up(Resending with { MaxKept = 2 });
        foreach (var i in Enumerable.Range(1, 3))
            c.Do(Sure($"{i}"), $"1: tx SEND{{destination:/q; receipt:r{i}}}'{i}'");
        c.Eof("1: ended lost", "1: done 4 Unknown(lost)", "1: close", "waiting 100 lost");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: tx SEND{destination:/q; receipt:r1}'1'", "2: tx SEND{destination:/q; receipt:r2}'2'");
        c.Rx("RECEIPT{receipt-id:r1}", "2: done 2 Confirmed");
        c.Do(Sure("4"), "2: tx SEND{destination:/q; receipt:r3}'4'");
        c.Eof("2: ended lost", "2: close", "waiting 150 lost");

        c = Up(Resending with { MaxKeptOctets = 4 });
        c.Do(Sure("123"), "1: tx SEND{destination:/q; receipt:r1}'123'");
        c.Do(Sure("45"), "1: tx SEND{destination:/q; receipt:r2}'45'");
        c.Do(Sure("6"), "1: tx SEND{destination:/q; receipt:r3}'6'");
        c.Eof("1: ended lost", "1: done 3 Unknown(lost)", "1: close", "waiting 100 lost");
    }

    [Fact]
    [Trait("Row", "N04")]
    public void A_refusal_is_one_and_the_others_go_on()
    {
        var c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Sure("2"), "1: tx SEND{destination:/q; receipt:r2}'2'");
        c.Rx("ERROR{receipt-id:r1; message:no}", "1: done 2 Refused('no')", "1: ended broker-fault('no')", "1: close", "waiting 100 broker-fault('no')");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: tx SEND{destination:/q; receipt:r1}'2'");
        c.Rx("RECEIPT{receipt-id:r1}", "2: done 3 Confirmed");
    }

    /// <summary>The one that the broker refused would be refused again, and end every session that follows.</summary>
    [Fact]
    [Trait("Row", "N04")]
    public void An_error_that_names_none_of_them_ends_them_all()
    {
        var c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Sure("2"), "1: tx SEND{destination:/q; receipt:r2}'2'");
        c.Rx(
            "ERROR{message:no}", "1: ended broker-fault('no')", "1: done 2 Unknown(broker-fault('no')) perhaps 'no'", "1: done 3 Unknown(broker-fault('no')) perhaps 'no'",
            "1: close", "waiting 100 broker-fault('no')");
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    [Trait("Row", "M21")]
    public void Nobody_has_to_wait_for_them()
    {
        var c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Sure("2"), "1: tx SEND{destination:/q; receipt:r2}'2'");
        c.Do(Sure("3"), "1: tx SEND{destination:/q; receipt:r3}'3'");
        c.Abandon(2, "1: done 2 Unknown(abandoned: Cancelled)");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Abandon(3, "done 3 Unknown(abandoned: Cancelled)");
        c.Abandon(3);
        Again(c, 2).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: tx SEND{destination:/q; receipt:r1}'3'");
        c.Abandon(4, "2: done 4 Unknown(abandoned: Cancelled)");
        c.Abandon(0);
        c.Eof("2: ended lost", "2: close", "waiting 150 lost");
        Assert.Empty(c.Pending);
    }

    [Fact]
    public void A_receipt_that_does_not_come_in_time_is_reported()
    {
        var c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.At(15_000).Tick("1: done 2 Unknown(no receipt in 15 s)");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
    }

    [Fact]
    [Trait("Row", "M22")]
    public void At_the_end_their_fate_is_unknown()
    {
        var c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Sure("") with { Destination = "" }, "1: done 3 Rejected(InvalidArgument)");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Sure("2"));
        c.Do(Disconnect(), "done 5 Closed(cancelled)", "done 2 Unknown(cancelled)", "done 4 NotSent(cancelled)", "closed cancelled");

        c = Up(Resending);
        c.Do(Sure("1"), "1: tx SEND{destination:/q; receipt:r1}'1'");
        c.Do(Disconnect());
        c.Do(Sure("2"), "1: done 4 Rejected(InvalidState)");
        c.Eof("1: ended lost", "1: done 3 Closed(lost)", "1: close", "done 2 Unknown(lost)", "closed lost");
        Assert.Empty(c.Pending);
    }

    /// <summary>What this session cannot take has been sent before all the same.</summary>
    [Fact]
    public void One_that_a_later_session_does_not_take_is_unknown()
    {
        var c = Up(Resending);
        c.Do(Sure("1") with { Headers = [new("k", "a\nb")] }, "1: tx SEND{destination:/q; receipt:r1; k:a\nb}'1'");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        Again(c, 2).Rx("CONNECTED{version:1.0}", "2: established 1.0", "done 2 Unknown(lost)");
    }

    /// <summary>Ten times as many that are kept make a step no slower; what remains is the noise of a busy machine.</summary>
    [Fact]
    [Trait("Row", "N07")]
    public void A_step_costs_the_same_however_many_are_kept()
    {
        var few = Cheapest(10);
        var many = Cheapest(10_000);
        Assert.True(many < (few * 20) + TimeSpan.FromMilliseconds(5), $"{few} with 10, {many} with 10,000");

        static TimeSpan Cheapest(int kept)
        {
            var c = Up(Resending with { MaxKept = 20_000 });
            var state = c.State;
            for (var op = 2; op < kept + 2; op++)
                state = Connection.Step(state, Order(op)).State;
            return Enumerable.Range(0, 5).Min(round =>
            {
                var clock = Stopwatch.StartNew();
                for (var i = 0; i < 200; i++)
                {
                    state = Connection.Step(state, Order(100_000 + (round * 200) + i)).State;
                    var id = kept + (round * 200) + i + 1;
                    var receipt = Payload.Wrap(Encoding.UTF8.GetBytes($"RECEIPT\nreceipt-id:r{id}\n\n\0"));
                    var step = Connection.Step(state, new ConnectionEvent.BytesReceived(default, 1, receipt));
                    Assert.Single(step.Effects);
                    state = step.State;
                }

                return clock.Elapsed;
            });
        }

        static ConnectionEvent.Ordered Order(long op) => new(new SessionEvent.Send(default, op, "/q", Payload.FromText("x")) { Receipt = Receipt }, 0);
    }

    private static SessionEvent.Send Sure(string body) => Said("/q", body) with { Receipt = Receipt };

    private static ConnectionHarness Again(ConnectionHarness c, int transport)
    {
        c.At(100).Tick($"dial {transport} a:1");
        c.Opened($"{transport}: " + FullOffer);
        return c;
    }
}
