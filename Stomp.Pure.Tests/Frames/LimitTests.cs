using System;
using System.Linq;
using Stomp.Pure.Frames;
using Xunit;
using static Stomp.Pure.Tests.Frames.Tables;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What a peer may make us hold: each limit is inclusive, and is met before the memory is taken.</summary>
[Trait("Spec", "C-1.0-32")]
[Trait("Spec", "C-1.1-32")]
[Trait("Spec", "C-1.2-32")]
public sealed class LimitTests
{
    private static readonly FrameLimits Line16 = FrameLimits.Default.WithMaxLine(16);
    private static readonly FrameLimits Body4 = FrameLimits.Default.WithMaxBody(4);

    [Theory]
    [InlineData("SEND\n0123456789:12345\n\n\0")]
    [InlineData("SEND\r\n0123456789:12345\r\n\r\n\0")]
    [InlineData("SEND\n0123456:\\\\\\\\\\\\\\\\\n\n\0")]
    public void A_line_may_be_as_long_as_the_limit(string stream) =>
        Assert.Null(Read(Octets(stream), Rules("1.2", limits: Line16)).Fault);

    [Theory]
    [InlineData("SEND\n0123456789:123456\n\n\0")]
    [InlineData("SEND\n0123456789:123456\r\n\r\n\0")]
    [InlineData("SEND\n0123456789:123456")]
    [InlineData("SEND\n0123456789:12345\rx")]
    [InlineData("SEND\n0123456789:12345\r\r\n\n\0")]
    [InlineData("SEND\na:b\n01234567890123456")]
    [InlineData("SEND\n0123456789:123456\0")]
    [InlineData("01234567890123456")]
    [InlineData("01234567890123456\n")]
    [InlineData("SEND\n0123456:\\\\\\\\\\\\\\\\\\\\\n\n\0")]
    public void A_longer_line_is_too_large(string stream) => Refuses("too-large", Octets(stream), Rules("1.2", limits: Line16));

    [Fact]
    public void A_CR_counts_where_it_is_data()
    {
        Refuses("too-large", Octets("SEND\n0123456789:12345\r\n\n\0"), Rules("1.1", limits: Line16));
        Assert.Null(Read(Octets("SEND\n0123456789:1234\r\n\n\0"), Rules("1.1", limits: Line16)).Fault);
    }

    [Fact]
    public void A_line_is_measured_in_octets_and_as_it_came()
    {
        Assert.Null(Read(Utf8("SEND\na:🐸🐸🐸12\n\n\0"), Rules("1.2", limits: Line16)).Fault);
        Refuses("too-large", Utf8("SEND\na:🐸🐸🐸123\n\n\0"), Rules("1.2", limits: Line16));
    }

    [Fact]
    public void Headers_are_counted_with_repeats()
    {
        var rules = Rules("1.2", limits: FrameLimits.Default.WithMaxHeaders(3));
        Assert.Null(Read(Octets("SEND\na:1\na:1\nb:1\n\n\0SEND\na:1\na:1\na:1\n\n\0"), rules).Fault);
        Refuses("too-large", Octets("SEND\na:1\na:1\na:1\na:1\n\n\0"), rules);
        Refuses("too-large", Octets("SEND\na:1\n\n\0SEND\na:1\na:1\na:1\na:1\n"), rules, frames: 1);
    }

    [Fact]
    public void Without_headers_there_may_be_none()
    {
        var rules = Rules("1.2", limits: FrameLimits.Default.WithMaxHeaders(0));
        Assert.Null(Read(Octets("SEND\n\n\0"), rules).Fault);
        Refuses("too-large", Octets("SEND\na:1\n\n\0"), rules);
    }

    [Theory]
    [InlineData("SEND\n\n1234\0")]
    [InlineData("SEND\ncontent-length:4\n\n1234\0")]
    [InlineData("SEND\ncontent-length:4\n\n\0\0\0\0\0")]
    [InlineData("SEND\n\n1234\0SEND\n\n1234\0")]
    public void A_body_may_be_as_long_as_the_limit(string stream) =>
        Assert.Null(Read(Octets(stream), Rules("1.2", limits: Body4)).Fault);

