using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Every state takes every event: by a step that is listed here, by an answer to whoever asked, or not at all.</summary>
[Trait("Row", "M45"), Trait("Row", "N08")]
public sealed class TotalityTests : ConnectionScenarios
{
    /// <summary>
    /// What each state becomes, or asks for beside answers, when it takes an event of its own transport. A state that stands here without an arrow stays
    /// what it is and asks for something; all pairs that do not stand here change nothing but an answer.
    /// </summary>
    private static readonly string[] Listed =
    [
        "Idle Open > Dialling",
        "Idle Opened > Connecting",
        "Idle Ordered.Send > Idle", "Idle Ordered.Subscribe > Idle", "Idle Ordered.Begin > Idle", "Idle Ordered.Disconnect > Closed",
        "Idle BytesReceived > Idle", "Idle Written > Idle", "Idle PeerClosed > Idle", "Idle TransportFailed > Idle",
        "Dialling Opened > Connecting", "Dialling DialFailed > Waiting", "Dialling Tick > Waiting",
        "Dialling Ordered.Send > Dialling", "Dialling Ordered.Subscribe > Dialling", "Dialling Ordered.Begin > Dialling", "Dialling Ordered.Unsubscribe > Dialling", "Dialling Ordered.Disconnect > Closed",
        "Dialling Abandon > Dialling",
        "Connecting BytesReceived > Connected", "Connecting PeerClosed > Waiting", "Connecting TransportFailed > Waiting", "Connecting Tick > Waiting",
        "Connecting Written > Connecting",
        "Connecting Ordered.Send > Connecting", "Connecting Ordered.Subscribe > Connecting", "Connecting Ordered.Begin > Connecting", "Connecting Ordered.Unsubscribe > Connecting", "Connecting Ordered.Disconnect > Closed",
        "Connecting Abandon > Connecting",
        "Connected BytesReceived > Waiting", "Connected PeerClosed > Waiting", "Connected TransportFailed > Waiting", "Connected Tick > Connected",
        "Connected Written > Connected", "Connected Taken > Connected", "Connected Abandon > Connected",
        "Connected Ordered.Send > Connected", "Connected Ordered.Subscribe > Connected", "Connected Ordered.Unsubscribe > Connected",
        "Connected Ordered.Settle > Connected", "Connected Ordered.Begin > Connected", "Connected Ordered.Commit > Connected",
        "Connected Ordered.Abort > Connected", "Connected Ordered.Disconnect > Closing",
        "Closing BytesReceived > Closed", "Closing PeerClosed > Closed", "Closing TransportFailed > Closed", "Closing Tick > Closing",
        "Closing Written > Closing", "Closing Taken > Closing", "Closing Abandon > Closing",
        "Waiting Tick > Dialling", "Waiting Ordered.Send > Waiting", "Waiting Ordered.Subscribe > Waiting", "Waiting Ordered.Unsubscribe > Waiting",
        "Waiting Ordered.Begin > Waiting", "Waiting Ordered.Disconnect > Closed",
        "Waiting Abandon > Waiting",
        "Waiting Opened > Waiting", "Waiting BytesReceived > Waiting", "Waiting Written > Waiting", "Waiting PeerClosed > Waiting", "Waiting TransportFailed > Waiting",
        "Closed Opened > Closed", "Closed BytesReceived > Closed", "Closed Written > Closed", "Closed PeerClosed > Closed", "Closed TransportFailed > Closed",
    ];

    /// <summary>While credentials are asked for nothing else concerns the attempt.</summary>
    [Fact]
    public void Asking_for_credentials_takes_every_event()
    {
        var asking = Connection.Step(Connection.Initial(Plain.WithAsksCredentials(true), 1), new ConnectionEvent.Open(Instant.FromSeconds(1), 1)).State;
        string[] asks = ["CredentialsReady", "CredentialsFailed", "Tick", "Ordered.Send", "Ordered.Subscribe", "Ordered.Begin", "Ordered.Disconnect"];
        var found = Events(1).Where(@event => Deep.Show(Connection.Step(asking, @event).State) != Deep.Show(asking)).Select(NameOf);
        Assert.Equal(asks, found.OrderBy(name => Array.IndexOf(asks, name)));
    }

    [Fact]
    public void Every_state_takes_every_event()
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        var pairs = 0;
        foreach (var state in States())
        {
            foreach (var @event in Events(1))
            {
                pairs++;
                var before = Deep.Show(state);
                var step = Connection.Step(state, @event);
                Assert.Equal(before, Deep.Show(state));
                var shown = ConnectionNotation.Show(step.Effects, default).ToArray();
                var isAnswer = Deep.Show(step.State) == before && shown.All(effect => effect.Contains("done ", StringComparison.Ordinal));
                if (!isAnswer)
                    found.Add($"{state.GetType().Name} {NameOf(@event)} > {step.State.GetType().Name}");
                var answers = shown.Count(effect => effect.Contains("done 900 ", StringComparison.Ordinal));
                Assert.True(answers <= 1, $"{state.GetType().Name} {NameOf(@event)}");
            }
        }

