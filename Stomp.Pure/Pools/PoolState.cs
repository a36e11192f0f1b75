using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>What is earliest due in a pool.</summary>
public enum PoolDeadlineReason
{
    /// <summary>Members are missing from the beginning.</summary>
    Fill,

    /// <summary>Somebody waited too long.</summary>
    Wait,

    /// <summary>The next attempt after a failure.</summary>
    Retry,

    /// <summary>A member was idle for too long.</summary>
    Idle,

    /// <summary>What is on loan was not given back in time.</summary>
    Drain,
}

/// <summary>Something is due.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">What.</param>
public readonly record struct PoolDeadline(Instant At, PoolDeadlineReason Reason);

/// <summary>How many members are doing what, and how many wait.</summary>
/// <param name="Opening">Members that are being opened.</param>
/// <param name="Idle">Members that are free.</param>
/// <param name="Leased">Members that are lent.</param>
/// <param name="Checking">Members that are being probed or cleaned.</param>
/// <param name="Closing">Members that are being closed.</param>
/// <param name="Waiting">Who waits for a lease.</param>
public readonly record struct PoolCounts(int Opening, int Idle, int Leased, int Checking, int Closing, int Waiting)
{
    /// <summary>All members.</summary>
    public int Members => Opening + Idle + Leased + Checking + Closing;
}

/// <summary>Where a pool stands.</summary>
public abstract record PoolState
{
    private protected PoolState()
    {
    }

    /// <summary>How many members are doing what.</summary>
    public abstract PoolCounts Counts { get; }

    /// <summary>One function for each state; name the arguments.</summary>
    public T Match<T>(Func<Running, T> running, Func<Draining, T> draining, Func<Closed, T> closed) => this switch
    {
        Running it => running(it),
        Draining it => draining(it),
        Closed it => closed(it),
    };

    /// <summary>It lends.</summary>
    public sealed record Running : PoolState
    {
        internal Running(Roster roster) => Roster = roster;

        /// <inheritdoc/>
        public override PoolCounts Counts => Roster.Count();

        internal Roster Roster { get; }
    }

    /// <summary>It lends no more and waits for what is on loan.</summary>
    public sealed record Draining : PoolState
    {
        internal Draining(Roster roster, ValueList<long> ops, Instant until) => (Roster, Ops, Until) = (roster, ops, until);

        /// <summary>What is on loan then is closed.</summary>
        public Instant Until { get; }

        /// <inheritdoc/>
        public override PoolCounts Counts => Roster.Count();

        internal Roster Roster { get; }

        /// <summary>Who waits for the end.</summary>
        internal ValueList<long> Ops { get; }
    }

    /// <summary>Nothing of it is open.</summary>
    public sealed record Closed : PoolState
    {
        /// <summary>The only one needed.</summary>
        public static Closed Instance { get; } = new();

        /// <inheritdoc/>
        public override PoolCounts Counts => default;
    }
}

/// <summary>The members and those who wait.</summary>
internal sealed record Roster
{
    public required PoolConfig Config { get; init; }

    /// <summary>The endpoints, the preferred ones first.</summary>
    public required ValueList<Place> Places { get; init; }

    /// <summary>For the order of the endpoints, where that is thrown.</summary>
    public required Prng Dice { get; init; }

    /// <summary>By their numbers; there are never more than <see cref="PoolConfig.Max"/>.</summary>
    public Window<PoolMember> Members { get; init; }

    /// <summary>In the order in which they came.</summary>
    public Window<Waiter> Waiters { get; init; }

    public long LastMember { get; init; }

    public long LastWaiter { get; init; }

    public long LastLease { get; init; }

    public PoolCounts Count()
    {
        int opening = 0, idle = 0, leased = 0, checking = 0, closing = 0;
        foreach (var (_, member) in Members)
        {
            switch (member)
            {
                case PoolMember.Opening: opening++; break;
                case PoolMember.Idle: idle++; break;
                case PoolMember.Leased: leased++; break;
                case PoolMember.Probing or PoolMember.Cleaning: checking++; break;
                case PoolMember.Closing: closing++; break;
            }
        }

        return new(opening, idle, leased, checking, closing, Waiters.Count);
    }
}

/// <summary>An endpoint, and what is known of it from all members that were there.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Attempts">Failures in a row, and the dice for the waits.</param>
/// <param name="Health">Whether members can be opened there, as far as is known.</param>
internal sealed record Place(Endpoint Endpoint, Attempts Attempts, PoolHealth Health);

/// <summary>Somebody waits for a lease.</summary>
/// <param name="Op">Who.</param>
/// <param name="Since">Since when.</param>
internal readonly record struct Waiter(long Op, Instant Since);

/// <summary>A member that is free.</summary>
/// <param name="Member">Which.</param>
/// <param name="Since">Since when.</param>
internal readonly record struct FreeMember(long Member, Instant Since);

/// <summary>What a member is doing.</summary>
internal abstract record PoolMember
{
    private protected PoolMember(int place) => Place = place;

    /// <summary>Where it is, by the number of its endpoint.</summary>
    public int Place { get; }

    public sealed record Opening(int Place) : PoolMember(Place);

    /// <summary>It is free.</summary>
    /// <param name="Place">Where it is.</param>
    /// <param name="Since">Since when.</param>
    public sealed record Idle(int Place, Instant Since) : PoolMember(Place);

    /// <summary>It is lent.</summary>
    /// <param name="Place">Where it is.</param>
    /// <param name="Lease">Under which number.</param>
    public sealed record Leased(int Place, long Lease) : PoolMember(Place);

    public sealed record Probing(int Place) : PoolMember(Place);

    public sealed record Cleaning(int Place) : PoolMember(Place);

    public sealed record Closing(int Place) : PoolMember(Place);
}

/// <summary>Whether members can be opened at an endpoint, as far as is known. There is one answer for the whole pool.</summary>
internal abstract record PoolHealth
{
    private protected PoolHealth()
    {
    }

    /// <summary>As many attempts at once as are needed.</summary>
    /// <param name="Since">Since when.</param>
    public sealed record Well(Instant Since) : PoolHealth;

    /// <summary>No attempt.</summary>
    /// <param name="Until">Until then.</param>
    /// <param name="Cause">What went wrong, null for a member that was not well when it was looked at.</param>
    public sealed record Waiting(Instant Until, EndReason? Cause) : PoolHealth;

    /// <summary>Nobody knows: one attempt at a time.</summary>
    /// <param name="Cause">What went wrong before, null for that, or for nothing.</param>
    public sealed record Trying(EndReason? Cause) : PoolHealth;
}
