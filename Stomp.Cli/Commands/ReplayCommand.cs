using System;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Spectre.Console;
using Stomp.Cli.Imports;
using Stomp.Cli.Replaying;
using Stomp.Cli.Terminal;
using Stomp.Cli.Viewing;
using Stomp.Pure.Transcripts;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp replay</c>: a recorded session is done again, compared, and shown.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A transcript; or, to be looked at, a pcap or pcapng file or a raw capture." };
        var html = new Option<string?>("--html") { Description = "Writes one self-contained page to be looked at.", HelpName = "OUT" };
        var step = NumberOption.Create("--step", "Shows one step in full: state before, event, effects, state after.", 1);
        var session = NumberOption.Create("--session", "The session of --step, where the file holds several. [default: the first that has it]", 1);
        var json = new Option<bool>("--json") { Description = "One JSON object instead of a timeline." };
        var command = new Command("replay", "Does a recorded session again. The exit code is 0 when it leads to the same, 1 when it does not, 2 when the file cannot be read.") { file, html, step, session, json };
        return command.Runs((result, cancellationToken) => RunAsync(
            result.GetValue(file)!,
            new(result.GetValue(html), result.GetValue(step), result.GetValue(session), result.GetValue(json)),
            cancellationToken));
    }

    private static async Task<int> RunAsync(string file, View view, CancellationToken cancellationToken)
    {
        if (view.Html is { } html && Same(html, file))
            throw CliException.Usage("--html is FILE itself, which would be replaced by the page; name another file.");
        var octets = await ReadAsync(file, cancellationToken).ConfigureAwait(false);
        if (Import(file, octets) is not { } import)
            return ShowTranscript(file, octets, view);
        if (view.Json || view.Step is not null || view.Session is not null)
            throw CliException.Usage($"{file} is a capture: there are no steps in it, so --json, --step and --session say nothing; leave them out.");
        return ShowImport(file, import, view.Html);
    }

    private static bool Same(string one, string other)
    {
        try
        {
            return string.Equals(Path.GetFullPath(one), Path.GetFullPath(other), StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            // One of them is no path at all, which is said when it is opened.
            return false;
        }
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

    private static int ShowTranscript(string file, byte[] octets, View view) => TranscriptFile.TryRead(octets).Match(
        Right: transcript =>
        {
            if (view.Session is { } session && transcript.Connections.All(it => it.Heading.Session != session) && transcript.Pools.All(it => it.Heading.Session != session))
                throw CliException.Usage(string.Create(CultureInfo.InvariantCulture, $"there is no session {session} in {file}."));
            var step = view.Step is { } number ? Find(transcript, number, view.Session) : null;
            var verdict = Replay.Verify(transcript);
            if (view.Html is not null)
                Write(TranscriptTimeline.Of(Path.GetFileName(file), transcript, verdict), view.Html);
            if (view.Json)
                ReplayJson.Write(Console.OpenStandardOutput(), transcript, verdict, step);
            else
                Show(new(Screen.Create()), transcript, verdict, step, view.Html is null);
            return verdict is Verdict.Same ? ExitCode.Done : ExitCode.Failed;
        },
        Left: fault => throw CliException.Usage($"{file}, {fault}"));

    private static void Show(ReplayScreen screen, Transcript transcript, Verdict verdict, ShownStep? step, bool steps)
    {
        if (step is not null)
            screen.Whole(step);
        else if (steps)
            screen.Timeline(transcript);
        screen.Notes(transcript);
        screen.Verdict(verdict);
    }

    private static ShownStep Find(Transcript transcript, int number, int? session) =>
        ShownStep.Of(transcript).FirstOrDefault(step => step.Number == number && (session is null || step.Session == session))
        ?? throw CliException.Usage(string.Create(CultureInfo.InvariantCulture, $"there is no step {number}{(session is null ? "" : $" in session {session}")}; leave --step out to see which there are."));

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

    /// <summary>What is to be seen of it.</summary>
    private sealed record View(string? Html, int? Step, int? Session, bool Json);
}
