using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class EffectsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(10_000)]
    public void Hold_any_number_in_order(int count)
    {
        var names = Enumerable.Range(0, count).Select(number => $"effect {number}").ToList();
        var effects = Gather(names);

        Assert.Equal(count, effects.Count);
        Assert.Equal(count == 0, effects.IsEmpty);
        Assert.Equal(names, Walk(effects));
        Assert.Equal(names, effects.ToList());
        Assert.Equal(names, effects.ToSeq());
        Assert.Equal(names, Enumerable.Range(0, count).Select(index => effects[index]));
    }

    [Fact]
    public void Equality_is_element_by_element()
    {
        // New strings, so that reference equality would not do.
        var one = Gather(["a", new string('b', 3), "c"]);
        var two = Gather(["a", new string('b', 3), "c"]);

        Assert.Equal(one, two);
        Assert.True(one == two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, Gather(["a", "c", "bbb"]));
        Assert.NotEqual(one, Gather(["a", "bbb"]));
        Assert.Equal(default, Effects<string>.None);
        Assert.Equal(Effects.One("a"), Gather(["a"]));
    }

    [Fact]
    public void Places_outside_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Effects.One("a")[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Effects<string>.None[0]);
    }

    [Fact]
    public void One_effect_takes_no_array()
    {
        // Once to have everything compiled.
        Assert.Equal(1, LengthOfOne());
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = LengthOfOne();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int LengthOfOne()
    {
        var length = 0;
        foreach (var effect in Effects.One("a"))
            length += effect.Length;
        return length;
    }

    private static Effects<string> Gather(IEnumerable<string> names)
    {
        var list = default(EffectList<string>);
        foreach (var name in names)
            list.Add(name);
        return list.ToEffects();
    }

    private static List<string> Walk(Effects<string> effects)
    {
        var names = new List<string>();
        foreach (var effect in effects)
            names.Add(effect);
        return names;
    }
}