    [Theory]
    [InlineData("SEND\n\n12345")]
    [InlineData("SEND\n\n12345\0")]
    [InlineData("SEND\ncontent-length:5\n")]
    [InlineData("SEND\ncontent-length:5\n\n12345\0")]
    public void A_longer_body_is_too_large(string stream) => Refuses("too-large", Octets(stream), Rules("1.2", limits: Body4));

    [Fact]
    public void No_body_at_all_can_be_allowed()
    {
        var rules = Rules("1.2", limits: FrameLimits.Default.WithMaxBody(0));
        Assert.Null(Read(Octets("SEND\n\n\0SEND\ncontent-length:0\n\n\0"), rules).Fault);
        Refuses("too-large", Octets("SEND\n\nx"), rules);
        Refuses("too-large", Octets("SEND\ncontent-length:1\n\nx\0"), rules);
    }

    [Fact]
    public void The_header_section_has_a_limit_of_its_own()
    {
        var section = Octets("SEND\naaaa:1\nbbbb:2\n\n");
        var rules = Rules("1.2", limits: FrameLimits.Default.WithMaxHeaderSection(section.Length));
        Assert.Null(Read([.. section, .. Octets("a body that is longer than that\0")], rules).Fault);
        Refuses("too-large", Octets("SEND\naaaa:1\nbbbb:22\n\n\0"), rules);
        Refuses("too-large", Octets("SEND\naaaa:1\nbbbb:222222"), rules);
        Refuses("too-large", Octets("SEND\naaaa:1\nbbbb:2\nx:\n\n\0"), rules);
    }

    /// <summary>However the lines lie in what is looked at as a whole, 32 octets for instance.</summary>
    [Fact]
    public void Limits_are_exact_wherever_lines_end()
    {
        for (var pad = 0; pad < 70; pad++)
        {
            var longest = "padding:" + new string('x', pad + 20);
            var section = Octets($"SEND\ndestination:/queue/a\n{longest}\nz:1\n\n");
            byte[] stream = [.. section, .. Octets(new string('m', 64) + "\0")];
            Exactly(section.Length, FrameLimits.Default.WithMaxHeaderSection);
            Exactly(longest.Length, FrameLimits.Default.WithMaxLine);
            Exactly(3, FrameLimits.Default.WithMaxHeaders);

            void Exactly(int limit, Func<int, FrameLimits> with)
            {
                Assert.Null(Read(stream, Rules("1.2", limits: with(limit))).Fault);
                Refuses("too-large", stream, Rules("1.2", limits: with(limit - 1)));
            }
        }
    }

    [Fact]
    public void The_defaults_allow_what_real_brokers_send()
    {
        var limits = FrameLimits.Default;
        Assert.True(limits.MaxHeaders >= 4096 && limits.MaxLine >= 131_072);
        Assert.Equal(16_777_216, limits.MaxBody);
        var headers = string.Concat(Enumerable.Range(0, 4096).Select(number => $"h{number}:{number}\n"));
        Assert.Null(Reading.Of(Octets($"SEND\n{headers}\n\0"), [1], Rules("1.2")).Fault);
        Assert.Equal("too-large", Reading.Of(Octets($"SEND\n{headers}x:y\n\n\0"), [1], Rules("1.2")).Fault?.Name);
        var line = new string('x', 131_070);
        Assert.Null(Reading.Of(Octets($"SEND\na:{line}\n\n\0"), [1], Rules("1.2")).Fault);
        Assert.Equal("too-large", Reading.Of(Octets($"SEND\na:{line}x\n\n\0"), [1], Rules("1.2")).Fault?.Name);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Senseless_limits_do_not_throw(int limit)
    {
        var limits = new FrameLimits { MaxBody = limit, MaxHeaders = limit, MaxLine = limit, MaxHeaderSection = limit };
        foreach (var stream in (string[])["SEND\na:b\n\nbody\0", "SEND\ncontent-length:2147483647\n\nbody", "\n\n", "SEND\n\n\0"])
            Assert.True(limit > 0 || Read(Octets(stream), Rules("1.2", limits: limits)).Fault is null or { Name: "too-large" or "truncated" });
    }
}
