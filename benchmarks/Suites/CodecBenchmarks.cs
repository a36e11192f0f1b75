using System;
using System.Buffers;
using BenchmarkDotNet.Attributes;
using Stomp.Benchmarks.Measure.Core;
using Stomp.Pure.Frames;

namespace Stomp.Benchmarks.Suites;

/// <summary>A typical MESSAGE of RabbitMQ, beside allocating as many octets and copying them.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private readonly byte[] _octets = Wire.Message("1", 1);
    private readonly DecoderState _start = DecoderState.Start(Wire.FromBroker);

    [Benchmark(Baseline = true)]
    public byte[] AllocateAndCopy() => _octets.AsSpan().ToArray();

    [Benchmark]
    public Frame? Decode() => FrameDecoder.Step(_start, _octets).Frame;
}

/// <summary>A SEND, beside copying as many octets into the same buffer.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private byte[] _octets = [];

    [GlobalSetup]
    public void Prepare()
    {
        Encode();
        _octets = _output.WrittenSpan.ToArray();
    }

    [Benchmark(Baseline = true)]
    public void Copy()
    {
        _output.ResetWrittenCount();
        _output.Write(_octets);
    }

    [Benchmark]
    public FrameFault? Encode()
    {
        _output.ResetWrittenCount();
        return FrameEncoder.Encode(Wire.Send, Wire.FromClient, _output);
    }
}
