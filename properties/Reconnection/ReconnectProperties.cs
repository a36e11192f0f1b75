using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Stomp.Pure.Reconnection;
using Xunit;

namespace Stomp.Properties.Reconnection;

/// <summary>What holds for the waits between attempts under any policy.</summary>
[Trait("Row", "M45"), Trait("Row", "M08"), Trait("Row", "M09")]
[Properties(Arbitrary = [typeof(Policies)], MaxTest = Cases.Some, QuietOnSuccess = true)]
public sealed class ReconnectProperties
{
    private const int Rounds = 40;

    [Property]
    public void Waits_grow_to_the_cap_and_no_further(ReconnectPolicy policy)
    {
        var waits = Enumerable.Range(1, Rounds).Select(policy.DelayAfter).ToList();
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(policy.Initial < policy.Max ? policy.Initial : policy.Max, waits[0]);
        Assert.True(waits[^1] <= policy.Max);
    }

    /// <summary>With jitter no two of many waits at the cap are the same, or nearly none.</summary>
    [Property]
    public void Jitter_stays_within_its_bounds_and_does_not_vanish_at_the_cap(ReconnectPolicy policy, ulong seed)
    {
        var attempts = Attempts.Begin(seed) with { FailedRounds = 1000 };
        var thrown = new long[30];
        for (var i = 0; i < thrown.Length; i++)
        {
            var wait = attempts.Throw(policy);
            var plain = policy.DelayAfter(1000).Ticks;
            var most = (Int128)plain * policy.Jitter / ReconnectPolicy.Million;
            Assert.InRange(wait.Delay.Ticks, plain, (long)(plain + most));
            thrown[i] = wait.Delay.Ticks;
            attempts = wait.Rest;
        }

        if (policy.Jitter > 0 && policy.DelayAfter(1000) == policy.Max && policy.Max >= TimeSpan.FromSeconds(1))
            Assert.True(thrown.Distinct().Count() >= thrown.Length - 2, "the same wait again and again");
        if (policy.Jitter == 0)
            Assert.Single(thrown.Distinct());
    }

    [Property]
    public void One_seed_throws_the_same_waits(ReconnectPolicy policy, ulong seed) =>
        Assert.Equal(Attempts.Begin(seed).Failed(1).Throw(policy), Attempts.Begin(seed).Failed(1).Throw(policy));

    [Fact]
    public void The_policies_reach_their_caps_with_and_without_jitter()
    {
        var policies = Policies.All.Sample(500);
        Assert.InRange(policies.Count(policy => policy.DelayAfter(1000) == policy.Max && policy.Jitter > 0 && policy.Max >= TimeSpan.FromSeconds(1)), 100, 500);
        Assert.Contains(policies, policy => policy.Jitter == 0);
        Assert.Contains(policies, policy => policy.DelayAfter(1000) < policy.Max);
    }
}

/// <summary>Random policies.</summary>
public static class Policies
{
    public static Gen<ReconnectPolicy> All { get; } =
        from initial in Gen.Choose(1, 5_000)
        from increase in Gen.Elements(0, 1, 500_000, 1_000_000, 3_000_000)
        from jitter in Gen.Elements(0, 10_000, 100_000, 1_000_000)
        from most in Gen.Choose(1, 120_000)
        select new ReconnectPolicy
        {
            Initial = TimeSpan.FromMilliseconds(initial),
            Increase = increase,
            Jitter = jitter,
            Max = TimeSpan.FromMilliseconds(most),
        };

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<ReconnectPolicy> Arbitrary() => Arb.From(All);
}
