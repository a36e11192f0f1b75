using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Driving;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

/// <summary>Which attempts a connection remembers as failed.</summary>
public sealed class AttemptBookTests
{
    private static readonly TransportFault Refused = new(TransportFaultKind.Refused, "ECONNREFUSED", "nobody listens");

    private readonly AttemptBook _book = new();
    private ConnectionState _state = Connection.Initial(new() { Endpoints = [new Endpoint("a", 1), new Endpoint("b", 2)] }, 1);

    [Fact]
    [Trait("Row", "M04")]
    public void The_last_at_each_endpoint_until_there_is_a_session()
    {
        Step(new ConnectionEvent.Open(default, 1));
        Assert.Empty(_book.Failed);
        Step(new ConnectionEvent.DialFailed(default, 1, Refused));
        Step(new ConnectionEvent.DialFailed(default, 2, Refused));
        Assert.Equal(["a:1: no connection: nobody listens", "b:2: no connection: nobody listens"], _book.Failed.Select(attempt => attempt.ToString()));

        var again = Instant.FromSeconds(60);
        Step(new ConnectionEvent.Tick(again));
        Step(new ConnectionEvent.Opened(again, 3));
        Assert.Equal(2, _book.Failed.Count);
        Step(new ConnectionEvent.BytesReceived(again, 3, Payload.Copy("CONNECTED\nversion:1.2\n\n\0"u8)));
        Assert.IsType<ConnectionState.Connected>(_state);
        Assert.Empty(_book.Failed);
    }

    private void Step(ConnectionEvent @event)
    {
        var before = _state;
        _state = Connection.Step(before, @event).State;
        _book.See(before, _state);
    }
}
