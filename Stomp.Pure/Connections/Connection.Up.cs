using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>While there is a transport: the session's steps, and what they mean for what outlives it.</summary>
public static partial class Connection
{
    /// <summary>The session begins when its attempt did, so that its deadline covers the dial as well (M12).</summary>
    private static Transition<ConnectionState, ConnectionEffect> Begin(Plan plan, long transport, Endpoint endpoint, Instant since, SessionConfig config)
    {
        var state = new ConnectionState.Connecting(plan, transport, endpoint, Session.Initial(config));
        return Forward(state, state.Session, new SessionEvent.Opened(since), default);
    }

    /// <summary>Steps the session and takes its effects up; what it became decides what the connection becomes.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Forward(
        ConnectionState.WithTransport state, SessionState session, SessionEvent @event, EffectList<ConnectionEffect> effects)
    {
        var step = Session.Step(session, @event);
        var settled = SettleKept(state.Plan, step.Effects);
        if (!ReferenceEquals(settled.Plan, state.Plan))
            state = state with { Plan = settled.Plan };
        if (!settled.Effects.IsEmpty)
            effects.Add(new ConnectionEffect.OnTransport(state.Transport, settled.Effects));
        return step.State switch
        {
            SessionState.Connected connected when session is not SessionState.Connected => Establish(state, connected, @event.At, effects),
            SessionState.Connected connected => Stay(state, connected, step.Effects, @event.At, effects),
            SessionState.Disconnecting leaving => new(
                new ConnectionState.Closing(state.Footing.On(Prune(state.Plan, step.Effects)), leaving), effects.ToEffects()),
            SessionState.Ended ended when session is SessionState.Connecting && OpenedIn(step.Effects) is { } info => Lose(
                Opened(state.Plan, info, @event.At, ref effects), @event.At, ended.Reason, effects),
            SessionState.Ended ended => AfterSession(Prune(state.Plan, step.Effects), session, ended.Reason, @event.At, effects),
            SessionState.Unopened or SessionState.Connecting => new(
                new ConnectionState.Connecting(state.Footing, step.State), effects.ToEffects()),
        };
    }

    /// <summary>What the session opened with, if it did in these effects: it may have ended in the same octets.</summary>
    private static SessionInfo? OpenedIn(Effects<SessionEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is SessionEffect.Established established)
                return established.Session;
        }

        return null;
    }

    /// <summary>A session opened. Rounds that failed before the first one do not count against those after a loss.</summary>
    private static Plan Opened(Plan plan, SessionInfo info, Instant at, ref EffectList<ConnectionEffect> effects)
    {
        if (plan.OpenOp != 0)
            effects.Add(new ConnectionEffect.Completed(plan.OpenOp, new Outcome.Opened(info)));
        return plan with { OpenOp = 0, WasOpen = true, OpenSince = at, Attempts = plan.WasOpen ? plan.Attempts : plan.Attempts.Lived() };
    }

    /// <summary>A session opened and goes on: subscriptions first, in their order, then what waited, in its order.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Establish(
        ConnectionState.WithTransport state, SessionState.Connected opened, Instant at, EffectList<ConnectionEffect> effects)
    {
        var plan = Opened(state.Plan, opened.Session, at, ref effects);
        SessionState session = opened;
        var restored = Window<SessionEvent.Subscribe>.Empty;
        foreach (var (place, subscribe) in plan.Subscriptions)
        {
            var before = session;
            session = Say(state.Transport, session, subscribe with { At = at }, ref effects);
            if (Took(before, session))
                restored = restored.Add(place, Restorable(subscribe));
            else if (subscribe.Op == 0)
                effects.Add(new ConnectionEffect.NotRestored(subscribe.Key, Refusal(before, subscribe with { At = at })));
        }

        session = SendAgain(ref plan, state.Transport, session, at, ref effects);
        foreach (var (_, order) in plan.Queue)
            session = SayQueued(ref plan, state.Transport, session, order with { At = at }, ref effects);
        plan = plan with { Subscriptions = restored, Queue = default, QueuedOctets = 0 };
        return new(new ConnectionState.Connected(state.Footing.On(plan), (SessionState.Connected)session), effects.ToEffects());
    }

    private static SessionState SayQueued(
        ref Plan plan, long transport, SessionState session, SessionEvent.Order order, ref EffectList<ConnectionEffect> effects)
    {
        if (order is not SessionEvent.Send send || !IsKept(plan, send))
            return Say(transport, session, order, ref effects);
        plan = Keep(plan, send);
        var step = Session.Step(session, AsKept(send, plan.LastKept));
        var settled = SettleKept(plan, step.Effects);
        plan = settled.Plan;
        if (!settled.Effects.IsEmpty)
            effects.Add(new ConnectionEffect.OnTransport(transport, settled.Effects));
        return step.State;
    }

    private static SessionState Say(long transport, SessionState session, SessionEvent.Order order, ref EffectList<ConnectionEffect> effects)
    {
        var step = Session.Step(session, order);
        if (!step.Effects.IsEmpty)
            effects.Add(new ConnectionEffect.OnTransport(transport, step.Effects));
        return step.State;
    }

    /// <summary>Why a session does not take a subscription that nobody waits for: what it would say to somebody who did.</summary>
    private static Rejection Refusal(SessionState session, SessionEvent.Subscribe subscribe)
    {
        foreach (var effect in Session.Step(session, subscribe with { Op = subscribe.Key }).Effects)
        {
            if (effect is SessionEffect.Completed { Outcome: Outcome.Rejected rejected })
                return rejected.Why;
        }

        return new(RejectionKind.InvalidState, "the session does not take the subscription");
    }

    /// <summary>Whether a session took a subscription.</summary>
    private static bool Took(SessionState before, SessionState after) =>
        before is SessionState.Live one && after is SessionState.Live other && other.Subscriptions > one.Subscriptions;

    private static bool Holds(SessionState session, long key)
    {
        if (session is not SessionState.Live live)
            return false;
        foreach (var (_, subscription) in live.Ledger.Subscriptions)
        {
            if (subscription.Key == key)
                return true;
        }

        return false;
    }

    private static Transition<ConnectionState, ConnectionEffect> Obey(ConnectionState.Connected state, ConnectionEvent.Ordered ordered)
    {
        if (IsStale(ordered, state.Transport))
            return AnswerStale(state, state.Plan, ordered);
        switch (ordered.Order)
        {
            case SessionEvent.Subscribe subscribe:
                var subscribed = Forward(state, state.Session, subscribe, default);
                return subscribed.State is ConnectionState.Connected { Session: var session } next && Took(state.Session, session)
                    ? subscribed with { State = next with { Plan = Remember(next.Plan, Restorable(subscribe)) } }
                    : subscribed;
            case SessionEvent.Unsubscribe unsubscribe:
                var result = Forward(state, state.Session, unsubscribe, default);
                // One that was refused here is still open.
                return result.State is ConnectionState.Connected after && !Holds(after.Session, unsubscribe.Subscription)
                    ? result with { State = after with { Plan = Forget(after.Plan, unsubscribe.Subscription) } }
                    : result;
            case SessionEvent.Send send when IsKept(state.Plan, send):
                var own = send with { Body = Payload.Copy(send.Body.Span) };
                var kept = Keep(state.Plan, own);
                return Forward(state with { Plan = kept }, state.Session, AsKept(own, kept.LastKept), default);
            default:
                return Forward(state, state.Session, ordered.Order, default);
        }
    }

    private static Transition<ConnectionState, ConnectionEffect> Abandon(
        ConnectionState.WithTransport state, SessionState session, ConnectionEvent.Abandon abandon) =>
        Forward(state, session, new SessionEvent.Abandon(abandon.At, abandon.Op == 0 ? 0 : InSession(state.Plan, abandon.Op), abandon.Why), default);

    /// <summary>The session goes on. A subscription whose SUBSCRIBE nobody waits for any more has no reader: it is closed.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Stay(
        ConnectionState.WithTransport state, SessionState.Connected connected, Effects<SessionEffect> step, Instant at, EffectList<ConnectionEffect> effects)
    {
        var plan = Prune(state.Plan, step);
        SessionState session = connected;
        if (!ReferenceEquals(plan, state.Plan))
        {
            foreach (var effect in step)
            {
                if (effect is SessionEffect.Completed { Outcome: Outcome.Unknown } completed && Holds(session, completed.Op))
                    session = Say(state.Transport, session, new SessionEvent.Unsubscribe(at, 0, completed.Op), ref effects);
            }
        }

        return new(new ConnectionState.Connected(state.Footing.On(plan), (SessionState.Connected)session), effects.ToEffects());
    }
}
