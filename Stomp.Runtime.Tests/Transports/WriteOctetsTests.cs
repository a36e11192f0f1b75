using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Transports;

/// <summary>A few large arrays for all who write.</summary>
public sealed class WriteOctetsTests
{
    private const int Most = 8;

    [Theory]
    [InlineData(1)]
    [InlineData(64 * 1024)]
    [InlineData(WriteOctets.Large + 1)]
    public void What_is_small_or_larger_than_all_comes_from_the_shared_pool(int octets)
    {
        var array = new WriteOctets().Rent(octets);
        Assert.True(array.Length >= octets && array.Length != WriteOctets.Large);
    }

    [Theory]
    [InlineData((64 * 1024) + 1)]
    [InlineData(WriteOctets.Large)]
    public void A_large_one_that_came_back_is_given_again(int octets)
    {
        var pool = new WriteOctets();
        var first = pool.Rent(octets);
        var second = pool.Rent(octets);
        Assert.Equal((WriteOctets.Large, WriteOctets.Large), (first.Length, second.Length));
        Assert.NotSame(first, second);
        pool.Return(first);
        Assert.Same(first, pool.Rent(100_000));
    }

    [Fact]
    public void There_are_a_few_and_whoever_comes_then_has_one_of_the_size_that_he_needs()
    {
        var pool = new WriteOctets();
        var all = Enumerable.Range(0, Most + 1).Select(_ => pool.Rent(100_000)).ToList();
        Assert.All(all[..^1], array => Assert.Equal(WriteOctets.Large, array.Length));
        Assert.Equal(128 * 1024, all[^1].Length);
        pool.Return(all[^1]);
        pool.Return(all[0]);
        Assert.Same(all[0], pool.Rent(100_000));
    }

    [Fact]
    public void Those_that_never_come_back_make_room_for_others()
    {
        var pool = new WriteOctets();
        Lose(pool);
        GC.Collect();
        Assert.Equal(WriteOctets.Large, pool.Rent(100_000).Length);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Lose(WriteOctets pool)
    {
        List<byte[]> lost = [.. Enumerable.Range(0, Most).Select(_ => pool.Rent(100_000))];
        Assert.NotEqual(WriteOctets.Large, pool.Rent(100_000).Length);
        Assert.Equal(Most, lost.Count);
    }
}
