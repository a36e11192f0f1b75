using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public class TableTests
{
    [Fact]
    public void It_does_what_a_sorted_dictionary_does_and_old_ones_stay()
    {
        var dice = new Prng(1);
        var table = default(Table<long, int>);
        var model = new SortedDictionary<long, int>();
        var old = new List<(Table<long, int> Table, KeyValuePair<long, int>[] Model)>();
        for (var i = 0; i < 4000; i++)
        {
            (var key, dice) = dice.Below(300);
            if ((dice.State & 3) == 0)
            {
                table = table.Remove((long)key);
                model.Remove((long)key);
            }
            else
            {
                table = table.Set((long)key, i);
                model[(long)key] = i;
            }

            if (i % 40 == 0)
                old.Add((table, [.. model]));
        }

        old.Add((table, [.. model]));
        foreach (var (then, entries) in old)
        {
            Assert.Equal(entries, then.ToArray());
            Assert.Equal(entries.Length, then.Count);
            for (var key = -1L; key < 301; key++)
            {
                Assert.Equal(entries.Any(entry => entry.Key == key), then.ContainsKey(key));
                var above = entries.Where(entry => entry.Key > key).Take(1).ToArray();
                Assert.Equal(above.Length == 1, then.TryAbove(key, out var found));
                Assert.Equal(above.FirstOrDefault(), found);
            }

            Assert.Equal(entries.Length > 0, then.TryFirst(out var first));
            Assert.Equal(entries.FirstOrDefault(), first);
        }
    }

    [Fact]
    public void Equal_content_is_equal_however_it_came_about()
    {
        var up = default(Table<long, string>);
        var down = default(Table<long, string>);
        for (var i = 0; i < 100; i++)
        {
            up = up.Set(i, $"{i}");
            down = down.Set(99 - i, $"{99 - i}");
        }

        Assert.Equal(up, down);
        Assert.NotEqual(up, down.Set(50, "x"));
        Assert.NotEqual(up, down.Remove(50));
        Assert.NotEqual(up, down.Remove(50).Set(100, "100"));
        Assert.Equal(up, down.Remove(50).Set(50, "50"));
        Assert.Equal(default, up.Remove(-1).Set(0, "0").Aggregate(up, (rest, entry) => rest.Remove(entry.Key)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(7919)]
    public void It_stays_flat(int stride)
    {
        var table = default(Table<int, int>);
        for (var i = 0; i < 1 << 14; i++)
            table = table.Set(i * stride % (1 << 14), i);
        // The lowest tree of that size is 15 high; this kind is at most 1.44 times as high, so its walk allocates a path of 21 at most.
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = table.Set(0, 0);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 21 * 64);
    }

    [Fact]
    public void Texts_are_ordered_by_code_units()
    {
        var table = default(Table<string, int>).Set("ä", 1).Set("b", 2).Set("B", 3).Set("a", 4).Set("", 5);
        Assert.Equal(["", "B", "a", "b", "ä"], table.Select(entry => entry.Key));
    }
}
