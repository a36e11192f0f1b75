using System;
using System.Globalization;
using System.Text;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>An invariant did not hold.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="At">When, in virtual time; a world begins at 100 s.</param>
/// <param name="Text">What was seen instead.</param>
public sealed record Breach(Invariant Invariant, Instant At, string Text)
{
    /// <summary>One line.</summary>
    public override string ToString() => $"{Invariant} at {At}: {Text}";
}

/// <summary>What came of a simulated world.</summary>
public sealed record SimulationReport
{
    /// <summary>The world.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>How long it took, in virtual time.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Steps of all machines.</summary>
    public long Steps { get; init; }

    /// <summary>Messages that the applications made.</summary>
    public long Messages { get; init; }

    /// <summary>Messages that the applications got, repeated ones included.</summary>
    public long Deliveries { get; init; }

    /// <summary>How often each <see cref="FaultKind"/> happened, by its number.</summary>
    public ValueList<long> Faults { get; init; }

    /// <summary>How often each <see cref="Invariant"/> was checked, by its number.</summary>
    public ValueList<long> Checks { get; init; }

    /// <summary>How often each pair of <see cref="Reach.Pairs"/> was stepped, by its place.</summary>
    public ValueList<long> Reached { get; init; }

    /// <summary>Stands for the whole course: which machine took which event in which state, when, and with how many effects.</summary>
    public ulong Fingerprint { get; init; }

    /// <summary>What did not hold, null when everything did.</summary>
    public Breach? Breach { get; init; }

    /// <summary>The last happenings before the breach, oldest first.</summary>
    public ValueList<string> Last { get; init; }

    /// <summary>The same facts as one line of text, the same on every machine.</summary>
    public string ToCanonicalText()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Scenario.Seed} {Elapsed.Ticks} {Steps} {Messages} {Deliveries} {Fingerprint:x16}");
        Append(text, Faults);
        Append(text, Checks);
        Append(text, Reached);
        return text.Append(Breach is null ? " held" : $" {Breach.Invariant} {Breach.At.Ticks.ToString(CultureInfo.InvariantCulture)}").ToString();
    }

    private static void Append(StringBuilder text, ValueList<long> numbers)
    {
        text.Append(" [");
        foreach (var number in numbers)
            text.Append(CultureInfo.InvariantCulture, $"{number},");
        text.Append(']');
    }
}
