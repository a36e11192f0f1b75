using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Pools;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Pools;

/// <summary>
/// What may be tried when, worked out a second time: at an endpoint that failed nothing before its wait is over and then one at a time until that succeeds, and one
/// at a time in the whole pool as long as no endpoint is known to be well. The jitter is left out, so the waits here are the shortest that are allowed.
/// </summary>
internal sealed class EndpointWatch(PoolConfig config)
{
    private readonly List<Known> _known = [.. config.Endpoints.Select(endpoint => new Known(endpoint))];
    private readonly Dictionary<long, Known> _at = [];

    public int Elsewhere { get; private set; }

    public int Retries { get; private set; }

    public void Tries(PoolEffect.OpenMember open, Instant now)
    {
        var known = _known.Single(one => one.Endpoint == open.Endpoint);
        _at.Add(open.Member, known);
        var before = _known.TakeWhile(one => one != known).ToList();
        Elsewhere += before.Count > 0 ? 1 : 0;
        if (!config.Randomize)
            Assert.DoesNotContain(before, one => one.IsWell);
        if (known.IsWell)
            return;
        Assert.True(now >= known.Until, $"tried {known.Until - now} before its wait is over");
        Assert.True(known.Try is null, "two attempts within one wait");
        Assert.True(_known.Exists(one => one.IsWell) || _known.TrueForAll(one => one.Try is null), "a herd");
        known.Try = open.Member;
        Retries += known.Failures > 0 ? 1 : 0;
    }

    public void Opened(long member)
    {
        var known = _at[member];
        (known.IsWell, known.Try, known.Failures) = (true, null, 0);
    }

    /// <summary>Counts where the endpoint was well, and for the attempt after its wait. Others were under way when it failed, and belong to that failure.</summary>
    public void Failed(long member, Instant now)
    {
        var known = _at[member];
        if (known.IsWell || known.Try == member)
            (known.IsWell, known.Try, known.Failures, known.Until) = (false, null, known.Failures + 1, now + config.Backoff.DelayAfter(known.Failures + 1));
    }

    /// <summary>The pool does not want it any more.</summary>
    public void Closed(long member)
    {
        var known = _at[member];
        known.Try = known.Try == member ? null : known.Try;
    }

    private sealed class Known(Endpoint endpoint)
    {
        public Endpoint Endpoint => endpoint;

        public bool IsWell { get; set; }

        public long? Try { get; set; }

        public int Failures { get; set; }

        public Instant Until { get; set; }
    }
}
