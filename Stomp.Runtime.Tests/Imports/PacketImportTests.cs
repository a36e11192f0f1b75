using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using Stomp.Cli.Imports;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Runtime.Tests.Imports;

/// <summary>
/// Files that foreign programs wrote: stomp.py 8.0.0 with STOMP 1.2 and then 1.1 on lo, against RabbitMQ 3.10.8 captured by <c>tcpdump -w</c>,
/// against ActiveMQ 5.17.2 captured by <c>dumpcap</c>, each as it comes from Debian 12.
/// </summary>
public sealed class PacketImportTests
{
    public static TheoryData<string> Files => ["rabbitmq.pcap", "activemq.pcapng"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Both_sessions_are_there_from_the_first_frame_to_the_end(string file)
    {
        var timeline = ImportedTimeline.Of(file, Import(file));
        Assert.Equal(2, timeline.Lanes.Count);
        for (var lane = 0; lane < 2; lane++)
        {
            var items = timeline.Items.Where(item => item.Lane == lane).ToList();
            Assert.Equal(
                [Command.Stomp, Command.Connected, Command.Send, Command.Subscribe, Command.Disconnect, Command.Message, Command.Receipt, Command.Receipt],
                items.OfType<TimelineItem.Framed>().Select(framed => framed.Content.Command).Order());
            Assert.Equal(2, items.OfType<TimelineItem.Transport>().Count());
            Assert.NotEmpty(items.OfType<TimelineItem.Beat>());
            Assert.Empty(items.OfType<TimelineItem.Garbage>());
            Assert.DoesNotContain(items.OfType<TimelineItem.Note>(), note => note.IsBad);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_the_client_really_sent_is_encoded_again_octet_for_octet(string file)
    {
        var sent = CaptureImportTests.Frames(ImportedTimeline.Of(file, Import(file)), Side.Client);
        Assert.Equal(8, sent.Count);
        Assert.All(sent, framed => Assert.Equal(Comparing.Identical, Assert.Single(framed.Facts).Value));
        // The order of headers is the client's own; it writes ack:auto, which is the default.
        Assert.All(sent, framed => Assert.Equal(framed.Content.Command == Command.Subscribe, framed.Comparison!.Likeness == Likeness.Different));
    }

    [Fact]
    public void A_body_of_many_segments_is_whole()
    {
        var frames = CaptureImportTests.Frames(ImportedTimeline.Of("", Import("activemq.pcapng")), Side.Server);
        Assert.Equal(70_008, frames.Max(framed => framed.Content.Body.Length));
    }

    [Fact]
    public void The_time_is_that_of_the_capture()
    {
        var import = Import("rabbitmq.pcap");
        Assert.Contains(import.Facts, fact => fact.Name == "begins" && fact.Value.StartsWith("2026-11-24", StringComparison.Ordinal));
        var frames = CaptureImportTests.Frames(ImportedTimeline.Of("", import), Side.Client);
        Assert.True(frames[0].At > Instant.Zero && frames[^1].At < Instant.FromSeconds(30));
    }

    [Fact]
    public void Where_the_beginning_is_missing_the_rest_is_read_all_the_same()
    {
        var packets = PcapFile.Read(Octets("rabbitmq.pcap"));
        var timeline = ImportedTimeline.Of("", PacketImport.Of([.. packets.Skip(6)]));
        Assert.Contains(timeline.Items, item => item is TimelineItem.Note { Lane: 0, What: "begins in the middle" });
        Assert.Contains(timeline.Items, item => item is TimelineItem.Framed { Lane: 0, Content.Command: Command.Disconnect });
    }

    [Fact]
    public void A_packet_that_was_not_captured_is_a_gap_behind_which_reading_goes_on()
    {
        var packets = PcapFile.Read(Octets("rabbitmq.pcap")).ToList();
        // The first that carries a MESSAGE.
        packets.RemoveAt(packets.FindIndex(packet => packet.Octets.Span.IndexOf("MESSAGE\n"u8) >= 0));
        var timeline = ImportedTimeline.Of("", PacketImport.Of(packets));
        Assert.Contains(timeline.Items, item => item is TimelineItem.Note { Lane: 0, What: "not captured", IsBad: true });
        Assert.Contains(timeline.Items, item => item is TimelineItem.Framed { Lane: 0, Content.Command: Command.Receipt });
        Assert.Equal(2, timeline.Items.OfType<TimelineItem.Transport>().Count(item => item.Lane == 0));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_file_that_was_cut_off_gives_what_is_there(string file)
    {
        var octets = Octets(file);
        for (var length = octets.Length / 2; length < octets.Length; length += 997)
            Assert.NotEmpty(ImportFile.Read(octets.AsMemory(0, length))!.Conversations);
    }

    [Fact]
    public void The_byte_order_of_another_machine_is_read()
    {
        var packets = PcapFile.Read(Octets("rabbitmq.pcap"));
        using var swapped = new MemoryStream();
        void Write(params uint[] numbers)
        {
            Span<byte> four = stackalloc byte[4];
            foreach (var number in numbers)
            {
                BinaryPrimitives.WriteUInt32BigEndian(four, number);
                swapped.Write(four);
            }
        }

        Write(0xA1B23C4D, 0x00020004, 0, 0, 262_144, 1);
        foreach (var packet in packets)
        {
            Write((uint)(packet.At / TimeSpan.TicksPerSecond), (uint)(packet.At % TimeSpan.TicksPerSecond * 100), (uint)packet.Octets.Length, (uint)packet.Octets.Length);
            swapped.Write(packet.Octets.Span);
        }

        var again = PcapFile.Read(swapped.ToArray());
        Assert.Equal(packets.Select(packet => (packet.At, packet.LinkType)), again.Select(packet => (packet.At, packet.LinkType)));
        Assert.All(Enumerable.Range(0, packets.Count), i => Assert.True(packets[i].Octets.Span.SequenceEqual(again[i].Octets.Span)));
    }

    [Fact]
    public void What_holds_no_stomp_is_told()
    {
        var packets = PcapFile.Read(Octets("rabbitmq.pcap")).Where(packet => packet.Octets.Span.IndexOf((byte)'\n') < 0).ToList();
        Assert.Contains("speaks STOMP in the clear", Assert.Throws<ImportException>(() => PacketImport.Of(packets)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_is_told_or_read_and_never_thrown()
    {
        var random = new Random(1);
        foreach (var file in (string[])["rabbitmq.pcap", "activemq.pcapng"])
        {
            for (var round = 0; round < 300; round++)
            {
                var octets = Octets(file);
                for (var hit = 0; hit < 20; hit++)
                    octets[random.Next(octets.Length)] = (byte)random.Next(256);
                try
                {
                    if (ImportFile.Read(octets) is { } import)
                        ImportedTimeline.Of(file, import);
                }
                catch (ImportException)
                {
                    // Told.
                }
            }
        }
    }

    private static Import Import(string file) => ImportFile.Read(Octets(file))!;

    private static byte[] Octets(string file) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", file));
}
