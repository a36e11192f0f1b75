using System;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Where the octets of a frame that is arriving may be read to.</summary>
[Trait("Row", "M48")]
public sealed class RoomTests
{
    private static readonly DecoderRules Rules = new() { Dialect = Dialect.V12, From = Side.Server };

    [Fact]
    public void What_is_read_there_is_the_body_and_is_not_copied()
    {
        var state = Begin(50_000, "01234");
        var room = FrameDecoder.Room(state);
        Assert.Equal(50_000 - 5, room.Length);
        room.Span.Fill((byte)'x');
        // in two parts, as a socket gives them
        var half = FrameDecoder.Step(state, room.Span[..20_000]);
        Assert.Equal((20_000, 0L), (half.Consumed, half.Touched));
        var rest = FrameDecoder.Room(half.State);
        Assert.True(room[20_000..].Equals(rest));
        var all = FrameDecoder.Step(half.State, rest.Span);
        Assert.Equal((rest.Length, 0L), (all.Consumed, all.Touched));
        Assert.True(FrameDecoder.Room(all.State).IsEmpty);
        var end = FrameDecoder.Step(all.State, "\0"u8);
        Assert.Equal((1, 0L), (end.Consumed, end.Touched));
        Assert.Equal("01234" + new string('x', 50_000 - 5), end.Frame!.Body.ToText());
        Assert.True(end.Frame.Body.Span.Overlaps(room.Span));
    }

    [Theory]
    [InlineData(50_000)]
    [InlineData(3_000_000)]
    public void Frames_of_any_size_come_whole_whether_it_is_used_or_not(int size)
    {
        var body = Enumerable.Range(0, size).Select(i => (byte)(i * 7 / 3)).ToArray();
        var octets = (byte[])[.. Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\ncontent-length:{size}\n\n"), .. body, 0, (byte)'\n'];
        var (state, direct, at) = (DecoderState.Start(Rules), 0, 0);
        Frame? frame = null;
        for (var turn = 0; at < octets.Length; turn++)
        {
            var room = FrameDecoder.Room(state);
            var isDirect = !room.IsEmpty && turn % 3 != 0;
            var place = isDirect ? room : new byte[Math.Min(4096, octets.Length - at)];
            octets.AsSpan(at, place.Length).CopyTo(place.Span);
            var step = FrameDecoder.Step(state, place.Span);
            (state, at, direct) = (step.State, at + step.Consumed, direct + (isDirect ? step.Consumed : 0));
            frame ??= step.Frame;
            if (!isDirect)
                place.Span.Fill(0xEE);
        }

        Assert.Equal(body, frame!.Body.ToArray());
        Assert.True(direct > size / 2, $"{direct} of {size} octets were read to where they belong");
    }

    /// <summary>States are values: two that go on from one each have what they were given.</summary>
    [Fact]
    public void It_belongs_to_the_one_who_goes_on_first()
    {
        var state = Begin(10, "01");
        var room = FrameDecoder.Room(state);
        "23456789"u8.CopyTo(room.Span);
        var one = FrameDecoder.Step(state, room.Span).State;
        Assert.True(FrameDecoder.Room(state).IsEmpty);
        var other = FrameDecoder.Step(state, "abc"u8).State;
        Assert.True(FrameDecoder.Room(other).IsEmpty);
        Assert.Equal("01abcdefgh", FrameDecoder.Step(other, "defgh\0"u8).Frame!.Body.ToText());
        Assert.Equal("0123456789", FrameDecoder.Step(one, "\0"u8).Frame!.Body.ToText());
    }

    /// <summary>What was read there and not given to a step is no part of the state, and what is given from elsewhere takes its place.</summary>
    [Fact]
    public void What_stands_there_counts_when_it_is_given()
    {
        var state = Begin(10, "01");
        var before = FrameDecoder.Step(state, []).State;
        FrameDecoder.Room(before).Span.Fill((byte)'?');
        Assert.Equal(Begin(10, "01"), before);
        Assert.Equal("01abcdefgh", FrameDecoder.Step(before, "abcdefgh\0"u8).Frame!.Body.ToText());
    }

    [Theory]
    [InlineData("")]
    [InlineData("MESSAGE\ncontent-length:10\n")]
    [InlineData("MESSAGE\n\nnot counted")]
    [InlineData("MESSAGE\ncontent-length:3\n\nabc")]
    [InlineData("MESSAGE\ncontent-length:3\n\nabc\0")]
    [InlineData("MESSAGE\ncontent-length:3\n\nabcd")]
    public void There_is_none_where_nothing_of_a_counted_body_is_missing(string said) =>
        Assert.True(FrameDecoder.Room(FrameDecoder.Step(DecoderState.Start(Rules), Encoding.UTF8.GetBytes(said)).State).IsEmpty);

    private static DecoderState Begin(int length, string body)
    {
        var begun = FrameDecoder.Step(DecoderState.Start(Rules), Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:0\nmessage-id:1\ndestination:/a\ncontent-length:{length}\n\n{body}"));
        Assert.Null(begun.Fault);
        return begun.State;
    }
}
