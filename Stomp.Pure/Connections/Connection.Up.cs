using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>While there is a transport: the session's steps, and what they mean for what outlives it.</summary>
public static partial class Connection
{
    private static Transition<ConnectionState, ConnectionEffect> Begin(Plan plan, long transport, Endpoint endpoint, Instant at, TimeSpan left)
    {
        var config = plan.Config.Session with { ConnectTimeout = left, Host = plan.Config.Host ?? endpoint.VirtualHost ?? endpoint.ServerName ?? endpoint.Host };
        var state = new ConnectionState.Connecting(plan, transport, endpoint, Session.Initial(config));
        return Forward(state, state.Session, new SessionEvent.Opened(at), default);
    }

    /// <summary>Steps the session and takes its effects up; what it became decides what the connection becomes.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Forward(
        ConnectionState.WithTransport state, SessionState session, SessionEvent @event, EffectList<ConnectionEffect> effects)
    {
        var step = Session.Step(session, @event);
        if (!step.Effects.IsEmpty)
            effects.Add(new ConnectionEffect.OnTransport(state.Transport, step.Effects));
        return step.State switch
        {
            SessionState.Connected connected when session is not SessionState.Connected => Establish(state, connected, @event.At, effects),
            SessionState.Connected connected => new(
                new ConnectionState.Connected(Prune(state.Plan, step.Effects), state.Transport, state.Endpoint, connected), effects.ToEffects()),
            SessionState.Disconnecting leaving => new(
                new ConnectionState.Closing(state.Plan, state.Transport, state.Endpoint, leaving), effects.ToEffects()),
            SessionState.Ended ended => AfterSession(Prune(state.Plan, step.Effects), session, ended.Reason, @event.At, effects),
            SessionState.Unopened or SessionState.Connecting => new(
                new ConnectionState.Connecting(state.Plan, state.Transport, state.Endpoint, step.State), effects.ToEffects()),
        };
    }

    /// <summary>A session opened: subscriptions first, in their order, then what waited, in its order.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Establish(
        ConnectionState.WithTransport state, SessionState.Connected opened, Instant at, EffectList<ConnectionEffect> effects)
    {
        var plan = state.Plan;
        if (plan.OpenOp != 0)
            effects.Add(new ConnectionEffect.Completed(plan.OpenOp, new Outcome.Opened(opened.Session)));
        plan = plan with { OpenOp = 0, WasOpen = true, OpenSince = at };
        SessionState session = opened;
        foreach (var (_, subscribe) in plan.Subscriptions)
            session = Say(state.Transport, session, subscribe with { At = at }, ref effects);
        foreach (var (_, order) in plan.Queue)
            session = Say(state.Transport, session, order with { At = at }, ref effects);
        plan = plan with { Subscriptions = Sent(plan.Subscriptions), Queue = default, QueuedOctets = 0 };
        return session is SessionState.Connected connected
            ? new(new ConnectionState.Connected(plan, state.Transport, state.Endpoint, connected), effects.ToEffects())
            : AfterSession(plan, session, ((SessionState.Ended)session).Reason, at, effects);
    }

    private static SessionState Say(long transport, SessionState session, SessionEvent.Order order, ref EffectList<ConnectionEffect> effects)
    {
        var step = Session.Step(session, order);
        if (!step.Effects.IsEmpty)
            effects.Add(new ConnectionEffect.OnTransport(transport, step.Effects));
        return step.State;
    }

    /// <summary>Subscriptions that were sent once are restored silently from then on: nobody waits for that.</summary>
    private static Window<SessionEvent.Subscribe> Sent(Window<SessionEvent.Subscribe> subscriptions)
    {
        var sent = Window<SessionEvent.Subscribe>.Empty;
        foreach (var (key, subscribe) in subscriptions)
            sent = sent.Add(key, subscribe.Op == 0 ? subscribe : Restorable(subscribe));
        return sent;
    }

    private static SessionEvent.Subscribe Restorable(SessionEvent.Subscribe subscribe) => subscribe with { Op = 0, Receipt = default };

    private static Transition<ConnectionState, ConnectionEffect> Obey(ConnectionState.Connected state, ConnectionEvent.Ordered ordered)
    {
        if (IsStale(ordered, state.Transport))
            return AnswerStale(state, ordered);
        var next = ordered.Order switch
        {
            SessionEvent.Subscribe subscribe => state with { Plan = Remember(state.Plan, subscribe) },
            _ => state,
        };
        var result = Forward(next, state.Session, ordered.Order, default);
        return ordered.Order is SessionEvent.Unsubscribe unsubscribe && result.State is ConnectionState.Connected after
            ? result with { State = after with { Plan = after.Plan with { Subscriptions = after.Plan.Subscriptions.Remove(unsubscribe.Subscription) } } }
            : result;
    }

    private static Plan Remember(Plan plan, SessionEvent.Subscribe subscribe) =>
        plan with { Subscriptions = plan.Subscriptions.Add(subscribe.Key, Restorable(subscribe)) };

    /// <summary>Subscriptions that the broker refused or ended leave the restore set, and so do those that were refused here.</summary>
    private static Plan Prune(Plan plan, Effects<SessionEffect> effects)
    {
        if (plan.Subscriptions.IsEmpty)
            return plan;
        foreach (var effect in effects)
        {
            var gone = effect switch
            {
                SessionEffect.SubscriptionEnded ended => ended.Subscription,
                SessionEffect.Completed { Outcome: Outcome.Refused or Outcome.Rejected } completed => completed.Op,
                _ => 0,
            };
            if (gone != 0 && plan.Subscriptions.TryGet(gone, out _))
                plan = plan with { Subscriptions = plan.Subscriptions.Remove(gone) };
        }

        return plan;
    }
}
