using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>How many octets are copied and searched while a stream is read.</summary>
[Trait("Row", "M48")]
[Trait("Spec", "C-1.2-31")]
public sealed class CopyTests
{
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
}
