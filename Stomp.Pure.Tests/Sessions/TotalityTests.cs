using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Every event in every state: a listed transition, a rejection, or nothing at all. The cases are found by reflection.</summary>
[Trait("Row", "M45")]
public sealed class TotalityTests
{
    private const long PendingOp = 50;

    private static readonly Instant Start = Instant.FromSeconds(10);

    private enum Answer
    {
        /// <summary>A transition: another state, or effects.</summary>
        M,

        /// <summary>Rejected: the operation says so, and nothing changed.</summary>
        R,

        /// <summary>Quiet: same state, no effects.</summary>
        Q,
    }

    private static readonly string[] States = ["Unopened", "Connecting", "Connected", "Draining", "AwaitingReceipt", "AwaitingClose", "Ended"];

    private static readonly Dictionary<string, string> Table = new()
    {
        //                    Unopened Connecting Connected Draining AwaitingReceipt AwaitingClose Ended
        ["Opened"] = /*         */ "M Q Q Q Q Q Q",
        ["BytesReceived"] = /*  */ "Q M M M M M Q",
        ["PeerClosed"] = /*     */ "M M M M M M Q",
        ["TransportFailed"] = /**/ "M M M M M M Q",
        ["Written"] = /*        */ "Q M M M M M Q",
        ["Tick"] = /*           */ "Q M M M M M Q",
        ["Taken"] = /*          */ "Q Q M M M M Q",
        ["Abandon"] = /*        */ "Q Q M M M M Q",
        ["Send"] = /*           */ "R R M R R R R",
        ["Subscribe"] = /*      */ "R R M R R R R",
        ["Unsubscribe"] = /*    */ "R R M R R R R",
        ["Settle"] = /*         */ "R R M R R R R",
        ["Begin"] = /*          */ "R R M R R R R",
        ["Commit"] = /*         */ "R R M R R R R",
        ["Abort"] = /*          */ "R R M R R R R",
        ["Disconnect"] = /*     */ "M M M R R R M",
    };

    private static readonly Instant Later = Start + TimeSpan.FromDays(1);

    private static readonly Dictionary<string, SessionEvent> Samples = new SessionEvent[]
    {
        new SessionEvent.Opened(Later),
        new SessionEvent.BytesReceived(Later, Payload.FromText("\nERR")),
        new SessionEvent.PeerClosed(Later),
        new SessionEvent.TransportFailed(Later, new(TransportFaultKind.Reset, "", "reset")),
        new SessionEvent.Written(Later, 1),
        new SessionEvent.Tick(Later),
        new SessionEvent.Taken(Later, 1, 1),
        new SessionEvent.Abandon(Later, PendingOp, AbandonReason.Cancelled),
        new SessionEvent.Send(Later, 90, "/q", default),
        new SessionEvent.Subscribe(Later, 90, "/q", AckMode.Auto),
        new SessionEvent.Unsubscribe(Later, 90, 1),
        new SessionEvent.Settle(Later, 90, 1, true),
        new SessionEvent.Begin(Later, 90, null),
        new SessionEvent.Commit(Later, 90, "t1"),
        new SessionEvent.Abort(Later, 90, "t1"),
        new SessionEvent.Disconnect(Later, 90),
    }.ToDictionary(sample => sample.GetType().Name);

    private static IEnumerable<Type> Cases(Type root) => root.Assembly.GetTypes().Where(type => type.IsSubclassOf(root) && !type.IsAbstract);

    public static TheoryData<Type> SumTypes => [typeof(SessionState), typeof(SessionEvent), typeof(SessionEffect), typeof(Outcome), typeof(Cause), typeof(EndReason)];

    [Theory, MemberData(nameof(SumTypes))]
    public void Sum_types_are_closed(Type root)
    {
        Assert.All(Cases(root), type => Assert.True(type.IsSealed && type.DeclaringType == root, $"{type} is no sealed case nested in {root}"));
        foreach (var type in root.Assembly.GetTypes().Where(type => type.IsAbstract && (type == root || type.IsSubclassOf(root))))
        {
            var constructors = type.GetConstructors(System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.NonPublic);
            Assert.All(constructors, made => Assert.True(made.IsFamilyAndAssembly || made.IsPrivate || IsCopy(made), $"{type} can be derived from outside"));
        }
    }

