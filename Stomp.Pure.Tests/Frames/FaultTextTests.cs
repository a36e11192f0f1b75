using System.Buffers;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What is said of a frame that cannot be read or written: what is wrong, and where.</summary>
public sealed class FaultTextTests
{
    private static readonly FrameLimits Tight = new() { MaxBody = 20, MaxHeaders = 2, MaxLine = 24, MaxHeaderSection = 60 };

    [Theory]
    [InlineData("1.2", "XEND\n\n\0", "unknown-command: \"XEND\" is no command of a client in dialect 1.2")]
    [InlineData("1.0", "NACK\n\n\0", "unknown-command: \"NACK\" is no command of a client in dialect 1.0")]
    [InlineData("initial", "MESSAGE\n\n\0", "unknown-command: \"MESSAGE\" is no command of a server in dialect initial")]
    [InlineData("1.2", "SE\0ND\n\n\0", "unknown-command: NUL in the command line")]
    [InlineData("1.2", "SEND\na:1\nfoo\n\n\0", "bad-header-line: header line 2 of a SEND frame has no colon: \"foo\"")]
    [InlineData("1.2", "SEND\n:foo\n\n\0", "bad-header-line: header line 1 of a SEND frame has no name: \":foo\"")]
    [InlineData("1.2", "SEND\na:b\rc\n\n\0", "bad-header-line: header line 1 of a SEND frame has a raw CR: \"a:b\\rc\"")]
    [InlineData("1.2", "SEND\na:b\0c\n\n\0", "bad-header-line: NUL in header line 1 of a SEND frame")]
    [InlineData("1.2", "SEND\na:\xff\n\n\0", "bad-utf8: header line 1 of a SEND frame is not well-formed UTF-8: \"a:\\xff\"")]
    [InlineData("1.1", "SEND\na:\\r\n\n\0", "bad-escape: header line 1 of a SEND frame has an escape that dialect 1.1 does not define: \"a:\\\\r\"")]
    [InlineData("1.2", "SEND\ncontent-length:-1\n\n\0", "bad-content-length: content-length is \"-1\"; it must be a decimal count of octets")]
    [InlineData("1.2", "SEND\ncontent-length:21\n\n\0", "too-large: content-length is \"21\"; at most 20 octets are allowed")]
    [InlineData("1.2", "SEND\n\n123456789012345678901\0", "too-large: the body has more than 20 octets")]
    [InlineData("1.2", "SEND\na:1\nb:2\nc:3\n\n\0", "too-large: more than 2 headers in a SEND frame")]
    [InlineData("1.2", "SEND\na:1\nb:12345678901234567890123\n\n\0", "too-large: header line 2 of a SEND frame has more than 24 octets")]
    [InlineData("1.2", "SENDSENDSENDSENDSENDSENDSEND\n\n\0", "too-large: the command line has more than 24 octets")]
    [InlineData("1.2", "SEND\naaaaaaaaaa:12345678901\nbbbbbbbbbb:12345678901\nc:12345678901\n\n\0", "too-large: command and headers of a frame have more than 60 octets")]
    [InlineData("1.2", "ACK\nid:1\n\nx\0", "body-not-allowed: ACK must not have a body")]
    [InlineData("1.2", "ACK\nid:1\ncontent-length:1\n\nx\0", "body-not-allowed: ACK must not have a body, content-length says 1")]
    [InlineData("1.2", "SEND\ncontent-length:2\n\nabc\0", "missing-nul: the octet behind the 2 counted octets of the body is \"c\", not NUL")]
    [InlineData("1.2", "SEND\na:1\n", "truncated: the stream ended after 9 octets of a frame, before its blank line")]
    [InlineData("1.2", "SEND\na:1\n\nabc", "truncated: the stream ended after 3 octets of the body of a SEND frame, before its NUL")]
    public void What_cannot_be_read_is_told_with_its_place(string version, string stream, string expected) =>
        Assert.Equal(expected, Read(Octets(stream), Rules(version, version == "initial" ? Side.Server : Side.Client, Tight)).Fault?.ToString());

