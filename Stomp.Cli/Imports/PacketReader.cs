using System;
using PacketDotNet;

namespace Stomp.Cli.Imports;

/// <summary>The TCP segment in a packet, by PacketDotNet.</summary>
internal static class PacketReader
{
    /// <summary>Reads a packet.</summary>
    /// <returns>Null when it holds no TCP segment, or only a part of one.</returns>
    public static Segment? Read(CapturedPacket packet)
    {
        try
        {
            var parsed = Packet.ParsePacket((LinkLayers)packet.LinkType, packet.Octets.ToArray());
            return parsed.Extract<IPPacket>() is { } ip && parsed.Extract<TcpPacket>() is { } tcp ? SegmentOf(packet.At, ip, tcp) : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IndexOutOfRangeException or NotImplementedException)
        {
            // What PacketDotNet throws for packets that are cut off or of another kind.
            return null;
        }
    }

    private static Segment SegmentOf(long at, IPPacket ip, TcpPacket tcp)
    {
        ReadOnlyMemory<byte> octets = tcp.PayloadData ?? [];
        var length = LengthOf(ip, tcp, octets.Length);
        var flags = (tcp.Synchronize ? SegmentFlags.Syn : 0) | (tcp.Finished ? SegmentFlags.Fin : 0) | (tcp.Reset ? SegmentFlags.Rst : 0);
        return new(
            at,
            new(ip.SourceAddress, tcp.SourcePort),
            new(ip.DestinationAddress, tcp.DestinationPort),
            tcp.SequenceNumber,
            tcp.Acknowledgment ? tcp.AcknowledgmentNumber : null,
            flags,
            octets[..Math.Min(octets.Length, length)],
            length);
    }

    /// <summary>What the headers say that the segment carried: more than there is when the capture cut it off, less when the link padded it.</summary>
    private static int LengthOf(IPPacket ip, TcpPacket tcp, int captured)
    {
        // Segments that are put together by the network card, and only on the wire cut, say zero here.
        var total = ip is IPv4Packet four ? four.TotalLength - (four.HeaderLength * 4) : ((IPv6Packet)ip).PayloadLength;
        var length = total - (tcp.DataOffset * 4);
        return total <= 0 || ip is IPv6Packet { NextHeader: not ProtocolType.Tcp } ? captured : Math.Max(0, length);
    }
}
