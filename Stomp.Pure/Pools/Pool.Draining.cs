using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>The end of a pool.</summary>
public static partial class Pool
{
    private static Transition<PoolState, PoolEffect> BeginDraining(ref PoolTurn turn, PoolEvent.Drain drain)
    {
        turn.RefuseAll(PoolRefusal.Closed.Instance);
        turn.CloseAll(leasedToo: false);
        return Drained(ref turn, [drain.Op], drain.At + turn.Roster.Config.DrainTimeout);
    }

    private static Transition<PoolState, PoolEffect> StepDraining(PoolState.Draining state, PoolEvent @event)
    {
        var turn = new PoolTurn(state.Roster);
        switch (@event)
        {
            case PoolEvent.Rent rent:
                return Refuse(state, rent);
            case PoolEvent.Return back when turn.Find(back.Lease) is { } number:
                turn.Close(number, turn[number]!);
                break;
            case PoolEvent.MemberFailed failed when turn[failed.Member] is not null:
                turn.Forget(failed.Member);
                break;
            case PoolEvent.MemberLost lost when turn[lost.Member] is not null:
                turn.Forget(lost.Member);
                break;
            case PoolEvent.MemberClosed closed when turn[closed.Member] is not null:
                turn.Forget(closed.Member);
                break;
            case PoolEvent.MemberOpened opened when turn[opened.Member] is null:
                return CloseStray(state, opened.Member);
            case PoolEvent.Drain drain:
                return new(new PoolState.Draining(state.Roster, state.Ops.Add(drain.Op), state.Until), default);
            case PoolEvent.Tick tick when tick.At >= state.Until && state.Counts.Leased > 0:
                turn.CloseAll(leasedToo: true);
                break;
            // What is over, or ends anyway.
            case PoolEvent.Return or PoolEvent.Abandon or PoolEvent.MemberOpened or PoolEvent.MemberFailed or PoolEvent.MemberLost
                or PoolEvent.MemberClosed or PoolEvent.ProbeAnswered or PoolEvent.Cleaned or PoolEvent.Tick:
                return Transition.Quiet<PoolState, PoolEffect>(state);
        }

        return Drained(ref turn, state.Ops, state.Until);
    }

    private static Transition<PoolState, PoolEffect> StepClosed(PoolState state, PoolEvent @event) => @event switch
    {
        PoolEvent.Rent rent => Refuse(state, rent),
        PoolEvent.Drain drain => new(state, Effects.One<PoolEffect>(new PoolEffect.Drained(drain.Op))),
        PoolEvent.MemberOpened opened => CloseStray(state, opened.Member),
        PoolEvent.Return or PoolEvent.Abandon or PoolEvent.MemberFailed or PoolEvent.MemberLost or PoolEvent.MemberClosed
            or PoolEvent.ProbeAnswered or PoolEvent.Cleaned or PoolEvent.Tick => Transition.Quiet<PoolState, PoolEffect>(state),
    };

    private static Transition<PoolState, PoolEffect> Refuse(PoolState state, PoolEvent.Rent rent) =>
        new(state, Effects.One<PoolEffect>(new PoolEffect.Refused(rent.Op, PoolRefusal.Closed.Instance)));

    private static Transition<PoolState, PoolEffect> Drained(ref PoolTurn turn, ValueList<long> ops, Instant until)
    {
        if (!turn.Roster.Members.IsEmpty)
            return new(new PoolState.Draining(turn.Roster, ops, until), turn.Effects.ToEffects());
        foreach (var op in ops)
            turn.Effects.Add(new PoolEffect.Drained(op));
        return new(PoolState.Closed.Instance, turn.Effects.ToEffects());
    }
}
