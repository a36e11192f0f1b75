using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Generators;

/// <summary>Valid streams of one to four frames.</summary>
public static class WireStreams
{
    public static Gen<WireStream> All { get; } =
        from first in Utterances.All
        from stream in Of(first.Dialect, first.From)
        select stream;

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<WireStream> Arbitrary() => Arb.From(All, Shrink);

    /// <summary>A stream of one side in one dialect.</summary>
    public static Gen<WireStream> Of(Dialect dialect, Side side) =>
        from count in Gen.Choose(1, 4)
        from frames in Frames(dialect, side).ListOf(count)
        from cuts in Gen.Choose(0, int.MaxValue).ArrayOf(12)
        from used in Gen.Choose(0, 12)
        select new WireStream(dialect, side, frames, cuts[..used]);

    public static IEnumerable<WireStream> Shrink(WireStream stream)
    {
        var frames = stream.Frames.ToArray();
        for (var i = 0; frames.Length > 1 && i < frames.Length; i++)
            yield return stream with { Frames = [.. frames[..i], .. frames[(i + 1)..]] };
        var cuts = stream.Cuts.ToArray();
        for (var i = 0; i < cuts.Length; i++)
            yield return stream with { Cuts = [.. cuts[..i], .. cuts[(i + 1)..]] };
        for (var i = 0; i < frames.Length; i++)
        {
            foreach (var simpler in Shrink(frames[i], stream))
                yield return stream with { Frames = [.. frames[..i], simpler, .. frames[(i + 1)..]] };
        }
    }

    private static Gen<WireFrame> Frames(Dialect dialect, Side side) =>
        from utterance in Utterances.Of(dialect, side)
        from counted in Gen.Elements(true, false)
        from crLfs in Gen.Frequency((1, Gen.Constant(0u)), (1, Gen.Constant(uint.MaxValue)), (2, Gen.Choose(0, int.MaxValue).Select(bits => (uint)bits)))
        from eols in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 4)))
        select new WireFrame(counted || utterance.Frame.Body.Span.Contains((byte)0) ? utterance.Received : utterance.Frame, crLfs, eols);

    private static IEnumerable<WireFrame> Shrink(WireFrame frame, WireStream stream)
    {
        if (frame.Eols > 0)
            yield return frame with { Eols = frame.Eols - 1 };
        if (frame.CrLfs != 0)
            yield return frame with { CrLfs = 0 };
        foreach (var simpler in Utterances.Shrink(new Utterance(stream.Dialect, stream.From, frame.Frame)))
            yield return frame with { Frame = simpler.Frame.Body.Span.Contains((byte)0) ? simpler.Received : simpler.Frame };
    }
}
