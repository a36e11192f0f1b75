using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Queues that RabbitMQ makes when a message names them: nothing is written for them, and they are subscriptions like any other.</summary>
[Trait("Row", "M23")]
public sealed class ReplyQueueTests : SessionScenarios
{
    private const string Queue = "/temp-queue/answers";

    [Theory, AllVersions]
    public void Nothing_is_written_for_a_queue_that_the_broker_makes_itself(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.RabbitMq);
        s.Do(Replies(), $"named 1 {Queue}", "done 1 Sent");
        s.Rx(Message(version, "m1", "a1", Queue, Queue), "deliver 1 #1 m1");
        s.Do(Subscribe("/q"), "named 2 1", "tx SUBSCRIBE{id:1; destination:/q}", "done 2 Sent");
        s.Do(Replies(), "done 3 Rejected(Duplicate)");
        s.Do(Subscribe("/q") with { Id = Queue }, "done 4 Rejected(Duplicate)");
        s.Do(Unsubscribe(1), "done 5 Sent");
        Assert.Equal(1, s.Live.Subscriptions);
        s.Do(Unsubscribe(1), "done 6 Rejected(Unknown)");
    }

    [Theory, AllVersions]
    public void Elsewhere_it_is_a_subscription(StompVersion version)
    {
        var s = Connected(version, BrokerProfile.Standard);
        s.Do(Replies(), "named 1 0", $"tx SUBSCRIBE{{id:0; destination:{Queue}}}", "done 1 Sent");
        s.Do(Unsubscribe(1), "tx UNSUBSCRIBE{id:0}", "done 2 Sent");
    }

    private static SessionEvent.Subscribe Replies() => Subscribe(Queue) with { ForReplies = true };
}
