using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Reconnection;

/// <summary>Where a connection stands in its rounds over the endpoints, and the dice for its waits.</summary>
/// <param name="Endpoint">The place of the endpoint that is tried, or to be tried next.</param>
/// <param name="FailedRounds">Rounds over all endpoints without success since the count began.</param>
/// <param name="Dice">For jitter.</param>
public readonly record struct Attempts(int Endpoint, int FailedRounds, Prng Dice)
{
    /// <summary>The beginning.</summary>
    public static Attempts Begin(ulong seed) => new(0, 0, new Prng(seed));

    /// <summary>An attempt failed: the next endpoint of this round, or the end of the round.</summary>
    /// <param name="endpoints">How many endpoints there are.</param>
    public Attempts Failed(int endpoints) =>
        Endpoint + 1 < endpoints ? this with { Endpoint = Endpoint + 1 } : this with { Endpoint = 0, FailedRounds = FailedRounds + 1 };

    /// <summary>A session was lost: the next round begins at the first endpoint, after a wait.</summary>
    public Attempts Lost() => this with { Endpoint = 0, FailedRounds = FailedRounds + 1 };

    /// <summary>A session lived: the count begins anew.</summary>
    public Attempts Lived() => this with { Endpoint = 0, FailedRounds = 0 };

    /// <summary>The wait that is due now, with jitter, and the dice afterwards.</summary>
    public Wait Throw(ReconnectPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var delay = policy.DelayAfter(Math.Max(1, FailedRounds));
        var most = (Int128)delay.Ticks * policy.Jitter / ReconnectPolicy.Million;
        if (most <= 0)
            return new(delay, this);
        var thrown = Dice.Below((ulong)most + 1);
        return new(new((long)Int128.Min((Int128)delay.Ticks + thrown.Value, long.MaxValue)), this with { Dice = thrown.Rest });
    }

    /// <summary>How long to wait, and what remains.</summary>
    /// <param name="Delay">How long.</param>
    /// <param name="Rest">The attempts with the dice thrown.</param>
    public readonly record struct Wait(TimeSpan Delay, Attempts Rest);
}
