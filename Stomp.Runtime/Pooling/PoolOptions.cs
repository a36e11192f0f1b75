using System;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime;

/// <summary>How many connections a pool holds and for how long (M41). Immutable.</summary>
public sealed record PoolOptions
{
    /// <summary>So many connections are kept open. Default 0.</summary>
    public int Min { get; init; }

    /// <summary>Never more connections than so many, those that open or close included. Default 10.</summary>
    public int Max { get; init; } = 10;

    /// <summary>A connection above <see cref="Min"/> that nobody used for so long is closed. Default 60 s.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Nobody waits longer for a lease. Default 30 s.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>When the pool is disposed, leases may stay so long before their connections are closed. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Whether the broker must answer over a connection before it is lent, unless it was opened just then: a BEGIN with a receipt, and an ABORT. Default no:
    /// a connection whose heart-beats fail is replaced anyway.
    /// </summary>
    public bool ProbesBeforeLease { get; init; }

    /// <summary>A probe must be answered within this time. Default 5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the whole pool waits after a failure; null takes that of the connection's options.</summary>
    public ReconnectPolicy? Backoff { get; init; }

    internal PoolConfig ToConfig(ReconnectPolicy backoff) => new()
    {
        Min = Min,
        Max = Max,
        IdleTime = IdleTimeout,
        WaitTimeout = WaitTimeout,
        DrainTimeout = DrainTimeout,
        ProbesBeforeLease = ProbesBeforeLease,
        Backoff = Backoff ?? backoff,
    };
}
