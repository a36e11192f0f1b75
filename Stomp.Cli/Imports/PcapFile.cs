using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Stomp.Cli.Imports;

/// <summary>
/// The container that <c>tcpdump -w</c> writes: a header of 24 octets, then packets with 16 octets each before them, in the byte order of the machine
/// that wrote it, with microseconds or nanoseconds. Read here and not by SharpPcap, which needs the native libpcap for it.
/// </summary>
internal static class PcapFile
{
    private const uint Microseconds = 0xA1B2C3D4;
    private const uint Nanoseconds = 0xA1B23C4D;
    private const int HeaderLength = 24;
    private const int RecordLength = 16;
    private const int MostOctets = 256 << 20;

    /// <summary>Whether a file begins so, read in little-endian order.</summary>
    public static bool IsMagic(uint magic) => Is(magic) || Is(BinaryPrimitives.ReverseEndianness(magic));

    /// <summary>Reads the packets, up to one that is cut off.</summary>
    public static IReadOnlyList<CapturedPacket> Read(ReadOnlyMemory<byte> file)
    {
        if (file.Length < HeaderLength)
            throw new ImportException("the pcap file ends inside its header");
        var magic = BinaryPrimitives.ReadUInt32LittleEndian(file.Span);
        var order = new ByteOrder(!Is(magic));
        var isNano = (order.IsBig ? BinaryPrimitives.ReverseEndianness(magic) : magic) == Nanoseconds;
        var linkType = (int)(order.UInt32(file.Span[20..]) & 0x0FFF_FFFF);
        var packets = new List<CapturedPacket>();
        var at = HeaderLength;
        while (at + RecordLength <= file.Length)
        {
            var head = file.Span[at..];
            var fraction = order.UInt32(head[4..]);
            var ticks = (order.UInt32(head) * TimeSpan.TicksPerSecond) + (isNano ? fraction / TimeSpan.NanosecondsPerTick : fraction * TimeSpan.TicksPerMicrosecond);
            var length = order.UInt32(head[8..]);
            if (length > MostOctets)
                throw new ImportException(FormattableString.Invariant($"the packet at octet {at} of the pcap file claims {length} octets"));
            // A capture that was interrupted ends inside a packet.
            if (length > file.Length - at - RecordLength)
                break;
            packets.Add(new(ticks, linkType, file.Slice(at + RecordLength, (int)length)));
            at += RecordLength + (int)length;
        }

        return packets;
    }

    private static bool Is(uint magic) => magic is Microseconds or Nanoseconds;
}

/// <summary>Numbers in the byte order of whoever wrote a file.</summary>
/// <param name="IsBig">Whether the most significant octet comes first.</param>
internal readonly record struct ByteOrder(bool IsBig)
{
    public ushort UInt16(ReadOnlySpan<byte> octets) => IsBig ? BinaryPrimitives.ReadUInt16BigEndian(octets) : BinaryPrimitives.ReadUInt16LittleEndian(octets);

    public uint UInt32(ReadOnlySpan<byte> octets) => IsBig ? BinaryPrimitives.ReadUInt32BigEndian(octets) : BinaryPrimitives.ReadUInt32LittleEndian(octets);
}
