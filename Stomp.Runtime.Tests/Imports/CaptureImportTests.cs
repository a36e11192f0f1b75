using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Stomp.Cli.Imports;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Runtime.Tests.Imports;

/// <summary>Captures of real sessions as timelines, and our client beside the one that was captured.</summary>
public sealed class CaptureImportTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "captures");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_frame_of_the_client_is_compared(string name)
    {
        var sent = Frames(Load(name), Side.Client);
        Assert.NotEmpty(sent);
        Assert.All(sent, framed => Assert.NotNull(framed.Comparison));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_the_client_sent_is_encoded_again_octet_for_octet(string name)
    {
        foreach (var framed in Frames(Load(name), Side.Client))
        {
            var again = Assert.Single(framed.Facts).Value;
            // On purpose these leave characters unescaped, or blanks around values, which are read all the same and written as they should be.
            var isExcused = name.EndsWith("-escapes", StringComparison.Ordinal) && framed.Content.Command == Command.Send;
            Assert.True(again == Comparing.Identical || isExcused, $"{framed.Content.Command.ToText()}: {again}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void All_octets_of_both_sides_are_in_the_timeline(string name)
    {
        var import = CaptureFile.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var timeline = ImportedTimeline.Of(name, import);
        foreach (var side in Enum.GetValues<Side>())
        {
            var captured = import.Conversations[0].Passages.OfType<Passage.Wrote>().Where(wrote => wrote.From == side).ToList();
            var nuls = captured.Sum(wrote => wrote.Octets.Span.Count((byte)0));
            var frames = Frames(timeline, side);
            var garbage = timeline.Items.OfType<TimelineItem.Garbage>().Where(item => item.From == side).ToList();
            var inBodies = frames.Sum(framed => framed.Content.Body.Span.Count((byte)0));
            Assert.Equal(nuls, frames.Count + inBodies + garbage.Sum(item => item.Octets.Span.Count((byte)0)));
        }
    }

    [Fact]
    public void Beats_are_told_from_the_line_ends_behind_frames()
    {
        var beats = Load("rabbitmq-1.2-heartbeat").Items.OfType<TimelineItem.Beat>().ToList();
        Assert.Equal(7, beats.Where(beat => beat.From == Side.Server).Sum(beat => beat.Count));
        Assert.Equal(3, beats.Where(beat => beat.From == Side.Client).Sum(beat => beat.Count));
    }

    [Fact]
    public void The_states_of_our_client_are_inferred_as_bands()
    {
        var bands = Load("rabbitmq-1.2-heartbeat").Items.OfType<TimelineItem.Band>().Select(band => band.State);
        Assert.Equal([ClientState.Connecting, ClientState.Connected, ClientState.Closing, ClientState.Closed], bands);
    }

    [Fact]
    public void Another_order_of_headers_is_the_same_frame()
    {
        var connect = Frames(Load("rabbitmq-1.2-heartbeat"), Side.Client)[0];
        Assert.Equal(Likeness.SameFrame, connect.Comparison!.Likeness);
        Assert.Contains("another order", connect.Comparison.Text, StringComparison.Ordinal);
        Assert.Contains("first difference at octet", connect.Comparison.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_ours_leaves_out_is_named()
    {
        var subscribe = Frames(Load("rabbitmq-1.2-heartbeat"), Side.Client).Single(framed => framed.Content.Command == Command.Subscribe);
        Assert.Equal(Likeness.Different, subscribe.Comparison!.Likeness);
        Assert.Contains("ack: sent \"auto\", ours has none", subscribe.Comparison.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_ours_would_not_write_is_refused_with_the_reason()
    {
        var sends = Frames(Load("activemq-1.2-errors"), Side.Client).Where(framed => framed.Content.Command == Command.Send).ToList();
        Assert.Equal(Likeness.Refused, sends[0].Comparison!.Likeness);
        Assert.Contains("destination", sends[0].Comparison!.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_of_our_own_client_are_the_same()
    {
        var capture = Capture(
            (1, "C>S", "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"),
            (2, "S>C", "CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0"),
            (3, "C>S", "SEND\ndestination:/queue/a\ncontent-length:2\n\nhi\0"));
        Assert.Equal([Likeness.SameOctets, Likeness.SameOctets], Frames(capture, Side.Client).Select(framed => framed.Comparison!.Likeness));
    }

    [Fact]
    public void A_passcode_is_compared_and_never_shown()
    {
        var capture = Capture(
            (1, "C>S", "CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:geheim\npasscode:another\nheart-beat:0,0\n\n\0"),
            (2, "S>C", "CONNECTED\nversion:1.2\n\n\0"));
        using var data = new MemoryStream();
        PageData.Write(capture, data);
        var text = Encoding.UTF8.GetString(data.ToArray());
        Assert.Equal(Likeness.Different, Frames(capture, Side.Client)[0].Comparison!.Likeness);
        Assert.DoesNotContain("geheim", text, StringComparison.Ordinal);
        Assert.DoesNotContain("another\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_goes_on_behind_what_is_no_frame()
    {
        var capture = Capture(
            (1, "C>S", "CONNECT\naccept-version:1.2\nhost:/\n\n\0"),
            (2, "S>C", "CONNECTED\nversion:1.2\n\n\0"),
            (3, "S>C", "NONSENSE\nwith:hea"),
            (4, "S>C", "ders\n\nand a body\0MESSAGE\nsubscription:1\nmessage-id:1\ndestination:/queue/a\n\nafter\0"));
        Assert.Contains(capture.Items, item => item is TimelineItem.Garbage { From: Side.Server });
        Assert.Equal("after", Frames(capture, Side.Server)[^1].Content.GetText());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"events\":[{\"t_ms\":1,\"dir\":\"X\",\"b64\":\"\"}]}")]
    [InlineData("{\"events\":[{\"t_ms\":1,\"dir\":\"C>S\",\"b64\":\"?\"}]}")]
    [InlineData("{\"events\":[")]
    public void What_is_no_capture_is_told(string json) =>
        Assert.StartsWith("it is no capture: ", Assert.Throws<ImportException>(() => CaptureFile.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{\"events\":[{\"t_ms\":1,\"dir\":\"C>S\",\"b64\":\"\"}]}", true)]
    [InlineData("{\"broker\":\"b\",\"events\":[]}", true)]
    [InlineData("{\"events\":[]}", false)]
    [InlineData("{\"text\":\"\\\"events\\\":\\\"dir\\\"\"}", false)]
    public void A_capture_names_its_broker_or_directions(string json, bool isCapture) =>
        Assert.Equal(isCapture, ImportFile.Read(Encoding.UTF8.GetBytes(json)) is not null);

    internal static List<TimelineItem.Framed> Frames(Timeline timeline, Side from) =>
        [.. timeline.Items.OfType<TimelineItem.Framed>().Where(framed => framed.From == from)];

    private static Timeline Load(string name) =>
        ImportedTimeline.Of(name, ImportFile.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".json")))!);

    private static Timeline Capture(params (int At, string From, string Octets)[] passages) => ImportedTimeline.Of("capture", new([], [new()
    {
        Name = "connection",
        Client = "client",
        Broker = "broker",
        Passages = [.. passages.Select(passage => new Passage.Wrote(
            Instant.FromMilliseconds(passage.At), passage.From == "C>S" ? Side.Client : Side.Server, Payload.FromText(passage.Octets)))],
    }]));
}
