using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Frames are values.</summary>
public sealed class FrameTests
{
    private static readonly Frame Built = new(Command.Send, [new("a", "1"), new("b", "2")], Payload.FromText("hello"));

    [Fact]
    public void A_frame_that_was_received_equals_one_that_was_built_of_the_same()
    {
        var received = ReadsOne(Octets("SEND\na:1\nb:2\n\nhello\0"), Rules("1.2"), [("a", "1"), ("b", "2")], Octets("hello"));
        Same(Built, received);
        Assert.Equal(Built.GetHashCode(), received.GetHashCode());
        Assert.Equal("a:1\nb:2\n".Length + "hello".Length, received.Length);
        Assert.Equal("hello".Length, Built.Length);
        Assert.Equal("hello", received.GetText());
    }

    [Fact]
    public void Frames_that_differ_in_one_part_differ()
    {
        Differ(Built, new(Command.Message, Built.Headers, Built.Body));
        Differ(Built, Built.WithHeaders([new("a", "1")]));
        Differ(Built, Built.WithHeaders([new("b", "2"), new("a", "1")]));
        Differ(Built, Built.WithBody(Payload.FromText("hellp")));
        Differ(Built, null);
        Differ(null, Built);
        Assert.False(Built.Equals("SEND"));
        Same(null, null);
        Same(Built, Built.WithHeaders(Built.Headers).WithBody(Built.Body));
    }

    [Fact]
    public void A_frame_is_shown_on_one_line()
    {
        Assert.Equal("SEND{a:1; b:2}\"hello\"", Built.ToString());
        Assert.Equal("SEND{a:1; b:2}", Built.WithBody(default).ToString());
        Assert.Equal("CONNECT{login:me; passcode:***}", new Frame(Command.Connect, [new("login", "me"), new("passcode", "s3cret")]).ToString());
        Assert.Equal("15", ((Command)15).ToText());
        Assert.Equal("-1", ((Command)(-1)).ToText());
    }

    /// <summary>The first secret has the number 0.</summary>
    [Fact]
    public void A_header_is_secret_whatever_the_number_of_its_secret()
    {
        Assert.Equal(new Secret(0), Header.Hidden("a", new Secret(0)).Secret);
        Assert.Equal(new Secret(7), Header.Hidden("a", new Secret(7)).Secret);
        Assert.Null(new Header("a", "1").Secret);
        Assert.Equal("a:1", new Header("a", "1").ToString());
    }

    [Fact]
    public void A_whole_buffer_is_read_at_once_or_its_first_fault_is_told()
    {
        var frames = FrameCodec.Decode(Octets("\nSEND\na:1\nb:2\n\nhello\0\n\nSEND\n\n\0\n"), Rules("1.2"));
        Assert.Equal([Built, new(Command.Send, default)], frames.Match(Left: _ => [], Right: all => all.ToArray()));
        Assert.Equal("truncated", Fault("SEND\n\n\0SEND\n\nx"));
        Assert.Equal("unknown-command", Fault("SEND\n\n\0XEND\n\n\0"));
        Assert.Equal(0, FrameCodec.Decode([], Rules("1.2")).Match(Left: _ => -1, Right: all => all.Count));

        static string Fault(string stream) => FrameCodec.Decode(Octets(stream), Rules("1.2")).Match(Left: fault => fault.Name, Right: _ => "none");
    }

    [Fact]
    public void A_frame_is_written_at_once_or_what_is_in_the_way_is_told()
    {
        var rules = new EncoderRules { Dialect = Dialect.V12, From = Side.Client };
        Assert.Equal("SEND\na:1\nb:2\ncontent-length:5\n\nhello\0", FrameCodec.Encode(Built, rules).Match(Left: fault => fault.Name, Right: octets => octets.ToText()));
        Assert.Equal("unknown-command", FrameCodec.Encode(new(Command.Message, default), rules).Match(Left: fault => fault.Name, Right: octets => octets.ToText()));
    }

    private static void Same(Frame? left, Frame? right)
    {
        Assert.True(left == right);
        Assert.False(left != right);
        Assert.True(Equals(left, right));
    }

    private static void Differ(Frame? left, Frame? right)
    {
        Assert.False(left == right);
        Assert.True(left != right);
        Assert.False(Equals(left, right));
    }
}
