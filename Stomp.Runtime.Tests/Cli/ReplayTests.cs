using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Runtime.Tests.EndToEnd;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary><c>stomp replay</c> and <c>--record</c>, as processes: what they say with words, and what with their exit codes.</summary>
[Trait("Row", "M48")]
public sealed class ReplayTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stomp-replay-").FullName;

    private string Recording => Path.Combine(_folder, "one.stomp.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_leads_to_the_same_is_0()
    {
        await RecordAsync();
        var result = await Tool.RunAsync("replay", Recording);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Contains("Same: ", result.Text, StringComparison.Ordinal);
        Assert.Contains(result.Lines, line => line.Contains("SEND", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recording_that_cannot_be_written_is_refused_before_anything_is_done()
    {
        var result = await Tool.RunAsync("demo", "--record", Path.Combine(_folder, "missing", "x.stomp.jsonl"));
        Assert.Equal((2, ""), (result.ExitCode, result.Text));
        Assert.Contains("which cannot be written", result.Errors, StringComparison.Ordinal);
    }

    /// <summary>What a slip of the keyboard names is not replaced.</summary>
    [Fact]
    public async Task Neither_a_page_nor_a_recording_takes_the_place_of_what_it_is_not()
    {
        await RecordAsync();
        var recorded = await File.ReadAllTextAsync(Recording);
        var page = await Tool.RunAsync("replay", Recording, "--html", Path.Combine(_folder, ".", Path.GetFileName(Recording)));
        Assert.Equal(2, page.ExitCode);
        Assert.Contains("--html is FILE itself", page.Errors, StringComparison.Ordinal);
        Assert.Equal(recorded, await File.ReadAllTextAsync(Recording));

        var notes = Path.Combine(_folder, "notes.txt");
        await File.WriteAllTextAsync(notes, "my notes");
        var record = await Tool.RunAsync("demo", "--record", notes);
        Assert.Equal((2, ""), (record.ExitCode, record.Text));
        Assert.Contains("which is there and no recording", record.Errors, StringComparison.Ordinal);
        Assert.Equal("my notes", await File.ReadAllTextAsync(notes));
    }

    [Fact]
    public async Task A_session_that_is_not_there_is_2()
    {
        await RecordAsync();
        Assert.Equal(0, (await Tool.RunAsync("replay", Recording, "--session", "1")).ExitCode);
        var result = await Tool.RunAsync("replay", Recording, "--session", "7");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("there is no session 7", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_missing_out_of_place_or_another_is_1_with_its_step()
    {
        var lines = await RecordAsync();
        var sent = lines.FindIndex(line => line.Contains("\"type\":\"Send\"", StringComparison.Ordinal));
        await AssertDivergedAsync("removed", [.. lines[..sent], .. lines[(sent + 1)..]]);
        await AssertDivergedAsync("swapped", [.. lines[..sent], lines[sent + 1], lines[sent], .. lines[(sent + 2)..]]);
        await AssertDivergedAsync("changed", [.. lines[..sent], lines[sent].Replace("/queue/a", "/queue/b", StringComparison.Ordinal), .. lines[(sent + 1)..]]);
    }

    [Fact]
    public async Task What_is_moved_and_changes_nothing_is_0()
    {
        var lines = await RecordAsync();
        var written = lines.FindIndex(line => line.Contains("\"type\":\"Written\"", StringComparison.Ordinal) && !line.Contains("\"fx\"", StringComparison.Ordinal));
        var later = Regex.Replace(lines[written], "\"at\":(\\d+)", at => $"\"at\":{long.Parse(at.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) + 1}");
        var tick = Regex.Replace(lines[written], "\"event\":\\{.*?\\}", "\"event\":{\"type\":\"Tick\"}");
        Assert.Equal(0, (await ReplayAsync([.. lines[..written], tick, later, .. lines[(written + 1)..]])).ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_read_is_2_with_its_line()
    {
        var lines = await RecordAsync();
        foreach (var (number, wrong) in new[] { (3, "no JSON"), (4, lines[3].Replace("\"type\":\"", "\"type\":\"No", StringComparison.Ordinal)), (1, lines[0].Replace("\"transcript\":2", "\"transcript\":99", StringComparison.Ordinal)) })
        {
            var result = await ReplayAsync([.. lines[..(number - 1)], wrong, .. lines[number..]]);
            Assert.Equal((2, ""), (result.ExitCode, result.Text));
            Assert.Contains($"line {number}: ", result.Errors, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Half_a_last_line_is_0_with_a_note()
    {
        var lines = await RecordAsync();
        var result = await ReplayAsync([.. lines[..^4], lines[^4][..(lines[^4].Length / 2)]], lineFeed: false);
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Matches("Note: .*is not whole", result.Text.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task One_step_is_shown_in_full()
    {
        await RecordAsync();
        var result = await Tool.RunAsync("replay", Recording, "--step", "2");
        Assert.Equal(0, result.ExitCode);
        Assert.All(new[] { "State before", "Event", "Effects", "State after", "\"type\": \"Opened\"" }, part => Assert.Contains(part, result.Text, StringComparison.Ordinal));
        Assert.Equal(2, (await Tool.RunAsync("replay", Recording, "--step", "2000")).ExitCode);
    }

    [Fact]
    public async Task Listening_and_the_demo_are_recorded_as_well()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using (var stomp = await StompConnection.OpenAsync(StompOptions.For(broker.Uri), Real.Soon))
            await stomp.SendAsync("/queue/a", "Hello", Real.Receipted, Real.Soon);
        Assert.Equal(0, (await Tool.RunAsync("listen", "--broker", broker.Uri, "-d", "/queue/a", "--count", "1", "--record", Recording)).ExitCode);
        Assert.Equal(0, (await Tool.RunAsync("replay", Recording)).ExitCode);
        var demo = Path.Combine(_folder, "demo.stomp.jsonl");
        Assert.Equal(0, (await Tool.RunAsync("demo", "--record", demo)).ExitCode);
        Assert.Equal(0, (await Tool.RunAsync("replay", demo)).ExitCode);
        var versions = TranscriptFile.Load(demo).Connections.SelectMany(Replay.Run).SelectMany(step => step.Effects.ToArray())
            .OfType<Pure.Connections.ConnectionEffect.OnTransport>().SelectMany(on => on.Effects.ToArray()).OfType<SessionEffect.Established>().Select(it => it.Session.Version).Distinct();
        Assert.Equal(3, versions.Count());
    }

    [Fact]
    public async Task A_recording_that_cannot_be_written_is_told_before_anything_is_sent()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var result = await Tool.RunAsync("send", "--broker", broker.Uri, "-d", "/queue/a", "Hello", "--record", "/no/such/folder/x");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--record is /no/such/folder/x, which cannot be written", result.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await broker.GetStateAsync()).MessageCount);
    }

    private async Task AssertDivergedAsync(string what, List<string> lines)
    {
        var result = await ReplayAsync(lines);
        Assert.True(result.ExitCode == 1, $"{what}: {result.ExitCode}\n{result.Text}{result.Errors}");
        Assert.Matches("Diverged at step [0-9]+", result.Text);
    }

    private async Task<ToolResult> ReplayAsync(List<string> lines, bool lineFeed = true)
    {
        var file = Path.Combine(_folder, "other.stomp.jsonl");
        await File.WriteAllTextAsync(file, string.Join('\n', lines) + (lineFeed ? "\n" : ""));
        return await Tool.RunAsync("replay", file);
    }

    /// <summary>What <c>stomp send --record</c> writes.</summary>
    private async Task<List<string>> RecordAsync()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        Assert.Equal(0, (await Tool.RunAsync("send", "--broker", broker.Uri, "-d", "/queue/a", "Hello", "--count", "3", "--record", Recording)).ExitCode);
        return [.. await File.ReadAllLinesAsync(Recording)];
    }
}
