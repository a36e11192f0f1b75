using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Pools;

/// <summary>What becomes of a member that comes back with something left open in it.</summary>
public enum WhenUnclean
{
    /// <summary>It is closed; another takes its place when one is needed.</summary>
    Replace,

    /// <summary>It is cleaned, and closed only when that fails.</summary>
    Clean,
}

/// <summary>How a pool is to be led.</summary>
public sealed record PoolConfig
{
    /// <summary>Where members are opened, the preferred ones first. Each has a backoff of its own; one that stands here twice counts once. Default <c>localhost:61613</c>.</summary>
    public ValueList<Endpoint> Endpoints { get; init; } = [new Endpoint("localhost", Endpoint.DefaultPort)];

    /// <summary>Whether each member is opened at an endpoint thrown by the dice. Default no: at the first one that works.</summary>
    public bool Randomize { get; init; }

    /// <summary>So many members are kept open. Default 0.</summary>
    public int Min { get; init; }

    /// <summary>Never more members than so many, those that open or close included. Default 10.</summary>
    public int Max { get; init; } = 10;

    /// <summary>A member above <see cref="Min"/> that nobody used for so long is closed. Default 60 s.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 60);

    /// <summary>Nobody waits longer for a lease. Default 30 s.</summary>
    public TimeSpan WaitTimeout { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 30);

    /// <summary>When the pool drains, what is on loan may stay so long before it is closed. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 10);

    /// <summary>Whether a member that was idle must get an answer of the broker before it is lent. Default no: it must be connected and not silent for too long.</summary>
    public bool ProbesBeforeLease { get; init; }

    /// <summary>What becomes of a member that comes back with something left open in it.</summary>
    public WhenUnclean WhenUnclean { get; init; }

    /// <summary>
    /// How long an endpoint is left alone after a failure, by all members. Its rounds do not count here: a pool tries as long as somebody waits or members
    /// are missing.
    /// </summary>
    public ReconnectPolicy Backoff { get; init; } = new();

    /// <summary>The same with another policy for the wait after a failure.</summary>
    public PoolConfig WithBackoff(Func<ReconnectPolicy, ReconnectPolicy> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Backoff = change(Backoff) };
    }

    /// <summary>What is wrong with this configuration, null when nothing is.</summary>
    public Rejection? Check()
    {
        if (Endpoints.IsEmpty)
            return Wrong($"Endpoints is empty; at least one is needed");
        if (Max < 1)
            return Wrong($"Max is {Max}; it must be at least 1");
        if (Min < 0 || Min > Max)
            return Wrong($"Min is {Min}; it must be between 0 and Max, {Max}");
        if (IdleTime < TimeSpan.Zero || WaitTimeout < TimeSpan.Zero || DrainTimeout < TimeSpan.Zero)
            return Wrong($"IdleTime, WaitTimeout and DrainTimeout must not be below zero");
        if (Backoff.Initial < TimeSpan.Zero || Backoff.Max < TimeSpan.Zero || Backoff.StableAfter < TimeSpan.Zero)
            return Wrong($"Backoff.Initial, Backoff.Max and Backoff.StableAfter must not be below zero");
        return Backoff.Increase < 0 || Backoff.Jitter < 0
            ? Wrong($"Backoff.Increase and Backoff.Jitter must not be below zero; they are parts per million of the wait")
            : null;
    }

    private static Rejection Wrong(FormattableString text) => new(RejectionKind.InvalidArgument, FormattableString.Invariant(text));
}
