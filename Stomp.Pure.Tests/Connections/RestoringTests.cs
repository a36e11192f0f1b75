using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Which subscriptions outlive a session, and which do not.</summary>
[Trait("Row", "M40"), Trait("Row", "M45")]
public sealed class RestoringTests : ConnectionScenarios
{
    private static ConnectionHarness Lost(ConnectionHarness c)
    {
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        return c;
    }

    private static ConnectionHarness Subscribed()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        return c;
    }

    [Fact]
    public void One_that_the_broker_refused_is_not_restored()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a") with { Receipt = Receipt }, "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}");
        c.Do(Subscribe("/b"), "1: named 3 1", "1: tx SUBSCRIBE{id:1; destination:/b}", "1: done 3 Sent");
        c.Rx("ERROR{receipt-id:r1; message:no}", "1: done 2 Refused('no')", "1: ended broker-fault('no')", "1: close", "waiting 100 broker-fault('no')");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: named 3 0", "2: tx SUBSCRIBE{id:0; destination:/b; receipt:r1}");
    }

    [Theory]
    [InlineData("CONNECTED{version:1.2}", "established 1.2", "ERROR{receipt-id:r1; message:gone}")]
    [InlineData("CONNECTED{version:1.2; server:RabbitMQ/3.10}", "established 1.2 server 'RabbitMQ/3.10' as RabbitMQ", "ERROR{message:gone}")]
    public void One_that_the_broker_refuses_to_restore_ends(string connected, string established, string error)
    {
        var c = Subscribed();
        c.Do(Subscribe("/b"), "1: named 3 1", "1: tx SUBSCRIBE{id:1; destination:/b}", "1: done 3 Sent");
        Lost(c).Rx(
            connected, "2: " + established, "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}",
            "2: named 3 1", "2: tx SUBSCRIBE{id:1; destination:/b; receipt:r2}");
        c.Rx(error, "2: subscription 2 ended 'gone'", "2: ended broker-fault('gone')", "2: close", "waiting 150 broker-fault('gone')");
        c.At(250).Tick("dial 3 a:1");
        c.Opened("3: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "3: established 1.2", "3: named 3 0", "3: tx SUBSCRIBE{id:0; destination:/b; receipt:r1}");
    }

    [Fact]
    public void One_that_was_rejected_here_is_not_restored()
    {
        var c = Up(Plain);
        c.Do(Subscribe(""), "1: done 2 Rejected(InvalidArgument)");
        Lost(c).Rx("CONNECTED{version:1.2}", "2: established 1.2");

        c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        c.Do(Subscribe("/a", AckMode.ClientIndividual));
        c.Opened("1: " + FullOffer);
        c.Rx("CONNECTED{version:1.0}", "1: established 1.0", "done 1 Opened(1.0)", "1: done 2 Rejected(NotInThisVersion)");
        Lost(c).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void One_that_the_next_version_does_not_know_ends_visibly()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a", AckMode.ClientIndividual), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a; ack:client-individual}", "1: done 2 Sent");
        Lost(c).Rx("CONNECTED{version:1.0}", "2: established 1.0", "not restored 2 NotInThisVersion");
        c.Eof("2: ended lost", "2: close", "waiting 150 lost");
        c.At(250).Tick("dial 3 a:1");
        c.Opened("3: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "3: established 1.2");
    }

    [Fact]
    [Trait("Row", "M26")]
    public void One_that_was_closed_is_not_restored()
    {
        var c = Subscribed();
        c.Do(Unsubscribe(2), "1: tx UNSUBSCRIBE{id:0}", "1: done 3 Sent");
        Lost(c).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void One_whose_UNSUBSCRIBE_was_rejected_is_still_open_and_restored()
    {
        var c = Subscribed();
        c.Do(Unsubscribe(2) with { Headers = [new("id", "other")] }, "1: done 3 Rejected(InvalidArgument)");
        c.Do(Unsubscribe(77), "1: done 4 Rejected(Unknown)");
        Lost(c).Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}");
    }

    [Fact]
    public void Unsubscribe_while_down_needs_no_frame()
    {
        var c = Subscribed();
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Subscribe("/b"));
        c.Do(Unsubscribe(2), "done 4 Sent");
        c.Do(Unsubscribe(2), "done 5 Rejected(Unknown)");
        c.Do(Unsubscribe(3), "done 3 NotSent(abandoned: Cancelled)", "done 6 Sent");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2");
        Assert.Empty(c.Pending);
    }

    [Fact]
    public void One_that_the_broker_ended_is_not_restored()
    {
        var c = new ConnectionHarness(Plain).Connect("CONNECTED{version:1.2; server:RabbitMQ/3.10}");
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Rx(
            "ERROR{message:Server cancelled subscription; subscription:0}",
            "1: subscription 2 ended 'Server cancelled subscription'");
        Lost(c).Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void One_whose_fate_is_unknown_at_the_loss_is_not_restored_because_nobody_reads_it()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a") with { Receipt = Receipt }, "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}");
        c.Eof("1: ended lost", "1: done 2 Unknown(lost)", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    [Fact]
    public void One_that_nobody_waits_for_any_more_is_closed()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a") with { Receipt = Receipt }, "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}");
        c.Abandon(2, "1: done 2 Unknown(abandoned: Cancelled)", "1: tx UNSUBSCRIBE{id:0}");
        c.Do(Subscribe("/b") with { Receipt = Receipt }, "1: named 3 1", "1: tx SUBSCRIBE{id:1; destination:/b; receipt:r2}");
        c.At(15_000).Tick("1: done 3 Unknown(no receipt in 15 s)", "1: tx UNSUBSCRIBE{id:1}");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(15_100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2");
    }

    /// <summary>Numbers are drawn by many threads and arrive in any order.</summary>
    [Fact]
    public void Keys_need_not_rise()
    {
        var c = Up(Plain);
        foreach (var key in new[] { 9, 5, 7 })
            c.Step(new ConnectionEvent.Ordered(new SessionEvent.Subscribe(c.Now, key, $"/{key}", AckMode.Auto), 0), $"1: named {key} {Place(key)}", $"1: tx SUBSCRIBE{{id:{Place(key)}; destination:/{key}}}", $"1: done {key} Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Step(new ConnectionEvent.Ordered(new SessionEvent.Subscribe(c.Now, 6, "/6", AckMode.Auto), 0));
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.2}", "2: established 1.2",
            "2: named 9 0", "2: tx SUBSCRIBE{id:0; destination:/9; receipt:r1}",
            "2: named 5 1", "2: tx SUBSCRIBE{id:1; destination:/5; receipt:r2}",
            "2: named 7 2", "2: tx SUBSCRIBE{id:2; destination:/7; receipt:r3}",
            "2: named 6 3", "2: tx SUBSCRIBE{id:3; destination:/6}", "2: done 6 Sent");

        static int Place(int key) => key switch { 9 => 0, 5 => 1, _ => 2 };
    }

    [Fact]
    public void A_version_that_reads_other_escapes_gets_what_was_kept_written_its_own_way()
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a:b"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a:b}", "1: done 2 Sent");
        Lost(c).Rx("CONNECTED{version:1.0}", "2: established 1.0", "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a:b; receipt:r1}");
        Assert.Equal(StompVersion.V10, Assert.IsType<ConnectionState.Connected>(c.State).Version);
    }

    /// <summary>Nobody waits for the RECEIPT of a restored subscription: reading pauses in front of it, and the session lives.</summary>
    [Fact]
    public void What_piles_up_in_front_of_their_RECEIPTs_pauses_the_reader()
    {
        var c = Up(Plain.WithSession(session => session with { MaxUnreadMessages = 1, HardLimitFactor = 2 }));
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Do(Subscribe("/b"), "1: named 3 1", "1: tx SUBSCRIBE{id:1; destination:/b}", "1: done 3 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.2}", "2: established 1.2", "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}",
            "2: named 3 1", "2: tx SUBSCRIBE{id:1; destination:/b; receipt:r2}");
        c.Rx("RECEIPT{receipt-id:r1}");
        c.Rx("MESSAGE{subscription:0; message-id:m1; destination:/a}", "2: deliver 2 #1 m1", "2: pause");
        c.Rx("MESSAGE{subscription:0; message-id:m2; destination:/a}", "2: deliver 2 #2 m2");
        c.Rx("MESSAGE{subscription:0; message-id:m3; destination:/a}", "2: deliver 2 #3 m3");
        c.Step(new ConnectionEvent.Taken(c.Now, 2, 3, 0), "2: resume");
        c.Rx("RECEIPT{receipt-id:r2}");
    }
}
