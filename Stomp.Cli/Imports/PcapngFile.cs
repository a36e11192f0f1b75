using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Stomp.Cli.Imports;

/// <summary>The container of Wireshark and <c>dumpcap</c>: blocks of a type and a length, in sections that each have a byte order and interfaces of their own.</summary>
internal static class PcapngFile
{
    /// <summary>How a file begins, in either byte order.</summary>
    public const uint Magic = 0x0A0D0D0A;

    private const uint ByteOrderMagic = 0x1A2B3C4D;
    private const int Frame = 12;

    /// <summary>Reads the packets, up to a block that is cut off.</summary>
    public static IReadOnlyList<CapturedPacket> Read(ReadOnlyMemory<byte> file)
    {
        var packets = new List<CapturedPacket>();
        var interfaces = new List<Interface>();
        var order = default(ByteOrder);
        var at = 0;
        while (at + Frame <= file.Length)
        {
            var block = file[at..];
            if (BinaryPrimitives.ReadUInt32LittleEndian(block.Span) == Magic)
            {
                order = new(BinaryPrimitives.ReadUInt32BigEndian(block.Span[8..]) == ByteOrderMagic);
                interfaces.Clear();
            }

            var length = order.UInt32(block.Span[4..]);
            if (length < Frame || length % 4 != 0)
                throw new ImportException(FormattableString.Invariant($"the block at octet {at} of the pcapng file claims {length} octets"));
            // A capture that was interrupted ends inside a block.
            if (length > file.Length - at)
                break;
            Read(order.UInt32(block.Span), block[8..(int)(length - 4)], order, interfaces, packets);
            at += (int)length;
        }

        return packets;
    }

    private static void Read(uint type, ReadOnlyMemory<byte> body, ByteOrder order, List<Interface> interfaces, List<CapturedPacket> packets)
    {
        var span = body.Span;
        switch (type)
        {
            case 1 when span.Length >= 8:
                interfaces.Add(new(order.UInt16(span), order.UInt32(span[4..]), TicksOf(span[8..], order)));
                break;
            // An enhanced packet: interface, two halves of the time, captured and original length.
            case 6 when span.Length >= 20:
                Add(Find(interfaces, order.UInt32(span)), ((ulong)order.UInt32(span[4..]) << 32) | order.UInt32(span[8..]), order.UInt32(span[12..]), body[20..], packets);
                break;
            // A simple packet has no time and belongs to the first interface.
            case 3 when span.Length >= 4:
                var simple = Find(interfaces, 0);
                Add(simple, 0, Math.Min(order.UInt32(span), simple.SnapLength == 0 ? uint.MaxValue : simple.SnapLength), body[4..], packets);
                break;
        }
    }

    private static void Add(Interface from, ulong time, uint length, ReadOnlyMemory<byte> octets, List<CapturedPacket> packets)
    {
        if (length > octets.Length)
            throw new ImportException(FormattableString.Invariant($"a packet of the pcapng file claims {length} octets and has {octets.Length}"));
        packets.Add(new((long)((UInt128)time * (ulong)TimeSpan.TicksPerSecond / from.UnitsPerSecond), from.LinkType, octets[..(int)length]));
    }

    private static Interface Find(List<Interface> interfaces, uint number) => number < interfaces.Count
        ? interfaces[(int)number]
        : throw new ImportException(FormattableString.Invariant($"the pcapng file has a packet of interface {number}, which it does not describe"));

    /// <summary>The option if_tsresol (9): a power of ten, or of two where the highest bit is set; without it microseconds.</summary>
    private static UInt128 TicksOf(ReadOnlySpan<byte> options, ByteOrder order)
    {
        while (options.Length >= 4 && order.UInt16(options) is var code and not 0)
        {
            var length = order.UInt16(options[2..]);
            if (code == 9 && length == 1 && options.Length > 4)
            {
                var (isBinary, exponent) = ((options[4] & 0x80) != 0, options[4] & 0x7F);
                if (exponent > (isBinary ? 63 : 19))
                    throw new ImportException("the pcapng file counts time in units that are too small");
                return isBinary ? UInt128.One << exponent : Power(10, exponent);
            }

            options = options[Math.Min(options.Length, 4 + ((length + 3) & ~3))..];
        }

        return 1_000_000;
    }

    private static UInt128 Power(uint number, int exponent)
    {
        UInt128 power = 1;
        for (var i = 0; i < exponent; i++)
            power *= number;
        return power;
    }

    private readonly record struct Interface(int LinkType, uint SnapLength, UInt128 UnitsPerSecond);
}