    // The copy constructor of a record cannot be hidden, but it needs a first instance.
    private static bool IsCopy(System.Reflection.ConstructorInfo made) =>
        made.GetParameters() is [{ } only] && only.ParameterType == made.DeclaringType;

    [Fact]
    public void Every_case_is_listed()
    {
        var events = Cases(typeof(SessionEvent)).Select(type => type.Name).Order();
        Assert.Equal(events, Table.Keys.Order());
        Assert.Equal(events, Samples.Keys.Order());
        var states = Cases(typeof(SessionState)).Select(type => type.Name).Where(name => name != nameof(SessionState.Disconnecting));
        Assert.Equal(states.Concat(Enum.GetNames<GoodbyeStep>()).Order(), States.Order());
        Assert.All(States, name => Assert.Equal(name, NameOf(Make(name))));
    }

    public static TheoryData<string, string> Pairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var state in States)
        {
            foreach (var name in Table.Keys)
                pairs.Add(state, name);
        }

        return pairs;
    }

    [Theory, MemberData(nameof(Pairs))]
    public void Every_pair_answers_as_listed(string stateName, string eventName)
    {
        var state = Make(stateName);
        var expected = Enum.Parse<Answer>(Table[eventName].Split(' ')[Array.IndexOf(States, stateName)]);
        var (next, effects) = Session.Step(state, Samples[eventName]);
        switch (expected)
        {
            case Answer.M:
                Assert.False(next == state && effects.IsEmpty, "nothing happened");
                break;
            case Answer.R:
                Assert.Equal(state, next);
                var rejected = Assert.IsType<SessionEffect.Completed>(Assert.Single(effects));
                Assert.Equal(90, rejected.Op);
                Assert.Equal(RejectionKind.InvalidState, Assert.IsType<Outcome.Rejected>(rejected.Outcome).Why.Kind);
                break;
            case Answer.Q:
                Assert.Equal(state, next);
                Assert.True(effects.IsEmpty);
                break;
        }

        Assert.Equal(Make(stateName), state);
    }

    [Theory, MemberData(nameof(Pairs))]
    public void An_operation_that_nobody_awaits_is_never_completed(string stateName, string eventName)
    {
        if (Samples[eventName] is not SessionEvent.Order order)
            return;
        var effects = Session.Step(Make(stateName), order with { Op = 0 }).Effects;
        Assert.DoesNotContain(effects, effect => effect is SessionEffect.Completed { Op: 0 or 90 });
    }

    /// <summary>A state of each kind, where there is any with a subscription, an unread and unsettled message, a transaction and an operation that waits.</summary>
    private static SessionState Make(string name)
    {
        var config = new SessionConfig { Host = "h", Heartbeat = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)) };
        var state = Session.Initial(config);
        if (name == "Unopened")
            return state;
        state = Step(state, new SessionEvent.Opened(Start));
        if (name == "Connecting")
            return state;
        state = Step(state, new SessionEvent.BytesReceived(Start, Payload.FromText("CONNECTED\nversion:1.2\nheart-beat:10000,10000\n\n\0")));
        state = Step(state, new SessionEvent.Subscribe(Start, 1, "/q", AckMode.Client));
        state = Step(state, new SessionEvent.BytesReceived(Start, Payload.FromText("MESSAGE\nsubscription:0\nmessage-id:m\ndestination:/q\nack:a\n\nx\0")));
        state = Step(state, new SessionEvent.Begin(Start, 2, null));
        state = Step(state, new SessionEvent.Send(Start, PendingOp, "/q", default) { Receipt = ReceiptWish.Counted });
        if (name == "Connected")
            return state;
        if (name == "Ended")
            return Step(state, new SessionEvent.PeerClosed(Start));
        var wish = name == "AwaitingClose" ? ReceiptWish.None : ReceiptWish.Counted;
        state = Step(state, new SessionEvent.Disconnect(Start, 60) { Receipt = wish });
        return name == "Draining" ? state : Step(state, new SessionEvent.Tick(Start + config.DisconnectTimeout));
    }

    private static SessionState Step(SessionState state, SessionEvent @event) => Session.Step(state, @event).State;

    private static string NameOf(SessionState state) => state is SessionState.Disconnecting disconnecting ? disconnecting.Step.ToString() : state.GetType().Name;
}
