using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Durable subscriptions as each broker wants them, and messages that are settled by their ids.</summary>
public sealed class DurableTests : SessionScenarios
{
    [Theory, AllVersions]
    [Trait("Row", "M25"), Trait("Row", "M26")]
    public void RabbitMQ_knows_a_durable_subscription_by_its_id(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.RabbitMq);
        s.Do(Durable("news"), "named 1 news", "tx SUBSCRIBE{id:news; destination:/topic/n; durable:true; auto-delete:false}", "done 1 Sent");
        s.Do(Durable("news"), "done 2 Rejected(Duplicate)");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:news}", "done 3 Sent");
        s.Do(Subscribe("/q") with { Id = "news" }, "done 4 Rejected(Duplicate)");
        s.Do(Durable("news"), "named 5 news", "tx SUBSCRIBE{id:news; destination:/topic/n; durable:true; auto-delete:false}", "done 5 Sent");
        s.Do(Delete(5) with { Receipt = Receipt }, "tx UNSUBSCRIBE{id:news; destination:/topic/n; durable:true; auto-delete:false; receipt:r1}");
        s.Rx("RECEIPT{receipt-id:r1}", "done 6 Confirmed");
        s.Do(Durable("a:b"), "done 7 Rejected(InvalidArgument)");
        s.Do(Durable("news") with { Prefetch = -1 }, "done 8 Rejected(InvalidArgument)");
        s.Do(Durable("news") with { Id = "other" }, "done 9 Rejected(InvalidArgument)");
        s.Do(Durable("news") with { Headers = [new("durable", "false")] }, "done 10 Rejected(InvalidArgument)");
    }

    [Theory, AllVersions]
    [Trait("Row", "M26")]
    public void A_deleted_one_is_a_subscription_of_which_RabbitMQ_may_still_speak(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.RabbitMq);
        s.Do(Durable("news"), "named 1 news", "tx SUBSCRIBE{id:news; destination:/topic/n; durable:true; auto-delete:false}", "done 1 Sent");
        s.Do(Delete(1), "tx UNSUBSCRIBE{id:news; destination:/topic/n; durable:true; auto-delete:false}", "done 2 Sent");
        s.Rx("ERROR{message:Subscription not found}'gone'", "note ServerError Subscription not found: gone");
    }

    [Theory, AllVersions]
    [Trait("Row", "M25"), Trait("Row", "M26")]
    public void ActiveMQ_knows_it_by_name_and_client_id(StompVersion version)
    {
        var s = Connected(version, Config with { Profile = BrokerProfile.ActiveMq });
        s.Do(Durable("news"), "done 1 Rejected(InvalidArgument)");
        s = Connected(version, Config with { Profile = BrokerProfile.ActiveMq, ClientId = "me" });
        s.Do(Durable("news"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/topic/n; activemq.subscriptionName:news}", "done 1 Sent");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 2 Sent");
        s.Do(Durable("me"), "named 3 1", "tx SUBSCRIBE{id:1; destination:/topic/n; activemq.subscriptionName:me}", "done 3 Sent");
        s.Do(Delete(3) with { Receipt = Receipt }, "tx UNSUBSCRIBE{id:1}", "tx UNSUBSCRIBE{id:1; activemq.subscriptionName:me; receipt:r1}");
        s.Rx("RECEIPT{receipt-id:r1}", "done 4 Confirmed");
        s.Do(Durable("news"), "named 5 2", "tx SUBSCRIBE{id:2; destination:/topic/n; activemq.subscriptionName:news}", "done 5 Sent");
        if (version == StompVersion.V10)
            s.Do(Delete(5), "done 6 Rejected(NotInThisVersion)");
        else
            s.Do(Delete(5), "tx UNSUBSCRIBE{id:2}", "tx UNSUBSCRIBE{id:2; activemq.subscriptionName:news}", "done 6 Sent");
    }

    [Fact]
    [Trait("Row", "M25")]
    public void What_cannot_be_durable_is_refused_without_a_trace()
    {
        var s = Connected(StompVersion.V12, BrokerProfile.Standard);
        s.Do(Durable("news"), "done 1 Rejected(InvalidArgument)");
        s = Connected(StompVersion.V12, BrokerProfile.RabbitMq);
        s.Do(Durable(""), "done 1 Rejected(InvalidArgument)");
        s.Do(Subscribe("/q"), "named 2 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 2 Sent");
        s.Do(Delete(2), "done 3 Rejected(InvalidArgument)");
        s.Do(Unsubscribe(2), "tx UNSUBSCRIBE{id:0}", "done 4 Sent");
        s.Do(Delete(2), "done 5 Rejected(Unknown)");
    }

    [Theory, AllVersions]
    [Trait("Row", "M27"), Trait("Row", "M28")]
    public void A_message_is_settled_by_its_id(StompVersion version)
    {
        var mode = version == StompVersion.V10 ? AckMode.Client : AckMode.ClientIndividual;
        var s = Connected(version);
        s.Do(Subscribe("/q", mode), "named 1 0", $"tx SUBSCRIBE{{id:0; destination:/q; ack:{mode.ToText()}}}", "done 1 Sent");
        s.Do(Subscribe("/p", mode), "named 2 1", $"tx SUBSCRIBE{{id:1; destination:/p; ack:{mode.ToText()}}}", "done 2 Sent");
        s.Rx(Message(version, "m1", "k1"), "deliver 1 #1 m1");
        s.Rx(Message(version, "m1", "k1", "1", "/p"), "deliver 2 #2 m1");
        var id = version == StompVersion.V12 ? "k1" : "m1";
        var (first, second) = version switch
        {
            StompVersion.V10 => ("message-id:m1", "message-id:m1"),
            StompVersion.V11 => ("subscription:0; message-id:m1", "subscription:1; message-id:m1"),
            _ => ("id:k1", "id:k1"),
        };
        s.Do(Named("other"), "done 3 Rejected(Unknown)");
        s.Do(Named(id), "done 4 Rejected(InvalidArgument)");
        s.Do(Named(id) with { SubscriptionId = "9" }, "done 5 Rejected(Unknown)");
        s.Do(Named(id) with { SubscriptionId = "1", Headers = [new("x", "y")] }, $"tx ACK{{{second}; x:y}}", "done 6 Sent");
        if (version == StompVersion.V10)
            s.Do(Named(id) with { Accept = false }, "done 7 Rejected(NotInThisVersion)");
        else
            s.Do(Named(id) with { Accept = false }, $"tx NACK{{{first}}}", "done 7 Sent");
        s.Do(Named(id) with { SubscriptionId = "1" }, "done 8 Rejected(Unknown)");
        Assert.Equal(version == StompVersion.V10 ? 1 : 0, s.Live.UnsettledMessages);
    }

    [Fact]
    [Trait("Row", "M27"), Trait("Row", "M38")]
    public void By_its_id_in_a_transaction_as_well()
    {
        var s = Connected(StompVersion.V12);
        s.Do(Subscribe("/q", AckMode.Client), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        s.Rx(Message(StompVersion.V12, "m1", "k1"), "deliver 1 #1 m1");
        s.Do(Begin("t"), "named 2 t", "tx BEGIN{transaction:t}", "done 2 Sent");
        s.Do(Named("k1") with { Transaction = "u" }, "done 3 Rejected(Unknown)");
        s.Do(Named("k1") with { Transaction = "t" }, "tx ACK{id:k1; transaction:t}", "done 4 Sent");
        s.Do(Named("k1"), "done 5 Rejected(Unknown)");
        s.Do(Abort("t"), "tx ABORT{transaction:t}", "done 6 Sent");
        s.Do(Named("k1"), "tx ACK{id:k1}", "done 7 Sent");
    }

    private static SessionEvent.Subscribe Durable(string name) => Subscribe("/topic/n") with { DurableName = name };

    private static SessionEvent.Order Delete(long subscription) => new SessionEvent.Unsubscribe(default, 0, subscription) { Deletes = true };

    private static SessionEvent.Settle Named(string id) => new(default, 0, 0, true) { Id = id };
}
