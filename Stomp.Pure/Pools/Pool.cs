using System;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>
/// Leases over several connections. Whoever asks stands in one row, first come, first served; members are opened while somebody waits and there is
/// room, and closed when nobody needed them for a while. After a failure the whole pool leaves that endpoint alone for a while, then tries it with one
/// member until that is open.
/// </summary>
public static partial class Pool
{
    /// <summary>A pool without members.</summary>
    /// <param name="config">How it is to be led.</param>
    /// <param name="seed">For its dice.</param>
    public static PoolState Initial(PoolConfig config, ulong seed) =>
        new PoolState.Running(new() { Config = config, Places = PlacesOf(config, seed), Dice = new(seed) });

    /// <summary>Takes one event.</summary>
    /// <param name="state">Where the pool stands.</param>
    /// <param name="event">What happened.</param>
    public static Transition<PoolState, PoolEffect> Step(PoolState state, PoolEvent @event) => state switch
    {
        PoolState.Running running => StepRunning(running, @event),
        PoolState.Draining draining => StepDraining(draining, @event),
        PoolState.Closed => StepClosed(state, @event),
    };

    /// <summary>The earliest thing that is due, null when only events can move the pool.</summary>
    public static PoolDeadline? NextDeadline(PoolState state) => state switch
    {
        PoolState.Running running => NextDeadline(running.Roster),
        PoolState.Draining draining => draining.Counts.Leased > 0 ? new PoolDeadline(draining.Until, PoolDeadlineReason.Drain) : null,
        PoolState.Closed => null,
    };

    private static PoolDeadline? NextDeadline(Roster roster)
    {
        var counts = roster.Count();
        if (Outlook.Of(roster).CanGrow)
            return new(Instant.Zero, PoolDeadlineReason.Fill);
        PoolDeadline? first = null;
        if (roster.Waiters.TryOldest(out var waiter))
            first = new(waiter.Value.Since + roster.Config.WaitTimeout, PoolDeadlineReason.Wait);
        foreach (var place in roster.Places)
        {
            if (place.Health is PoolHealth.Waiting waiting)
                first = Earlier(first, new(waiting.Until, PoolDeadlineReason.Retry));
        }

        if (Spare(roster, counts) > 0 && Longest(roster) is { } idle)
            first = Earlier(first, new(idle.Since + roster.Config.IdleTime, PoolDeadlineReason.Idle));
        return first;
    }

    private static PoolDeadline Earlier(PoolDeadline? one, PoolDeadline other) => one is { } first && first.At <= other.At ? first : other;

    private static Transition<PoolState, PoolEffect> StepRunning(PoolState.Running state, PoolEvent @event)
    {
        var turn = new PoolTurn(state.Roster);
        switch (@event)
        {
            case PoolEvent.Rent rent:
                turn.Roster = turn.Roster with
                {
                    LastWaiter = turn.Roster.LastWaiter + 1,
                    Waiters = turn.Roster.Waiters.Add(turn.Roster.LastWaiter + 1, new(rent.Op, rent.At)),
                };
                break;
            case PoolEvent.Return back when turn.Find(back.Lease) is { } number:
                GiveBack(ref turn, number, turn[number]!, back);
                break;
            case PoolEvent.Abandon abandon when turn.FindWaiter(abandon.Op) is { } waiter:
                turn.Roster = turn.Roster with { Waiters = turn.Roster.Waiters.Remove(waiter) };
                turn.Effects.Add(new PoolEffect.Refused(abandon.Op, new PoolRefusal.Abandoned(abandon.Why)));
                break;
            case PoolEvent.MemberOpened opened when turn[opened.Member] is null:
                return CloseStray(state, opened.Member);
            case PoolEvent.MemberOpened opened when turn[opened.Member] is PoolMember.Opening opening:
                Heal(ref turn, opening.Place, opened.At);
                Ready(ref turn, opened.Member, opening, opened.At);
                break;
            case PoolEvent.MemberFailed failed when turn[failed.Member] is { } member:
                Lose(ref turn, failed.Member, member, failed.Reason, failed.At);
                break;
            case PoolEvent.MemberLost lost when turn[lost.Member] is { } member:
                Lose(ref turn, lost.Member, member, lost.Reason, lost.At);
                break;
            case PoolEvent.MemberClosed closed when turn[closed.Member] is { } member:
                Lose(ref turn, closed.Member, member, new EndReason.Cancelled(), closed.At);
                break;
            case PoolEvent.ProbeAnswered answered when turn[answered.Member] is PoolMember.Probing probing:
                if (answered.IsAlive)
                    Ready(ref turn, answered.Member, probing, answered.At);
                else
                    Distrust(ref turn, answered.Member, probing, answered.At);
                break;
            case PoolEvent.Cleaned cleaned when turn[cleaned.Member] is PoolMember.Cleaning cleaning:
                if (cleaned.IsClean)
                    Ready(ref turn, cleaned.Member, cleaning, cleaned.At);
                else
                    turn.Close(cleaned.Member, cleaning);
                break;
            case PoolEvent.Drain drain:
                return BeginDraining(ref turn, drain);
            case PoolEvent.Tick tick:
                Tick(ref turn, tick.At);
                break;
            // What is over, or was never asked for.
            case PoolEvent.Return or PoolEvent.Abandon or PoolEvent.MemberOpened or PoolEvent.MemberFailed or PoolEvent.MemberLost
                or PoolEvent.MemberClosed or PoolEvent.ProbeAnswered or PoolEvent.Cleaned:
                return Transition.Quiet<PoolState, PoolEffect>(state);
        }

        Serve(ref turn);
        return new(ReferenceEquals(turn.Roster, state.Roster) ? state : new PoolState.Running(turn.Roster), turn.Effects.ToEffects());
    }

