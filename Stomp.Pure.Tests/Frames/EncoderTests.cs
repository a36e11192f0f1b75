using System;
using System.Buffers;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>The rules of the frame codec for what is written.</summary>
public sealed class EncoderTests
{
    private static readonly string[] Versions = ["1.0", "1.1", "1.2"];

    [Theory]
    [InlineData("1.0", @"\t\n", @"\t\n")]
    [InlineData("1.1", "a:b\\\n", @"a\cb\\\n")]
    [InlineData("1.2", "a:b\\\n", @"a\cb\\\n")]
    [InlineData("1.1", "\r\t", "\r\t")]
    [InlineData("1.2", "\r\t", "\\r\t")]
    [InlineData("1.2", @"\n", @"\\n")]
    [InlineData("1.2", "::::", @"\c\c\c\c")]
    [InlineData("1.2", "é:🐸\\", @"é\c🐸\\")]
    [Trait("Spec", "C-1.0-11")]
    [Trait("Spec", "C-1.1-13")]
    [Trait("Spec", "C-1.2-13")]
    [Trait("Spec", "C-1.1-14")]
    [Trait("Spec", "C-1.2-14")]
    public void Escapes_names_and_values(string version, string text, string octets) =>
        Writes($"SEND\n{octets}:{octets}\n\n\0", new(Command.Send, Headers.Empty.Add(text, text)), version);

    [Theory]
    [InlineData("a\n", "b")]
    [InlineData("a:", "b")]
    [InlineData("a", "b\n")]
    [InlineData("", "b")]
    [InlineData("a\0", "b")]
    [InlineData("a", "\0")]
    [Trait("Spec", "C-1.0-13")]
    [Trait("Spec", "C-1.0-33")]
    [Trait("Spec", "C-1.0-07")]
    public void What_10_cannot_express_is_refused(string name, string value) =>
        Refuses("invalid-header", new(Command.Send, Headers.Empty.Add("ok", "ok").Add(name, value)), "1.0");

    [Fact]
    [Trait("Spec", "C-1.0-08")]
    [Trait("Spec", "C-1.0-18")]
    [Trait("Spec", "C-1.1-18")]
    public void Values_are_written_as_they_are()
    {
        Writes("SEND\na: x:y \n b :\n\n\0", new(Command.Send, Headers.Empty.Add("a", " x:y ").Add(" b ", "")), "1.0");
        Writes("SEND\na: xy \n b :\n\n\0", new(Command.Send, Headers.Empty.Add("a", " xy ").Add(" b ", "")), "1.2");
        Writes("SEND\na:x\ry\r\n\n\0", new(Command.Send, Headers.Empty.Add("a", "x\ry\r")), "1.0");
    }

    [Fact]
    [Trait("Spec", "C-1.1-10")]
    [Trait("Spec", "C-1.2-10")]
    [Trait("Spec", "C-1.1-33")]
    [Trait("Spec", "C-1.2-33")]
    public void What_no_version_can_express_is_refused()
    {
        // Not as arguments of a theory: attributes are kept in UTF-8, which has no room for halves of a pair.
        foreach (var text in (string[])["\0", "b\0", "\uD800", "x\uDC00", "\uD800x", "\uD83D\uD83D\uDC38", "\uDC38\uD83D"])
        {
            foreach (var version in Versions)
            {
                foreach (var command in (Command[])[Command.Send, Command.Connect])
                {
                    Refuses("invalid-header", new(command, Headers.Empty.Add("a", text)), version);
                    Refuses("invalid-header", new(command, Headers.Empty.Add(text, "a")), version);
                    Refuses("invalid-header", new(command, Headers.Empty.Add("", "a")), version);
                }
            }
        }
    }

