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

/// <summary>A MESSAGE that was received and a SEND, beside allocating as many octets as the MESSAGE has and copying them.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private readonly byte[] _octets = Wire.Message("1", 1);
    private readonly EncoderRules _fromBroker = new() { Dialect = Wire.FromBroker.Dialect, From = Side.Server };
    private readonly Frame _prepared = Wire.Send.WithHeaders(FrameEncoder.Prepare(Command.Send, Wire.Send.Headers.ToArray(), Wire.FromClient)!.Value);
    private readonly Frame _message;

    public EncodeBenchmarks() => _message = FrameDecoder.Step(DecoderState.Start(Wire.FromBroker), _octets).Frame!;

    [Benchmark(Baseline = true)]
    public byte[] AllocateAndCopy() => _octets.AsSpan().ToArray();

    /// <summary>As a broker or a bridge does it.</summary>
    [Benchmark]
    public FrameFault? EncodeReceived() => Encode(_message, _fromBroker);

    /// <summary>As a connection does it with what is sent to one destination again and again.</summary>
    [Benchmark]
    public FrameFault? EncodePrepared() => Encode(_prepared, Wire.FromClient);

    /// <summary>Headers that are new each time.</summary>
    [Benchmark]
    public FrameFault? EncodeBuilt() => Encode(Wire.Send, Wire.FromClient);

    private FrameFault? Encode(Frame frame, EncoderRules rules)
    {
        _output.ResetWrittenCount();
        return FrameEncoder.Encode(frame, rules, _output);
    }
}
