using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Pools;

/// <summary>
/// A pool and its clock. What a step asks for is written short: <c>open 1</c>, <c>open 1 at b1</c>, <c>close 1</c>, <c>probe 1</c>, <c>clean 1</c>, <c>lend 1 to 7</c>, <c>no 7 why</c>,
/// <c>drained 8</c>. A member that is only looked at is well.
/// </summary>
/// <param name="config">The pool's.</param>
/// <param name="isKnown">Whether its endpoints are known to be well from the beginning.</param>
internal sealed class PoolHarness(PoolConfig config, bool isKnown = true)
{
    public static readonly EndReason Reset = new EndReason.ConnectionLost(new(TransportFaultKind.Reset, "", "reset"), null);

    public PoolState State { get; set; } = isKnown ? Known(Pool.Initial(config, 1)) : Pool.Initial(config, 1);

    public Instant Now { get; private set; }

    public long LastLease { get; private set; }

    public static string Show(PoolEffect effect) => effect switch
    {
        PoolEffect.OpenMember e => $"open {e.Member}{(e.Endpoint.Host == "localhost" ? "" : " at " + e.Endpoint.Host)}",
        PoolEffect.CloseMember e => $"close {e.Member}",
        PoolEffect.ProbeMember e => $"probe {e.Member}",
        PoolEffect.CleanMember e => $"clean {e.Member}",
        PoolEffect.Granted e => $"lend {e.Member} to {e.Op}",
        PoolEffect.Refused e => $"no {e.Op} {e.Why.GetType().Name}",
        PoolEffect.Drained e => $"drained {e.Op}",
        _ => throw new ArgumentOutOfRangeException(nameof(effect)),
    };

    public static string Show(Effects<PoolEffect> effects) => string.Join(", ", effects.Select(Show));

    public void Feed(PoolEvent @event, string expected)
    {
        Assert.Equal(expected, string.Join(", ", Run(@event).Select(Show)));
    }

    private List<PoolEffect> Run(PoolEvent @event)
    {
        var step = Pool.Step(State, @event);
        State = step.State;
        var seen = new List<PoolEffect>();
        foreach (var effect in step.Effects)
        {
            LastLease = (effect as PoolEffect.Granted)?.Lease ?? LastLease;
            if (effect is PoolEffect.ProbeMember { Asks: false } look)
                seen.AddRange(Run(new PoolEvent.ProbeAnswered(Now, look.Member, true)));
            else
                seen.Add(effect);
        }

        return seen;
    }

    private static PoolState.Running Known(PoolState state)
    {
        var roster = ((PoolState.Running)state).Roster;
        var places = ValueList.From(roster.Places.Select(place => place with { Health = new PoolHealth.Well(Instant.Zero) }));
        return new(roster with { Places = places });
    }

    public void Pass(int milliseconds) => Now += TimeSpan.FromMilliseconds(milliseconds);

    public void Rent(long op, string expected) => Feed(new PoolEvent.Rent(Now, op), expected);

    public void Return(long lease, string expected) => Feed(new PoolEvent.Return(Now, lease, true), expected);

    public void Soil(long lease, string expected) => Feed(new PoolEvent.Return(Now, lease, false), expected);

    public void Abandon(long op, string expected) => Feed(new PoolEvent.Abandon(Now, op, AbandonReason.Cancelled), expected);

    public void Opened(long member, string expected) => Feed(new PoolEvent.MemberOpened(Now, member), expected);

    public void Failed(long member, string expected) => Feed(new PoolEvent.MemberFailed(Now, member, Reset), expected);

    public void Refused(long member, string expected) => Feed(new PoolEvent.MemberFailed(Now, member, new EndReason.Refused(new(default, default))), expected);

    public void Lost(long member, string expected) => Feed(new PoolEvent.MemberLost(Now, member, Reset), expected);

    public void Closed(long member, string expected) => Feed(new PoolEvent.MemberClosed(Now, member), expected);

    public void Tick(string expected) => Feed(new PoolEvent.Tick(Now), expected);

    public void Drain(long op, string expected) => Feed(new PoolEvent.Drain(Now, op), expected);

    /// <summary>A member is opened for an operation; gives its lease.</summary>
    public long Lend(long op, long member, string? host = null)
    {
        Rent(op, $"open {member}{(host is null ? "" : " at " + host)}");
        Opened(member, $"lend {member} to {op}");
        return LastLease;
    }

    /// <summary>What is due next, and in how many milliseconds.</summary>
    public void IsDue(PoolDeadlineReason reason, double milliseconds)
    {
        var due = Assert.NotNull(Pool.NextDeadline(State));
        Assert.Equal((reason, milliseconds), (due.Reason, (due.At - Now).TotalMilliseconds));
    }

    public void NothingIsDue() => Assert.Null(Pool.NextDeadline(State));
}
