using System;
using System.Collections.Generic;
using Stomp.Pure.Pools;
using static System.FormattableString;

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
    /// Whether the broker must answer over a connection before it is lent, unless it was opened just then: a BEGIN with a receipt, and an ABORT. Default no: it
    /// must be connected, and the broker not silent for longer than <see cref="StompOptions.HeartbeatTolerance"/> allows. Without heart-beats from the broker
    /// silence means nothing, and only this finds a connection that died without a word.
    /// </summary>
    public bool ProbesBeforeLease { get; init; }

    /// <summary>A probe must be answered within this time. Default 5 s.</summary>
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// What becomes of a connection that comes back with a subscription or a transaction left open. Default: it is replaced. One that holds messages without their ACK is
    /// always replaced: only the end of the session gives them back for sure.
    /// </summary>
    public WhenUnclean WhenUnclean { get; init; }

    /// <summary>How long the whole pool leaves an endpoint alone after a failure there; null takes <see cref="StompOptions.Reconnect"/>.</summary>
    public ReconnectOptions? Backoff { get; init; }

    /// <summary>All that is wrong with these options, each a sentence.</summary>
    internal IReadOnlyList<string> Check()
    {
        var errors = new List<string>();
        if (Max < 1)
            errors.Add(Invariant($"Max is {Max}; it must be at least 1."));
        if (Min < 0 || Min > Max)
            errors.Add(Invariant($"Min is {Min}; it must be between 0 and Max, {Max}."));
        NotNegative(IdleTimeout, nameof(IdleTimeout));
        NotNegative(WaitTimeout, nameof(WaitTimeout));
        NotNegative(DrainTimeout, nameof(DrainTimeout));
        if (ProbeTimeout <= TimeSpan.Zero)
            errors.Add(Invariant($"ProbeTimeout is {ProbeTimeout}; it must be positive."));
        foreach (var error in Backoff?.Check() ?? [])
            errors.Add($"Backoff.{error}.");
        return errors;

        void NotNegative(TimeSpan value, string name)
        {
            if (value < TimeSpan.Zero)
                errors.Add(Invariant($"{name} is {value}; it must not be negative."));
        }
    }

    internal PoolConfig ToConfig(StompOptions options) => new()
    {
        Endpoints = options.ToConfig(null).Endpoints,
        Randomize = options.Randomize,
        Min = Min,
        Max = Max,
        IdleTime = IdleTimeout,
        WaitTimeout = WaitTimeout,
        DrainTimeout = DrainTimeout,
        ProbesBeforeLease = ProbesBeforeLease,
        WhenUnclean = WhenUnclean,
        Backoff = (Backoff ?? options.Reconnect).ToPolicy(),
    };
}
