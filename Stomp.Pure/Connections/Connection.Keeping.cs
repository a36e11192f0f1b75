using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>
/// Sends that outlive their session. The session knows a kept one by the number of its place below zero, so that its outcome leads back to it at once,
/// however many there are; operations count from one.
/// </summary>
public static partial class Connection
{
    /// <summary>Whether a send is kept until its RECEIPT comes. One without a receipt has no fate to wait for, one in a transaction dies with it.</summary>
    private static bool IsKept(Plan plan, SessionEvent.Send send) =>
        plan.Config.OnUnknown == UnknownPolicy.Resend
        && send.Receipt.Wanted
        && send.Transaction is null
        && plan.Kept.Count < plan.Config.MaxKept
        && plan.KeptOctets + send.Body.Length <= plan.Config.MaxKeptOctets;

    /// <summary>Keeps a send whose octets are its own.</summary>
    private static Plan Keep(Plan plan, SessionEvent.Send send) => plan with
    {
        Kept = plan.Kept.Add(plan.LastKept + 1, send),
        LastKept = plan.LastKept + 1,
        KeptOctets = plan.KeptOctets + send.Body.Length,
    };

    private static Plan Release(Plan plan, long place, SessionEvent.Send send) => plan with
    {
        Kept = plan.Kept.Remove(place),
        KeptOctets = plan.KeptOctets - send.Body.Length,
    };

    private static SessionEvent.Send AsKept(SessionEvent.Send send, long place) => send with { Op = -place };

    /// <summary>A session's effects as everybody else is to see them, and what is still kept after them.</summary>
    private readonly record struct Settled(Plan Plan, Effects<SessionEffect> Effects);

    /// <summary>Kept sends that have their outcome leave; those whose session only ended stay without one.</summary>
    private static Settled SettleKept(Plan plan, Effects<SessionEffect> effects)
    {
        if (plan.Kept.IsEmpty || !ConcernsKept(effects))
            return new(plan, effects);
        var shown = default(EffectList<SessionEffect>);
        foreach (var effect in effects)
        {
            if (effect is not SessionEffect.Completed { Op: < 0 } completed || !plan.Kept.TryGet(-completed.Op, out var send))
            {
                shown.Add(effect);
                continue;
            }

            if (IsSentAgain(completed.Outcome))
                continue;
            plan = Release(plan, -completed.Op, send);
            if (send.Op != 0)
                shown.Add(completed with { Op = send.Op });
        }

        return new(plan, shown.ToEffects());
    }

    private static bool ConcernsKept(Effects<SessionEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is SessionEffect.Completed { Op: < 0 })
                return true;
        }

        return false;
    }

    /// <summary>
    /// An ERROR that names no receipt may be about any of those that are pending. Where messages came faster than they were read, waiting for the RECEIPT ended
    /// the session, and would end the next one too.
    /// </summary>
    private static bool IsSentAgain(Outcome outcome) => outcome is Outcome.Unknown { Cause: Cause.SessionEnded { Reason: var reason } }
        && reason is not (EndReason.BrokerFault { Error.ReceiptId: null } or EndReason.SlowConsumer);

    /// <summary>What was kept goes out again. What this session does not take has been sent before all the same: its fate is unknown.</summary>
    private static SessionState SendAgain(ref Plan plan, long transport, SessionState session, Instant at, ref EffectList<ConnectionEffect> effects)
    {
        foreach (var (place, send) in plan.Kept)
        {
            var step = Session.Step(session, AsKept(send, place) with { At = at });
            session = step.State;
            if (!ConcernsKept(step.Effects))
            {
                effects.Add(new ConnectionEffect.OnTransport(transport, step.Effects));
                continue;
            }

            plan = Release(plan, place, send);
            if (send.Op != 0)
                effects.Add(new ConnectionEffect.Completed(send.Op, new Outcome.Unknown(new Cause.SessionEnded(plan.Cause))));
        }

        return session;
    }

    /// <summary>The operation by which the session knows one that is abandoned.</summary>
    private static long InSession(Plan plan, long op)
    {
        foreach (var (place, send) in plan.Kept)
        {
            if (send.Op == op)
                return -place;
        }

        return op;
    }

    /// <summary>No session follows: what was kept has been sent, and nobody knows what became of it.</summary>
    private static void GiveUpKept(Plan plan, EndReason reason, ref EffectList<ConnectionEffect> effects)
    {
        var unknown = new Outcome.Unknown(new Cause.SessionEnded(reason)) { Error = (reason as EndReason.BrokerFault)?.Error };
        foreach (var (_, send) in plan.Kept)
        {
            if (send.Op != 0)
                effects.Add(new ConnectionEffect.Completed(send.Op, unknown));
        }
    }
}
