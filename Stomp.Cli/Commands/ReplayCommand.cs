using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Stomp.Cli.Imports;
using Stomp.Cli.Terminal;
using Stomp.Cli.Viewing;
using Stomp.Pure.Transcripts;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp replay</c>: a recorded session is done again, compared, and shown.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A transcript; or, to be looked at, a pcap or pcapng file or a raw capture." };
        var html = new Option<string?>("--html") { Description = "Writes one self-contained page to be looked at.", HelpName = "OUT" };
        var command = new Command("replay", "Does a recorded session again. The exit code is 0 when it leads to the same, 1 when it does not, 2 when the file cannot be read.") { file, html };
        return command.Runs((result, cancellationToken) => RunAsync(result.GetValue(file)!, result.GetValue(html), cancellationToken));
    }

    private static async Task<int> RunAsync(string file, string? html, CancellationToken cancellationToken)
    {
        var octets = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        return Import(file, octets) is { } import ? ShowImport(file, import, html) : ShowTranscript(file, octets, html);
    }

    private static int ShowImport(string file, Import import, string? html)
    {
        var timeline = ImportedTimeline.Of(Path.GetFileName(file), import);
        var console = Screen.Create();
        foreach (var fact in timeline.Facts)
            console.MarkupLineInterpolated($"[grey]{Shown.Text(fact.Name)}:[/] {Shown.Text(fact.Value)}");
        Write(timeline, html);
        return ExitCode.Done;
    }

    private static int ShowTranscript(string file, byte[] octets, string? html) => Transcript.Parse(octets).Match(
        Right: transcript =>
        {
            var verdict = Replay.Verify(transcript);
            Write(TranscriptTimeline.Of(Path.GetFileName(file), transcript, verdict), html);
            Screen.Create().MarkupLineInterpolated($"{Shown.Text(verdict.ToString()!)}");
            return verdict is Verdict.Same ? ExitCode.Done : ExitCode.Failed;
        },
        Left: fault => throw CliException.Usage($"{file}: {fault}"));

    private static Import? Import(string file, byte[] octets)
    {
        try
        {
            return ImportFile.Read(octets);
        }
        catch (ImportException exception)
        {
            throw CliException.Usage($"{file} cannot be shown: {exception.Message}");
        }
    }

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var input = CodecOptions.Open(file);
        await using (input.ConfigureAwait(false))
        {
            using var octets = new MemoryStream();
            await input.CopyToAsync(octets, cancellationToken).ConfigureAwait(false);
            return octets.ToArray();
        }
    }

    private static void Write(Timeline timeline, string? html)
    {
        if (html is null)
            return;
        try
        {
            using var output = File.Create(html);
            TimelinePage.Write(timeline, output);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.Usage($"{html} cannot be written ({exception.Message.TrimEnd('.')}).");
        }
    }
}
