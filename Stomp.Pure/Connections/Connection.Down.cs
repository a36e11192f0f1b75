using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>While there is no session: attempts, waits, and what is kept until there is one.</summary>
public static partial class Connection
{
    private static Transition<ConnectionState, ConnectionEffect> Dial(Plan plan, Instant at) => Dial(plan, at, default);

    private static Transition<ConnectionState, ConnectionEffect> Dial(Plan plan, Instant at, EffectList<ConnectionEffect> effects)
    {
        var transport = plan.LastTransport + 1;
        if (plan.Config.Randomize && plan.Attempts.Endpoint == 0)
        {
            var shuffled = EndpointOrder.Shuffle(plan.Config.Endpoints, plan.Attempts.Dice);
            plan = plan with { Order = shuffled.Endpoints, Attempts = plan.Attempts with { Dice = shuffled.Rest } };
        }

        var endpoint = plan.Order[plan.Attempts.Endpoint];
        plan = plan with { LastTransport = transport };
        if (plan.Config.AsksCredentials)
        {
            effects.Add(new ConnectionEffect.AskCredentials(transport));
            return new(new ConnectionState.Dialling(plan, transport, endpoint, at, DialPhase.Asking.Instance), effects.ToEffects());
        }

        effects.Add(new ConnectionEffect.Dial(transport, endpoint));
        var opening = new DialPhase.Opening(plan.Config.SessionFor(endpoint));
        return new(new ConnectionState.Dialling(plan, transport, endpoint, at, opening), effects.ToEffects());
    }

    /// <summary>The credentials of this attempt are there. What CONNECT could not carry counts as none.</summary>
    private static Transition<ConnectionState, ConnectionEffect> DialAs(ConnectionState.Dialling state, ConnectionEvent.CredentialsReady ready)
    {
        var session = state.Plan.Config.SessionFor(state.Endpoint).WithCredentials(ready.Login, ready.Secret);
        return session.Check() is { } problem
            ? Retry(state.Plan, ready.At, new EndReason.CredentialsFailed(problem.Text), default)
            : new(
                state with { Phase = new DialPhase.Opening(session) },
                Effects.One<ConnectionEffect>(new ConnectionEffect.Dial(state.Transport, state.Endpoint)));
    }

    private static Transition<ConnectionState, ConnectionEffect> GiveUpDial(ConnectionState.Dialling state, Instant at)
    {
        var effects = default(EffectList<ConnectionEffect>);
        effects.Add(new ConnectionEffect.CloseTransport(state.Transport));
        var limit = state.Plan.Config.Session.ConnectTimeout;
        return Retry(state.Plan, at, state.Phase switch
        {
            DialPhase.Asking => new EndReason.CredentialsFailed($"none came within {EndReason.Seconds(limit)}"),
            DialPhase.Opening => new EndReason.ConnectTimedOut(limit),
        }, effects);
    }

    /// <summary>A session ended: for good, or until the next attempt. Whoever said goodbye wants none.</summary>
    private static Transition<ConnectionState, ConnectionEffect> AfterSession(
        Plan plan, SessionState session, EndReason reason, Instant at, EffectList<ConnectionEffect> effects)
    {
        if (session is SessionState.Disconnecting || IsFinal(plan, reason))
            return Close(plan, reason, effects);
        if (session is not SessionState.Connected connected)
            return Retry(plan, at, reason, effects);
        // One in which the broker answered nothing did not live, however long it took (M11).
        if (connected.Unrestored == 0 && at - plan.OpenSince >= plan.Config.Reconnect.StableAfter)
            plan = plan with { Attempts = plan.Attempts.Lived() };
        return Lose(plan, at, reason, effects);
    }

    private static Transition<ConnectionState, ConnectionEffect> Lose(
        Plan plan, Instant at, EndReason reason, EffectList<ConnectionEffect> effects) =>
        Wait(plan with { Attempts = plan.Attempts.Lost() }, at, reason, effects);

    private static bool IsFinal(Plan plan, EndReason reason) => reason switch
    {
        EndReason.Disconnected or EndReason.Cancelled => true,
        EndReason.Refused refused => !plan.Config.Reconnect.RetryRefused && !BrokerProfile.IsPassing(refused.Error, plan.Config.Session.Profile),
        EndReason.ProtocolFault or EndReason.Malformed => !plan.WasOpen,
        EndReason.BrokerFault or EndReason.ConnectionLost or EndReason.DialFailed or EndReason.CredentialsFailed
            or EndReason.ConnectTimedOut or EndReason.HeartbeatTimedOut or EndReason.SlowConsumer => false,
    };

