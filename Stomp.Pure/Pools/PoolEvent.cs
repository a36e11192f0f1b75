using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>Everything that can happen to a pool.</summary>
public abstract record PoolEvent
{
    private protected PoolEvent(Instant at) => At = at;

    /// <summary>When, as the loop stamped it.</summary>
    public Instant At { get; init; }

    /// <summary>Somebody wants a member.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation; it is answered by one <see cref="PoolEffect.Granted"/> or one <see cref="PoolEffect.Refused"/>.</param>
    public sealed record Rent(Instant At, long Op) : PoolEvent(At);

    /// <summary>A lease ends. One that is over already changes nothing.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lease">Which.</param>
    /// <param name="IsClean">Whether nothing was left open in the member: no subscription, no transaction.</param>
    public sealed record Return(Instant At, long Lease, bool IsClean) : PoolEvent(At);

    /// <summary>Whoever waits for a lease stops waiting.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation of the Rent.</param>
    /// <param name="Why">Why.</param>
    public sealed record Abandon(Instant At, long Op, AbandonReason Why) : PoolEvent(At);

    /// <summary>A member is open.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Which.</param>
    public sealed record MemberOpened(Instant At, long Member) : PoolEvent(At);

    /// <summary>A member could not be opened.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Which.</param>
    /// <param name="Reason">Why.</param>
    public sealed record MemberFailed(Instant At, long Member, EndReason Reason) : PoolEvent(At);

    /// <summary>A member that was open is no more.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Which.</param>
    /// <param name="Reason">Why.</param>
    public sealed record MemberLost(Instant At, long Member, EndReason Reason) : PoolEvent(At);

    /// <summary>A member that was to be closed is closed; every <see cref="PoolEffect.CloseMember"/> leads to one.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Which.</param>
    public sealed record MemberClosed(Instant At, long Member) : PoolEvent(At);

    /// <summary>A probe ended.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Of which member.</param>
    /// <param name="IsAlive">Whether the member is well.</param>
    public sealed record ProbeAnswered(Instant At, long Member, bool IsAlive) : PoolEvent(At);

    /// <summary>A member was cleaned.</summary>
    /// <param name="At">When.</param>
    /// <param name="Member">Which.</param>
    /// <param name="IsClean">Whether nothing is left open in it now.</param>
    public sealed record Cleaned(Instant At, long Member, bool IsClean) : PoolEvent(At);

    /// <summary>The pool is to end: nobody gets a lease any more, and all members are closed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Op">The operation; it is answered by one <see cref="PoolEffect.Drained"/>.</param>
    public sealed record Drain(Instant At, long Op) : PoolEvent(At);

    /// <summary>Time passed.</summary>
    public sealed record Tick(Instant At) : PoolEvent(At);
}
