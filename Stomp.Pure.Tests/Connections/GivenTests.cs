using System;
using System.Linq;
using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Messages are parts of octets that are given, and copies of those that are lent.</summary>
[Trait("Row", "M48")]
public sealed class GivenTests : ConnectionScenarios
{
    private const string Two = "MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\none\0\nMESSAGE\nsubscription:0\nmessage-id:2\ndestination:/a\n\ntwo\0";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_message_of_a_read_is(bool isGiven)
    {
        var c = Up(Plain);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        var octets = Encoding.UTF8.GetBytes(Two);
        var step = Connection.Step(c.State, new ConnectionEvent.BytesReceived(c.Now, c.Transport, Payload.Wrap(octets)) { IsGiven = isGiven });
        var messages = step.Effects.OfType<ConnectionEffect.OnTransport>().SelectMany(on => on.Effects).OfType<SessionEffect.Deliver>().Select(deliver => deliver.Frame).ToList();

        Assert.Equal(["1 one", "2 two"], messages.Select(frame => $"{frame.Headers["message-id"]} {frame.GetText()}"));
        Assert.All(messages, frame => Assert.Equal(isGiven, frame.Body.Span.Overlaps(octets)));
    }
}
