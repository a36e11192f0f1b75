using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Text;
using Stomp.Cli.Imports;
using Xunit;

namespace Stomp.Runtime.Tests.Imports;

/// <summary>Streams put together from segments in every order that networks know.</summary>
public sealed class TcpStreamTests
{
    private static readonly IPEndPoint Here = new(IPAddress.Loopback, 40000);
    private static readonly IPEndPoint There = new(IPAddress.Loopback, 61613);

    [Fact]
    public void In_order() => Assert.Equal("abcdef", Read(Syn(99), Data(100, "abc"), Data(103, "def")));

    [Fact]
    public void Out_of_order() => Assert.Equal("abcdefghi", Read(Syn(99), Data(106, "ghi"), Data(103, "def"), Data(100, "abc")));

    [Fact]
    public void Sent_again() => Assert.Equal("abcdef", Read(Syn(99), Data(100, "abc"), Data(100, "abc"), Data(103, "def"), Data(100, "abc")));

    [Fact]
    public void Overlapping_segments_count_once_and_the_first_octets_win() =>
        Assert.Equal("abcdefgh", Read(Syn(99), Data(100, "abcd"), Data(102, "XXefgh"), Data(101, "YY")));

    [Fact]
    public void A_segment_that_covers_waiting_ones() => Assert.Equal("abcdefgh", Read(Syn(99), Data(104, "ef"), Data(100, "abcdefgh")));

    [Fact]
    public void Past_the_end_of_the_numbers() =>
        Assert.Equal("abcdef", Read(Syn(uint.MaxValue - 2), Data(1, "def"), Data(uint.MaxValue - 1, "abc")));

    [Fact]
    public void A_syn_that_carries_octets() => Assert.Equal("abc", Read(new Segment(0, Here, There, 99, null, SegmentFlags.Syn, Octets("abc"), 3)));

    [Fact]
    public void Without_the_beginning_it_begins_with_what_comes_first() => Assert.Equal("def", Read(Data(103, "def")));

    [Fact]
    public void What_was_confirmed_and_never_captured_is_a_hole()
    {
        var stream = new TcpStream();
        Take(stream, Syn(99), Data(100, "abc"), Data(110, "xyz"));
        Assert.Equal(["hole of 7", "xyz"], stream.Acknowledge(113).Select(Name));
    }

    [Fact]
    public void At_the_end_of_the_capture_holes_are_told_too()
    {
        var stream = new TcpStream();
        Take(stream, Syn(99), Data(100, "abc"), Data(110, "xyz"), Data(105, "fg"));
        Assert.Equal(["hole of 2", "fg", "hole of 3", "xyz"], stream.Finish().Select(Name));
    }

    [Fact]
    public void A_segment_that_the_capture_cut_off_leaves_a_hole() =>
        Assert.Equal("ab[hole of 4]gh", Read(Syn(99), new Segment(0, Here, There, 100, null, SegmentFlags.None, Octets("ab"), 6), Data(106, "gh")));

    [Fact]
    public void A_fin_that_overtakes_the_octets_before_it_ends_the_stream_behind_them()
    {
        var stream = new TcpStream();
        Take(stream, Syn(99), new Segment(0, Here, There, 103, null, SegmentFlags.Fin, default, 0));
        Assert.False(stream.IsOver);
        Take(stream, Data(100, "abc"));
        Assert.True(stream.IsOver);
    }

    [Fact]
    public void Every_order_of_small_segments_gives_the_same_stream()
    {
        Segment[] segments = [Data(100, "ab"), Data(101, "bcd"), Data(104, "e"), Data(105, "fgh"), Data(103, "def")];
        foreach (var order in Orders(segments))
            Assert.Equal("abcdefgh", Read([Syn(99), .. order]));
    }

    [Fact]
    public void The_same_ports_may_be_used_again()
    {
        var first = new TcpConnection(Here, There);
        first.Take(Syn(99));
        first.Take(Data(100, "abc"));
        Assert.False(first.IsSuperseded(Syn(99)));
        Assert.True(first.IsSuperseded(Syn(70_000)));
    }

    private static IEnumerable<Segment[]> Orders(Segment[] segments) => segments.Length == 0
        ? [[]]
        : segments.SelectMany(first => Orders([.. segments.Where(other => other != first)]).Select(rest => (Segment[])[first, .. rest]));

    private static string Read(params Segment[] segments) => string.Concat(Take(new TcpStream(), segments));

    private static List<string> Take(TcpStream stream, params Segment[] segments) =>
        [.. segments.SelectMany(stream.Take).Select(piece => piece.Missing > 0 ? $"[{Name(piece)}]" : Name(piece))];

    private static string Name(Piece piece) => piece.Missing > 0 ? $"hole of {piece.Missing}" : Encoding.ASCII.GetString(piece.Octets.Span);

    private static Segment Syn(uint sequence) => new(0, Here, There, sequence, null, SegmentFlags.Syn, default, 0);

    private static Segment Data(uint sequence, string octets) => new(0, Here, There, sequence, null, SegmentFlags.None, Octets(octets), octets.Length);

    private static byte[] Octets(string text) => Encoding.ASCII.GetBytes(text);
}
