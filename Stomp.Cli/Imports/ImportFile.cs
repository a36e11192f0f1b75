using System;
using System.Buffers.Binary;

namespace Stomp.Cli.Imports;

/// <summary>Files that can be looked at although no client of ours recorded them. What a file is, its first octets say.</summary>
internal static class ImportFile
{
    /// <summary>Imports a file's octets.</summary>
    /// <returns>Null when it is none of the formats known here.</returns>
    /// <exception cref="ImportException">It is one, and broken.</exception>
    public static Import? Read(ReadOnlyMemory<byte> octets)
    {
        var span = octets.Span;
        if (span.Length >= 4 && PcapFile.IsMagic(BinaryPrimitives.ReadUInt32LittleEndian(span)))
            return PacketImport.Of(PcapFile.Read(octets));
        if (span.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(span) == PcapngFile.Magic)
            return PacketImport.Of(PcapngFile.Read(octets));
        return LooksLikeCapture(span) ? CaptureFile.Read(octets) : null;
    }

    /// <summary>A transcript is JSON as well, but each of its lines is whole; a capture is one object with events, and names its broker before all else or the directions in them.</summary>
    private static bool LooksLikeCapture(ReadOnlySpan<byte> octets)
    {
        var beginning = octets[..Math.Min(octets.Length, 4096)].TrimStart(" \t\r\n\uFEFF"u8);
        return beginning.StartsWith("{"u8) && beginning.IndexOf("\"events\""u8) > 0 && (beginning.IndexOf("\"broker\""u8) > 0 || beginning.IndexOf("\"dir\""u8) > 0);
    }
}
