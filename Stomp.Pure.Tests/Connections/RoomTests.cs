using System.Text;
using Stomp.Pure.Connections;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Where the next octets of a transport may be read to.</summary>
[Trait("Row", "M48")]
public sealed class RoomTests : ConnectionScenarios
{
    private const string Half = "MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\ncontent-length:100\n\nabc";

    [Fact]
    public void It_is_for_the_transport_of_the_session_alone()
    {
        var c = Up(Plain);
        Assert.True(Connection.Room(c.State, c.Transport).IsEmpty);
        c.RxOctets(Half);
        Assert.Equal(97, Connection.Room(c.State, c.Transport).Length);
        Assert.True(Connection.Room(c.State, c.Transport + 1).IsEmpty);
        Assert.True(Connection.Room(c.State, c.Transport - 1).IsEmpty);
        c.Eof("1: ended lost(truncated)", "1: close", "waiting 100 lost(truncated)");
        Assert.True(Connection.Room(c.State, c.Transport).IsEmpty);
    }

    [Fact]
    public void A_goodbye_still_reads()
    {
        var c = Up(Plain);
        c.RxOctets(Half);
        c.Do(Disconnect() with { Receipt = Receipt }, "1: tx DISCONNECT{receipt:r1}");
        var room = Connection.Room(c.State, c.Transport);
        Assert.Equal(97, room.Length);
        Assert.True(Connection.Room(c.State, c.Transport + 1).IsEmpty);
        room.Span.Fill((byte)'x');
        c.Step(new ConnectionEvent.BytesReceived(c.Now, c.Transport, Payload.Wrap(room)));
        c.Step(
            new ConnectionEvent.BytesReceived(c.Now, c.Transport, Payload.Wrap(Encoding.UTF8.GetBytes("\0RECEIPT\nreceipt-id:r1\n\n\0"))),
            "1: done 2 Closed(disconnected(confirmed))", "1: ended disconnected(confirmed)", "1: close", "closed disconnected(confirmed)");
    }
}