    private static Transition<PoolState, PoolEffect> CloseStray(PoolState state, long member) =>
        new(state, Effects.One<PoolEffect>(new PoolEffect.CloseMember(member)));

    private static void GiveBack(ref PoolTurn turn, long number, PoolMember member, PoolEvent.Return back)
    {
        if (back.IsClean)
        {
            turn[number] = new PoolMember.Idle(member.Place, back.At);
        }
        else if (turn.Roster.Config.WhenUnclean == WhenUnclean.Clean)
        {
            turn[number] = new PoolMember.Cleaning(member.Place);
            turn.Effects.Add(new PoolEffect.CleanMember(number));
        }
        else
        {
            turn.Close(number, member);
        }
    }

    /// <summary>A member is known to live: whoever waits longest gets it.</summary>
    private static void Ready(ref PoolTurn turn, long number, PoolMember member, Instant at)
    {
        if (!turn.Roster.Waiters.IsEmpty)
            turn.Grant(number, member, at);
        else
            turn[number] = new PoolMember.Idle(member.Place, at);
    }

    /// <summary>A member is gone. When that was wanted, nothing is wrong.</summary>
    private static void Lose(ref PoolTurn turn, long number, PoolMember member, EndReason reason, Instant at)
    {
        turn.Forget(number);
        if (member is PoolMember.Closing || (member is not PoolMember.Opening && reason is EndReason.Disconnected or EndReason.Cancelled))
            return;
        Fail(ref turn, member.Place, member is PoolMember.Opening, reason, at);
    }

    /// <summary>A member that gave no sign of life goes, and its successor is opened with care.</summary>
    private static void Distrust(ref PoolTurn turn, long number, PoolMember member, Instant at)
    {
        turn.Close(number, member);
        Fail(ref turn, member.Place, false, null, at);
    }

    private static void Tick(ref PoolTurn turn, Instant at)
    {
        var config = turn.Roster.Config;
        while (turn.Roster.Waiters.TryOldest(out var waiter) && waiter.Value.Since + config.WaitTimeout <= at)
        {
            turn.Roster = turn.Roster with { Waiters = turn.Roster.Waiters.Remove(waiter.Key) };
            turn.Effects.Add(new PoolEffect.Refused(waiter.Value.Op, new PoolRefusal.TimedOut(config.WaitTimeout, CauseOf(turn.Roster.Places))));
        }

        EndWaits(ref turn, at);
        for (var spare = Spare(turn.Roster, turn.Roster.Count()); spare > 0; spare--)
        {
            if (Longest(turn.Roster) is not { } idle || idle.Since + config.IdleTime > at)
                break;
            turn.Close(idle.Member, turn[idle.Member]!);
        }
    }

    /// <summary>Has what is free looked at for those who wait, and opens what is missing.</summary>
    private static void Serve(ref PoolTurn turn)
    {
        for (var probing = turn.CountProbing(); turn.Roster.Waiters.Count > probing && turn.Freshest() is { } member; probing++)
        {
            turn[member] = new PoolMember.Probing(turn[member]!.Place);
            turn.Effects.Add(new PoolEffect.ProbeMember(member, turn.Roster.Config.ProbesBeforeLease));
        }

        Grow(ref turn);
        if (!turn.Roster.Waiters.IsEmpty && FinalRefusal(turn.Roster) is { } refused)
            turn.RefuseAll(new PoolRefusal.CannotOpen(refused));
    }

    /// <summary>How many members could be spared. What opens at an endpoint of which nobody knows whether it is well replaces none of them.</summary>
    private static int Spare(Roster roster, PoolCounts counts)
    {
        var unproven = 0;
        foreach (var (_, member) in roster.Members)
            unproven += member is PoolMember.Opening && roster.Places[member.Place].Health is not PoolHealth.Well ? 1 : 0;
        return Math.Min(counts.Idle, counts.Members - counts.Closing - unproven - roster.Config.Min);
    }

    /// <summary>The member that was idle for longest.</summary>
    private static FreeMember? Longest(Roster roster)
    {
        FreeMember? longest = null;
        foreach (var (number, member) in roster.Members)
        {
            if (member is PoolMember.Idle idle && (longest is not { } found || idle.Since < found.Since))
                longest = new(number, idle.Since);
        }

        return longest;
    }
}
