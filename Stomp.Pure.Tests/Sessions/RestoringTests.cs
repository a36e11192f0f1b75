using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Subscriptions of an earlier session that this one asks for again: nobody waits for them, and the session knows when the broker has answered.</summary>
[Trait("Row", "M09")]
public sealed class RestoringTests : SessionScenarios
{
    [Theory, AllVersions]
    public void A_confirmed_one_stands_and_nobody_is_told(StompVersion version)
    {
        var s = Restoring(version, BrokerProfile.Standard);
        s.Rx("RECEIPT{receipt-id:r1}");
        Assert.Equal((1, 1, 2), (s.Live.Unrestored, s.Live.PendingReceipts, s.Live.Subscriptions));
        s.Rx("RECEIPT{receipt-id:r2}");
        Assert.Equal((0, 0, 2), (s.Live.Unrestored, s.Live.PendingReceipts, s.Live.Subscriptions));
        s.Rx(Message(version, "m1", "a1", "1", "/p"), "deliver 6 #1 m1");
    }

    [Theory, AllVersions]
    public void A_refused_one_ends_and_the_session_ends_with_it(StompVersion version)
    {
        var s = Restoring(version, BrokerProfile.RabbitMq);
        s.Rx("ERROR{message:no}", "subscription 5 ended 'no'", "ended broker-fault('no')", "close");
    }

    [Theory, AllVersions]
    public void One_that_is_refused_by_its_receipt_is_forgotten_where_the_session_goes_on(StompVersion version)
    {
        var s = Restoring(version, BrokerProfile.Standard with { Survivable = [new("soft", ErrorScope.Operation)] });
        s.Rx("ERROR{message:soft; receipt-id:r2}", "note ServerError soft", "subscription 6 ended 'soft'");
        Assert.Equal((1, 1, 1), (s.Live.Unrestored, s.Live.PendingReceipts, s.Live.Subscriptions));
        s.Rx("RECEIPT{receipt-id:r1}");
        Assert.Equal((0, 0, 1), (s.Live.Unrestored, s.Live.PendingReceipts, s.Live.Subscriptions));
    }

    /// <summary>Receipts for which nobody waits do not make a slow consumer one that is cut off.</summary>
    [Fact]
    [Trait("Row", "N07")]
    public void Receipts_of_restored_subscriptions_keep_nobody_reading()
    {
        var config = Config with { MaxUnreadMessages = 1, HardLimitFactor = 2 };
        var s = Connected(StompVersion.V12, config);
        Restore(s, 5, "/q", 0);
        s.Rx(Message(StompVersion.V12, "m1", "a1"), "deliver 5 #1 m1", "pause");
        s.Taken(1, 1_000, "resume");
        s.Rx("RECEIPT{receipt-id:r1}");
        // one that somebody waits for does
        s.Do(Send("/x") with { Receipt = Receipt }, "tx SEND{destination:/x; receipt:r2}");
        s.Rx(Message(StompVersion.V12, "m2", "a2"), "deliver 5 #2 m2");
        s.Rx(Message(StompVersion.V12, "m3", "a3"), "deliver 5 #3 m3", "ended slow-consumer(5)", "done 1 Unknown(slow-consumer(5))", "close");
    }

    private static SessionHarness Restoring(StompVersion version, BrokerProfile profile)
    {
        var s = Connected(version, profile);
        Restore(s, 5, "/q", 0);
        Restore(s, 6, "/p", 1);
        Assert.Equal((2, 2, 2), (s.Live.Unrestored, s.Live.PendingReceipts, s.Live.Subscriptions));
        return s;
    }

    private static void Restore(SessionHarness s, long key, string destination, int id) => s.Step(
        new SessionEvent.Subscribe(Instant.FromSeconds(3600), 0, destination, AckMode.Auto) { Key = key, Receipt = Receipt },
        $"named {key} {id}",
        $"tx SUBSCRIBE{{id:{id}; destination:{destination}; receipt:r{id + 1}}}");
}
