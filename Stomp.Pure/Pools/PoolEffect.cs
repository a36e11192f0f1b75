using System;
using System.Globalization;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Pools;

/// <summary>Everything that a pool asks for.</summary>
public abstract record PoolEffect
{
    private protected PoolEffect()
    {
    }

    /// <summary>Open a member: one attempt.</summary>
    /// <param name="Member">Its number, rising by one.</param>
    /// <param name="Endpoint">Where, and nowhere else.</param>
    public sealed record OpenMember(long Member, Endpoint Endpoint) : PoolEffect;

    /// <summary>Close a member, open or opening. Until that is reported it counts.</summary>
    /// <param name="Member">Which.</param>
    public sealed record CloseMember(long Member) : PoolEffect;

    /// <summary>Find out whether a member is well: connected, and the broker not silent for longer than its heart-beats allow.</summary>
    /// <param name="Member">Which.</param>
    /// <param name="Asks">Whether the broker must answer over it as well.</param>
    public sealed record ProbeMember(long Member, bool Asks) : PoolEffect;

    /// <summary>End what was left open in a member.</summary>
    /// <param name="Member">Which.</param>
    public sealed record CleanMember(long Member) : PoolEffect;

    /// <summary>A member is lent.</summary>
    /// <param name="Op">To whom.</param>
    /// <param name="Lease">The lease, rising by one.</param>
    /// <param name="Member">Which member.</param>
    /// <param name="Waited">How long it was waited for.</param>
    public sealed record Granted(long Op, long Lease, long Member, TimeSpan Waited) : PoolEffect;

    /// <summary>Somebody gets no member.</summary>
    /// <param name="Op">Who.</param>
    /// <param name="Why">Why.</param>
    public sealed record Refused(long Op, PoolRefusal Why) : PoolEffect;

    /// <summary>The pool has ended; nothing of it is open.</summary>
    /// <param name="Op">Who asked for it.</param>
    public sealed record Drained(long Op) : PoolEffect;
}

/// <summary>Why there is no lease.</summary>
public abstract record PoolRefusal
{
    private protected PoolRefusal()
    {
    }

    /// <summary>A sentence for people.</summary>
    public sealed override string ToString() => this switch
    {
        TimedOut it => string.Create(
            CultureInfo.InvariantCulture,
            $"no connection of the pool was free within {it.Limit.Ticks / (decimal)TimeSpan.TicksPerSecond:0.###} s{(it.Cause is null ? "" : $", and there were fewer because of this: {it.Cause}")}"),
        Abandoned it => it.Why == AbandonReason.Cancelled ? "cancelled" : "its deadline passed",
        CannotOpen it => $"no connection of the pool could be opened: {it.Reason}",
        Closed => "the pool is closed",
    };

    /// <summary>Nothing came free in time.</summary>
    /// <param name="Limit">How long was waited.</param>
    /// <param name="Cause">Why members were missing, null when none were or nobody knows.</param>
    public sealed record TimedOut(TimeSpan Limit, EndReason? Cause) : PoolRefusal;

    /// <summary>Whoever asked stopped waiting.</summary>
    /// <param name="Why">Why.</param>
    public sealed record Abandoned(AbandonReason Why) : PoolRefusal;

    /// <summary>The broker refuses sessions, and that does not get better by waiting.</summary>
    /// <param name="Reason">How it did.</param>
    public sealed record CannotOpen(EndReason Reason) : PoolRefusal;

    /// <summary>The pool is closed or closing.</summary>
    public sealed record Closed : PoolRefusal
    {
        /// <summary>The only one needed.</summary>
        public static Closed Instance { get; } = new();
    }
}
