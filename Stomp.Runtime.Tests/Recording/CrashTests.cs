using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>What is left of a recording when the process or the disk gives up.</summary>
[Trait("Row", "M48")]
public sealed class CrashTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stomp-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_killed_process_leaves_everything_that_was_flushed()
    {
        var path = Path.Combine(_folder, "killed.stomp.jsonl");
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Stomp.Runtime.Tests.dll"), Scribble.RecordRole, path]) { RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        try
        {
            // It waits for us, and what happened so far is in the file although nothing more happens.
            await UntilAsync(process, () => File.Exists(path) && Sends(path) == Scribble.First);
            var before = new FileInfo(path).Length;
            await process.StandardInput.WriteLineAsync();
            await UntilAsync(process, () => new FileInfo(path).Length > 3 * before);
        }
        finally
        {
            Posix.Signal(process.Id, Posix.Kill);
        }

        await process.WaitForExitAsync();
        var transcript = TranscriptFile.Load(path);
        var session = transcript.Connections.Span[0];
        Assert.Equal(session.Events.Count, Assert.IsType<Verdict.Same>(Replay.Verify(transcript)).Events);
        Assert.True(Sends(path) > Scribble.First);
        Assert.IsType<SessionEnding.Open>(session.Ending);
        Assert.Contains(transcript.Notes.Span.ToArray(), note => note.Contains("has no end", StringComparison.Ordinal));
        var replayed = await Cli.Tool.RunAsync("replay", path);
        Assert.Equal((0, ""), (replayed.ExitCode, replayed.Errors));
        Assert.Contains("Note: ", replayed.Text, StringComparison.Ordinal);
    }

    private const int Disk = 256 * 1024;

    /// <summary>The disk is a file system of 256 KiB in memory; only root can make one.</summary>
    [SkippableFact]
    public async Task A_full_disk_costs_events_and_not_the_session()
    {
        var disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;
        Skip.IfNot(Environment.IsPrivilegedProcess && await RunsAsync("mount", "-t", "tmpfs", "-o", $"size={Disk}", "tmpfs", disk), "only root can mount a small disk");
        try
        {
            await using var broker = await EmbeddedBroker.StartAsync();
            var log = new Listeners.Diary();
            var options = StompOptions.For(broker.Uri).WithRecording(Path.Combine(disk, "full.stomp.jsonl")) with { LoggerFactory = log };
            await using (var stomp = await StompConnection.OpenAsync(options, Real.Soon))
            {
                await PlayAsync(stomp, 300);
                await Witness.UntilAsync(() => Task.FromResult(log.Lines.Any(line => line.Contains("cannot be written", StringComparison.Ordinal))), "the disk is full");
                // Somebody makes room, and a second later there is a new file.
                var kept = Path.Combine(_folder, "kept.stomp.jsonl");
                File.Move(Path.Combine(disk, "full.stomp.jsonl"), kept);
                var transcript = TranscriptFile.Load(kept);
                Assert.IsType<Verdict.Same>(Replay.Verify(transcript));
                // where the last whole line ends, there may be no room for one that says that more is missing
                if (new FileInfo(kept).Length < Disk - 300 || transcript.Connections.Span[0].Ending is not SessionEnding.Open)
                {
                    var gap = Assert.IsType<SessionEnding.Gap>(transcript.Connections.Span[0].Ending);
                    Assert.Contains("space", gap.Reason, StringComparison.Ordinal);
                    Assert.True(gap.Lost > 0);
                }

                Assert.IsType<StompState.Connected>(stomp.State);
                for (var patience = Stopwatch.StartNew(); !Whole(disk).Any(); await Task.Delay(50))
                {
                    Assert.True(patience.Elapsed < Real.Patience, "recording did not go on");
                    await PlayAsync(stomp, 1);
                }
            }

            Assert.All(Whole(disk), file => Assert.IsType<Verdict.Same>(Replay.Verify(TranscriptFile.Load(file))));
        }
        finally
        {
            await RunsAsync("umount", disk);
        }
    }

    private static int Sends(string path) => TranscriptFile.TryLoad(path).Match(Right: it => it.Connections, Left: _ => []).SelectMany(session => session.Events)
        .Count(recorded => recorded.Event is ConnectionEvent.Ordered { Order: SessionEvent.Send });

    private static async Task UntilAsync(Process process, Func<bool> isSo)
    {
        for (var patience = Stopwatch.StartNew(); !isSo(); await Task.Delay(50))
            Assert.False(process.HasExited || patience.Elapsed > Real.Patience, "nothing was recorded");
    }

    private static IEnumerable<string> Whole(string disk) => Directory.GetFiles(disk, "full.*").Where(file => new FileInfo(file).Length > 5_000);

    private static async Task PlayAsync(StompConnection stomp, int count)
    {
        for (var i = 0; i < count; i++)
            Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync("/queue/a", new string('x', 1_000), Real.Receipted, Real.Soon));
    }

    private static async Task<bool> RunsAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true });
        await process!.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
