using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>A kind of state and a kind of event of a machine.</summary>
/// <param name="Machine"><c>Connection</c>, <c>Session</c>, <c>Pool</c> or <c>Broker</c>.</param>
/// <param name="State">The state before the step; of the broker that of the link concerned.</param>
/// <param name="Event">The event.</param>
public readonly record struct ReachedPair(string Machine, string State, string Event)
{
    /// <summary>All three.</summary>
    public override string ToString() => $"{Machine}: {State} × {Event}";
}

/// <summary>Which states met which events.</summary>
public static class Reach
{
    private static readonly string[] ConnectionStates = ["Idle", "Dialling", "Connecting", "Connected", "Closing", "Waiting", "Closed"];

    private static readonly string[] ConnectionEvents =
    [
        "Open", "CredentialsReady", "CredentialsFailed", "Opened", "DialFailed", "BytesReceived", "PeerClosed", "TransportFailed", "Written", "Taken", "Tick", "Ordered", "Abandon",
    ];

    private static readonly string[] SessionStates = ["Connecting", "Connected", "Disconnecting"];

    private static readonly string[] SessionEvents =
    [
        "BytesReceived", "PeerClosed", "TransportFailed", "Written", "Tick", "Taken", "Abandon", "Send", "Subscribe", "Unsubscribe", "Settle", "Begin", "Commit", "Abort", "Disconnect",
    ];

    private static readonly string[] PoolStates = ["Running", "Draining", "Closed"];

    private static readonly string[] PoolEvents =
    [
        "Rent", "Return", "Abandon", "MemberOpened", "MemberFailed", "MemberLost", "MemberClosed", "ProbeAnswered", "Cleaned", "Drain", "Tick",
    ];

    private static readonly string[] LinkStates = ["None", "Greeting", "Open", "Lingering"];

    private static readonly string[] LinkEvents = ["Accepted", "Received", "PeerClosed", "Lost", "Written", "Tick"];

    private static readonly int Sessions = ConnectionStates.Length * ConnectionEvents.Length;

    private static readonly int Pools = Sessions + (SessionStates.Length * SessionEvents.Length);

    private static readonly int Links = Pools + (PoolStates.Length * PoolEvents.Length);

    /// <summary>All pairs, in the order of <see cref="SimulationReport.Reached"/>.</summary>
    public static ValueList<ReachedPair> Pairs { get; } = Make();

    internal static int Count => Links + (LinkStates.Length * LinkEvents.Length);

    internal static int Of(ConnectionState state, ConnectionEvent @event) => (StateOf(state) * ConnectionEvents.Length) + @event switch
    {
        ConnectionEvent.Open => 0,
        ConnectionEvent.CredentialsReady => 1,
        ConnectionEvent.CredentialsFailed => 2,
        ConnectionEvent.Opened => 3,
        ConnectionEvent.DialFailed => 4,
        ConnectionEvent.BytesReceived => 5,
        ConnectionEvent.PeerClosed => 6,
        ConnectionEvent.TransportFailed => 7,
        ConnectionEvent.Written => 8,
        ConnectionEvent.Taken => 9,
        ConnectionEvent.Tick => 10,
        ConnectionEvent.Ordered => 11,
        ConnectionEvent.Abandon => 12,
    };

