using System;
using System.Globalization;

namespace Stomp.Pure.Values;

/// <summary>A moment, in ticks of 100 ns since the start of whatever loop stamps it. It has no calendar and never runs backwards.</summary>
/// <param name="Ticks">Ticks of 100 ns since the start.</param>
public readonly record struct Instant(long Ticks) : IComparable<Instant>, IComparable
{
    /// <summary>The start.</summary>
    public static Instant Zero { get; }

    /// <summary>The moment <paramref name="milliseconds"/> after the start; saturates at the ends of the range.</summary>
    public static Instant FromMilliseconds(long milliseconds) => new(Saturate((Int128)milliseconds * TimeSpan.TicksPerMillisecond));

    /// <summary>The moment <paramref name="seconds"/> after the start; saturates at the ends of the range.</summary>
    public static Instant FromSeconds(long seconds) => new(Saturate((Int128)seconds * TimeSpan.TicksPerSecond));

    /// <summary>Whole milliseconds since the start.</summary>
    public long Milliseconds => Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>The later of two moments.</summary>
    public static Instant Max(Instant left, Instant right) => left.Ticks >= right.Ticks ? left : right;

    /// <summary>The earlier of two moments.</summary>
    public static Instant Min(Instant left, Instant right) => left.Ticks <= right.Ticks ? left : right;

    /// <summary>This moment moved by a span; saturates at the ends of the range.</summary>
    public Instant Add(TimeSpan span) => new(Sum(Ticks, span.Ticks));

    /// <summary>This moment moved backwards by a span; saturates at the ends of the range.</summary>
    public Instant Subtract(TimeSpan span) => new(Difference(Ticks, span.Ticks));

    /// <summary>The span from <paramref name="earlier"/> to this moment; saturates at the ends of the range.</summary>
    public TimeSpan Since(Instant earlier) => new(Difference(Ticks, earlier.Ticks));

    /// <inheritdoc/>
    public int CompareTo(Instant other) => Ticks.CompareTo(other.Ticks);

    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        Instant other => CompareTo(other),
        _ => throw new ArgumentException("Only an Instant compares with an Instant.", nameof(obj)),
    };

    /// <summary>Milliseconds since the start, with the fraction, for instance <c>1500.25 ms</c>.</summary>
    public override string ToString() =>
        (Ticks / (decimal)TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture) + " ms";

    /// <summary>An overflow has the sign of neither summand.</summary>
    private static long Sum(long left, long right)
    {
        var sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) >= 0 ? sum : left < 0 ? long.MinValue : long.MaxValue;
    }

    /// <summary>Only what differs in sign can overflow; it does where the difference has another sign than what is subtracted from.</summary>
    private static long Difference(long left, long right)
    {
        var difference = unchecked(left - right);
        return ((left ^ right) & (left ^ difference)) >= 0 ? difference : left < 0 ? long.MinValue : long.MaxValue;
    }

    private static long Saturate(Int128 ticks) => (long)Int128.Clamp(ticks, long.MinValue, long.MaxValue);

    /// <summary>The moment moved forwards.</summary>
    public static Instant operator +(Instant moment, TimeSpan span) => moment.Add(span);

    /// <summary>The moment moved backwards.</summary>
    public static Instant operator -(Instant moment, TimeSpan span) => moment.Subtract(span);

    /// <summary>The span between two moments.</summary>
    public static TimeSpan operator -(Instant later, Instant earlier) => later.Since(earlier);

    /// <summary>Earlier than.</summary>
    public static bool operator <(Instant left, Instant right) => left.Ticks < right.Ticks;

    /// <summary>Later than.</summary>
    public static bool operator >(Instant left, Instant right) => left.Ticks > right.Ticks;

    /// <summary>Not later than.</summary>
    public static bool operator <=(Instant left, Instant right) => left.Ticks <= right.Ticks;

    /// <summary>Not earlier than.</summary>
    public static bool operator >=(Instant left, Instant right) => left.Ticks >= right.Ticks;
}
