using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Subscriptions: their ids, whose a message is, and what becomes of late ones.</summary>
[Trait("Row", "M45")]
public sealed class SubscriptionTests : SessionScenarios
{
    [Theory, AllVersions]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-22"), Trait("Spec", "CL-1.1-22"), Trait("Spec", "CL-1.2-22")]
    [Trait("Spec", "CL-1.0-23"), Trait("Spec", "CL-1.1-23"), Trait("Spec", "CL-1.2-23")]
    [Trait("Spec", "CL-1.0-25"), Trait("Spec", "CL-1.1-25"), Trait("Spec", "CL-1.2-25")]
    [Trait("Spec", "CL-1.1-46"), Trait("Spec", "CL-1.2-46")]
    public void K24_Subscribe_and_route(StompVersion version)
    {
        var s = Connected(version);
        if (version == V10)
            s.Do(Subscribe("/a", AckMode.ClientIndividual), "done 1 Rejected(NotInThisVersion)");
        else
            s.Do(Subscribe("/a", AckMode.ClientIndividual), "named 1 0", "tx SUBSCRIBE{id:0; destination:/a; ack:client-individual}", "done 1 Sent");
        var id = version == V10 ? "0" : "1";
        s.Do(Subscribe("/q"), $"named 2 {id}", $"tx SUBSCRIBE{{id:{id}; destination:/q}}", "done 2 Sent");
        s.Do(Subscribe(""), "done 3 Rejected(InvalidArgument)");
        s.Rx(Message(version, "m", "a", id), "deliver 2 #1 m");
        s.Rx(Message(version, "m", "a", "9"), "note UnknownSubscription 9");
        foreach (var missing in new[] { "MESSAGE{subscription:0; message-id:m}", "MESSAGE{subscription:0; destination:/q}" })
            Assert.IsType<EndReason.ProtocolFault>(EndOf(version, missing, "ended protocol-fault(a MESSAGE has no destination or no message-id)"));
        if (version != V10)
            EndOf(version, "MESSAGE{message-id:m; destination:/q}", "ended protocol-fault(a MESSAGE has no subscription)");
    }

