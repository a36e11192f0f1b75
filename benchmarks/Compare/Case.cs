using System.Text.Json.Serialization;

namespace Stomp.Benchmarks.Compare;

/// <summary>What is compared: a mode and a size.</summary>
/// <param name="Mode">send, receipt, receive, ack or echo.</param>
/// <param name="Size">Octets of a body.</param>
internal readonly record struct Case(string Mode, int Size)
{
    public override string ToString() => $"{Mode} {Size}";
}

/// <summary>What one run of one contestant came to, as it printed it.</summary>
internal sealed record Measured
{
    [JsonPropertyName("n")]
    public long Count { get; init; }

    [JsonPropertyName("secs")]
    public double Seconds { get; init; }

    [JsonPropertyName("per_s")]
    public double PerSecond { get; init; }

    [JsonPropertyName("p50_us")]
    public double Median { get; init; }

    [JsonPropertyName("p99_us")]
    public double Percentile99 { get; init; }

    [JsonPropertyName("cpu_s")]
    public double ProcessorSeconds { get; init; }

    [JsonPropertyName("max_rss_kb")]
    public double PeakMemory { get; init; }

    /// <summary>What was set for the measurement and an application has to ask for; only the product says so.</summary>
    [JsonPropertyName("settings")]
    public string? Settings { get; init; }
}

/// <summary>What the peer saw of one connection.</summary>
internal sealed record Seen
{
    [JsonPropertyName("connection")]
    public int Connection { get; init; }

    [JsonPropertyName("sends")]
    public long Sends { get; init; }

    [JsonPropertyName("acks")]
    public long Acks { get; init; }

    [JsonPropertyName("receipts")]
    public long Receipts { get; init; }

    [JsonPropertyName("poured")]
    public long Poured { get; init; }

    [JsonPropertyName("body_octets")]
    public long BodyOctets { get; init; }

    [JsonPropertyName("body_sum")]
    public long BodySum { get; init; }
}

/// <summary>One contestant in one round of one case.</summary>
/// <param name="Case">What.</param>
/// <param name="Contestant">Who.</param>
/// <param name="Round">In which round, from 1.</param>
/// <param name="Result">What came of it.</param>
internal sealed record Run(Case Case, string Contestant, int Round, Measured Result);
