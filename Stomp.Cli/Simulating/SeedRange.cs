using System;
using System.Collections.Generic;
using System.Globalization;

namespace Stomp.Cli.Simulating;

/// <summary>Seeds in a row, both ends included.</summary>
internal sealed record SeedRange(ulong First, ulong Last)
{
    /// <summary>How many.</summary>
    public ulong Count => Last - First + 1;

    /// <summary>Reads <c>A..B</c>, or one number; null when it is neither.</summary>
    public static SeedRange? Parse(string text)
    {
        var dots = text.IndexOf("..", StringComparison.Ordinal);
        if (!TryRead(dots < 0 ? text : text[..dots], out var first))
            return null;
        var last = first;
        return (dots >= 0 && !TryRead(text[(dots + 2)..], out last)) || last < first || last - first == ulong.MaxValue ? null : new(first, last);
    }

    /// <summary>All of them, in order.</summary>
    public IEnumerable<ulong> All()
    {
        for (var seed = First; seed < Last; seed++)
            yield return seed;
        yield return Last;
    }

    private static bool TryRead(string text, out ulong number) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
