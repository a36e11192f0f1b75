using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Stomp.Runtime;

/// <summary>What a call's own deadline may be. It is judged where it is given, before anything is sent.</summary>
internal static class CallTimeout
{
    // Timers can wait for 49.7 days.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(49);

    /// <summary>The deadline, null for none and for <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative, or longer than timers can wait.</exception>
    public static TimeSpan? Checked(TimeSpan? value, [CallerMemberName] string name = "")
    {
        if (value is not { } given || given == Timeout.InfiniteTimeSpan)
            return null;
        return given >= TimeSpan.Zero && given <= Longest
            ? given
            : throw new ArgumentOutOfRangeException(name, given, FormattableString.Invariant($"{name} must be from 0 to {Longest.TotalDays:0} days, or null for none."));
    }
}
