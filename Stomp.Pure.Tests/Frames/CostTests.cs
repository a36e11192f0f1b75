using System;
using System.Linq;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What reading a stream takes, counted: octets that are copied and searched, and memory.</summary>
[Trait("Row", "M48")]
[Trait("Spec", "C-1.2-31")]
public sealed class CostTests
{
    private const int Body = 16 * 1024 * 1024;
    private const int Chunk = 1024;

    [Theory]
    [InlineData("SEND\ndestination:/queue/a\ncontent-length:16777216\n\n", 2.0)]
    [InlineData("SEND\ndestination:/queue/a\n\n", 3.0)]
    public void A_large_body_costs_a_constant_per_octet(string headers, double most)
    {
        var cost = Cost.Of([.. Octets(headers), .. Enumerable.Repeat((byte)'x', Body), 0], Chunk);

        Assert.Equal(Body, cost.Bodies);
        // The header block, the last chunk's search and rounding stand for the rest.
        Assert.InRange(cost.Touched, Body, (long)(most * Body) + (4 * Chunk));
        // The body so far, in blocks, the frame, and a state for each chunk.
        Assert.InRange(cost.Allocated, Body, (2.25 * Body) + (Body / Chunk * 256L));
    }

    [Theory]
    [InlineData("SEND\ncontent-length:16777216\n\n")]
    [InlineData("SEND\ncontent-length:16777216\n\nx")]
    public void What_is_only_announced_takes_no_memory(string stream)
    {
        var octets = Octets(stream);
        var rules = Rules("1.2");
        _ = FrameDecoder.Step(DecoderState.Start(rules), octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var state = FrameDecoder.Step(DecoderState.Start(rules), octets).State;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.IsType<DecoderState.InBody>(state);
        Assert.InRange(allocated, 0, 4096);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(10_000_000)]
    public void A_partial_body_takes_what_arrived(int arrived)
    {
        var octets = new byte[Chunk];
        var state = FrameDecoder.Step(DecoderState.Start(Rules("1.2")), Octets("SEND\ncontent-length:16777216\n\n")).State;
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var at = 0; at < arrived; at += Chunk)
            state = FrameDecoder.Step(state, octets).State;
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // Blocks double up to 1 MiB; the rest is a state for each chunk.
        Assert.InRange(allocated, 0, (2.25 * arrived) + 8192);
        Assert.InRange(((DecoderState.InBody)state).Length, arrived, arrived + Chunk);
    }

    /// <summary>Nobody can have much memory taken by announcing it.</summary>
    [Fact]
    public void A_large_frame_takes_no_more_than_has_arrived()
    {
        var start = DecoderState.Start(Rules("1.2"));
        var octets = Octets("SEND\ncontent-length:16000000\n\na");
        _ = FrameDecoder.Step(start, octets);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = FrameDecoder.Step(start, octets);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4096);
    }
}
