using System;
using System.Linq;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>The rules of the frame codec, one by one, read whole and cut in every way.</summary>
public sealed class DecoderTests
{
    private static readonly string[] Versions = ["1.0", "1.1", "1.2"];

    [Theory]
    [InlineData("1.0", "DISCONNECT\n\n\0")]
    [InlineData("1.1", "DISCONNECT\n\n\0")]
    [InlineData("1.2", "DISCONNECT\n\n\0")]
    [InlineData("1.2", "DISCONNECT\r\n\r\n\0")]
    [InlineData("1.2", "DISCONNECT\r\n\n\0")]
    [InlineData("1.2", "DISCONNECT\n\r\n\0")]
    [Trait("Spec", "C-1.0-01")]
    [Trait("Spec", "C-1.1-01")]
    [Trait("Spec", "C-1.2-01")]
    public void Frames_without_headers_are_frames(string version, string stream) => ReadsOne(Octets(stream), Rules(version), []);

    [Theory]
    [InlineData("SEND\na:1\r\nb:2\n\r\nx\0")]
    [InlineData("SEND\r\na:1\nb:2\r\n\nx\0")]
    [InlineData("SEND\r\na:1\r\nb:2\r\n\r\nx\0\r\n\n\r\n")]
    [Trait("Spec", "C-1.2-02")]
    [Trait("Spec", "C-1.2-03")]
    public void Line_ends_mix_at_12(string stream) => ReadsOne(Octets(stream), Rules("1.2"), [("a", "1"), ("b", "2")], [(byte)'x']);

    [Theory]
    [InlineData("SEND\r\n\n\0", "unknown-command")]
    [InlineData("SEND\na:b\n\r\n\0", "bad-header-line")]
    [InlineData("\r\nSEND\n\n\0", "unknown-command")]
    [InlineData("\rSEND\n\n\0", "unknown-command")]
    [Trait("Spec", "C-1.0-03")]
    [Trait("Spec", "C-1.1-03")]
    public void CR_is_no_line_end_before_12(string stream, string error)
    {
        Refuses(error, Octets(stream), Rules("1.0"));
        Refuses(error, Octets(stream), Rules("1.1"));
    }

    [Theory]
    [InlineData("SEND\r\na:b\r\n\r\nx\0\r\n")]
    [InlineData("\r\nSEND\na:b\r\n\nx\0")]
    public void CR_at_line_ends_can_be_tolerated_but_stays_in_values(string stream)
    {
        ReadsOne(Octets(stream), Rules("1.0", leniency: Leniency.CarriageReturns), [("a", "b\r")], [(byte)'x']);
        ReadsOne(Octets(stream), Rules("1.1", leniency: Leniency.CarriageReturns), [("a", "b\r")], [(byte)'x']);
    }

    [Theory]
    [InlineData("1.0", "a:b\r", "a", "b\r")]
    [InlineData("1.1", "a:b\r", "a", "b\r")]
    [InlineData("1.1", "\ra:\rb", "\ra", "\rb")]
    [InlineData("1.1", "a\r:b", "a\r", "b")]
    [InlineData("1.2", "a:b\\r", "a", "b\r")]
    [InlineData("1.2", "a\\r:b\\r\r", "a\r", "b\r")]
    [Trait("Spec", "C-1.0-04")]
    [Trait("Spec", "C-1.1-04")]
    [Trait("Spec", "C-1.2-11")]
    public void CR_as_data_survives(string version, string line, string name, string value) =>
        ReadsOne(Octets($"SEND\n{line}\n\n\0"), Rules(version), [(name, value)]);

    [Theory]
    [InlineData("a\r:b")]
    [InlineData("\ra:b")]
    [InlineData("a:b\rc")]
    [InlineData("a:b\r\r")]
    [InlineData("a:\rb\r")]
    [InlineData("\r\r")]
    [Trait("Spec", "C-1.2-04")]
    [Trait("Spec", "C-1.2-07")]
    public void Raw_CR_in_a_line_is_malformed_at_12(string line) => Refuses("bad-header-line", Octets($"SEND\n{line}\n\n\0"), Rules("1.2"));

