using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Text.Json.Serialization;

namespace Stomp.Cli.Bench;

/// <summary>What a measurement came to. The names are those of the JSON line.</summary>
internal sealed record BenchResult
{
    [JsonPropertyName("mode")]
    public required string Mode { get; init; }

    [JsonPropertyName("n")]
    public required int Count { get; init; }

    [JsonPropertyName("size")]
    public required int Size { get; init; }

    [JsonPropertyName("secs")]
    public required double Seconds { get; init; }

    [JsonPropertyName("per_s")]
    public double PerSecond => Count / Seconds;

    /// <summary>
    /// Echo: there and back. Send and receipt: from the call to its outcome. Receive and ack: from one message to the next. Every 16th is timed, echo each.
    /// </summary>
    [JsonPropertyName("p50_us")]
    public required double Median { get; init; }

    [JsonPropertyName("p99_us")]
    public required double Percentile99 { get; init; }

    /// <summary>Processor time of this process during the measurement, all threads.</summary>
    [JsonPropertyName("cpu_s")]
    public required double ProcessorSeconds { get; init; }

    /// <summary>The most memory that this process ever had resident.</summary>
    [JsonPropertyName("max_rss_kb")]
    public required long PeakMemory { get; init; }

    /// <summary>The sum of the values of all body octets that were sent or seen.</summary>
    [JsonPropertyName("body_sum")]
    public required long BodySum { get; init; }

    /// <summary>Octets that the process allocated per message.</summary>
    [JsonPropertyName("alloc_per_message")]
    public required double AllocatedPerMessage { get; init; }

    /// <summary>Collections of the oldest generation meanwhile.</summary>
    [JsonPropertyName("gen2")]
    public required int Gen2 { get; init; }

    // They belong to the process from its start: who measures sets them, or not.
    private static readonly string[] OfTheProcess = ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "DOTNET_GCgen0size"];

    /// <summary>Settings that the measurement enables and an application has to ask for.</summary>
    [JsonPropertyName("settings")]
    public string Settings =>
        $"heart-beats off, AllowSynchronousContinuations on, {string.Concat(OfTheProcess.Select(Set))}TieredCompilation.CallCountingDelayMs 0, ThreadPool.UnfairSemaphoreSpinLimit 0";

    private static string Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? $"{name} {value}, " : "";

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mode}: {Count} messages of {Size} octets in {Seconds:0.000} s, {PerSecond:0} a second; median {Median:0.0} µs, 99 % {Percentile99:0.0} µs; {ProcessorSeconds:0.00} s of processor time, {PeakMemory / 1024} MiB at most");
}

/// <summary>A stretch of time as this process spent it.</summary>
internal readonly struct Stretch
{
    private readonly long _begin;
    private readonly TimeSpan _processor;
    private readonly long _allocated;
    private readonly int _gen2;

    private Stretch(long begin, TimeSpan processor, long allocated, int gen2) =>
        (_begin, _processor, _allocated, _gen2) = (begin, processor, allocated, gen2);

    public static Stretch Begin()
    {
        using var process = Process.GetCurrentProcess();
        return new(Stopwatch.GetTimestamp(), process.TotalProcessorTime, GC.GetTotalAllocatedBytes(), GC.CollectionCount(2));
    }

    public BenchResult End(BenchPlan plan, Samples samples, long bodySum)
    {
        var seconds = Stopwatch.GetElapsedTime(_begin).TotalSeconds;
        using var process = Process.GetCurrentProcess();
        return new()
        {
#pragma warning disable CA1308 // the names of the modes are written in small letters
            Mode = plan.Mode.ToString().ToLowerInvariant(),
#pragma warning restore CA1308
            Count = plan.Count,
            Size = plan.Size,
            Seconds = seconds,
            Median = samples.At(50),
            Percentile99 = samples.At(99),
            ProcessorSeconds = (process.TotalProcessorTime - _processor).TotalSeconds,
            PeakMemory = process.PeakWorkingSet64 / 1024,
            BodySum = bodySum,
            AllocatedPerMessage = (GC.GetTotalAllocatedBytes() - _allocated) / (double)plan.Count,
            Gen2 = GC.CollectionCount(2) - _gen2,
        };
    }
}

/// <summary>Times, bounded; more than fit are thinned out evenly.</summary>
internal sealed class Samples
{
    private const int Most = 1 << 16;

    private readonly long[] _ticks = new long[Most];
    private int _count;
    private int _every = 1;
    private int _skipped;

    public void Add(long ticks)
    {
        if (++_skipped < _every)
            return;
        _skipped = 0;
        if (_count == Most)
        {
            for (var i = 0; i < Most / 2; i++)
                _ticks[i] = _ticks[i * 2];
            _count = Most / 2;
            _every *= 2;
        }

        _ticks[_count++] = ticks;
    }

    /// <summary>The time in microseconds below which so many per cent lie; 0 when nothing was timed.</summary>
    public double At(int percent)
    {
        if (_count == 0)
            return 0;
        Array.Sort(_ticks, 0, _count);
        return _ticks[Math.Min(_count - 1, _count * percent / 100)] * 1e6 / Stopwatch.Frequency;
    }
}