    [Theory]
    [InlineData("a", "b\n")]
    [InlineData("a\n", "b")]
    [InlineData("a:", "b")]
    [InlineData("a\r", "b")]
    [InlineData("a", "b\r")]
    [Trait("Spec", "C-1.0-16")]
    [Trait("Spec", "C-1.1-16")]
    [Trait("Spec", "C-1.2-16")]
    public void What_CONNECT_cannot_express_is_refused(string name, string value)
    {
        foreach (var version in (string[])[.. Versions, "initial"])
        {
            Refuses("invalid-header", new(Command.Connect, Headers.Empty.Add(name, value)), version);
            Refuses("invalid-header", new(Command.Connected, Headers.Empty.Add(name, value)), version, Side.Server);
        }

        Refuses("invalid-header", new(Command.Stomp, Headers.Empty.Add(name, value)), "1.2");
    }

    [Fact]
    [Trait("Spec", "C-1.1-16")]
    [Trait("Spec", "C-1.2-16")]
    [Trait("Spec", "C-1.2-17")]
    public void Frames_that_open_a_session_are_written_raw()
    {
        var headers = Headers.Empty.Add("passcode", @"p:w\d\n");
        foreach (var version in (string[])["1.1", "1.2", "initial"])
        {
            Writes("CONNECT\npasscode:p:w\\d\\n\n\n\0", new(Command.Connect, headers), version);
            Writes("STOMP\npasscode:p:w\\d\\n\n\n\0", new(Command.Stomp, headers), version);
            Writes("CONNECTED\npasscode:p:w\\d\\n\n\n\0", new(Command.Connected, headers), version, Side.Server);
        }
    }

    [Fact]
    public void CONNECT_can_be_escaped_for_brokers_that_expect_it()
    {
        var rules = new EncoderRules { Dialect = Dialect.Initial, From = Side.Client, EscapesConnect = true };
        var frame = new Frame(Command.Connect, Headers.Empty.Add("passcode", "p:w\\d\r"));
        Assert.Equal("CONNECT\npasscode:p\\cw\\\\d\\r\n\n\0", Encode(frame, rules));
    }

    /// <summary>Whoever reads an ERROR before CONNECTED reads it as 1.2 does, and takes other escapes as they are: what is written has none of those (P-INITERR).</summary>
    [Fact]
    public void An_early_ERROR_is_escaped_as_at_12() =>
        Writes("ERROR\nmessage:a\\cb\\nc\\rd\\\\e\n\n\0", new(Command.Error, Headers.Empty.Add("message", "a:b\nc\rd\\e")), "initial", Side.Server);

