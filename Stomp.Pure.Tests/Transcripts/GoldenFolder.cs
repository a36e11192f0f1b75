using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>The golden transcripts in a folder. They are small in the repository: whoever writes them packs them.</summary>
internal static class GoldenFolder
{
    public static IReadOnlyList<string> Files(string folder) => [.. Directory.GetFiles(folder, "*.gz").Order(StringComparer.Ordinal)];

    public static byte[] Read(string file)
    {
        using var unpacked = new MemoryStream();
        using (var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress))
            zip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    public static void Write(string file, ReadOnlySpan<byte> octets)
    {
        using var zip = new GZipStream(File.Create(file), CompressionLevel.SmallestSize);
        zip.Write(octets);
    }

    /// <summary>The words that stand in the changelog for just these files, whatever they were packed with.</summary>
    public static string Words(string folder)
    {
        var list = string.Concat(Files(folder).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexStringLower(SHA256.HashData(Read(file)))}\n"));
        return $"golden transcripts {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)))[..16]}";
    }
}
