using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Sends that share their details share their headers too, once it is worth it.</summary>
public sealed class RememberedHeadersTests : SessionScenarios
{
    private static readonly Headers Own = [new("a", "1"), new("b", "2")];

    [Theory, AllVersions]
    public void From_the_second_send_on_they_are_written_once(StompVersion version)
    {
        var details = new OrderDetails { Headers = Own };
        var state = Connected(version).State;
        var headers = Enumerable.Range(0, 4).Select(_ => Step(ref state, details)).ToList();
        Assert.All(headers, one => Assert.Equal("destination:/q a:1 b:2", string.Join(' ', one.Select(header => $"{header.Name}:{header.Value}"))));
        var rules = ((SessionState.Live)state).Terms.Rules;
        Assert.False(details.Recall("/q", rules).IsEmpty);
        Assert.True(details.Recall("/p", rules).IsEmpty);
        Assert.True(new OrderDetails().Recall("/q", rules).IsEmpty);
    }

    [Fact]
    public void Once_is_not_enough_and_what_belongs_to_a_transaction_never_is()
    {
        var (once, bound) = (new OrderDetails { Headers = Own }, new OrderDetails { Headers = Own, Transaction = "t1" });
        var state = Connected(StompVersion.V12).State;
        var rules = ((SessionState.Live)state).Terms.Rules;
        Step(ref state, once);
        Assert.True(once.Recall("/q", rules).IsEmpty);
        state = Session.Step(state, new SessionEvent.Begin(Instant.FromSeconds(3600), 9, null)).State;
        for (var i = 0; i < 3; i++)
            Assert.Equal("t1", Step(ref state, bound)["transaction"]);
        Assert.True(bound.Recall("/q", rules).IsEmpty);
    }

    private static Headers Step(ref SessionState state, OrderDetails details)
    {
        var transition = Session.Step(state, new SessionEvent.Send(Instant.FromSeconds(3600), 1, "/q", Payload.FromText("x")) { Details = details });
        state = transition.State;
        return Assert.Single(transition.Effects.OfType<SessionEffect.Transmit>()).Frame.Headers;
    }
}
