using System;

namespace Stomp.Pure.Reconnection;

/// <summary>When to try again, and how often (M07–M11).</summary>
public sealed record ReconnectPolicy
{
    /// <summary>Parts per million in a whole.</summary>
    public const int Million = 1_000_000;

    /// <summary>The wait after the first round without success. Default 100 ms.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerMillisecond * 100);

    /// <summary>Growth of the wait from round to round, in parts per million. Default 500,000: half as long again.</summary>
    public int Increase { get; init; } = 500_000;

    /// <summary>Up to this part of the wait is thrown on top of it, after the cap, in parts per million. Default 100,000: a tenth.</summary>
    public int Jitter { get; init; } = 100_000;

    /// <summary>The longest wait, before jitter. Default 60 s.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 60);

    /// <summary>Rounds over all endpoints before the first open fails; null for no limit. Default 3.</summary>
    public int? FirstRounds { get; init; } = 3;

    /// <summary>Rounds over all endpoints after a session that was open was lost; null for no limit, the default. 0 never reconnects.</summary>
    public int? Rounds { get; init; }

    /// <summary>A session that restored its subscriptions and lived so long starts the count anew. Default 30 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond * 30);

    /// <summary>
    /// Whether an ERROR instead of CONNECTED is tried again. Default false: wrong credentials do not get better. What a broker's profile knows to pass by itself,
    /// a client id that still counts as in use, is tried again in any case.
    /// </summary>
    public bool RetryRefused { get; init; }

    /// <summary>The same with another first wait.</summary>
    public ReconnectPolicy WithInitial(TimeSpan wait) => this with { Initial = wait };

    /// <summary>The same with another growth of the wait, in parts per million.</summary>
    public ReconnectPolicy WithIncrease(int partsPerMillion) => this with { Increase = partsPerMillion };

    /// <summary>The same with another jitter, in parts per million.</summary>
    public ReconnectPolicy WithJitter(int partsPerMillion) => this with { Jitter = partsPerMillion };

    /// <summary>The same with another longest wait.</summary>
    public ReconnectPolicy WithMax(TimeSpan wait) => this with { Max = wait };

    /// <summary>The same with another number of rounds before the first open fails; null for no limit.</summary>
    public ReconnectPolicy WithFirstRounds(int? rounds) => this with { FirstRounds = rounds };

    /// <summary>The same with another number of rounds after a loss; null for no limit.</summary>
    public ReconnectPolicy WithRounds(int? rounds) => this with { Rounds = rounds };

    /// <summary>The same with another age at which a session starts the count anew.</summary>
    public ReconnectPolicy WithStableAfter(TimeSpan age) => this with { StableAfter = age };

    /// <summary>The same, which tries or does not try again what the broker refused.</summary>
    public ReconnectPolicy WithRetryRefused(bool retry) => this with { RetryRefused = retry };

    /// <summary>The wait after round <paramref name="round"/> (from 1), before jitter: <c>min(max, initial·(1+increase)^(round-1))</c>.</summary>
    public TimeSpan DelayAfter(int round)
    {
        Int128 ticks = Initial.Ticks;
        for (var i = 1; i < round && ticks < Max.Ticks; i++)
        {
            var longer = ticks * ((long)Million + Increase) / Million;
            if (longer <= ticks)
                break;
            ticks = longer;
        }

        return TimeSpan.FromTicks((long)Int128.Min(ticks, Max.Ticks));
    }
}
