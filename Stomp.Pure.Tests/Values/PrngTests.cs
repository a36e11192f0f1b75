using System;
using System.Linq;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class PrngTests
{
    [Fact]
    public void Throws_what_SplitMix64_throws()
    {
        // The generator's published output for the seed 1234567.
        ulong[] expected = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];
        var dice = new Prng(1234567);
        foreach (var value in expected)
        {
            var thrown = dice.Next();
            Assert.Equal(value, thrown.Value);
            dice = thrown.Rest;
        }
    }

    [Fact]
    public void Is_a_value()
    {
        var dice = new Prng(42);

        Assert.Equal(dice.Next(), dice.Next());
        Assert.Equal(new Prng(42), dice);
        Assert.NotEqual(dice, dice.Next().Rest);
    }

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(6UL)]
    [InlineData(1000UL)]
    [InlineData(ulong.MaxValue)]
    public void Stays_below_its_bound(ulong bound)
    {
        var dice = new Prng(bound);
        for (var i = 0; i < 1000; i++)
        {
            var thrown = dice.Below(bound);
            Assert.True(thrown.Value < bound);
            dice = thrown.Rest;
        }
    }

    [Fact]
    public void Is_fair_to_all_sides()
    {
        var counts = new int[6];
        var dice = new Prng(7);
        for (var i = 0; i < 60_000; i++)
        {
            var thrown = dice.Below(6);
            counts[thrown.Value]++;
            dice = thrown.Rest;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(60_000, counts.Sum());
    }

    [Fact]
    public void There_is_nothing_below_nothing() => Assert.Throws<ArgumentOutOfRangeException>(() => new Prng(1).Below(0));
}
