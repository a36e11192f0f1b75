using System.Buffers;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Headers that are written once for many frames come to the same octets as those that are written for each.</summary>
public sealed class PreparedTests
{
    private static readonly EncoderRules Auto = new() { Dialect = Dialect.V12, From = Side.Client };
    private static readonly EncoderRules AsGiven = Auto with { ContentLength = ContentLengthMode.AsGiven };
    private static readonly Header[] Entries = [new("destination", "/queue/a:b"), new("plain", "yes"), new("empty", ""), new("ü", "n\nr")];

    [Theory]
    [InlineData("")]
    [InlineData("a body")]
    [InlineData("a \0 body")]
    public void They_are_written_as_they_would_be_otherwise(string body)
    {
        var prepared = FrameEncoder.Prepare(Command.Send, Entries, Auto)!.Value;
        Assert.Equal(Headers.Of(Entries), prepared);
        Assert.Equal(Entries, prepared.ToArray());
        Assert.Equal("/queue/a:b", prepared["destination"]);
        var (frame, plain) = (new Frame(Command.Send, prepared, Payload.FromText(body)), new Frame(Command.Send, Headers.Of(Entries), Payload.FromText(body)));
        Assert.Equal(plain, frame);
        Assert.Null(FrameEncoder.Check(frame, Auto));
        Assert.Equal(Written(plain, Auto), Written(frame, Auto));
        Assert.Equal(Written(new(Command.Subscribe, Headers.Of(Entries)), Auto), Written(new(Command.Subscribe, prepared), Auto));
        // Others may write them too, by their own rules.
        Assert.Equal(Written(plain, Auto with { Dialect = Dialect.V11 }), Written(frame, Auto with { Dialect = Dialect.V11 }));
    }

    [Fact]
    public void A_body_that_needs_a_length_is_refused_where_none_is_written()
    {
        var frame = new Frame(Command.Send, FrameEncoder.Prepare(Command.Send, Entries, AsGiven)!.Value, Payload.FromText("a \0 body"));
        Assert.Equal("bad-content-length", FrameEncoder.Check(frame, AsGiven)?.Name);
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal("bad-content-length", FrameEncoder.Encode(frame, AsGiven, output)?.Name);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void What_must_be_looked_at_with_every_frame_is_not_prepared()
    {
        Assert.Null(FrameEncoder.Prepare(Command.Send, [new("a", "\0")], Auto));
        Assert.Null(FrameEncoder.Prepare(Command.Send, [new("content-length", "0")], Auto));
        Assert.Null(FrameEncoder.Prepare(Command.Send, [Header.Hidden("a", new Secret(1))], Auto));
        Assert.Null(FrameEncoder.Prepare(Command.Message, Entries, Auto));
        Assert.NotNull(FrameEncoder.Prepare(Command.Send, Entries, Auto));
    }

    /// <summary>The output gives as little room as it may.</summary>
    [Fact]
    public void They_ask_for_the_room_that_they_take()
    {
        var frame = new Frame(Command.Send, FrameEncoder.Prepare(Command.Send, Entries, Auto)!.Value, Payload.FromText(new string('x', 1000)));
        var stingy = new StingyWriter();
        Assert.Null(FrameEncoder.Encode(frame, Auto, stingy));
        Assert.Equal(Written(frame, Auto), Encoding.UTF8.GetString(stingy.ToArray()));
    }

    private static string Written(Frame frame, EncoderRules rules)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, rules, output));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
