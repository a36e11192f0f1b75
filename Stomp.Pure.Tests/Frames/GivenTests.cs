using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Octets that are given away: frames are parts of them, as far as that does not hold on to much more than themselves.</summary>
[Trait("Row", "M48")]
public sealed class GivenTests
{
    private static readonly DecoderRules Rules = new() { Dialect = Dialect.V12, From = Side.Server };

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void A_frame_is_a_part_of_them_and_nothing_is_copied(string eol)
    {
        var octets = Octets($"\n\nMESSAGE{eol}subscription:0{eol}message-id:a\\cb{eol}destination:/a{eol}content-length:5{eol}{eol}hello\0\n");
        var eols = FrameDecoder.Step(DecoderState.Start(Rules), Payload.Wrap(octets));
        var step = FrameDecoder.Step(eols.State, Payload.Wrap(octets.AsMemory(eols.Consumed)));
        var frame = step.Frame!;

        Assert.Equal(0, step.Touched);
        Assert.Equal(octets.Length - 3, step.Consumed);
        Assert.Same(octets, ArrayOf(frame.Body));
        Assert.True(frame.Headers.Block.Overlaps(octets));
        Assert.Equal(("0", "a:b", "/a", "5"), (frame.Headers["subscription"], frame.Headers["message-id"], frame.Headers["destination"], frame.Headers["content-length"]));
        Assert.Equal((Command.Message, "hello"), (frame.Command, frame.GetText()));
        Assert.Equal(Lent(octets), frame);
        Assert.Equal(Lent(octets).Length, frame.Length);
    }

    [Fact]
    public void One_without_a_body_or_without_headers_is_as_well()
    {
        var empty = Octets("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\n\0");
        var bare = Octets("MESSAGE\n\nno\0");

        Assert.Equal(Lent(empty), Given(empty));
        Assert.Equal("/a", Given(empty).Headers["destination"]);
        Assert.True(Given(empty).Headers.Block.Overlaps(empty));
        Assert.Equal(Lent(bare), Given(bare));
        Assert.True(Given(bare).Headers.IsEmpty);
        Assert.Same(bare, ArrayOf(Given(bare).Body));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    public void A_frame_holds_on_to_sixteen_times_its_octets_at_most(int more, bool isPart)
    {
        const string said = "MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\nhello\0";
        // The command, the blank line and the NUL are no part of what it needs.
        var length = said.Length - "MESSAGE\n".Length - 2;
        var octets = new byte[(16 * length) - more];
        Octets(said).CopyTo(octets, 0);

        Assert.Equal(isPart, Given(octets).Body.Span.Overlaps(octets));
        Assert.Equal(length, Given(octets).Length);
        Assert.Equal(Lent(octets), Given(octets));
    }

    [Fact]
    public void The_whole_array_counts_not_what_is_left_of_it()
    {
        var octets = (byte[])[.. new byte[100_000], .. Octets("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\nhello\0")];
        Assert.False(FrameDecoder.Step(DecoderState.Start(Rules), Payload.Wrap(octets.AsMemory(100_000))).Frame!.Body.Span.Overlaps(octets));
    }

    [Fact]
    public void What_comes_in_two_pieces_is_copied()
    {
        var (head, tail) = (Octets("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\ncontent-length:5\n\nhe"), Octets("llo\0"));
        var begun = FrameDecoder.Step(DecoderState.Start(Rules), Payload.Wrap(head)).State;
        head.AsSpan().Fill((byte)'x');
        var frame = FrameDecoder.Step(begun, Payload.Wrap(tail)).Frame!;
        tail.AsSpan().Fill((byte)'x');

        Assert.Equal(("/a", "hello"), (frame.Headers["destination"], frame.GetText()));
    }

    [Theory]
    [InlineData("ERROR\nmessage:no\n\nno\0")]
    [InlineData("RECEIPT\nreceipt-id:1\n\n\0")]
    public void What_is_no_message_is_copied(string said)
    {
        var octets = Octets(said);
        Assert.False(Given(octets).Headers.Block.Overlaps(octets));
        Assert.Equal(Lent(octets), Given(octets));
    }

    [Fact]
    public void What_is_lent_is_copied()
    {
        var octets = Octets("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\nhello\0");
        Assert.False(Lent(octets).Body.Span.Overlaps(octets));
    }

    [Fact]
    public void Headers_of_a_part_that_go_into_another_frame_hold_on_to_themselves_alone()
    {
        var octets = Octets("MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\n\nhello\0");
        var other = new Frame(Command.Message, Given(octets).Headers, Payload.FromText("bye"));

        Assert.False(other.Headers.Block.Overlaps(octets));
        Assert.Equal(Given(octets).Headers, other.Headers);
        Assert.Equal("bye", other.GetText());
    }

    [Fact]
    public void A_part_with_more_headers_than_are_counted_has_them_all()
    {
        var rules = Rules with { Limits = new() { MaxHeaders = 100_000, MaxHeaderSection = 1 << 20 } };
        var octets = Octets($"MESSAGE\n{string.Concat(Enumerable.Range(0, 70_000).Select(number => $"h{number}:{number % 10}\n"))}\nhello\0");
        var frame = FrameDecoder.Step(DecoderState.Start(rules), Payload.Wrap(octets)).Frame!;

        Assert.Same(octets, ArrayOf(frame.Body));
        Assert.Equal((70_000, "9"), (frame.Headers.Count, frame.Headers["h69999"]));
    }

    private static byte[] Octets(string text) => Encoding.UTF8.GetBytes(text);

    private static Frame Given(byte[] octets) => FrameDecoder.Step(DecoderState.Start(Rules), Payload.Wrap(octets)).Frame!;

    private static Frame Lent(byte[] octets)
    {
        var eols = octets.TakeWhile(octet => octet == '\n').Count();
        return FrameDecoder.Step(DecoderState.Start(Rules), octets.AsSpan(eols)).Frame!;
    }

    private static byte[]? ArrayOf(Payload octets) => MemoryMarshal.TryGetArray(octets.Memory, out var part) ? part.Array : null;
}
