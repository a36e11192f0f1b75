using System.Collections;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Headers say the same whether they were built, prepared or received.</summary>
public sealed class HeadersTests
{
    private static readonly EncoderRules Rules12 = new() { Dialect = Dialect.V12, From = Side.Client };

    public static TheoryData<string> Kinds => ["built", "prepared", "received"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_first_entry_of_a_name_is_its_value(string kind)
    {
        var (near, far) = (new string('n', 64), new string('f', 300));
        var headers = Make(kind, [new("a", "1"), new("a", "2"), new("ü:\n", "ö\\"), new(near, "near"), new(far, "far"), new("empty", "")]);
        Assert.Equal(6, headers.Count);
        Assert.False(headers.IsEmpty);
        foreach (var (name, value) in ((string, string)[])[("a", "1"), ("ü:\n", "ö\\"), (near, "near"), (far, "far"), ("empty", "")])
        {
            Assert.Equal(value, headers[name]);
            Assert.True(headers.Contains(name));
            Assert.Equal(value, headers.Find(name).IfNone("none"));
            Assert.True(headers.TryGet(name, out var found) && found == value);
            Assert.True(headers.TryGetUtf8(Encoding.UTF8.GetBytes(name), out found) && found == value);
        }

        foreach (var name in (string[])["A", "", "b", "aa", "\uD800", new('n', 63), new('f', 301)])
        {
            Assert.Null(headers[name]);
            Assert.False(headers.Contains(name));
            Assert.True(headers.Find(name).IsNone);
            Assert.False(headers.TryGet(name, out var found));
            Assert.Equal("", found);
        }

        Assert.False(headers.TryGetUtf8([0xff], out var none));
        Assert.Equal("", none);
        Assert.False(headers.TryGetUtf8("none"u8, out none));
        Assert.Equal("", none);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_are_equal_when_their_entries_are_in_order(string kind)
    {
        Header[] entries = [new("a", "1"), new("b", "2")];
        var headers = Make(kind, entries);
        Assert.Equal(entries, headers.ToArray());
        Assert.Equal(entries, headers.Select(header => header));
        Assert.Equal(entries, ((IEnumerable)headers).Cast<Header>());
        Assert.Equal(Headers.Of(entries).GetHashCode(), headers.GetHashCode());
        Assert.NotEqual(Headers.Empty.GetHashCode(), headers.GetHashCode());
        Assert.True(headers == Headers.Of(entries) && !(headers != Headers.Of(entries)) && headers.Equals((object)Headers.Of(entries)));
        foreach (var other in (Headers[])[Headers.Empty, [entries[0]], [entries[1], entries[0]], [entries[0], new("b", "3")], [.. entries, entries[0]]])
            Assert.True(headers != other && !(headers == other) && !headers.Equals((object)other));
        Assert.False(headers.Equals("a:1"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_grow_at_the_end_and_stay_what_they_were(string kind)
    {
        var headers = Make(kind, [new("a", "1")]);
        Assert.Equal([new("a", "1"), new("b", "2")], headers.Add("b", "2").ToArray());
        Assert.Equal([new("a", "1"), new("b", "2"), new("c", "3")], headers.Concat([new("b", "2"), new("c", "3")]).ToArray());
        Assert.Equal(headers, headers.Concat(Headers.Empty));
        Assert.Equal(headers, Headers.Empty.Concat(headers));
        Assert.Equal([new("a", "1")], headers.ToArray());
        var mine = headers.ToArray();
        mine[0] = new("x", "y");
        Assert.Equal("1", headers["a"]);
    }

    /// <summary>A frame keeps a small number of how many it has; that is no limit.</summary>
    [Theory]
    [InlineData("built", 65_534)]
    [InlineData("built", 65_535)]
    [InlineData("received", 65_534)]
    [InlineData("received", 65_535)]
    [InlineData("received", 70_000)]
    public void A_frame_has_as_many_as_were_put_in(string kind, int count)
    {
        var limits = FrameLimits.Default with { MaxHeaders = count };
        var headers = Headers.From(Enumerable.Range(0, count).Select(at => new Header("a", at.ToString(System.Globalization.CultureInfo.InvariantCulture))));
        var frame = new Frame(Command.Send, headers);
        if (kind == "received")
            frame = Assert.Single(Reading.Of(FrameCodec.Encode(frame, Rules12).Match(Left: _ => [], Right: it => it.ToArray()), [], Rules("1.2", limits: limits)).Frames);
        Assert.Equal(count, frame.Headers.Count);
        Assert.True(frame.Headers == headers);
    }

    [Fact]
    public void They_come_from_sequences_and_pairs()
    {
        Assert.Equal([new("a", "1")], Headers.From([new Header("a", "1")]).ToArray());
        Assert.Equal([new("a", "1"), new("b", "2")], Headers.From([new("a", "1"), new System.Collections.Generic.KeyValuePair<string, string>("b", "2")]).ToArray());
        Assert.True(Headers.Of([]).IsEmpty && Headers.From(new System.Collections.Generic.Dictionary<string, string>()).IsEmpty && Headers.Empty.Count == 0);
        Assert.Equal(Headers.Empty, Headers.Of([]));
        Assert.Empty(Headers.Empty.ToArray());
    }

    [Fact]
    public void They_are_shown_in_braces_without_the_passcode()
    {
        Assert.Equal("{}", Headers.Empty.ToString());
        Assert.Equal("{a:1}", Headers.Of([new("a", "1")]).ToString());
        Assert.Equal("{login:me; passcode:***; b:2}", Headers.Of([new("login", "me"), new("passcode", "s3cret"), new("b", "2")]).ToString());
    }

    [Fact]
    public void Octets_of_a_value_are_there_where_they_were_received()
    {
        var headers = Make("received", [new("a", "x:y"), new("b", "2")]);
        Assert.True(headers.TryGetOctets("a"u8, out var octets));
        Assert.Equal("x\\cy"u8.ToArray(), octets.ToArray());
        Assert.False(headers.TryGetOctets("c"u8, out octets));
        Assert.True(octets.IsEmpty);
        Assert.False(Make("built", [new("a", "1")]).TryGetOctets("a"u8, out octets));
        Assert.False(Make("prepared", [new("a", "1")]).TryGetOctets("a"u8, out _));
    }

    /// <summary>In whatever order they come, and however often.</summary>
    [Theory]
    [InlineData("destination:/a\nmessage-id:1\nsubscription:7\nsubscription:8\n", true, true, "7")]
    [InlineData("subscription:7\nmessage-id:1\nmessage-id:2\ndestination:/a\n", true, true, "7")]
    [InlineData("x:1\nsubscription:\ndestination:/a\n", true, false, "")]
    [InlineData("message-id:1\nsub\\cscription:7\n", false, true, null)]
    [InlineData("destination:/a\ndestination:/b\n", true, false, null)]
    [InlineData("destination2:/a\ndest:/a\nmessage-ids:1\nsubscription-id:7\nackn:1\n", false, false, null)]
    [InlineData("", false, false, null)]
    public void What_a_MESSAGE_must_have_is_found_in_one_walk(string lines, bool destination, bool id, string? subscription)
    {
        var found = WireHeaders.Address(Octets(lines), new(EscapeRule.Stomp12, false, true, false));
        Assert.Equal(destination, found.HasDestination);
        Assert.Equal(id, found.HasMessageId);
        Assert.Equal(subscription is not null, found.HasSubscription);
        Assert.Equal(subscription ?? "", Encoding.UTF8.GetString(found.Subscription));
    }

    /// <summary>However long the lines are, whatever is escaped in them and whichever name begins as another does.</summary>
    [Theory]
    [InlineData(EscapeRule.None)]
    [InlineData(EscapeRule.Stomp11)]
    [InlineData(EscapeRule.Stomp12)]
    [InlineData(EscapeRule.Lenient12)]
    public void A_name_is_found_where_a_walk_comes_to_it_first(EscapeRule rule)
    {
        string[] written = ["a", "ab", "b", @"a\cb", @"a\c", @"\\", @"a\x", "destination"];
        string[] values = ["", "1", ":", new('v', 30), new('v', 70)];
        string[] wanted = ["a", "ab", "b", "a:b", "a:", @"\", @"\\", @"a\x", "a\\cb", "destination", "dest"];
        var reading = new WireHeaders.Reading(rule, trims: false, crLf: rule != EscapeRule.Stomp11, drops: false);
        var lines = written.SelectMany(name => values.Select(value => $"{name}:{value}{(reading.CrLf ? "\r\n" : "\n")}")).ToList();
        foreach (var first in lines)
        {
            foreach (var second in lines)
            {
                var block = Octets(first + second);
                var walked = new Headers(block, 0, block.Length, 2, reading).ToArray();
                foreach (var name in wanted)
                {
                    var there = walked.FirstOrDefault(header => header.Name == name);
                    Assert.Equal(there.Name is not null, WireHeaders.TryFind(block, reading, Octets(name), out var value));
                    Assert.Equal(there.Value ?? "", Escaping.Decode(value, rule));
                }
            }
        }
    }

    /// <summary>A frame is written as it came only where that is what would be written.</summary>
    [Theory]
    [InlineData("1.2", "a:1\ncontent-length:1\n", "a:1\ncontent-length:1\n")]
    [InlineData("1.2", "content-length:1\na:1\n", "content-length:1\na:1\n")]
    [InlineData("1.2", "a:x:y\n", "a:x\\cy\ncontent-length:1\n")]
    [InlineData("1.2", "a:1\r\nb:2\n", "a:1\nb:2\ncontent-length:1\n")]
    [InlineData("1.2", "xcontent-length:9\n", "xcontent-length:9\ncontent-length:1\n")]
    [InlineData("1.0", "a: 1 \n", "a:1\ncontent-length:1\n")]
    [InlineData("1.0", "lost\na:1\n", "a:1\ncontent-length:1\n")]
    [InlineData("1.2", "lost\na:1\n", "a:1\ncontent-length:1\n")]
    public void What_was_received_is_written_again(string version, string lines, string expected)
    {
        var frame = Assert.Single(Read(Octets($"SEND\n{lines}\nx\0"), Rules(version, leniency: Leniency.LinesWithoutColon)).Frames);
        var written = FrameCodec.Encode(frame, Rules12 with { Dialect = DialectOf(version) }).Match(Left: fault => fault.ToString(), Right: octets => octets.ToText());
        Assert.Equal($"SEND\n{expected}\nx\0", written);
    }

    [Theory]
    [InlineData(StompVersion.V10, "1.0")]
    [InlineData(StompVersion.V11, "1.1")]
    [InlineData(StompVersion.V12, "1.2")]
    public void Versions_are_written_as_they_are_read(StompVersion version, string text)
    {
        Assert.Equal(text, version.ToText());
        Assert.Equal(version, StompVersionText.Parse(text));
        Assert.Null(StompVersionText.Parse(text + " "));
        Assert.Null(StompVersionText.Parse(null));
    }

    private static Headers Make(string kind, Header[] entries)
    {
        if (kind == "built")
            return Headers.Of(entries);
        if (kind == "prepared")
            return FrameEncoder.Prepare(Command.Send, entries, Rules12)!.Value;
        var octets = FrameCodec.Encode(new(Command.Send, Headers.Of(entries)), Rules12).Match(Left: _ => default, Right: it => it);
        return FrameCodec.Decode(octets.Span, Rules("1.2")).Match(Left: _ => default, Right: frames => frames[0].Headers);
    }
}