    /// <summary>The session's pair, -1 when the event is not for it.</summary>
    internal static int OfSession(ConnectionState state, ConnectionEvent @event)
    {
        if (state is not ConnectionState.WithTransport { Transport: var current })
            return -1;
        var place = @event switch
        {
            ConnectionEvent.BytesReceived e when e.Transport == current => 0,
            ConnectionEvent.PeerClosed e when e.Transport == current => 1,
            ConnectionEvent.TransportFailed e when e.Transport == current => 2,
            ConnectionEvent.Written e when e.Transport == current => 3,
            ConnectionEvent.Tick => 4,
            ConnectionEvent.Taken e when e.Transport == current => 5,
            ConnectionEvent.Abandon => state is ConnectionState.Connecting ? -1 : 6,
            // While it connects, the connection keeps all orders but the goodbye to itself.
            ConnectionEvent.Ordered e when state is not ConnectionState.Connecting && (e.Epoch == 0 || e.Epoch == current) => OrderOf(e.Order),
            ConnectionEvent.Ordered { Order: SessionEvent.Disconnect } => OrderOf(((ConnectionEvent.Ordered)@event).Order),
            _ => -1,
        };
        var row = state is ConnectionState.Connecting ? 0 : state is ConnectionState.Connected ? 1 : 2;
        return place < 0 ? -1 : Sessions + (row * SessionEvents.Length) + place;
    }

    internal static int Of(PoolState state, PoolEvent @event) => Pools + (state switch { PoolState.Running => 0, PoolState.Draining => 1, PoolState.Closed => 2 } * PoolEvents.Length) + @event switch
    {
        PoolEvent.Rent => 0,
        PoolEvent.Return => 1,
        PoolEvent.Abandon => 2,
        PoolEvent.MemberOpened => 3,
        PoolEvent.MemberFailed => 4,
        PoolEvent.MemberLost => 5,
        PoolEvent.MemberClosed => 6,
        PoolEvent.ProbeAnswered => 7,
        PoolEvent.Cleaned => 8,
        PoolEvent.Drain => 9,
        PoolEvent.Tick => 10,
    };

    internal static int Of(BrokerState state, BrokerEvent @event)
    {
        var place = @event switch
        {
            BrokerEvent.Accepted => 0,
            BrokerEvent.Received => 1,
            BrokerEvent.PeerClosed => 2,
            BrokerEvent.Lost => 3,
            BrokerEvent.Written => 4,
            BrokerEvent.Tick => 5,
        };
        var number = @event switch
        {
            BrokerEvent.Accepted e => e.Link,
            BrokerEvent.Received e => e.Link,
            BrokerEvent.PeerClosed e => e.Link,
            BrokerEvent.Lost e => e.Link,
            BrokerEvent.Written e => e.Link,
            BrokerEvent.Tick => Broker.NextDeadline(state)?.Link ?? 0,
        };
        var row = !state.Links.TryGet(number, out var link) ? 0 : link switch { Link.Greeting => 1, Link.Open => 2, Link.Lingering => 3 };
        return Links + (row * LinkEvents.Length) + place;
    }

    internal static string NameOf(ConnectionState state) => ConnectionStates[StateOf(state)];

    private static int StateOf(ConnectionState state) => state switch
    {
        ConnectionState.Idle => 0,
        ConnectionState.Dialling => 1,
        ConnectionState.Connecting => 2,
        ConnectionState.Connected => 3,
        ConnectionState.Closing => 4,
        ConnectionState.Waiting => 5,
        ConnectionState.Closed => 6,
    };

    private static int OrderOf(SessionEvent.Order order) => order switch
    {
        SessionEvent.Disconnect => 14,
        SessionEvent.Send => 7,
        SessionEvent.Subscribe => 8,
        SessionEvent.Unsubscribe => 9,
        SessionEvent.Settle => 10,
        SessionEvent.Begin => 11,
        SessionEvent.Commit => 12,
        SessionEvent.Abort => 13,
    };

    private static ValueList<ReachedPair> Make()
    {
        var pairs = new List<ReachedPair>();
        Add(pairs, "Connection", ConnectionStates, ConnectionEvents);
        Add(pairs, "Session", SessionStates, SessionEvents);
        Add(pairs, "Pool", PoolStates, PoolEvents);
        Add(pairs, "Broker", LinkStates, LinkEvents);
        return ValueList.From<ReachedPair>(pairs);
    }

    private static void Add(List<ReachedPair> pairs, string machine, string[] states, string[] events)
    {
        foreach (var state in states)
        {
            foreach (var @event in events)
                pairs.Add(new(machine, state, @event));
        }
    }
}
