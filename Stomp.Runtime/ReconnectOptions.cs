using System;
using System.Collections.Generic;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime;

/// <summary>
/// When to try again, and how often (M07–M11): the wait after round n is <c>min(Max, Initial·(1+Increase)^(n-1))</c>, and up to <see cref="Jitter"/> of it on
/// top. The core counts the same in whole parts per million: <see cref="ReconnectPolicy"/>.
/// </summary>
public sealed record ReconnectOptions
{
    private static readonly ReconnectPolicy Usual = new();

    /// <summary>The wait after the first round without success. Default 100 ms.</summary>
    public TimeSpan Initial { get; init; } = Usual.Initial;

    /// <summary>Growth of the wait from round to round, as a part of it: 1 doubles it, 0 leaves it as it is. Default 0.5: half as long again. At most 1000.</summary>
    public double Increase { get; init; } = (double)Usual.Increase / ReconnectPolicy.Million;

    /// <summary>Up to this part of the wait is thrown on top of it, after the cap. Between 0 and 1; default 0.1: a tenth.</summary>
    public double Jitter { get; init; } = (double)Usual.Jitter / ReconnectPolicy.Million;

    /// <summary>The longest wait, before jitter. Default 60 s.</summary>
    public TimeSpan Max { get; init; } = Usual.Max;

    /// <summary>Rounds over all endpoints before the first open fails; null for no limit. Default 3.</summary>
    public int? FirstRounds { get; init; } = Usual.FirstRounds;

    /// <summary>Rounds over all endpoints after a session that was open was lost; null for no limit, the default. 0 never reconnects.</summary>
    public int? Rounds { get; init; } = Usual.Rounds;

    /// <summary>A session that restored its subscriptions and lived so long starts the count anew. Default 30 s.</summary>
    public TimeSpan StableAfter { get; init; } = Usual.StableAfter;

    /// <summary>
    /// Whether an ERROR instead of CONNECTED is tried again. Default false: wrong credentials do not get better. A client id that still counts as in use
    /// is tried again in any case.
    /// </summary>
    public bool RetryRefused { get; init; }

    /// <summary>The same with another first wait.</summary>
    public ReconnectOptions WithInitial(TimeSpan wait) => this with { Initial = wait };

    /// <summary>The same with another growth of the wait; 0.5 makes it half as long again.</summary>
    public ReconnectOptions WithIncrease(double part) => this with { Increase = part };

    /// <summary>The same with another jitter, as a part of the wait.</summary>
    public ReconnectOptions WithJitter(double part) => this with { Jitter = part };

    /// <summary>The same with another longest wait.</summary>
    public ReconnectOptions WithMax(TimeSpan wait) => this with { Max = wait };

    /// <summary>The same with another number of rounds before the first open fails; null for no limit.</summary>
    public ReconnectOptions WithFirstRounds(int? rounds) => this with { FirstRounds = rounds };

    /// <summary>The same with another number of rounds after a loss; null for no limit.</summary>
    public ReconnectOptions WithRounds(int? rounds) => this with { Rounds = rounds };

    /// <summary>The same with another age at which a session starts the count anew.</summary>
    public ReconnectOptions WithStableAfter(TimeSpan age) => this with { StableAfter = age };

    /// <summary>The same, which tries or does not try again what the broker refused.</summary>
    public ReconnectOptions WithRetryRefused(bool retry) => this with { RetryRefused = retry };

    /// <summary>The same in the core's numbers. What is out of range is an error of the options, and cut here.</summary>
    public ReconnectPolicy ToPolicy() => new()
    {
        Initial = Initial,
        Increase = Millionths(Increase),
        Jitter = Millionths(Jitter),
        Max = Max,
        FirstRounds = FirstRounds,
        Rounds = Rounds,
        StableAfter = StableAfter,
        RetryRefused = RetryRefused,
    };

    /// <summary>Everything that is wrong with these numbers.</summary>
    internal IEnumerable<string> Check()
    {
        if (Initial < TimeSpan.Zero)
            yield return $"Initial is {Initial}; it must not be negative";
        if (Increase is not (>= 0 and <= 1000))
            yield return FormattableString.Invariant($"Increase is {Increase}; it must be between 0 and 1000");
        if (Jitter is not (>= 0 and <= 1))
            yield return FormattableString.Invariant($"Jitter is {Jitter}; it must be between 0 and 1");
        if (Max < TimeSpan.Zero)
            yield return $"Max is {Max}; it must not be negative";
        if (FirstRounds is < 1)
            yield return FormattableString.Invariant($"FirstRounds is {FirstRounds}; it must be at least 1, or null for no limit");
        if (Rounds is < 0)
            yield return FormattableString.Invariant($"Rounds is {Rounds}; it must be at least 0, or null for no limit");
        if (StableAfter < TimeSpan.Zero)
            yield return $"StableAfter is {StableAfter}; it must not be negative";
    }

    private static int Millionths(double part) => double.IsNaN(part) ? 0 : (int)Math.Round(Math.Clamp(part, 0, 1000) * ReconnectPolicy.Million);
}