    [Theory]
    [InlineData("send")]
    [InlineData("Send")]
    [InlineData(" SEND")]
    [InlineData("SEND ")]
    [InlineData("SEN")]
    [InlineData("SENDX")]
    [InlineData("FOO")]
    [InlineData("\uFEFFSEND")]
    [InlineData("SEND:x")]
    [InlineData("MESSAGE")]
    [InlineData("CONNECTED")]
    [InlineData("RECEIPT")]
    [InlineData("ERROR")]
    [InlineData("CONNECTS")]
    [InlineData("AC")]
    [InlineData("ACKACKACKACK")]
    [InlineData("XXX")]
    [InlineData("XXXX")]
    [InlineData("XXXXX")]
    [InlineData("XXXXXX")]
    [InlineData("XXXXXXX")]
    [InlineData("XXXXXXXXX")]
    [InlineData("XXXXXXXXXX")]
    [InlineData("XXXXXXXXXXX")]
    [InlineData("SE\0ND")]
    [InlineData("\0")]
    [Trait("Spec", "C-1.0-06")]
    [Trait("Spec", "C-1.1-06")]
    [Trait("Spec", "C-1.2-05")]
    [Trait("Spec", "C-1.2-06")]
    public void Other_commands_are_refused(string command)
    {
        foreach (var version in Versions)
            Refuses("unknown-command", Utf8($"{command}\n\n\0"), Rules(version));
    }

    [Theory]
    [InlineData("1.0", "NACK")]
    [InlineData("1.0", "STOMP")]
    [InlineData("initial", "SEND")]
    [InlineData("initial", "DISCONNECT")]
    [InlineData("initial", "CONNECTED")]
    [Trait("Spec", "C-1.0-05")]
    [Trait("Spec", "C-1.0-17")]
    public void Commands_of_other_versions_are_refused(string version, string command) =>
        Refuses("unknown-command", Octets($"{command}\n\n\0"), Rules(version));

    [Theory]
    [InlineData("foo")]
    [InlineData(":bar")]
    [InlineData(":")]
    [InlineData("   ")]
    [InlineData("::")]
    [Trait("Spec", "C-1.0-07")]
    [Trait("Spec", "C-1.1-07")]
    [Trait("Spec", "C-1.2-07")]
    public void Lines_need_a_name_and_a_colon(string line)
    {
        foreach (var version in Versions)
        {
            Refuses("bad-header-line", Octets($"SEND\n{line}\n\n\0"), Rules(version));
            Refuses("bad-header-line", Octets($"SEND\na:b\n{line}\nc:d\n\n\0"), Rules(version));
            Refuses("bad-header-line", Octets($"CONNECT\n{line}\n\n\0"), Rules(version));
        }
    }

    /// <summary>However the line lies in what is looked at as a whole, 32 octets for instance, and whatever is read with it.</summary>
    [Theory]
    [InlineData("foo")]
    [InlineData(":bar")]
    [InlineData(":foo:bar")]
    [InlineData("::")]
    [InlineData("::foo::")]
    public void Lines_need_a_name_and_a_colon_wherever_they_lie(string line)
    {
        for (var pad = 0; pad < 40; pad++)
        {
            var lines = $"padding:{new string('x', pad)}";
            var rest = $"destination:/queue/a:b\n\n{new string('m', 64)}\0";
            Refuses("bad-header-line", Octets($"SEND\n{lines}\n{line}\n{rest}"), Rules("1.2"));
            var (name, value) = ($"a{line}:".Split(':')[0], $"a{line}:"[($"a{line}:".IndexOf(':') + 1)..]);
            ReadsOne(
                Octets($"SEND\n{lines}\n{name}:{value}\n{rest}"),
                Rules("1.2"),
                [("padding", lines["padding:".Length..]), (name, value), ("destination", "/queue/a:b")],
                Octets(new string('m', 64)));
        }
    }