    [Fact]
    [Trait("Spec", "C-1.0-05")]
    [Trait("Spec", "C-1.1-05")]
    [Trait("Spec", "C-1.2-05")]
    public void Commands_of_the_other_side_or_version_are_refused()
    {
        Refuses("unknown-command", new(Command.Nack, default), "1.0");
        Refuses("unknown-command", new(Command.Stomp, default), "1.0");
        Refuses("unknown-command", new(Command.Send, default), "initial");
        foreach (var version in Versions)
        {
            Refuses("unknown-command", new(Command.Message, default), version);
            Refuses("unknown-command", new(Command.Send, default), version, Side.Server);
            Refuses("unknown-command", new((Command)99, default), version);
            Refuses("unknown-command", new((Command)(-1), default), version);
            Refuses("unknown-command", new((Command)(256 + (int)Command.Send), default), version);
            Refuses("unknown-command", new((Command)int.MinValue, default), version);
        }
    }

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("")]
    [InlineData(" 2")]
    [InlineData("+2")]
    [InlineData("2.0")]
    [InlineData("２")]
    [InlineData("18446744073709551618")]
    [Trait("Spec", "C-1.0-27")]
    [Trait("Spec", "C-1.1-27")]
    [Trait("Spec", "C-1.2-27")]
    public void A_wrong_content_length_is_refused(string value)
    {
        foreach (var version in Versions)
            Refuses("bad-content-length", new(Command.Send, Headers.Empty.Add("content-length", value), Payload.FromText("ab")), version);
    }

    [Fact]
    [Trait("Spec", "C-1.0-24")]
    [Trait("Spec", "C-1.1-24")]
    [Trait("Spec", "C-1.2-24")]
    [Trait("Spec", "C-1.0-25")]
    [Trait("Spec", "C-1.1-25")]
    [Trait("Spec", "C-1.2-25")]
    public void Content_length_is_added_last_or_not_at_all()
    {
        var plain = new Frame(Command.Send, Headers.Empty.Add("a", "b"), Payload.FromText("é"));
        var withNul = plain.WithBody(Payload.Copy([0]));
        foreach (var version in Versions)
        {
            Writes("SEND\na:b\ncontent-length:2\n\n\xC3\xA9\0", plain, version);
            Writes("SEND\na:b\n\n\xC3\xA9\0", plain, version, mode: ContentLengthMode.AsGiven);
            Writes("SEND\na:b\ncontent-length:1\n\n\0\0", withNul, version);
            Refuses("bad-content-length", withNul, version, mode: ContentLengthMode.AsGiven);
            Writes("SEND\na:b\n\n\0", plain.WithBody(default), version);
            Writes("SEND\ncontent-length:02\nx:y\n\n\xC3\xA9\0", plain.WithHeaders(Headers.Empty.Add("content-length", "02").Add("x", "y")), version);
            Writes("SEND\ncontent-length:1\n\n\0\0", withNul.WithHeaders(Headers.Empty.Add("content-length", "1")), version, mode: ContentLengthMode.AsGiven);
            Writes("DISCONNECT\ncontent-length:0\n\n\0", new(Command.Disconnect, Headers.Empty.Add("content-length", "0")), version);
        }
    }

    [Fact]
    [Trait("Spec", "C-1.0-28")]
    [Trait("Spec", "C-1.1-28")]
    [Trait("Spec", "C-1.2-28")]
    public void Bodies_are_written_on_three_commands_only()
    {
        foreach (var command in Enum.GetValues<Command>())
        {
            foreach (var from in Enum.GetValues<Side>())
            {
                var rules = new EncoderRules { Dialect = Dialect.V12, From = from };
                if (rules.Dialect.Allows(command, from))
                    Assert.Equal(command is Command.Send or Command.Message or Command.Error, FrameEncoder.Check(new(command, default, Payload.FromText("x")), rules) is null);
            }
        }
    }

    [Fact]
    [Trait("Spec", "C-1.1-30")]
    [Trait("Spec", "C-1.2-30")]
    public void A_heart_beat_is_one_LF()
    {
        var output = new ArrayBufferWriter<byte>();
        FrameEncoder.EncodeHeartbeat(output);
        Assert.Equal([(byte)'\n'], output.WrittenSpan.ToArray());
    }

    [Fact]
    public void Secrets_are_filled_in_and_checked()
    {
        var frame = new Frame(Command.Connect, Headers.Of([new("login", "me"), Header.Hidden("passcode", new(3))]));
        var rules = new EncoderRules { Dialect = Dialect.Initial, From = Side.Client };
        var output = new ArrayBufferWriter<byte>();

        Assert.Equal("invalid-header", FrameEncoder.Encode(frame, rules, output)?.Name);
        var fault = FrameEncoder.Encode(frame, rules, output, _ => "hidden\nvalue");
        Assert.Equal("invalid-header", fault?.Name);
        Assert.DoesNotContain("hidden", fault!.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, output.WrittenCount);
        Assert.Null(FrameEncoder.Encode(frame, rules, output, secret => $"number {secret.Number}"));
        Assert.Equal("CONNECT\nlogin:me\npasscode:number 3\n\n\0", Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.DoesNotContain("number", frame.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Headers_that_are_no_headers_are_refused_and_do_not_throw()
    {
        Refuses("invalid-header", new(Command.Send, Headers.Of([default])), "1.2");
        Refuses("invalid-header", new(Command.Send, Headers.Of([new("a", null!)])), "1.2");
        Assert.False(Headers.Of([default]).TryGet("a", out _));
        Assert.False(Headers.Of([default]).TryGetUtf8("a"u8, out _));
    }

    [Fact]
    public void Long_frames_grow_the_buffer_and_lose_nothing()
    {
        var headers = Headers.From(Enumerable.Range(0, 500).Select(number => new Header($"name:{number}", new string('é', number) + "\\")));
        var frame = new Frame(Command.Send, headers, Payload.Wrap(new byte[100_000]));
        var rules = new EncoderRules { Dialect = Dialect.V12, From = Side.Client };
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, rules, output));
        Assert.Null(FrameEncoder.Encode(frame, rules, output));

        var reading = Reading.Of(output.WrittenSpan, [], Rules("1.2"));
        var expected = frame.WithHeaders(headers.Add("content-length", "100000"));
        Assert.Equal([expected, expected], reading.Frames);

        var stingy = new StingyWriter();
        Assert.Null(FrameEncoder.Encode(frame, rules, stingy));
        Assert.Null(FrameEncoder.Encode(frame, rules, stingy));
        Assert.Equal(output.WrittenSpan.ToArray(), stingy.ToArray());
    }

    [Fact]
    [Trait("Spec", "C-1.2-39")]
    public void A_received_frame_is_written_again_in_any_dialect_that_can_express_it()
    {
        var received = Read(Octets("SEND\na\\cb:x\\ny\nc:d\n\n\0"), Rules("1.2")).Frames[0];
        Writes("SEND\na\\cb:x\\ny\nc:d\n\n\0", received, "1.1");
        Refuses("invalid-header", received, "1.0");
    }

    /// <summary>Whatever stood in the buffer before, a letter for instance, is never taken for what was written.</summary>
    [Theory]
    [InlineData((byte)'x')]
    [InlineData((byte)'\n')]
    [InlineData((byte)0)]
    public void What_stood_in_the_buffer_does_not_matter(byte before)
    {
        var frame = new Frame(Command.Send, [new("plain", "yes"), new("nüme", "value"), new("name", "välue"), new("a:b", "c"), new("c", "a\nb"), new("empty", "")]);
        var (output, other) = (new StingyWriter(before), new ArrayBufferWriter<byte>());
        var rules = new EncoderRules { Dialect = Dialect.V12, From = Side.Client };
        Assert.Null(FrameEncoder.Encode(frame, rules, output));
        Assert.Null(FrameEncoder.Encode(frame, rules, other));
        Assert.Equal("SEND\nplain:yes\nnüme:value\nname:välue\na\\cb:c\nc:a\\nb\nempty:\n\n\0", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal(other.WrittenSpan.ToArray(), output.ToArray());
    }

    private static void Writes(string expected, Frame frame, string version, Side from = Side.Client, ContentLengthMode mode = ContentLengthMode.Auto)
    {
        var text = Encode(frame, new() { Dialect = DialectOf(version), From = from, ContentLength = mode });
        // Expectations are written as text or as octets, whichever reads better.
        Assert.True(text == expected || text == Encoding.UTF8.GetString(Octets(expected)), text);
    }

    private static string Encode(Frame frame, EncoderRules rules)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Null(FrameEncoder.Encode(frame, rules, output));
        Assert.Null(FrameEncoder.Check(frame, rules));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Refuses(string expected, Frame frame, string version, Side from = Side.Client, ContentLengthMode mode = ContentLengthMode.Auto)
    {
        var rules = new EncoderRules { Dialect = DialectOf(version), From = from, ContentLength = mode };
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(expected, FrameEncoder.Encode(frame, rules, output)?.Name);
        Assert.Equal(expected, FrameEncoder.Check(frame, rules)?.Name);
        Assert.Equal(0, output.WrittenCount);
    }
}
