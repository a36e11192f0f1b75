using System;
using System.Buffers;
using System.Linq;
using BenchmarkDotNet.Attributes;
using Stomp.Benchmarks.Measure.Core;
using Stomp.Pure.Connections;
using Stomp.Pure.Transcripts;

namespace Stomp.Benchmarks.Suites;

/// <summary>A recorded session once more, per event: sends, their receipts, messages and their acknowledgements.</summary>
[MemoryDiagnoser]
public class ReplayBenchmarks
{
    public const int Count = 20_000;

    private RecordedConnection _session = null!;
    private byte[] _octets = [];

    [GlobalSetup]
    public void Record()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = SessionWriter.OfConnection(new(1, 42), OpenClient.Config);
        var script = Script.Mixed(Count);
        var state = script.From;
        writer.Begin(output, state, 0);
        foreach (var @event in script.Events)
        {
            var transition = Connection.Step(state, @event);
            state = transition.State;
            writer.Add(output, @event, transition);
        }

        writer.End(output, new SessionEnding.Ended("measured"));
        _octets = output.WrittenSpan.ToArray();
        _session = Parsed();
        if (_session.Events.Count != Count)
            throw new InvalidOperationException($"The session has {_session.Events.Count} events.");
    }

    [Benchmark(OperationsPerInvoke = Count)]
    public int Run() => Replay.Run(_session).Count();

    [Benchmark(OperationsPerInvoke = Count)]
    public Verdict Verify() => Replay.Verify(_session);

    [Benchmark(OperationsPerInvoke = Count)]
    public Verdict ParseAndVerify() => Replay.Verify(Parsed());

    private RecordedConnection Parsed() => Transcript.Parse(_octets).Match(
        Right: static transcript => transcript.Connections[0],
        Left: static fault => throw new FormatException($"{fault}"));
}