    [Theory]
    [InlineData("foo:a:b", "foo", "a:b")]
    [InlineData("foo::", "foo", ":")]
    [InlineData("foo:", "foo", "")]
    [InlineData(" foo :a b", " foo ", "a b")]
    [InlineData("foo\t:\tb\t", "foo\t", "\tb\t")]
    [Trait("Spec", "C-1.0-08")]
    [Trait("Spec", "C-1.1-08")]
    [Trait("Spec", "C-1.2-08")]
    [Trait("Spec", "C-1.0-09")]
    [Trait("Spec", "C-1.1-09")]
    [Trait("Spec", "C-1.2-09")]
    public void Values_hold_colons_or_nothing(string line, string name, string value)
    {
        foreach (var version in Versions)
            ReadsOne(Octets($"SEND\n{line}\n\n\0"), Rules(version), [(name, value)]);
    }

    [Theory]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("🐸")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFFa\uFEFF")]
    [InlineData("\U0010FFFF")]
    [InlineData("\uD7FF\uE000")]
    [InlineData("\u0001\u007F\u0080")]
    [Trait("Spec", "C-1.0-10")]
    [Trait("Spec", "C-1.1-10")]
    [Trait("Spec", "C-1.2-10")]
    public void Header_text_is_utf8(string text)
    {
        foreach (var version in Versions)
            ReadsOne(Utf8($"SEND\n{text}:{text}\nx:{text}\n\n\0"), Rules(version), [(text, text), ("x", text)]);
    }

    [Theory]
    [InlineData("\x80")]
    [InlineData("\xBF")]
    [InlineData("\xC3")]
    [InlineData("\xE2\x82")]
    [InlineData("\xF0\x9F\x90")]
    [InlineData("\xC0\xAF")]
    [InlineData("\xE0\x80\xAF")]
    [InlineData("\xF0\x80\x80\xAF")]
    [InlineData("\xED\xA0\x80")]
    [InlineData("\xED\xBF\xBF")]
    [InlineData("\xF4\x90\x80\x80")]
    [InlineData("\xF5\x80\x80\x80")]
    [InlineData("\xFE")]
    [InlineData("\xFF")]
    [InlineData("\xC3(")]
    [Trait("Spec", "C-1.0-10")]
    [Trait("Spec", "C-1.1-10")]
    [Trait("Spec", "C-1.2-10")]
    public void Ill_formed_utf8_is_refused_and_never_replaced(string octets)
    {
        foreach (var version in Versions)
        {
            foreach (var command in (string[])["SEND", "CONNECT"])
            {
                Refuses("bad-utf8", Octets($"{command}\nfoo:a{octets}\n\n\0"), Rules(version));
                Refuses("bad-utf8", Octets($"{command}\nfoo:{octets}b\n\n\0"), Rules(version));
                Refuses("bad-utf8", Octets($"{command}\n{octets}:x\n\n\0"), Rules(version));
            }
        }
    }

    [Fact]
    [Trait("Spec", "C-1.1-10")]
    [Trait("Spec", "C-1.2-10")]
    public void A_sequence_does_not_run_across_the_colon() =>
        Refuses("bad-utf8", Octets("SEND\nfoo\xC3:\xA9\n\n\0"), Rules("1.2"));

