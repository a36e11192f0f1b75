using System;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Values;

public sealed class InstantTests
{
    private static readonly Instant First = new(long.MinValue);
    private static readonly Instant Last = new(long.MaxValue);

    [Fact]
    public void Moves_by_spans()
    {
        var moment = Instant.FromSeconds(2);

        Assert.Equal(Instant.FromMilliseconds(2500), moment + TimeSpan.FromMilliseconds(500));
        Assert.Equal(Instant.FromMilliseconds(1500), moment - TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.FromSeconds(2), moment - Instant.Zero);
        Assert.Equal(2000, moment.Milliseconds);
        Assert.Equal("1500.25 ms", new Instant(15_002_500).ToString());
    }

    [Fact]
    public void Saturates_and_never_throws()
    {
        Assert.Equal(Last, Last + TimeSpan.FromTicks(1));
        Assert.Equal(First, First - TimeSpan.FromTicks(1));
        Assert.Equal(Last, Instant.Zero - TimeSpan.MinValue);
        Assert.Equal(First, First + TimeSpan.MinValue);
        Assert.Equal(TimeSpan.MaxValue, Last - First);
        Assert.Equal(TimeSpan.MinValue, First - Last);
        Assert.Equal(Last, Instant.FromSeconds(long.MaxValue));
        Assert.Equal(First, Instant.FromMilliseconds(long.MinValue));
    }

    [Fact]
    public void Is_what_128_bits_say_and_saturates()
    {
        long[] edges = [long.MinValue, long.MinValue + 1, long.MinValue / 2, -2, -1, 0, 1, 2, long.MaxValue / 2, (long.MaxValue / 2) + 1, long.MaxValue - 1, long.MaxValue];
        foreach (var left in edges)
        {
            foreach (var right in edges)
            {
                Assert.Equal(Clamp((Int128)left + right), (new Instant(left) + TimeSpan.FromTicks(right)).Ticks);
                Assert.Equal(Clamp((Int128)left - right), (new Instant(left) - TimeSpan.FromTicks(right)).Ticks);
                Assert.Equal(Clamp((Int128)left - right), (new Instant(left) - new Instant(right)).Ticks);
            }
        }

        static long Clamp(Int128 ticks) => (long)Int128.Clamp(ticks, long.MinValue, long.MaxValue);
    }

    [Fact]
    public void Is_ordered()
    {
        var early = new Instant(1);
        var late = new Instant(2);

        Assert.True(early < late && late > early && early <= late && late >= early);
        Assert.Equal(late, Instant.Max(early, late));
        Assert.Equal(early, Instant.Min(early, late));
        Assert.True(early.CompareTo((object)late) < 0 && early.CompareTo(null) > 0);
        Assert.Throws<ArgumentException>(() => early.CompareTo("late"));
    }
}
