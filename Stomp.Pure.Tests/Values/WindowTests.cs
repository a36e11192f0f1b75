using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class WindowTests
{
    private const int Many = 10_000;

    [Fact]
    public void Walks_by_age_and_looks_up_by_key()
    {
        var window = Window<string>.Empty.Add(3, "a").Add(7, "b").Add(8, "c");

        Assert.Equal([new(3, "a"), new(7, "b"), new(8, "c")], Entries(window));
        Assert.True(window.TryGet(7, out var found));
        Assert.Equal("b", found);
        Assert.False(window.TryGet(4, out _));
        Assert.True(window.TryOldest(out var oldest));
        Assert.Equal(new(3, "a"), oldest);
        Assert.False(Window<string>.Empty.TryOldest(out _));
    }

    [Fact]
    public void Old_handles_show_what_they_showed()
    {
        var one = Window<string>.Empty.Add(1, "a");
        var two = one.Add(2, "b");
        var three = two.Add(3, "c");
        var without = three.Remove(2);
        var replaced = three.Replace(1, "z");

        Assert.Equal([new(1, "a")], Entries(one));
        Assert.Equal([new(1, "a"), new(2, "b")], Entries(two));
        Assert.Equal([new(1, "a"), new(2, "b"), new(3, "c")], Entries(three));
        Assert.Equal([new(1, "a"), new(3, "c")], Entries(without));
        Assert.Equal([new(1, "z"), new(2, "b"), new(3, "c")], Entries(replaced));
        Assert.True(three.TryGet(2, out _));
        Assert.False(without.TryGet(2, out _));
    }

    [Fact]
    public void Forks_do_not_see_each_other()
    {
        var stem = Window<string>.Empty.Add(1, "a").Add(2, "b");
        var left = stem.Add(3, "left").Remove(1);
        var right = stem.Add(3, "right").Add(4, "more");
        var shorter = stem.Remove(2);

        Assert.Equal([new(2, "b"), new(3, "left")], Entries(left));
        Assert.Equal([new(1, "a"), new(2, "b"), new(3, "right"), new(4, "more")], Entries(right));
        Assert.Equal([new(1, "a")], Entries(shorter));
        Assert.Equal([new(1, "a"), new(2, "b")], Entries(stem));
    }

    [Fact]
    public void Equality_is_of_content_whatever_the_history()
    {
        var straight = Window<string>.Empty.Add(1, "a").Add(3, "c");
        var detour = Window<string>.Empty.Add(0, "x").Add(1, "b").Add(2, "y").Add(3, "c").Remove(2).Replace(1, "a").Remove(0);

        Assert.Equal(straight, detour);
        Assert.Equal(straight.GetHashCode(), detour.GetHashCode());
        Assert.True(straight == detour);
        Assert.NotEqual(straight, straight.Replace(1, "b"));
        Assert.NotEqual(straight, straight.Remove(1));
        Assert.NotEqual(straight, Window<string>.Empty.Add(2, "a").Add(3, "c"));
        Assert.Equal(default, straight.Remove(1).Remove(3));
    }

    [Fact]
    public void Equal_windows_refuse_the_same_keys()
    {
        var straight = Window<string>.Empty.Add(1, "a");
        var detour = Window<string>.Empty.Add(1, "a").Add(5, "b").Remove(5);

        Assert.Equal(straight, detour);
        Assert.Equal(straight.Add(3, "c"), detour.Add(3, "c"));
        Assert.Throws<ArgumentException>(() => straight.Add(1, "c"));
        Assert.Throws<ArgumentException>(() => detour.Add(1, "c"));
    }

    [Fact]
    public void Keys_that_are_not_there_change_nothing()
    {
        var window = Window<string>.Empty.Add(5, "a").Add(9, "b");

        foreach (var key in (long[])[long.MinValue, 0, 4, 6, 10, long.MaxValue])
        {
            Assert.Equal(window, window.Remove(key));
            Assert.Equal(window, window.Replace(key, "z"));
            Assert.False(window.TryGet(key, out _));
        }
    }

    [Fact]
    public void Agrees_with_a_sorted_list_over_random_histories_and_forks()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var dice = new Random(seed);
            var lives = new List<(Window<int> Window, SortedList<long, int> Model)> { (default, []) };
            for (var step = 0; step < 200; step++)
            {
                var (window, model) = lives[dice.Next(4) == 0 ? dice.Next(lives.Count) : lives.Count - 1];
                lives.Add(Change(dice, window, new(model), step));
            }

            foreach (var (window, model) in lives)
            {
                Assert.Equal(model.Count, window.Count);
                Assert.Equal(model.ToList(), Entries(window));
                Assert.All(model, entry => Assert.True(window.TryGet(entry.Key, out var value) && value == entry.Value));
            }
        }
    }

    [Fact]
    public void Agrees_with_a_sorted_list_when_hundreds_come_and_go_at_a_time()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var dice = new Random(seed);
            var lives = new List<(Window<int> Window, SortedList<long, int> Model)> { (default, []) };
            for (var step = 0; step < 40; step++)
            {
                var (window, model) = lives[dice.Next(4) == 0 ? dice.Next(lives.Count) : lives.Count - 1];
                model = new(model);
                var many = dice.Next(1, 400);
                // Most of them come at the young end and go at the old one, as they do in books that many pass through.
                if (dice.Next(2) == 0)
                {
                    for (var i = 0; i < many; i++)
                        (window, model) = Add(window, model, (model.Count == 0 ? 0 : model.Keys[^1]) + dice.Next(1, 3), step);
                }
                else
                {
                    var isRandom = dice.Next(4) == 0;
                    for (var i = 0; i < many && model.Count > 0; i++)
                        (window, model) = Remove(window, model, model.Keys[isRandom ? dice.Next(model.Count) : 0]);
                }

                lives.Add(dice.Next(8) == 0 ? Change(dice, window, model, step) : (window, model));
            }

            foreach (var (window, model) in lives)
            {
                Assert.Equal(model.ToList(), Entries(window));
                Assert.All(model, entry => Assert.True(window.TryGet(entry.Key, out var value) && value == entry.Value));
            }
        }

        static (Window<int>, SortedList<long, int>) Add(Window<int> window, SortedList<long, int> model, long key, int value)
        {
            model.Add(key, value);
            return (window.Add(key, value), model);
        }

        static (Window<int>, SortedList<long, int>) Remove(Window<int> window, SortedList<long, int> model, long key)
        {
            model.Remove(key);
            return (window.Remove(key), model);
        }
    }

    [Fact]
    public void Ten_thousand_entries_cost_as_much_per_step_as_one()
    {
        // Once to have everything compiled.
        _ = AllocatedBySliding(10);
        var few = AllocatedBySliding(1);
        var many = AllocatedBySliding(Many);

        Assert.InRange(many, 0, (few * 3) + (16 * 1024));
    }

    [Fact]
    public void Ten_thousand_entries_can_go_in_any_order()
    {
        var window = Window<int>.Empty;
        for (var key = 0; key < Many; key++)
            window = window.Add(key, -key);
        var full = window;
        foreach (var key in Enumerable.Range(0, Many).OrderBy(key => (key * 7919L) % Many))
        {
            Assert.True(window.TryGet(key, out var value) && value == -key);
            window = window.Remove(key);
        }

        Assert.True(window.IsEmpty);
        Assert.Equal(Many, full.Count);
        Assert.Equal(Many, full.Count());
    }

    [Fact]
    public void What_went_is_not_held_on_to()
    {
        var window = FillAndDrain(out var gone);
        GC.Collect();

        Assert.InRange(gone.Count(reference => reference.TryGetTarget(out _)), 0, 64);
        Assert.Equal(1, window.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300)]
    [InlineData(1_000)]
    public void What_slid_out_is_not_held_on_to(int pending)
    {
        var window = Slide(pending, out var gone);
        GC.Collect();

        // The first chunk need not be gone whole.
        Assert.InRange(gone.Count(reference => reference.TryGetTarget(out _)), pending, pending + 300);
        Assert.Equal(pending, window.Count);
    }

    [Fact]
    public void One_that_stays_does_not_hold_on_to_those_behind_it()
    {
        const int pending = 200;
        var window = Slide(pending, out var gone, first: 1);
        GC.Collect();

        Assert.True(window.TryGet(0, out _));
        Assert.InRange(gone.Count(reference => reference.TryGetTarget(out _)), pending + 1, 4 * (pending + 1));
    }

    [Fact]
    public void What_filled_and_drained_once_takes_its_room_at_once_the_next_time()
    {
        const int entries = 200;
        var window = FillAndDrain(Window<int>.Empty, entries);
        _ = FillAndDrain(window, entries);

        var before = GC.GetAllocatedBytesForCurrentThread();
        window = FillAndDrain(window, entries);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // A quarter of room to spare, and as much again for the steps down while it drains; without it there would be as many steps up.
        Assert.InRange(allocated, 24 * entries, 24 * entries * 5 / 2);
        Assert.Equal(default, window);
    }

    [Fact]
    public void What_filled_much_and_then_little_takes_little_room()
    {
        var window = FillAndDrain(FillAndDrain(FillAndDrain(Window<int>.Empty, Many), 1), 1);

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = FillAndDrain(window, 1);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    private static Window<int> FillAndDrain(Window<int> window, int entries)
    {
        for (var key = 0; key < entries; key++)
            window = window.Add(key, key);
        for (var key = 0; key < entries; key++)
            window = window.Remove(key);
        return window;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Window<object> FillAndDrain(out List<WeakReference<object>> gone)
    {
        var window = Window<object>.Empty;
        gone = [];
        for (var key = 0; key < Many; key++)
        {
            var value = new object();
            gone.Add(new(value));
            window = window.Add(key, value);
        }

        for (var key = 0; key < Many - 1; key++)
            window = window.Remove(key);
        return window;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Window<object> Slide(int pending, out List<WeakReference<object>> gone, int first = 0)
    {
        var window = Window<object>.Empty;
        gone = [];
        for (var key = 0; key < Many; key++)
        {
            var value = new object();
            gone.Add(new(value));
            window = window.Add(key, value);
            if (key - pending >= first)
                window = window.Remove(key - pending);
        }

        return window;
    }

    /// <summary>Octets allocated by 20,000 steps of one in, one out, with some pending all the time.</summary>
    private static long AllocatedBySliding(int pending)
    {
        var window = Window<int>.Empty;
        var key = 0L;
        while (window.Count < pending)
            window = window.Add(key++, 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var step = 0; step < 2 * Many; step++)
        {
            window = window.Add(key, 0).Remove(key - pending);
            key++;
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static (Window<int> Window, SortedList<long, int> Model) Change(Random dice, Window<int> window, SortedList<long, int> model, int step)
    {
        var key = model.Count == 0 ? 0 : model.Keys[dice.Next(model.Count)];
        switch (dice.Next(5))
        {
            case 0 or 1:
                var next = (model.Count == 0 ? 0 : model.Keys[^1]) + dice.Next(1, 4);
                model.Add(next, step);
                return (window.Add(next, step), model);
            case 2 or 3:
                model.Remove(key);
                return (window.Remove(key), model);
            default:
                if (model.ContainsKey(key))
                    model[key] = step;
                return (window.Replace(key, step), model);
        }
    }

    private static List<KeyValuePair<long, T>> Entries<T>(Window<T> window)
    {
        var entries = new List<KeyValuePair<long, T>>();
        foreach (var entry in window)
            entries.Add(entry);
        Assert.Equal(entries, window.ToList());
        return entries;
    }
}
