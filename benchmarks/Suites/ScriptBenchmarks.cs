using BenchmarkDotNet.Attributes;
using Stomp.Benchmarks.Measure.Core;

namespace Stomp.Benchmarks.Suites;

/// <summary>Something that can be done only once from the same state: each iteration gets a life of its own, long enough to be timed.</summary>
[MemoryDiagnoser]
public abstract class ScriptBenchmarks
{
    public const int Count = 32_768;

    protected const int WarmUps = 10;

    internal Script Script { get; set; } = null!;
}
