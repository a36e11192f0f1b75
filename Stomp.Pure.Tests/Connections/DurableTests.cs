using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Durable subscriptions across losses.</summary>
[Trait("Row", "M40")]
public sealed class DurableTests : ConnectionScenarios
{
    private const string ClientOffer = "tx CONNECT{accept-version:1.0,1.1,1.2; host:a; client-id:me}";

    [Fact]
    [Trait("Row", "M25")]
    public void It_is_restored_under_its_name_and_not_deleted_without_a_session()
    {
        var c = Up(Plain.WithSession(session => session with { Profile = BrokerProfile.ActiveMq, ClientId = "me" }));
        c.Do(
            Subscribe("/topic/n") with { DurableName = "news" },
            "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/topic/n; activemq.subscriptionName:news}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(new SessionEvent.Unsubscribe(default, 0, 2) { Deletes = true }, "done 3 Rejected(InvalidState)");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + ClientOffer);
        c.Rx(
            "CONNECTED{version:1.2}",
            "2: established 1.2 as ActiveMQ",
            "2: named 2 0",
            "2: tx SUBSCRIBE{id:0; destination:/topic/n; activemq.subscriptionName:news; receipt:r1}");
        c.Rx("RECEIPT{receipt-id:r1}");
        c.Do(
            new SessionEvent.Unsubscribe(default, 0, 2) { Deletes = true },
            "2: tx UNSUBSCRIBE{id:0}", "2: tx UNSUBSCRIBE{id:0; activemq.subscriptionName:news}", "2: done 4 Sent");
    }

    [Fact]
    [Trait("Row", "M11")]
    public void A_client_id_that_still_counts_as_in_use_is_tried_again()
    {
        var c = Up(Plain.WithSession(session => session.WithClientId("me")));
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + ClientOffer);
        c.Rx(
            "ERROR{message:Broker: b - Client: me already connected from tcp://127.0.0.1:7}",
            "2: ended refused('Broker: b - Client: me already connected from tcp://127.0.0.1:7')",
            "2: close",
            "waiting 150 refused('Broker: b - Client: me already connected from tcp://127.0.0.1:7')");
    }

    [Fact]
    [Trait("Row", "M11")]
    public void A_session_that_did_not_restore_its_subscriptions_did_not_live()
    {
        var c = Up(Plain.WithSession(session => session.WithReceiptTimeout(System.TimeSpan.FromMinutes(5))));
        c.Do(Subscribe("/q"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/q}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "2: established 1.2", "2: named 2 0", "2: tx SUBSCRIBE{id:0; destination:/q; receipt:r1}");
        c.At(40_100).Eof("2: ended lost", "2: close", "waiting 150 lost");
        c.At(40_250).Tick("dial 3 a:1");
        c.Opened("3: " + FullOffer);
        c.Rx("CONNECTED{version:1.2}", "3: established 1.2", "3: named 2 0", "3: tx SUBSCRIBE{id:0; destination:/q; receipt:r1}");
        c.Rx("RECEIPT{receipt-id:r1}");
        c.At(80_250).Eof("3: ended lost", "3: close", "waiting 100 lost");
    }
}
