using System;
using System.Globalization;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Simulation;
using Stomp.Pure.Values;

namespace Stomp.Cli.Simulating;

/// <summary>What came of all worlds, taken in the order of their seeds: so the digest is the same with any number of threads.</summary>
internal sealed class Tally
{
    private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly long[] _faults = new long[Enum.GetValues<FaultKind>().Length];
    private readonly long[] _checks = new long[Enum.GetValues<Invariant>().Length];
    private long _ticks;
    private long _messages;
    private long _steps;
    private long _breaches;

    /// <summary>How many worlds so far.</summary>
    public ulong Seeds { get; private set; }

    private decimal Hours => _ticks / (decimal)TimeSpan.TicksPerHour;

    public void Add(SimulationReport report)
    {
        Seeds++;
        _ticks += report.Elapsed.Ticks;
        _messages += report.Messages;
        _steps += report.Steps;
        _breaches += report.Breach is null ? 0 : 1;
        Add(_faults, report.Faults);
        Add(_checks, report.Checks);
        _digest.AppendData(Encoding.UTF8.GetBytes(report.ToCanonicalText() + "\n"));
    }

    /// <summary>One line.</summary>
    public string ToJson()
    {
        using var octets = new MemoryStream();
        using (var json = new Utf8JsonWriter(octets))
        {
            json.WriteStartObject();
            json.WriteNumber("seeds", Seeds);
            json.WriteNumber("virtual_hours", Math.Round(Hours, 6));
            json.WriteStartObject("faults");
            foreach (var kind in Enum.GetValues<FaultKind>())
                json.WriteNumber(kind.ToString(), _faults[(int)kind]);
            json.WriteEndObject();
            json.WriteStartObject("invariants");
            foreach (var invariant in Enum.GetValues<Invariant>())
            {
                if (invariant != Invariant.Watched)
                    json.WriteNumber(invariant.ToString(), _checks[(int)invariant]);
            }

            json.WriteEndObject();
            json.WriteNumber("messages", _messages);
            json.WriteString("digest", Digest());
            json.WriteNumber("steps", _steps);
            json.WriteNumber("failed", _breaches);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(octets.ToArray());
    }

    /// <summary>For people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Seeds} worlds, {Hours:0.##} virtual hours, {_messages} messages, {_steps} steps");
        text.AppendLine().AppendLine("Faults");
        foreach (var kind in Enum.GetValues<FaultKind>())
            text.AppendLine(CultureInfo.InvariantCulture, $"  {kind,-24}{_faults[(int)kind],14}");
        text.AppendLine().AppendLine("Invariants, and how often each was checked");
        foreach (var invariant in Enum.GetValues<Invariant>())
        {
            if (invariant != Invariant.Watched)
                text.AppendLine(CultureInfo.InvariantCulture, $"  {invariant,-24}{_checks[(int)invariant],14}");
        }

        text.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Digest {Digest()}");
        return text.Append(_breaches == 0 ? "All invariants held." : string.Create(CultureInfo.InvariantCulture, $"{_breaches} worlds broke an invariant.")).ToString();
    }

    private string Digest() => Convert.ToHexStringLower(_digest.GetCurrentHash());

    private static void Add(long[] sums, ValueList<long> numbers)
    {
        for (var i = 0; i < sums.Length; i++)
            sums[i] += numbers[i];
    }
}
