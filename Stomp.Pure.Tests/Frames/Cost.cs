using System;
using System.Globalization;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What reading a stream took.</summary>
internal sealed record Cost(long Touched, long Allocated, long Bodies)
{
    public static Cost Of(byte[] octets, int chunk, DecoderRules? rules = null)
    {
        var state = DecoderState.Start(rules ?? Rules("1.2"));
        long touched = 0, bodies = 0;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var begin = 0; begin < octets.Length; begin += chunk)
        {
            var lent = octets.AsSpan(begin, Math.Min(chunk, octets.Length - begin));
            while (!lent.IsEmpty)
            {
                var step = FrameDecoder.Step(state, lent);
                Assert.True(step.Fault is null, step.Fault?.ToString());
                touched += step.Touched;
                bodies += step.Frame?.Body.Length ?? 0;
                state = step.State;
                lent = lent[step.Consumed..];
            }
        }

        return new(touched, GC.GetAllocatedBytesForCurrentThread() - before, bodies);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Touched} touched, {Allocated} allocated");
}