    private static EndReason EndOf(StompVersion version, string frame, string end)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Rx(frame, end, "close");
        return Assert.IsType<SessionState.Ended>(s.State).Reason;
    }

    [Fact]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-46")]
    public void K25_At_1_0_a_message_without_subscription_goes_by_its_destination()
    {
        var s = Connected(V10);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Rx("MESSAGE{destination:/q; message-id:1}", "deliver 1 #1 1");
        s.Do(Subscribe("/q"), "named 2 1", "tx SUBSCRIBE{id:1; destination:/q}", "done 2 Sent");
        s.Rx("MESSAGE{destination:/q; message-id:2}", "note AmbiguousSubscription /q", "deliver 1 #2 2");
        s.Rx("MESSAGE{subscription:1; destination:/q; message-id:3}", "deliver 2 #3 3");
        // that is said once, however many fit
        s.Do(Subscribe("/q"), "named 3 2", "tx SUBSCRIBE{id:2; destination:/q}", "done 3 Sent");
        s.Rx("MESSAGE{destination:/q; message-id:3a}", "note AmbiguousSubscription /q", "deliver 1 #4 3a");
        s.Rx("MESSAGE{destination:/other; message-id:4}", "note UnknownSubscription /other");
        s.Rx("MESSAGE{subscription:7; destination:/q; message-id:5}", "note UnknownSubscription 7");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-23"), Trait("Spec", "CL-1.1-23"), Trait("Spec", "CL-1.2-23")]
    [Trait("Spec", "CL-1.0-24"), Trait("Spec", "CL-1.1-24"), Trait("Spec", "CL-1.2-24")]
    public void K26_Subscription_ids_are_never_used_twice(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/a"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/a}", "done 1 Sent");
        s.Do(Subscribe("/b"), "named 2 1", "tx SUBSCRIBE{id:1; destination:/b}", "done 2 Sent");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 3 Sent");
        s.Do(Subscribe("/a"), "named 4 2", "tx SUBSCRIBE{id:2; destination:/a}", "done 4 Sent");
        s.Do(Subscribe("/c") with { Id = "0" }, "done 5 Rejected(Duplicate)");
        s.Do(Subscribe("/c") with { Id = "2" }, "done 6 Rejected(Duplicate)");
        s.Do(Subscribe("/c") with { Id = "mine" }, "named 7 mine", "tx SUBSCRIBE{id:mine; destination:/c}", "done 7 Sent");
        s.Do(Subscribe("/c") with { Id = "mine" }, "done 8 Rejected(Duplicate)");
        s.Rx(Message(version, "m", "a", "mine", "/c"), "deliver 7 #1 m");
        s.Do(Unsubscribe(7), "tx UNSUBSCRIBE{id:mine}", "done 9 Sent");
        s.Do(Subscribe("/c") with { Id = "mine" }, "done 10 Rejected(Duplicate)");
        s.Do(Subscribe("/c") with { Id = "" }, "done 11 Rejected(InvalidArgument)");

        // The place of a subscription is not its id.
        s = Connected(version);
        s.Do(Subscribe("/c") with { Id = "mine" }, "named 1 mine", "tx SUBSCRIBE{id:mine; destination:/c}", "done 1 Sent");
        s.Rx(Message(version, "m", "a", "0", "/c"), "note InFlightDropped 0");

        // The count goes past an id that the caller took.
        s = Connected(version);
        s.Do(Subscribe("/a") with { Id = "1" }, "named 1 1", "tx SUBSCRIBE{id:1; destination:/a}", "done 1 Sent");
        s.Do(Subscribe("/b"), "named 2 2", "tx SUBSCRIBE{id:2; destination:/b}", "done 2 Sent");
        s.Rx(Message(version, "m", "a", "1", "/a"), "deliver 1 #1 m");
        s.Rx(Message(version, "m", "a", "2", "/b"), "deliver 2 #2 m");
        if (version == V10)
            s.Do(Subscribe("/c") with { Id = "x " }, "done 3 Rejected(InvalidArgument)");
        else
            s.Do(Subscribe("/c") with { Id = "x:\n " }, "named 3 x:\n ", "tx SUBSCRIBE{id:x:\n ; destination:/c}", "done 3 Sent");
        if (version != V10)
            s.Rx(Message(version, "m", "a", "x:\n ", "/c"), "deliver 3 #3 m");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-28"), Trait("Spec", "CL-1.1-28"), Trait("Spec", "CL-1.2-28")]
    [Trait("Spec", "CL-1.0-29"), Trait("Spec", "CL-1.1-29"), Trait("Spec", "CL-1.2-29")]
    public void K31_Unsubscribe_and_late_messages(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q", AckMode.Client) with { Prefetch = 0 }, "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        s.Do(Subscribe("/p", AckMode.Client) with { Id = "mine" }, "named 2 mine", "tx SUBSCRIBE{id:mine; destination:/p; ack:client}", "done 2 Sent");
        s.Rx(Message(version, "m1", "a1"), "deliver 1 #1 m1");
        s.Rx(Message(version, "m2", "a2", "mine", "/p"), "deliver 2 #2 m2");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 3 Sent");
        s.Rx(Message(version, "m3", "a3"), "note InFlightDropped 0");
        s.Do(Ack(1), "done 4 Rejected(AlreadySettled)");
        s.Do(Unsubscribe(1), "done 5 Rejected(Unknown)");
        s.Do(Unsubscribe(77), "done 6 Rejected(Unknown)");
        s.Do(Ack(2), version switch
        {
            V10 => "tx ACK{message-id:m2}",
            V11 => "tx ACK{subscription:mine; message-id:m2}",
            _ => "tx ACK{id:a2}",
        }, "done 7 Sent");
        s.Do(Unsubscribe(2), "tx UNSUBSCRIBE{id:mine}", "done 8 Sent");
        s.Rx(Message(version, "m4", "a4", "mine", "/p"), "note InFlightDropped mine");

        // A late message needs nothing: it is dropped unread, so a missing ack is no fault.
        s.Rx("MESSAGE{subscription:0; message-id:m5; destination:/q}", "note InFlightDropped 0");
        Assert.Equal((0, 0), (s.Live.Subscriptions, s.Live.UnsettledMessages));
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-48"), Trait("Spec", "CL-1.1-48"), Trait("Spec", "CL-1.2-48")]
    public void K32_Mode_auto_acknowledges_nothing(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("/q"), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q}", "done 1 Sent");
        s.Rx(Message(version, "m", "a"), "deliver 1 #1 m");
        Assert.Equal(0, s.Live.UnsettledMessages);
        s.Eof("ended lost", "close");
        s.Do(Ack(1), "done 2 Rejected(InvalidState)");
    }

    [Fact]
    public void A_limit_of_messages_ahead_goes_into_the_header_that_the_broker_knows()
    {
        var prefetch = Subscribe("/q", AckMode.Client) with { Prefetch = 10 };
        var s = Connected(V12, BrokerProfile.RabbitMq);
        s.Do(prefetch, "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client; prefetch-count:10}", "done 1 Sent");
        s.Do(prefetch with { Headers = [new("prefetch-count", "3")] }, "done 2 Rejected(InvalidArgument)");
        s.Do(prefetch with { Prefetch = -1 }, "done 3 Rejected(InvalidArgument)");
        s.Do(prefetch with { Prefetch = null, Headers = [new("prefetch-count", "3")] }, "named 4 1", "tx SUBSCRIBE{id:1; destination:/q; ack:client; prefetch-count:3}", "done 4 Sent");

        s = Connected(V12, BrokerProfile.ActiveMq);
        s.Do(prefetch, "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client; activemq.prefetchSize:10}", "done 1 Sent");

        s = Connected(V12);
        s.Do(prefetch, "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-37"), Trait("Spec", "CL-1.1-37"), Trait("Spec", "CL-1.2-37")]
    [Trait("Spec", "CL-1.0-52"), Trait("Spec", "CL-1.1-52"), Trait("Spec", "CL-1.2-52")]
    public void The_headers_that_a_frame_sets_itself_are_not_given_twice(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Subscribe("//A b/") with { Headers = [new("selector", "x > 1"), new("selector", "y")] }, "named 1 0", "tx SUBSCRIBE{id:0; destination://A b/; selector:x > 1; selector:y}", "done 1 Sent");
        foreach (var name in new[] { "id", "destination", "ack", "receipt", "transaction", "content-length" })
            s.Do(Subscribe("/q") with { Headers = [new(name, "1")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        foreach (var name in new[] { "id", "receipt", "transaction", "content-length" })
            s.Do(Unsubscribe(1) with { Headers = [new(name, "1")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        Assert.Equal(1, s.Live.Subscriptions);
        s.Do(Unsubscribe(1) with { Headers = [new("x", "1")] }, "tx UNSUBSCRIBE{id:0; x:1}", $"done {s.LastOp + 1} Sent");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-19"), Trait("Spec", "CL-1.1-19"), Trait("Spec", "CL-1.2-19")]
    [Trait("Spec", "CL-1.0-20"), Trait("Spec", "CL-1.1-20"), Trait("Spec", "CL-1.2-20")]
    [Trait("Spec", "CL-1.0-52"), Trait("Spec", "CL-1.1-52"), Trait("Spec", "CL-1.2-52")]
    public void SEND_needs_a_destination_and_takes_more_headers(StompVersion version)
    {
        var s = Connected(version);
        s.Do(Send(""), "done 1 Rejected(InvalidArgument)");
        s.Do(Send("//A b/.. ", "x") with { Headers = [new("foo", "1"), new("foo", "2"), new("content-type", "text/plain")] },
            "tx SEND{destination://A b/.. ; foo:1; foo:2; content-type:text/plain}'x'", "done 2 Sent");
        foreach (var name in new[] { "destination", "receipt", "transaction", "content-length" })
            s.Do(Send("/q") with { Headers = [new(name, "1")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        s.Do(Send("/q") with { Headers = [new("", "1")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        s.Do(Send("/q") with { Headers = [new("a", "b\0")] }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
    }

    [Theory, AllVersions]
    [Trait("Spec", "CL-1.0-21"), Trait("Spec", "CL-1.1-21"), Trait("Spec", "CL-1.2-21")]
    public void SEND_counts_its_body_unless_told_otherwise(StompVersion version)
    {
        var send = (SessionEvent.Send)Send("/q", "x\0y");
        var s = Connected(version);
        var counted = Rules(s, send);
        Assert.Equal(ContentLengthMode.Auto, counted.ContentLength);
        Assert.Equal((Dialect.Of(version), Side.Client), (counted.Dialect, counted.From));
        s.Do(send with { ContentLength = ContentLengthMode.AsGiven }, $"done {s.LastOp + 1} Rejected(InvalidArgument)");
        Assert.Equal(ContentLengthMode.AsGiven, Rules(s, (SessionEvent.Send)Send("/q", "x") with { ContentLength = ContentLengthMode.AsGiven }).ContentLength);

        s = Connected(version, Config with { ContentLength = ContentLengthMode.AsGiven });
        Assert.Equal(ContentLengthMode.AsGiven, Rules(s, (SessionEvent.Send)Send("/q", "x")).ContentLength);
        Assert.Equal(ContentLengthMode.Auto, Rules(s, send with { ContentLength = ContentLengthMode.Auto }).ContentLength);
    }

    private static EncoderRules Rules(SessionHarness s, SessionEvent.Send send) =>
        Assert.IsType<SessionEffect.Transmit>(Session.Step(s.State, send).Effects[0]).Rules;
}
