using System;
using System.Collections.Generic;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What a decoder made of a stream that came in chunks and then ended.</summary>
public sealed record Reading(IReadOnlyList<Frame> Frames, int Eols, FrameFault? Fault, bool FaultAtEnd)
{
    /// <summary>Feeds the octets, split at the given offsets, and then the end of the stream. Each chunk is wiped when its step is over.</summary>
    public static Reading Of(ReadOnlySpan<byte> octets, IEnumerable<int> splits, DecoderRules rules)
    {
        var frames = new List<Frame>();
        var eols = 0;
        FrameFault? fault = null;
        var state = DecoderState.Start(rules);
        var begin = 0;
        foreach (var split in (IEnumerable<int>)[.. splits, octets.Length])
        {
            var lent = octets[begin..split].ToArray();
            begin = split;
            for (var at = 0; at < lent.Length;)
            {
                var step = FrameDecoder.Step(state, lent.AsSpan(at));
                Assert.True(step.Consumed > 0, "a step makes progress");
                Assert.True(fault is null || (step.Frame is null && step.Eols == 0 && step.Fault is null), "nothing comes after a fault");
                if (step.Frame is { } frame)
                    frames.Add(frame);
                eols += step.Eols;
                fault ??= step.Fault;
                state = step.State;
                at += step.Consumed;
            }

            lent.AsSpan().Fill(0xA5);
        }

        var end = FrameDecoder.End(state);
        return new(frames, eols, fault ?? end.Fault, fault is null && end.Fault is not null);
    }

    /// <summary>Every offset: one octet per chunk.</summary>
    public static IEnumerable<int> EachOctet(int length)
    {
        for (var split = 1; split < length; split++)
            yield return split;
    }

    /// <summary>Random offsets, the same for the same seed.</summary>
    public static IEnumerable<int> RandomSplits(int length, int seed)
    {
        var dice = new Random(seed);
        // Sparse in long streams, dense in short ones, and one in three streams has chunks of very different sizes.
        var most = length < 200 ? 12 : dice.Next(3) == 0 ? length : 4096;
        for (var split = dice.Next(1, most); split < length; split += dice.Next(1, most))
            yield return split;
    }
}