    /// <summary>What opens a session holds credentials.</summary>
    [Theory]
    [InlineData("CONNECT\npasscode\n\n\0", "bad-header-line: header line 1 of a CONNECT frame has no colon")]
    [InlineData("STOMP\npasscode:s\rcret\n\n\0", "bad-header-line: header line 1 of a STOMP frame has a raw CR")]
    public void Nothing_is_quoted_of_what_opens_a_session(string stream, string expected) =>
        Assert.Equal(expected, Read(Octets(stream), Rules("1.2", limits: Tight)).Fault?.ToString());

    [Fact]
    public void What_cannot_be_written_is_told_with_its_header()
    {
        Says("unknown-command: MESSAGE is no command of a client in dialect 1.2", new(Command.Message, default));
        Says("unknown-command: SEND is no command of a server in dialect 1.2", new(Command.Send, default), from: Side.Server);
        Says("body-not-allowed: ACK must not have a body", new(Command.Ack, default, Payload.FromText("x")));
        Says("bad-content-length: a body with NUL needs content-length", new(Command.Send, default, Payload.FromText("\0")), mode: ContentLengthMode.AsGiven);
        Says("bad-content-length: content-length is given as 2, the body has 1 octets", new(Command.Send, [new("content-length", "2")], Payload.FromText("x")));
        Says("invalid-header: a header of a SEND frame: has no name", new(Command.Send, [new("", "x")]));
        Says("invalid-header: a header of a SEND frame: a has no value", new(Command.Send, [new("a", null!)]));
        Says("invalid-header: a header of a SEND frame: a\\0 has NUL, for which there is no escape", new(Command.Send, [new("a\0", "x")]));
        Says("invalid-header: a header of a SEND frame: a has an unpaired surrogate, which UTF-8 cannot hold", new(Command.Send, [new("a", "\uD800")]));
        Says("invalid-header: a header of a SEND frame: has a colon, LF or NUL in its name, which cannot be written here", new(Command.Send, [new("a:", "x")]), "1.0");
        Says("invalid-header: a header of a SEND frame: a has LF or NUL in its value, which cannot be written here", new(Command.Send, [new("a", "\n")]), "1.0");
        Says("invalid-header: a header of a CONNECT frame: a has CR, which cannot be written here", new(Command.Connect, [new("a", "\r")]));
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(
            "invalid-header: a header of a CONNECT frame: passcode is secret and nobody reveals it",
            FrameEncoder.Encode(new(Command.Connect, [Header.Hidden("passcode", new Secret(1))]), new() { Dialect = Dialect.V12, From = Side.Client }, output)?.ToString());
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("000", 0)]
    [InlineData("03", 3)]
    [InlineData("000000000000000000000003", 3)]
    public void A_content_length_may_have_leading_zeros(string value, int length)
    {
        var stream = Octets($"SEND\ncontent-length:{value}\n\n{new string('\0', length)}\0");
        var frame = ReadsOne(stream, Rules("1.2"), [("content-length", value)], new byte[length]);
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, new() { Dialect = Dialect.V12, From = Side.Client }, output));
        Assert.Equal(stream, output.WrittenSpan.ToArray());
    }

    [Theory]
    [InlineData("999999999999999999")]
    [InlineData("9999999999999999999")]
    [InlineData("99999999999999999999999999999999")]
    public void A_content_length_beyond_all_numbers_is_too_large(string value) =>
        Refuses("too-large", Octets($"SEND\ncontent-length:{value}\n\n\0"), Rules("1.2"));

    [Theory]
    [InlineData("")]
    [InlineData("0x1")]
    [InlineData("1 ")]
    [InlineData("+1")]
    public void A_given_content_length_must_be_digits(string value) =>
        Says($"bad-content-length: content-length is given as {value}, the body has 1 octets", new(Command.Send, [new("content-length", value)], Payload.FromText("x")));

    private static void Says(string expected, Frame frame, string version = "1.2", Side from = Side.Client, ContentLengthMode mode = ContentLengthMode.Auto)
    {
        var rules = new EncoderRules { Dialect = DialectOf(version), From = from, ContentLength = mode };
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(expected, FrameEncoder.Encode(frame, rules, output)?.ToString());
        Assert.Equal(expected, FrameEncoder.Check(frame, rules)?.ToString());
        Assert.Equal(0, output.WrittenCount);
    }
}