        Assert.Equal("", string.Join(", ", found.Except(Listed)));
        Assert.Equal("", string.Join(", ", Listed.Except(found)));
        Assert.Equal(7 * 20, pairs);
    }

    /// <summary>An event of another transport changes no state and asks for nothing but that transport's end.</summary>
    [Fact]
    public void No_state_minds_another_transport()
    {
        foreach (var state in States().Where(state => state is not ConnectionState.Idle))
        {
            foreach (var @event in Events(77).Where(@event => @event.GetType().GetProperty("Transport") is not null))
            {
                var step = Connection.Step(state, @event);
                Assert.Equal(Deep.Show(state), Deep.Show(step.State));
                Assert.All(step.Effects, effect => Assert.Equal(new ConnectionEffect.CloseTransport(77), effect));
            }
        }
    }

    /// <summary>What went another way from the same state does not show in it, nor in what came of it the first time.</summary>
    [Fact]
    public void A_state_can_be_left_in_many_ways()
    {
        foreach (var state in States())
        {
            var before = Deep.Show(state);
            var firsts = Events(1).Select(@event => Connection.Step(state, @event)).ToArray();
            var shown = firsts.Select(step => Deep.Show(step.State)).ToArray();
            foreach (var first in firsts)
            {
                foreach (var @event in Events(1))
                    Connection.Step(first.State, @event);
            }

            Assert.Equal(before, Deep.Show(state));
            Assert.Equal(shown, firsts.Select(step => Deep.Show(step.State)));
            var again = Events(1).Select(@event => Connection.Step(state, @event)).ToArray();
            Assert.Equal(shown, again.Select(step => Deep.Show(step.State)));
            Assert.Equal(firsts.Select(step => step.Effects), again.Select(step => step.Effects));
        }
    }

    private static string NameOf(ConnectionEvent @event) =>
        @event is ConnectionEvent.Ordered ordered ? "Ordered." + ordered.Order.GetType().Name : @event.GetType().Name;

    /// <summary>One state of every kind, on transport 1, with a subscription, an unsettled message, an open transaction and a receipt pending.</summary>
    private static ConnectionState[] States()
    {
        var c = new ConnectionHarness(Plain);
        var states = new List<ConnectionState> { c.State };
        c.Open("dial 1 a:1");
        c.Do(Subscribe("/a"));
        c.Do(Said("/q", "queued") with { Receipt = Receipt });
        states.Add(c.State);
        c.Opened("1: " + FullOffer);
        states.Add(c.State);
        c.Connect("CONNECTED{version:1.2}");
        c.Feed(new ConnectionEvent.Ordered(new SessionEvent.Subscribe(c.Now, 90, "/b", AckMode.Client), 0));
        c.Rx("MESSAGE{subscription:1; message-id:m; destination:/b; ack:k}", "1: deliver 90 #1 m");
        c.Feed(new ConnectionEvent.Ordered(new SessionEvent.Begin(c.Now, 91, "t"), 0));
        states.Add(c.State);
        c.Feed(new ConnectionEvent.Ordered(new SessionEvent.Disconnect(c.Now, 92), 0));
        states.Add(c.State);

        c = Up(Plain);
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.Do(Said("/q", "queued"));
        states.Add(c.State);
        c.Do(Disconnect(), "done 4 Closed(cancelled)", "done 3 NotSent(cancelled)", "closed cancelled");
        states.Add(c.State);
        Assert.Equal(CasesOf(typeof(ConnectionState)), states.Select(state => state.GetType().Name).Order());
        return [.. states];
    }

    /// <summary>One event of every kind, and of every kind of order.</summary>
    private static ConnectionEvent[] Events(long transport)
    {
        var at = Instant.FromSeconds(7200);
        var fault = new TransportFault(TransportFaultKind.Reset, "", "");
        SessionEvent.Order[] orders =
        [
            new SessionEvent.Send(at, 900, "/q", Payload.FromText("x")), new SessionEvent.Subscribe(at, 900, "/q", AckMode.Auto), new SessionEvent.Unsubscribe(at, 900, 2),
            new SessionEvent.Settle(at, 900, 1, true), new SessionEvent.Begin(at, 900, null), new SessionEvent.Commit(at, 900, "t"), new SessionEvent.Abort(at, 900, "t"),
            new SessionEvent.Disconnect(at, 900),
        ];
        Assert.Equal(CasesOf(typeof(SessionEvent.Order)), orders.Select(order => order.GetType().Name).Order());
        ConnectionEvent[] events =
        [
            new ConnectionEvent.Open(at, 900), new ConnectionEvent.Opened(at, transport), new ConnectionEvent.DialFailed(at, transport, fault),
            new ConnectionEvent.CredentialsReady(at, transport, "me", new Secret(1)), new ConnectionEvent.CredentialsFailed(at, transport, ""),
            new ConnectionEvent.BytesReceived(at, transport, Payload.FromText("CONNECTED\nversion:1.2\n\n\0")), new ConnectionEvent.PeerClosed(at, transport),
            new ConnectionEvent.TransportFailed(at, transport, fault), new ConnectionEvent.Written(at, transport, 3), new ConnectionEvent.Taken(at, transport, 1, 1),
            new ConnectionEvent.Tick(at), new ConnectionEvent.Abandon(at, 3, AbandonReason.Cancelled),
            .. orders.Select(order => new ConnectionEvent.Ordered(order, 0)),
        ];
        Assert.Equal(CasesOf(typeof(ConnectionEvent)), events.Select(@event => @event.GetType().Name).Distinct().Order());
        return events;
    }

    private static IEnumerable<string> CasesOf(Type type) => type.Assembly.GetTypes()
        .Where(one => one.IsSubclassOf(type) && !one.IsAbstract).Select(one => one.Name).Order();
}
