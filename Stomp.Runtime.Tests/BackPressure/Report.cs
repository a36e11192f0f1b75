using System;
using System.Collections.Generic;
using System.Linq;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>What a child measured.</summary>
public sealed class Report
{
    /// <summary>Resident memory after warming up, in KiB.</summary>
    public long Baseline { get; set; }

    /// <summary>The most resident memory above that, garbage collected, in KiB.</summary>
    public long Growth { get; set; }

    /// <summary>The most resident memory above that at any moment, garbage included, in KiB.</summary>
    public long Peak { get; set; }

    /// <summary>How long things took, in milliseconds.</summary>
    public Dictionary<string, long> Took { get; init; } = [];

    /// <summary>How many of a kind there were.</summary>
    public Dictionary<string, long> Counted { get; init; } = [];

    public override string ToString() => FormattableString.Invariant(
        $"baseline {Baseline} KiB, growth {Growth} KiB, peak {Peak} KiB; took ms: {Text(Took)}; counted: {Text(Counted)}");

    private static string Text(Dictionary<string, long> values) => string.Join(", ", values.Select(pair => FormattableString.Invariant($"{pair.Key} {pair.Value}")));
}
