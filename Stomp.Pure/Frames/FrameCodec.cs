using System;
using System.Buffers;
using System.Collections.Generic;
using LanguageExt;
using Stomp.Pure.Values;
using static LanguageExt.Prelude;

namespace Stomp.Pure.Frames;

/// <summary>Whole buffers at once, for those who do not stream.</summary>
public static class FrameCodec
{
    /// <summary>All frames of a buffer, or the first fault. A buffer that ends inside a frame is <see cref="FrameFaultKind.Truncated"/>.</summary>
    public static Either<FrameFault, Seq<Frame>> Decode(ReadOnlySpan<byte> octets, DecoderRules rules)
    {
        var frames = new List<Frame>();
        var state = DecoderState.Start(rules);
        while (!octets.IsEmpty)
        {
            var step = FrameDecoder.Step(state, octets);
            if (step.Fault is { } fault)
                return Left<FrameFault, Seq<Frame>>(fault);
            if (step.Frame is { } frame)
                frames.Add(frame);
            state = step.State;
            octets = octets[step.Consumed..];
        }

        return FrameDecoder.End(state).Fault is { } truncated
            ? Left<FrameFault, Seq<Frame>>(truncated)
            : Right<FrameFault, Seq<Frame>>(new Seq<Frame>(frames));
    }

    /// <summary>The octets of a frame, or why it cannot be written.</summary>
    public static Either<FrameFault, Payload> Encode(Frame frame, EncoderRules rules)
    {
        var buffer = new ArrayBufferWriter<byte>();
        return FrameEncoder.Encode(frame, rules, buffer) is { } fault
            ? Left<FrameFault, Payload>(fault)
            : Right<FrameFault, Payload>(Payload.Copy(buffer.WrittenSpan));
    }
}
