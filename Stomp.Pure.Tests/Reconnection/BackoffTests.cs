using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Reconnection;

/// <summary>How long to wait before the next round, and where it goes.</summary>
[Trait("Row", "M45")]
public sealed class BackoffTests
{
    /// <summary>100 ms, half as long again each time, whole ticks of 100 ns, at most 60 s.</summary>
    [Theory]
    [Trait("Row", "M07"), Trait("Row", "M08"), Trait("Row", "M10")]
    [InlineData(1, 1_000_000)]
    [InlineData(2, 1_500_000)]
    [InlineData(3, 2_250_000)]
    [InlineData(4, 3_375_000)]
    [InlineData(5, 5_062_500)]
    [InlineData(6, 7_593_750)]
    [InlineData(7, 11_390_625)]
    [InlineData(8, 17_085_937)]
    [InlineData(9, 25_628_905)]
    [InlineData(10, 38_443_357)]
    [InlineData(11, 57_665_035)]
    [InlineData(12, 86_497_552)]
    [InlineData(13, 129_746_328)]
    [InlineData(14, 194_619_492)]
    [InlineData(15, 291_929_238)]
    [InlineData(16, 437_893_857)]
    [InlineData(17, 600_000_000)]
    [InlineData(18, 600_000_000)]
    [InlineData(int.MaxValue, 600_000_000)]
    public void The_wait_grows_from_the_initial_one_to_the_cap(int round, long ticks) =>
        Assert.Equal(ticks, new ReconnectPolicy().DelayAfter(round).Ticks);

    [Fact]
    [Trait("Row", "M07"), Trait("Row", "M08"), Trait("Row", "M10")]
    public void Each_of_its_numbers_can_be_set()
    {
        var policy = new ReconnectPolicy { Initial = TimeSpan.FromSeconds(2), Increase = 1_000_000, Max = TimeSpan.FromSeconds(7) };
        Assert.Equal([2, 4, 7, 7], new[] { 1, 2, 3, 4 }.Select(round => policy.DelayAfter(round).TotalSeconds));
        Assert.Equal(7, (policy with { Initial = TimeSpan.FromSeconds(9) }).DelayAfter(1).TotalSeconds);
        Assert.Equal(2, (policy with { Increase = 0 }).DelayAfter(int.MaxValue).TotalSeconds);
        Assert.Equal(TimeSpan.Zero, (policy with { Initial = TimeSpan.Zero }).DelayAfter(int.MaxValue));
        Assert.Equal(TimeSpan.MaxValue, new ReconnectPolicy { Max = TimeSpan.MaxValue, Increase = int.MaxValue }.DelayAfter(100));
    }

    /// <summary>Each sets what it is named after, and nothing else.</summary>
    [Fact]
    public void Each_of_its_numbers_can_be_changed()
    {
        var policy = new ReconnectPolicy();
        var second = TimeSpan.FromSeconds(1);
        Assert.Equal(policy with { Initial = second }, policy.WithInitial(second));
        Assert.Equal(policy with { Increase = 7 }, policy.WithIncrease(7));
        Assert.Equal(policy with { Jitter = 7 }, policy.WithJitter(7));
        Assert.Equal(policy with { Max = second }, policy.WithMax(second));
        Assert.Equal(policy with { FirstRounds = null }, policy.WithFirstRounds(null));
        Assert.Equal(policy with { Rounds = 7 }, policy.WithRounds(7));
        Assert.Equal(policy with { StableAfter = second }, policy.WithStableAfter(second));
        Assert.Equal(policy with { RetryRefused = true }, policy.WithRetryRefused(true));
    }

    /// <summary>What the documentation of each says.</summary>
    [Fact]
    public void Without_a_word_it_tries_three_rounds_at_first_and_afterwards_for_ever()
    {
        var policy = new ReconnectPolicy();
        Assert.Equal((3, null, TimeSpan.FromSeconds(30), false), (policy.FirstRounds, policy.Rounds, policy.StableAfter, policy.RetryRefused));
        Assert.Equal((TimeSpan.FromMilliseconds(100), 500_000, 100_000, TimeSpan.FromMinutes(1)), (policy.Initial, policy.Increase, policy.Jitter, policy.Max));
    }

    [Fact]
    [Trait("Row", "M09")]
    public void Jitter_lies_on_top_within_its_bound_and_does_not_vanish_at_the_cap()
    {
        foreach (var round in new[] { 1, 5, 17, 1000 })
        {
            var policy = new ReconnectPolicy();
            var waits = Throws(new Attempts(0, round, new Prng(3)), policy, 1000);
            var bare = policy.DelayAfter(round);
            Assert.All(waits, wait => Assert.InRange(wait.Ticks, bare.Ticks, bare.Ticks + (bare.Ticks / 10)));
            Assert.True(waits.Max().Ticks > bare.Ticks + (bare.Ticks * 99 / 1000), "the upper end is reached");
            Assert.True(waits.Min().Ticks < bare.Ticks + (bare.Ticks / 1000), "so is the lower end");
            Assert.True(waits.Distinct().Count() > 900);
        }

        Assert.Equal([TimeSpan.FromMilliseconds(100)], Throws(Attempts.Begin(1), new() { Jitter = 0 }, 9).Distinct());
        Assert.Equal([TimeSpan.Zero], Throws(Attempts.Begin(1), new() { Initial = TimeSpan.Zero }, 9).Distinct());
        Assert.All(
            Throws(Attempts.Begin(1), new() { Initial = TimeSpan.MaxValue, Max = TimeSpan.MaxValue, Jitter = int.MaxValue }, 99),
            wait => Assert.Equal(TimeSpan.MaxValue, wait));
    }

    [Fact]
    [Trait("Row", "M09")]
    public void Jitter_reaches_both_ends()
    {
        var policy = new ReconnectPolicy { Initial = TimeSpan.FromTicks(10), Max = TimeSpan.FromTicks(10), Jitter = ReconnectPolicy.Million };
        Assert.Equal(Enumerable.Range(10, 11).Select(ticks => TimeSpan.FromTicks(ticks)), Throws(Attempts.Begin(1), policy, 1000).Distinct().Order());
    }

    [Fact]
    [Trait("Row", "N02")]
    public void Equal_seeds_wait_equally_long()
    {
        var policy = new ReconnectPolicy();
        Assert.Equal(Throws(Attempts.Begin(42), policy, 50), Throws(Attempts.Begin(42), policy, 50));
        Assert.NotEqual(Throws(Attempts.Begin(42), policy, 50), Throws(Attempts.Begin(43), policy, 50));
    }

    [Fact]
    [Trait("Row", "M04"), Trait("Row", "M11")]
    public void A_round_goes_over_all_endpoints()
    {
        var attempts = Attempts.Begin(1);
        var places = new List<(int, int)>();
        for (var i = 0; i < 7; i++)
        {
            places.Add((attempts.FailedRounds, attempts.Endpoint));
            attempts = attempts.Failed(3);
        }

        Assert.Equal([(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (2, 0)], places);
        Assert.Equal((0, 3), (attempts.Lost().Endpoint, attempts.Lost().FailedRounds));
        Assert.Equal((0, 0), (attempts.Lived().Endpoint, attempts.Lived().FailedRounds));
    }

    private static List<TimeSpan> Throws(Attempts attempts, ReconnectPolicy policy, int count)
    {
        var waits = new List<TimeSpan>();
        for (var i = 0; i < count; i++)
        {
            var wait = attempts.Throw(policy);
            waits.Add(wait.Delay);
            attempts = wait.Rest;
        }

        return waits;
    }
}
