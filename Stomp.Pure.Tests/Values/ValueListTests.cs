using System;
using System.Linq;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class ValueListTests
{
    [Fact]
    public void Equality_is_element_by_element()
    {
        ValueList<string> one = ["a", "b"];
        var two = ValueList<string>.Empty.Add("a").Concat(["b"]);

        Assert.Equal(one, two);
        Assert.True(one == two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.NotEqual(one, ["b", "a"]);
        Assert.NotEqual(one, ["a"]);
        Assert.Equal(default, ValueList.From<string>([]));
        Assert.Equal(default, one.Where(_ => false));
    }

    [Fact]
    public void Changes_leave_the_old_list_alone()
    {
        int[] source = [1, 2, 3];
        var list = ValueList.From(source);
        source[0] = 9;

        Assert.Equal([1, 2, 3, 4], list.Add(4));
        Assert.Equal([1, 7, 3], list.With(1, 7));
        Assert.Equal([1, 3], list.Where(item => item != 2));
        Assert.Equal([1, 2, 3], list);
        Assert.Equal([1, 2, 3], list.Concat([]));
        Assert.Equal([1, 2, 3], ValueList<int>.Empty.Concat(list));
    }

    [Fact]
    public void Places_outside_are_refused()
    {
        ValueList<int> list = [1];

        Assert.Throws<ArgumentOutOfRangeException>(() => list[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list.With(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => default(ValueList<int>)[0]);
    }

    [Fact]
    public void Holds_ten_thousand_elements()
    {
        var list = ValueList.From(Enumerable.Range(0, 10_000));

        Assert.Equal(10_000, list.Count);
        Assert.Equal(9_999, list[^1]);
        Assert.Equal(list, ValueList.From(list.Where(_ => true)));
        Assert.NotEqual(list, list.With(9_999, 0));
    }
}
