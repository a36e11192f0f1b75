using System;
using System.IO;
using System.IO.Compression;
using LanguageExt;
using Stomp.Pure.Transcripts;

namespace Stomp.Runtime;

/// <summary>Transcripts in files.</summary>
public static class TranscriptFile
{
    /// <summary>Reads a transcript, compressed or not.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">A line cannot be read; the message says which one.</exception>
    public static Transcript Load(string path) => TryLoad(path).Match(
        Right: transcript => transcript,
        Left: fault => throw new FormatException($"{path}, {fault}."));

    /// <summary>Reads a transcript, compressed or not, and says what is wrong with it instead of throwing.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Either<TranscriptFault, Transcript> TryLoad(string path) => TryRead(File.ReadAllBytes(path));

    /// <summary>Reads the octets of a transcript, compressed or not, and says what is wrong with them instead of throwing.</summary>
    /// <param name="octets">They must not change as long as the transcript is used.</param>
    public static Either<TranscriptFault, Transcript> TryRead(byte[] octets)
    {
        ArgumentNullException.ThrowIfNull(octets);
        return Transcript.Parse(Unpack(octets));
    }

    /// <summary>What a crash cut off is left out.</summary>
    private static byte[] Unpack(byte[] octets)
    {
        if (octets is not [0x1f, 0x8b, ..])
            return octets;
        using var unpacked = new MemoryStream();
        using var zip = new GZipStream(new MemoryStream(octets), CompressionMode.Decompress);
        try
        {
            zip.CopyTo(unpacked);
        }
        catch (InvalidDataException)
        {
            // What was unpacked until there is whole.
        }

        return unpacked.ToArray();
    }
}