    [Theory]
    [InlineData(@"\")]
    [InlineData(@"\n\c\\")]
    [InlineData(@"\r\t\0\")]
    [Trait("Spec", "C-1.0-11")]
    [Trait("Spec", "C-1.0-12")]
    public void Backslashes_are_nothing_special_at_10(string text) =>
        ReadsOne(Octets($"SEND\n{text}:{text}\n\n\0"), Rules("1.0"), [(text, text)]);

    [Theory]
    [InlineData(@"\n", "\n")]
    [InlineData(@"\c", ":")]
    [InlineData(@"\\", "\\")]
    [InlineData(@"\\n", "\\n")]
    [InlineData(@"\\\n", "\\\n")]
    [InlineData(@"\\c\c", "\\c:")]
    [InlineData(@"\\\\", "\\\\")]
    [InlineData(@"a\cb\\\nd", "a:b\\\nd")]
    [Trait("Spec", "C-1.1-11")]
    [Trait("Spec", "C-1.2-11")]
    [Trait("Spec", "C-1.1-14")]
    [Trait("Spec", "C-1.2-14")]
    public void Escapes_are_undone_in_one_pass(string octets, string text)
    {
        foreach (var version in (string[])["1.1", "1.2"])
        {
            var frame = ReadsOne(Octets($"SEND\n{octets}:{octets}\nlast:{octets}\n\n\0"), Rules(version), [(text, text), ("last", text)]);
            Assert.Equal(text, frame.Headers[text]);
            Assert.True(frame.Headers.TryGetUtf8(Utf8(text), out var found) && found == text);
            if (octets != text)
                Assert.False(frame.Headers.TryGetUtf8(Octets(octets), out _));
        }
    }

    [Theory]
    [InlineData(@"\t")]
    [InlineData(@"\N")]
    [InlineData(@"\C")]
    [InlineData(@"\0")]
    [InlineData(@"\ ")]
    [InlineData(@"\")]
    [InlineData(@"\\\")]
    [InlineData(@"a\")]
    [InlineData("\\\xC3\xA9")]
    [Trait("Spec", "C-1.1-12")]
    [Trait("Spec", "C-1.2-12")]
    public void Other_escapes_are_refused(string text)
    {
        foreach (var version in (string[])["1.1", "1.2"])
        {
            Refuses("bad-escape", Octets($"SEND\nfoo:{text}\n\n\0"), Rules(version));
            Refuses("bad-escape", Octets($"SEND\n{text}:foo\n\n\0"), Rules(version));
        }
    }

    [Theory]
    [InlineData("1.1", "foo:\\r")]
    [InlineData("1.1", "foo:\\\r")]
    [InlineData("1.2", "foo:a\\\r")]
    [InlineData("1.2", "foo\\:bar")]
    [InlineData("1.1", "foo:\\:")]
    [Trait("Spec", "C-1.1-12")]
    [Trait("Spec", "C-1.2-12")]
    public void Escapes_before_CR_and_colon_are_refused(string version, string line) =>
        Refuses("bad-escape", Octets($"SEND\n{line}\n\n\0"), Rules(version));

    [Theory]
    [InlineData("1.1", @"C:\temp\", @"C:\temp\")]
    [InlineData("1.1", @"\r\c", @"\r:")]
    [InlineData("1.2", @"\x\\\r", "\\x\\\r")]
    public void Undefined_escapes_can_be_tolerated(string version, string octets, string text) =>
        ReadsOne(Octets($"SEND\nfoo:{octets}\n\n\0"), Rules(version, leniency: Leniency.UndefinedEscapes), [("foo", text)]);

    [Theory]
    [InlineData("CONNECT", Side.Client)]
    [InlineData("STOMP", Side.Client)]
    [InlineData("CONNECTED", Side.Server)]
    [Trait("Spec", "C-1.1-15")]
    [Trait("Spec", "C-1.2-15")]
    [Trait("Spec", "C-1.1-17")]
    [Trait("Spec", "C-1.2-17")]
    [Trait("Spec", "C-1.2-37")]
    public void Frames_that_open_a_session_are_read_verbatim(string command, Side from)
    {
        foreach (var version in (string[])["1.1", "1.2", "initial"])
            ReadsOne(Octets($"{command}\na\\cb:x\\ty\\n:\\\n\n\0"), Rules(version, from), [(@"a\cb", @"x\ty\n:\")]);
    }

    [Theory]
    [InlineData(" x", "x")]
    [InlineData("x ", "x")]
    [InlineData("   x y  ", "x y")]
    [InlineData("   ", "")]
    [InlineData("\tx\t", "\tx\t")]
    [InlineData(" \tx", "\tx")]
    [InlineData("\xA0x", "\xA0x")]
    [Trait("Spec", "C-1.0-18")]
    [Trait("Spec", "C-1.1-18")]
    [Trait("Spec", "C-1.2-18")]
    public void Blanks_around_values_are_padding_at_10_only(string octets, string trimmed)
    {
        ReadsOne(Utf8($"SEND\n a :{octets}\n\n\0"), Rules("1.0"), [(" a ", trimmed)]);
        ReadsOne(Utf8($"SEND\n a :{octets}\n\n\0"), Rules("1.1"), [(" a ", octets)]);
        ReadsOne(Utf8($"SEND\n a :{octets}\n\n\0"), Rules("1.2"), [(" a ", octets)]);
        ReadsOne(Utf8($"CONNECT\n a :{octets}\n\n\0"), Rules("initial"), [(" a ", octets)]);
    }

    [Fact]
    [Trait("Spec", "C-1.0-19")]
    [Trait("Spec", "C-1.1-19")]
    [Trait("Spec", "C-1.2-19")]
    public void Names_are_case_sensitive()
    {
        foreach (var version in Versions)
        {
            var frame = ReadsOne(Octets("SEND\nContent-Length:9\n\nab\0"), Rules(version), [("Content-Length", "9")], Octets("ab"));
            Assert.False(frame.Headers.Contains("content-length"));
        }
    }

    [Fact]
    [Trait("Spec", "C-1.0-20")]
    [Trait("Spec", "C-1.1-20")]
    [Trait("Spec", "C-1.2-20")]
    [Trait("Spec", "C-1.2-39")]
    [Trait("Spec", "C-1.0-39")]
    [Trait("Spec", "C-1.1-39")]
    public void The_first_of_repeated_headers_counts_and_all_are_kept()
    {
        foreach (var version in Versions)
        {
            var frame = ReadsOne(Octets("SEND\nfoo:World\nbar:x\nfoo:Hello\nfoo:World\n\n\0"), Rules(version), [("foo", "World"), ("bar", "x"), ("foo", "Hello"), ("foo", "World")]);
            Assert.Equal("World", frame.Headers["foo"]);
        }
    }

    [Theory]
    [InlineData("1.0")]
    [InlineData("1.1")]
    [InlineData("1.2")]
    [Trait("Spec", "C-1.0-21")]
    [Trait("Spec", "C-1.1-21")]
    [Trait("Spec", "C-1.2-21")]
    [Trait("Spec", "C-1.0-36")]
    [Trait("Spec", "C-1.1-36")]
    [Trait("Spec", "C-1.2-36")]
    [Trait("Spec", "C-1.2-22")]
    [Trait("Spec", "C-1.0-22")]
    [Trait("Spec", "C-1.1-22")]
    [Trait("Spec", "C-1.1-35")]
    [Trait("Spec", "C-1.2-35")]
    public void Bodies_are_taken_octet_by_octet(string version)
    {
        var all = Enumerable.Range(0, 256).Select(octet => (byte)octet).ToArray();
        ReadsOne([.. Octets("SEND\n\n"), .. all[1..], 0], Rules(version), [], all[1..]);
        ReadsOne([.. Octets("SEND\ncontent-length:256\n\n"), .. all, 0], Rules(version), [("content-length", "256")], all);
        foreach (var body in (string[])["\n", "\r\n\r\n", "\\n\\q\\", "\xEF\xBB\xBFx", "SEND\n\n", ":", "\xFF\xFE"])
            ReadsOne(Octets($"SEND\n\n{body}\0"), Rules(version), [], Octets(body));
        ReadsOne(Octets("SEND\ncontent-length:3\n\n\0\0\0\0"), Rules(version), [("content-length", "3")], [0, 0, 0]);
        ReadsOne(Octets("SEND\ncontent-length:0\n\n\0"), Rules(version), [("content-length", "0")]);
        ReadsOne(Octets("SEND\ncontent-type:text/plain;charset=utf-16\n\n\xFE\xFF\0"), Rules(version), [("content-type", "text/plain;charset=utf-16")], [0xFE, 0xFF]);
    }

    [Theory]
    [InlineData("content-length:2\n\nabc\0")]
    [InlineData("content-length:0\n\na\0")]
    [InlineData("content-length:2\n\nab\n\0")]
    [InlineData("content-length:2\n\nab\r\n\0")]
    [Trait("Spec", "C-1.0-23")]
    [Trait("Spec", "C-1.1-23")]
    [Trait("Spec", "C-1.2-23")]
    public void NUL_must_follow_the_counted_body(string rest)
    {
        foreach (var version in Versions)
            Refuses("missing-nul", Octets($"SEND\n\n\0SEND\n{rest}SEND\n\n\0"), Rules(version), frames: 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("0x1")]
    [InlineData("1,0")]
    [InlineData("1 1")]
    [InlineData("\t1")]
    [InlineData("１")]
    [InlineData("١")]
    [InlineData("one")]
    [InlineData("1:")]
    [Trait("Spec", "C-1.0-27")]
    [Trait("Spec", "C-1.1-27")]
    [Trait("Spec", "C-1.2-27")]
    public void Content_length_is_plain_digits(string value)
    {
        foreach (var version in Versions)
            Refuses("bad-content-length", Utf8($"SEND\ncontent-length:{value}\n\na\0"), Rules(version));
    }

    [Fact]
    [Trait("Spec", "C-1.0-27")]
    [Trait("Spec", "C-1.1-27")]
    [Trait("Spec", "C-1.2-27")]
    public void Content_length_may_be_padded_at_10_and_have_leading_zeros_everywhere()
    {
        ReadsOne(Octets("SEND\ncontent-length: 1 \n\na\0"), Rules("1.0"), [("content-length", "1")], Octets("a"));
        Refuses("bad-content-length", Octets("SEND\ncontent-length: 1\n\na\0"), Rules("1.1"));
        Refuses("bad-content-length", Octets("SEND\ncontent-length:1 \n\na\0"), Rules("1.2"));
        Refuses("bad-content-length", Octets("SEND\ncontent-length:1\r\n\na\0"), Rules("1.1"));
        ReadsOne(Octets("SEND\ncontent-length:1\r\n\na\0"), Rules("1.2"), [("content-length", "1")], Octets("a"));
        var zeros = new string('0', 400) + "1";
        foreach (var version in Versions)
            ReadsOne(Octets($"SEND\ncontent-length:{zeros}\n\na\0"), Rules(version), [("content-length", zeros)], Octets("a"));
    }

    [Theory]
    [InlineData("16777217")]
    [InlineData("2147483648")]
    [InlineData("4294967297")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("18446744073709551617")]
    [InlineData("99999999999999999999999999999999999999")]
    [Trait("Spec", "C-1.1-27")]
    [Trait("Spec", "C-1.2-27")]
    [Trait("Spec", "C-1.2-32")]
    public void Content_length_beyond_the_limit_is_too_large(string value)
    {
        foreach (var version in Versions)
            Refuses("too-large", Octets($"SEND\ncontent-length:{value}\n\na\0"), Rules(version));
    }

    [Theory]
    [InlineData("9")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    [Trait("Spec", "C-1.1-27")]
    [Trait("Spec", "C-1.2-27")]
    public void The_first_content_length_counts(string second)
    {
        foreach (var version in Versions)
            ReadsOne(Octets($"SEND\ncontent-length:2\ncontent-length:{second}\n\nab\0"), Rules(version), [("content-length", "2"), ("content-length", second)], Octets("ab"));
    }

    [Theory]
    [InlineData("SUBSCRIBE\n\nx\0")]
    [InlineData("ACK\ncontent-length:1\n\nx\0")]
    [InlineData("DISCONNECT\n\n\n\0")]
    [InlineData("CONNECT\ncontent-length:0\n\nx\0")]
    [InlineData("CONNECT\n\nx\0")]
    [Trait("Spec", "C-1.1-28")]
    [Trait("Spec", "C-1.2-28")]
    public void Other_frames_have_no_bodies(string stream)
    {
        Refuses("body-not-allowed", Octets(stream), Rules("1.1"));
        Refuses("body-not-allowed", Octets(stream), Rules("1.2"));
    }

    [Theory]
    [InlineData("CONNECT\ncontent-length:0\n\n\0")]
    [InlineData("DISCONNECT\ncontent-length:00\n\n\0")]
    [Trait("Spec", "C-1.1-26")]
    [Trait("Spec", "C-1.2-26")]
    public void Content_length_0_is_harmless_anywhere(string stream)
    {
        foreach (var version in Versions)
            Assert.Single(Read(Octets(stream), Rules(version)).Frames);
    }

    [Fact]
    [Trait("Spec", "C-1.0-26")]
    [Trait("Spec", "C-1.0-28")]
    public void Any_frame_may_have_a_body_at_10()
    {
        ReadsOne(Octets("SUBSCRIBE\n\nx\0"), Rules("1.0"), [], Octets("x"));
        ReadsOne(Octets("BEGIN\ncontent-length:2\n\n\0\0\0"), Rules("1.0"), [("content-length", "2")], [0, 0]);
    }

    [Theory]
    [InlineData("1.0", "\n\nSEND\n\n\0\n\n\nSEND\n\n\0\n", 6, 2)]
    [InlineData("1.1", "SEND\n\n\0SEND\n\n\0", 0, 2)]
    [InlineData("1.2", "\r\n\nSEND\n\n\0\r\n\n\r\nSEND\n\n\0\r\n", 6, 2)]
    [InlineData("1.2", "\n", 1, 0)]
    [InlineData("1.2", "\r\n\r\n\r\n", 3, 0)]
    [InlineData("1.2", "", 0, 0)]
    [Trait("Spec", "C-1.0-29")]
    [Trait("Spec", "C-1.1-29")]
    [Trait("Spec", "C-1.2-29")]
    public void EOLs_outside_frames_are_counted(string version, string stream, int eols, int frames)
    {
        var reading = Read(Octets(stream), Rules(version));
        Assert.Null(reading.Fault);
        Assert.Equal(eols, reading.Eols);
        Assert.Equal(frames, reading.Frames.Count);
    }

    [Theory]
    [InlineData("foo:a\0b")]
    [InlineData("fo\0o:ab")]
    [InlineData("\0")]
    [InlineData("receipt:77\n\0")]
    [Trait("Spec", "C-1.0-33")]
    [Trait("Spec", "C-1.1-33")]
    [Trait("Spec", "C-1.2-33")]
    public void NUL_in_the_headers_is_refused_at_once(string line)
    {
        foreach (var version in Versions)
        {
            Refuses("bad-header-line", Octets($"DISCONNECT\n{line}\n\n\0"), Rules(version));
            // Without what comes after the NUL, too.
            Refuses("bad-header-line", Octets($"DISCONNECT\n{line.Split('\0')[0]}\0"), Rules(version));
        }
    }

    [Theory]
    [InlineData("SEND\na:b\ncontent-length:2\n\nab\0")]
    [InlineData("SEND\na:b\n\nab\0")]
    [Trait("Spec", "C-1.0-34")]
    [Trait("Spec", "C-1.1-34")]
    [Trait("Spec", "C-1.2-34")]
    public void The_end_inside_a_frame_is_an_error_wherever_it_comes(string stream)
    {
        foreach (var version in Versions)
        {
            for (var length = 1; length < stream.Length; length++)
                Refuses("truncated", Octets("SEND\n\n\0" + stream[..length]), Rules(version), frames: 1);
            Assert.Null(Read(Octets(stream + "\n"), Rules(version)).Fault);
        }
    }

    [Fact]
    [Trait("Spec", "C-1.1-37")]
    [Trait("Spec", "C-1.2-37")]
    public void An_early_ERROR_is_read_leniently() => ReadsOne(
        Octets("ERROR\r\nmessage:C:\\temp\\c \\\\ \\r\\\r\n\r\nx\0"),
        Rules("initial", Side.Server),
        [("message", "C:\\temp: \\ \r\\")],
        Octets("x"));

    [Theory]
    [InlineData("SEND\nfoo:\\t\n\n\0")]
    [InlineData("FOO\n\n\0")]
    [InlineData("SEND\ncontent-length:0\n\nx\0")]
    [InlineData("SEND\nfoo\n\n\0")]
    [Trait("Spec", "C-1.0-40")]
    [Trait("Spec", "C-1.1-40")]
    [Trait("Spec", "C-1.2-40")]
    public void Nothing_comes_after_a_fault(string bad)
    {
        var reading = Read(Octets($"SEND\na:1\n\n\0{bad}SEND\nb:2\n\n\0\n\n"), Rules("1.2"));
        Assert.NotNull(reading.Fault);
        Assert.Equal("1", Assert.Single(reading.Frames).Headers["a"]);
        Assert.Equal(0, reading.Eols);
    }

    [Theory]
    [InlineData("1.0", "a\\cb \r")]
    [InlineData("1.1", " a:b \r")]
    [InlineData("1.2", " a:b ")]
    [Trait("Spec", "C-1.0-37")]
    [Trait("Spec", "C-1.0-38")]
    [Trait("Spec", "C-1.1-38")]
    [Trait("Spec", "C-1.2-38")]
    public void Rules_change_exactly_behind_a_NUL(string version, string value)
    {
        var octets = Octets("CONNECTED\nx: a\\cb \r\n\n\0MESSAGE\nx: a\\cb \r\n\n\0");
        var first = FrameDecoder.Step(DecoderState.Start(Rules("initial", Side.Server)), octets);
        var second = FrameDecoder.Step(first.State.WithRules(Rules(version, Side.Server)), octets.AsSpan(first.Consumed));

        Assert.Equal(@" a\cb ", first.Frame!.Headers["x"]);
        Assert.Equal(value, second.Frame!.Headers["x"]);
        Assert.Equal(octets.Length, first.Consumed + second.Consumed);

        var inside = FrameDecoder.Step(first.State, Octets("ERR")).State;
        Assert.Same(inside, inside.WithRules(Rules("1.1", Side.Server)));
    }

    [Fact]
    public void Lines_without_a_colon_can_be_dropped()
    {
        var rules = Rules("1.0", leniency: Leniency.LinesWithoutColon);
        var frame = ReadsOne(Octets("SEND\nlost\na: 1\nmore lost\n  \nb:2\nend\n\nx\0"), rules, [("a", "1"), ("b", "2")], Octets("x"));
        Assert.Equal("2", frame.Headers["b"]);
        Assert.True(frame.Headers.TryGetUtf8("b"u8, out var value) && value == "2");
        Assert.Equal(2, frame.Headers.Count);
        Assert.Equal(new(Command.Send, Headers.Empty.Add("a", "1").Add("b", "2"), frame.Body), frame);
        Refuses("bad-header-line", Octets("SEND\n:x\n\n\0"), rules);
        Refuses("too-large", Octets("SEND\na\nb\nc\n\n\0"), rules with { Limits = FrameLimits.Default.WithMaxHeaders(2) });
    }

    [Fact]
    public void What_opens_a_session_is_never_quoted()
    {
        foreach (var line in (string[])["passcode\\:secret\xFF", "secret", "passcode:secret\0", ":secret", "a\rsecret:b"])
        {
            var reading = Read(Octets($"CONNECT\n{line}\n\n\0"), Rules("1.2"));
            Assert.NotNull(reading.Fault);
            Assert.DoesNotContain("secret", reading.Fault.ToString(), StringComparison.Ordinal);
        }
    }
}
