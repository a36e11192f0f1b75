using System;
using System.Buffers;
using System.Collections.Generic;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.EndToEnd;
using Stomp.Pure.Frames;

namespace Stomp.Benchmarks.Measure.Core;

/// <summary>
/// What the codec takes, against allocating as many octets as a typical MESSAGE of RabbitMQ has and copying them. They take turns of a
/// millisecond or so: what the collector and the machine do to one they do to the others.
/// </summary>
internal static class CodecTimes
{
    private const int Operations = 5_000;
    private const int TurnsPerRound = 100;

    private static readonly byte[] Octets = Wire.Message("1", 1);
    private static readonly ArrayBufferWriter<byte> Output = new(1024);

    // What comes of an operation stands here, so that none can be left out.
    private static object? _made;

    public static async Task<IEnumerable<Figure>> RunAsync(int rounds)
    {
        var start = DecoderState.Start(Wire.FromBroker);
        var message = FrameDecoder.Step(start, Octets).Frame!;
        var prepared = Wire.Send.WithHeaders(FrameEncoder.Prepare(Command.Send, Wire.Send.Headers.ToArray(), Wire.FromClient)!.Value);
        var fromBroker = new EncoderRules { Dialect = Wire.FromBroker.Dialect, From = Side.Server };
        Case copy = new("allocate and copy 450 octets", null, static () => Repeat(static () => Octets.AsSpan().ToArray()));
        Case[] cases =
        [
            copy,
            new("decode a MESSAGE of 450 octets", 4, () => Repeat(() => FrameDecoder.Step(start, Octets).Frame)),
            new("encode a received MESSAGE of 450 octets", 2, () => Repeat(() => Encode(message, fromBroker))),
            new("encode a SEND to the same destination again", 2, () => Repeat(() => Encode(prepared, Wire.FromClient))),
            new("encode a SEND with new headers", 2, () => Repeat(() => Encode(Wire.Send, Wire.FromClient))),
        ];
        var played = new Rounds<Case>(cases);
        await played.PlayAsync(rounds * TurnsPerRound, static it => Cost.OfAsync(Operations, it.Run));
        return [.. Told()];

        IEnumerable<Figure> Told()
        {
            foreach (var it in cases)
            {
                yield return new($"{it.What}, time", played.Median(it, static cost => cost.Time * 1_000), "ns");
                if (it != copy)
                    yield return new($"{it.What}, against allocating and copying as many", played.Ratio(it, copy, static cost => cost.Time), "×") { AtMost = it.Aim };
            }
        }
    }

    private static Task Repeat(Func<object?> operation)
    {
        for (var i = 0; i < Operations; i++)
            _made = operation();
        return Task.CompletedTask;
    }

    private static FrameFault? Encode(Frame frame, EncoderRules rules)
    {
        Output.ResetWrittenCount();
        return FrameEncoder.Encode(frame, rules, Output);
    }

    private sealed record Case(string What, double? Aim, Func<Task> Run);
}
