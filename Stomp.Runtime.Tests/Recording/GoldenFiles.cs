using System;
using System.Buffers;
using System.IO;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Tests.Transcripts;
using Stomp.Pure.Transcripts;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>
/// The files of the golden transcripts. <c>bless FOLDER</c> keeps the events of those that do not replay any more, and writes down what the library makes of them today.
/// </summary>
internal static class GoldenFiles
{
    public const string BlessRole = "bless";

    private const string Version1 = "version-1";

    /// <summary>Where a session on this broker is recorded, before it is packed.</summary>
    public static string PathTo(string folder, string name) => Path.Combine(folder, $"{name}.stomp.jsonl");

    /// <summary>What was recorded, small.</summary>
    public static void Pack(string recording)
    {
        GoldenFolder.Write(recording + ".gz", File.ReadAllBytes(recording));
        File.Delete(recording);
    }

    /// <summary>The same as an earlier version of the library would have written it.</summary>
    public static void AddVersion1(string folder, string name) => GoldenFolder.Write(
        PathTo(folder, $"{name}-{Version1}") + ".gz",
        AsVersion1(GoldenFolder.Read(PathTo(folder, name) + ".gz")));

    public static string Bless(string folder)
    {
        var blessed = 0;
        foreach (var file in GoldenFolder.Files(folder))
        {
            var transcript = TranscriptFile.Load(file);
            if (Replay.Verify(transcript) is Verdict.Same)
                continue;
            var octets = Rewrite(transcript);
            GoldenFolder.Write(file, file.Contains(Version1, StringComparison.Ordinal) ? AsVersion1(octets) : octets);
            blessed++;
        }

        return FormattableString.Invariant($"{blessed} of {GoldenFolder.Files(folder).Count} written anew. The words for CHANGELOG.md: {GoldenFolder.Words(folder)}");
    }

    private static byte[] Rewrite(Transcript transcript)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var session in transcript.Connections)
        {
            var writer = SessionWriter.OfConnection(session.Heading, session.Config);
            writer.Begin(output, session.Initial, session.Before);
            foreach (var step in Replay.Run(session))
                writer.Add(output, step.Event, new(step.After, step.Effects));
            writer.End(output, session.Ending);
        }

        foreach (var session in transcript.Pools)
        {
            var writer = SessionWriter.OfPool(session.Heading, session.Config);
            writer.Begin(output, session.Initial, session.Before);
            foreach (var step in Replay.Run(session))
                writer.Add(output, step.Event, new(step.After, step.Effects));
            writer.End(output, session.Ending);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>That version knew no effects, only their digests.</summary>
    private static byte[] AsVersion1(byte[] octets)
    {
        var text = new StringBuilder();
        foreach (var line in Encoding.ASCII.GetString(octets).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            text.Append(json.RootElement.TryGetProperty("event", out _) && json.RootElement.TryGetProperty("effects", out var effects)
                ? line.Replace($"\"effects\":{effects.GetRawText()},", "", StringComparison.Ordinal)
                : line.Replace("{\"transcript\":2,", "{\"transcript\":1,", StringComparison.Ordinal)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
