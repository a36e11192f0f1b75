using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>Why a broker wants to be woken.</summary>
public enum BrokerDeadlineReason
{
    /// <summary>No CONNECT came in time.</summary>
    Connect,

    /// <summary>A heart-beat is due.</summary>
    Beat,

    /// <summary>The client was silent for too long.</summary>
    PeerSilent,

    /// <summary>A half-closed link waited long enough.</summary>
    Linger,
}

/// <summary>When a broker wants to be woken, and why.</summary>
/// <param name="At">When.</param>
/// <param name="Link">For which link.</param>
/// <param name="Reason">Why.</param>
public readonly record struct BrokerDeadline(Instant At, long Link, BrokerDeadlineReason Reason) : IComparable<BrokerDeadline>
{
    /// <inheritdoc/>
    public int CompareTo(BrokerDeadline other) =>
        At != other.At ? At.CompareTo(other.At)
        : Link != other.Link ? Link.CompareTo(other.Link)
        : ((int)Reason).CompareTo((int)other.Reason);
}
