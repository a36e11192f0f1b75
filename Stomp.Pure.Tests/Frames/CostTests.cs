using System;
using System.Globalization;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What reading costs, counted: octets copied and searched, and octets allocated.</summary>
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
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1024)]
    public void A_large_header_section_costs_a_constant_per_octet(int chunk)
    {
        var lines = string.Concat(Enumerable.Range(0, 4000).Select(number => $"header-{number}:{number} and some more of it\n"));
        var stream = Octets($"SEND\n{lines}\n\0");
        var cost = Cost.Of(stream, chunk);

        // Gathered with doubling (3), put together (2).
        Assert.InRange(cost.Touched, stream.Length, 5L * stream.Length);
    }

    [Fact]
    public void One_line_of_many_chunks_costs_a_constant_per_octet()
    {
        var stream = Octets($"SEND\nx:{new string('y', 131_000)}\n\n\0");
        Assert.InRange(Cost.Of(stream, 1).Touched, stream.Length, 5L * stream.Length);
    }

    [Fact]
    public void Dropped_lines_cost_no_more_than_others()
    {
        var rules = Rules("1.0", leniency: Leniency.LinesWithoutColon);
        var stream = Octets($"SEND\nx:{new string('y', 100_000)}\n{string.Concat(Enumerable.Repeat("lost\n", 4000))}\n\0");
        Assert.InRange(Cost.Of(stream, 7, rules).Touched, stream.Length, 5L * stream.Length);
    }

    [Fact]
    public void A_small_frame_in_one_chunk_is_copied_once()
    {
        var stream = Octets("SEND\ndestination:/queue/a\ncontent-length:5\n\nhello\0");
        var copied = "destination:/queue/a\ncontent-length:5\n".Length + 5;
        Assert.Equal(copied, Cost.Of(stream, stream.Length).Touched);
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

    /// <summary>What was announced of a small frame is taken at once, and the frame is made in it: but one who steps twice from the same state gets two frames.</summary>
    [Fact]
    public void A_small_frame_that_comes_in_pieces_is_copied_once_and_never_shared()
    {
        var begun = FrameDecoder.Step(DecoderState.Start(Rules("1.2")), Octets("SEND\ncontent-length:8\n\nabcd")).State;
        var one = FrameDecoder.Step(begun, Octets("efgh\0"));
        var other = FrameDecoder.Step(begun, Octets("EFGH\0"));

        Assert.Equal(4, one.Touched);
        Assert.Equal(Payload.FromText("abcdefgh"), one.Frame!.Body);
        Assert.Equal(Payload.FromText("abcdEFGH"), other.Frame!.Body);
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

    [Fact]
    public void A_fork_is_counted_too()
    {
        var octets = new byte[10_000];
        var begun = FrameDecoder.Step(DecoderState.Start(Rules("1.2")), [.. Octets("SEND\ncontent-length:100000\n\n"), .. octets]);
        var straight = FrameDecoder.Step(begun.State, octets);
        var fork = FrameDecoder.Step(begun.State, octets);

        Assert.Equal(10_000, straight.Touched);
        Assert.InRange(fork.Touched, 20_000, 40_000);
        Assert.Equal(straight.State, fork.State);
    }

    private sealed record Cost(long Touched, long Allocated, long Bodies)
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
}