    /// <summary>An attempt failed: the next endpoint at once, or a wait when the round is over.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Retry(
        Plan plan, Instant at, EndReason reason, EffectList<ConnectionEffect> effects)
    {
        plan = plan with { Attempts = plan.Attempts.Failed(plan.Config.Endpoints.Count), Cause = reason };
        return plan.Attempts.Endpoint > 0 ? Dial(plan, at, effects) : Wait(plan, at, reason, effects);
    }

    private static Transition<ConnectionState, ConnectionEffect> Wait(
        Plan plan, Instant at, EndReason reason, EffectList<ConnectionEffect> effects)
    {
        var policy = plan.Config.Reconnect;
        // After a loss the first wait comes before the first round, so n rounds have failed once the count is above n.
        if (plan.WasOpen ? plan.Attempts.FailedRounds > policy.Rounds : plan.Attempts.FailedRounds >= policy.FirstRounds)
            return Close(plan, reason, effects);
        var wait = plan.Attempts.Throw(policy);
        var until = at + wait.Delay;
        effects.Add(new ConnectionEffect.Waiting(until, reason));
        return new(new ConnectionState.Waiting(plan with { Attempts = wait.Rest, Cause = reason }, until, reason), effects.ToEffects());
    }

    private static Transition<ConnectionState, ConnectionEffect> Close(Plan plan, EndReason reason, EffectList<ConnectionEffect> effects)
    {
        if (plan.OpenOp != 0)
            effects.Add(new ConnectionEffect.Completed(plan.OpenOp, new Outcome.Closed(reason)));
        GiveUpKept(plan, reason, ref effects);
        var notSent = new Outcome.NotSent(new Cause.SessionEnded(reason));
        foreach (var (_, subscribe) in plan.Subscriptions)
        {
            if (subscribe.Op != 0)
                effects.Add(new ConnectionEffect.Completed(subscribe.Op, notSent));
        }

        foreach (var (_, order) in plan.Queue)
        {
            if (order.Op != 0)
                effects.Add(new ConnectionEffect.Completed(order.Op, notSent));
        }

        effects.Add(new ConnectionEffect.Closed(reason));
        return new(new ConnectionState.Closed(reason), effects.ToEffects());
    }

    /// <summary>What is asked for while there is no session.</summary>
    private static Transition<ConnectionState, ConnectionEffect> Defer(
        ConnectionState state, Plan plan, ConnectionEvent.Ordered ordered, Func<Plan, ConnectionState> with, long dialled)
    {
        if (ordered.Order is SessionEvent.Disconnect disconnect)
            return CloseWithout(plan, disconnect, dialled);
        if (ordered.Epoch != 0)
            return AnswerStale(state, plan, ordered);
        if (plan.Config.WhenDown == WhenDown.Fail && ordered.Order is not (SessionEvent.Subscribe or SessionEvent.Unsubscribe))
            return Answer(state, ordered.Order.Op, new Outcome.NotSent(new Cause.SessionEnded(plan.Cause)));
        return ordered.Order switch
        {
            SessionEvent.Subscribe subscribe => Transition.Quiet<ConnectionState, ConnectionEffect>(
                with(Remember(plan, subscribe))),
            SessionEvent.Unsubscribe unsubscribe => DeferUnsubscribe(state, plan, unsubscribe, with),
            SessionEvent.Send { Transaction: { } id } when !IsBegun(plan, id) => AnswerStale(state, plan, ordered),
            SessionEvent.Send send => Enqueue(state, plan, send with { Body = Payload.Copy(send.Body.Span) }, send.Body.Length, with),
            SessionEvent.Begin begin => Enqueue(state, plan, begin, 0, with),
            SessionEvent.Settle settle => Answer(state, settle.Op, Outcome.Stale.Instance),
            SessionEvent.Commit commit => IsBegun(plan, commit.Transaction) ? Enqueue(state, plan, commit, 0, with) : AnswerStale(state, plan, ordered),
            SessionEvent.Abort abort => IsBegun(plan, abort.Transaction) ? Enqueue(state, plan, abort, 0, with) : AnswerStale(state, plan, ordered),
            SessionEvent.Disconnect => Transition.Quiet<ConnectionState, ConnectionEffect>(state),
        };
    }

    /// <summary>Whether a transaction is begun in what waits. One that was begun in an earlier session died with it.</summary>
    private static bool IsBegun(Plan plan, string transaction)
    {
        var begun = false;
        foreach (var (_, order) in plan.Queue)
        {
            begun = order switch
            {
                SessionEvent.Begin begin when begin.Id == transaction => true,
                SessionEvent.Commit commit when commit.Transaction == transaction => false,
                SessionEvent.Abort abort when abort.Transaction == transaction => false,
                _ => begun,
            };
        }

        return begun;
    }

    private static Transition<ConnectionState, ConnectionEffect> CloseWithout(Plan plan, SessionEvent.Disconnect disconnect, long dialled)
    {
        var reason = new EndReason.Cancelled();
        var effects = default(EffectList<ConnectionEffect>);
        if (dialled != 0)
            effects.Add(new ConnectionEffect.CloseTransport(dialled));
        if (disconnect.Op != 0)
            effects.Add(new ConnectionEffect.Completed(disconnect.Op, new Outcome.Closed(reason)));
        return Close(plan, reason, effects);
    }

    /// <summary>There is nothing to write: the subscription just is not restored. One that was never sent never is.</summary>
    private static Transition<ConnectionState, ConnectionEffect> DeferUnsubscribe(
        ConnectionState state, Plan plan, SessionEvent.Unsubscribe unsubscribe, Func<Plan, ConnectionState> with)
    {
        if (Find(plan, unsubscribe.Subscription) is not { } subscribe)
            return Answer(state, unsubscribe.Op, new Outcome.Rejected(new(RejectionKind.Unknown, "there is no such open subscription")));
        if (unsubscribe.Deletes)
            return Answer(state, unsubscribe.Op, new Outcome.Rejected(new(RejectionKind.InvalidState, "there is no session, and only a session can delete a durable subscription; delete it when there is one")));
        var effects = default(EffectList<ConnectionEffect>);
        if (subscribe.Op != 0)
            effects.Add(new ConnectionEffect.Completed(subscribe.Op, new Outcome.NotSent(new Cause.Abandoned(AbandonReason.Cancelled))));
        if (unsubscribe.Op != 0)
            effects.Add(new ConnectionEffect.Completed(unsubscribe.Op, Outcome.Sent.Instance));
        return new(with(Forget(plan, unsubscribe.Subscription)), effects.ToEffects());
    }

    private static Transition<ConnectionState, ConnectionEffect> Enqueue(
        ConnectionState state, Plan plan, SessionEvent.Order order, int octets, Func<Plan, ConnectionState> with)
    {
        if (plan.Queue.Count >= plan.Config.MaxQueued || plan.QueuedOctets + octets > plan.Config.MaxQueuedOctets)
        {
            return Answer(state, order.Op, new Outcome.Rejected(new(
                RejectionKind.LimitReached,
                FormattableString.Invariant($"there is no session and {plan.Queue.Count} operations with {plan.QueuedOctets} octets wait for one already"))));
        }

        return Transition.Quiet<ConnectionState, ConnectionEffect>(with(plan with
        {
            Queue = plan.Queue.Add(plan.LastQueued + 1, order),
            LastQueued = plan.LastQueued + 1,
            QueuedOctets = plan.QueuedOctets + octets,
        }));
    }

    private static Transition<ConnectionState, ConnectionEffect> AbandonQueued(
        ConnectionState state, Plan plan, ConnectionEvent.Abandon abandon, Func<Plan, ConnectionState> with)
    {
        // Nobody waits for operation 0, and restored subscriptions have no other.
        if (abandon.Op == 0)
            return Transition.Quiet<ConnectionState, ConnectionEffect>(state);
        var notSent = new Outcome.NotSent(new Cause.Abandoned(abandon.Why));
        if (abandon.Op == plan.OpenOp)
            return Answer(with(plan with { OpenOp = 0 }), abandon.Op, notSent);
        if (-InSession(plan, abandon.Op) is > 0 and var place && plan.Kept.TryGet(place, out var send))
            return Answer(with(Release(plan, place, send)), abandon.Op, new Outcome.Unknown(new Cause.Abandoned(abandon.Why)));
        foreach (var (key, order) in plan.Queue)
        {
            if (order.Op == abandon.Op)
            {
                var octets = order is SessionEvent.Send queued ? queued.Body.Length : 0;
                var rest = plan with { Queue = plan.Queue.Remove(key), QueuedOctets = plan.QueuedOctets - octets };
                return Answer(with(rest), abandon.Op, notSent);
            }
        }

        foreach (var (key, subscribe) in plan.Subscriptions)
        {
            if (subscribe.Op == abandon.Op)
                return Answer(with(plan with { Subscriptions = plan.Subscriptions.Remove(key) }), abandon.Op, notSent);
        }

        return Transition.Quiet<ConnectionState, ConnectionEffect>(state);
    }
}
