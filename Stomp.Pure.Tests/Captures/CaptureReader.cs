using System;
using System.Collections.Generic;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Tests.Captures;

/// <summary>Decodes one side of a capture; behind a fault it goes on after the next NUL, which no program in the field may do.</summary>
internal sealed class CaptureReader(Side from)
{
    private DecoderState _state = DecoderState.Start(new() { Dialect = Dialect.Initial, From = from });

    /// <summary>From the next frame on these are the rules.</summary>
    public void Adopt(DecoderRules rules) => _state = DecoderState.Start(rules);

    /// <summary>What the octets hold: frames, and in place of a frame that is none the fault and its first line.</summary>
    public IEnumerable<(Frame? Frame, string? Fault)> Read(byte[] octets)
    {
        var at = 0;
        var begin = 0;
        while (at < octets.Length)
        {
            if (_state is DecoderState.BetweenFrames)
                begin = at;
            var step = FrameDecoder.Step(_state, octets.AsSpan(at));
            var (frame, fault) = (step.Frame, step.Fault);
            at += step.Consumed;
            if (fault is null)
            {
                _state = step.State;
                if (frame is not null)
                    yield return (frame, null);
            }
            else
            {
                _state = DecoderState.Start(_state.Rules);
                at = Array.IndexOf(octets, (byte)0, begin) + 1;
                yield return (null, $"{Encoding.UTF8.GetString(octets, begin, Array.IndexOf(octets, (byte)'\n', begin) - begin)}: {fault.Name}");
            }
        }
    }
}
