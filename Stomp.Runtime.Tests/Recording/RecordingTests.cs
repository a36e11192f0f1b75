using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Recording;

/// <summary>What happens to a connection is written down as it happens, and can be done again.</summary>
[Trait("Row", "M48")]
public sealed class RecordingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("stomp-recording-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_session_replays_to_the_same_states_and_effects()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await PlayAsync(StompOptions.For(broker.Uri).WithRecording(PathTo("one.stomp.jsonl")), "Hello");
        var transcript = TranscriptFile.Load(PathTo("one.stomp.jsonl"));
        var session = Assert.Single(transcript.Connections);
        Assert.True(session.Events.Count > 10);
        Assert.Equal(new Verdict.Same(session.Events.Count), Replay.Verify(transcript));
        Assert.IsType<SessionEnding.Ended>(session.Ending);
        Assert.Empty(transcript.Notes);
        Assert.Equal("Stomp.Pure.Connections.ConnectionState+Closed", Replay.Run(transcript).Last().After.GetType().FullName);
    }

    [Fact]
    public async Task A_passcode_is_not_written_even_when_somebody_says_it()
    {
        const string Passcode = "correct:horse-battery";
        await using var broker = await EmbeddedBroker.StartAsync();
        var options = StompOptions.For(broker.Uri).WithCredentials("someone", Passcode).WithRecording(PathTo("secret.stomp.jsonl"));
        await PlayAsync(options, $"my passcode is {Passcode}!", Headers.Of([new("note", Passcode)]));
        var text = await File.ReadAllTextAsync(PathTo("secret.stomp.jsonl"));
        AssertNowhere(Passcode, text);
        Assert.Contains("my passcode is ***", text, StringComparison.Ordinal);
        AssertSame(PathTo("secret.stomp.jsonl"));
    }

    [Fact]
    public async Task Passcodes_of_a_provider_are_not_written_either()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var options = StompOptions.For(broker.Uri).WithCredentials(_ => new(new StompCredentials("someone", "token-4711-4712"))).WithRecording(PathTo("asked.stomp.jsonl"));
        await PlayAsync(options, "token-4711-4712");
        AssertNowhere("token-4711-4712", await File.ReadAllTextAsync(PathTo("asked.stomp.jsonl")));
        AssertSame(PathTo("asked.stomp.jsonl"));
    }

    [Fact]
    public async Task A_passcode_that_was_told_while_nothing_could_be_written_is_in_no_later_file()
    {
        const string Told = "told-4711-4712";
        await using var broker = await EmbeddedBroker.StartAsync();
        var (folder, file) = (PathTo("not a folder yet"), Path.Combine(PathTo("not a folder yet"), "late.stomp.jsonl"));
        await File.WriteAllTextAsync(folder, "");
        await using (var stomp = await Real.OpenAsync(StompOptions.For(broker.Uri).WithCredentials("someone", Told).WithRecording(file)))
        {
            await stomp.SendAsync("/queue/a", "nobody writes this down", Real.Receipted, Real.Soon);
            File.Delete(folder);
            await Witness.UntilAsync(
                async () =>
                {
                    await stomp.SendAsync("/queue/a", $"my passcode is {Told}!", Real.Receipted, Real.Soon);
                    return File.Exists(file) && (await File.ReadAllTextAsync(file)).Contains("my passcode is", StringComparison.Ordinal);
                },
                "it is written");
        }

        AssertNowhere(Told, await File.ReadAllTextAsync(file));
        AssertSame(file);
    }

    [Fact]
    public async Task Bodies_and_headers_can_be_replaced_and_it_still_replays()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var masking = new Masking { Bodies = BodyMask.Truncate, BodyOctets = 5, Headers = ["note"] };
        var options = StompOptions.For(broker.Uri).WithRecording(new RecordingOptions(PathTo("masked.stomp.jsonl")).WithMasking(masking));
        await PlayAsync(options, "Hello, this is private", Headers.Of([new("note", "also private")]));
        var text = await File.ReadAllTextAsync(PathTo("masked.stomp.jsonl"));
        AssertNowhere("private", text);
        Assert.Contains("Helloxxxxxxxxxxxxxxxxx", text, StringComparison.Ordinal);
        AssertSame(PathTo("masked.stomp.jsonl"));
    }

    [Fact]
    public void What_a_connection_reads_cannot_be_replaced() => Assert.Contains(
        "Recording.Masking.Headers holds message-id",
        StompOptions.For("stomp://localhost").WithRecording(new RecordingOptions("x").WithMasking(new() { Headers = ["message-id"] }))
            .Validate().Match(Succ: _ => "", Fail: errors => errors.Head.Message),
        StringComparison.Ordinal);

    [Fact]
    public async Task Every_file_of_a_recording_replays_alone()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var options = StompOptions.For(broker.Uri).WithRecording(new RecordingOptions(PathTo("many.stomp.jsonl")).WithMaxFileOctets(20_000));
        await PlayAsync(options, new string('x', 500), count: 100);
        var files = Directory.GetFiles(_folder, "many*").Order(StringComparer.Ordinal).ToList();
        Assert.True(files.Count > 3, $"{files.Count} files");
        Assert.Contains(PathTo("many.2.stomp.jsonl"), files);
        var sessions = files.Select(file => AssertSame(file).Connections.Single()).OrderBy(session => session.Before).ToList();
        foreach (var (one, next) in sessions.Zip(sessions.Skip(1)))
        {
            Assert.Equal(one.Before + one.Events.Count, next.Before);
            Assert.IsType<SessionEnding.Continued>(one.Ending);
        }
    }

    [Fact]
    public async Task A_pool_and_its_members_stand_in_one_file()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using (var pool = new StompPool(StompOptions.For(broker.Uri).WithRecording(PathTo("pool.stomp.jsonl")), new() { Min = 2, Max = 3 }))
        {
            await using var one = await pool.RentAsync(Real.Soon);
            await using var other = await pool.RentAsync(Real.Soon);
            await one.Connection.SendAsync("/queue/a", "1", Real.Receipted, Real.Soon);
            await other.Connection.SendAsync("/queue/a", "2", Real.Receipted, Real.Soon);
        }

        var transcript = AssertSame(PathTo("pool.stomp.jsonl"));
        Assert.Single(transcript.Pools);
        Assert.True(transcript.Connections.Count >= 2);
    }

    [Fact]
    public async Task A_compressed_recording_is_read_as_well()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await PlayAsync(StompOptions.For(broker.Uri).WithRecording(new RecordingOptions(PathTo("small.stomp.jsonl")) { Compress = true }), "Hello");
        AssertSame(PathTo("small.stomp.jsonl.gz"));
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_touched()
    {
        await File.WriteAllTextAsync(PathTo("mine.stomp.jsonl"), "mine");
        await using var broker = await EmbeddedBroker.StartAsync();
        await PlayAsync(StompOptions.For(broker.Uri).WithRecording(PathTo("mine.stomp.jsonl")), "Hello");
        Assert.Equal("mine", await File.ReadAllTextAsync(PathTo("mine.stomp.jsonl")));
        AssertSame(PathTo("mine.2.stomp.jsonl"));
    }

    [Fact]
    public async Task A_path_that_cannot_be_written_breaks_nothing_and_is_said_once()
    {
        var logged = new List<string>();
        await using var broker = await EmbeddedBroker.StartAsync();
        await PlayAsync(StompOptions.For(broker.Uri).WithRecording("/proc/nowhere/x.stomp.jsonl") with { LoggerFactory = new ListLogger(logged) }, "Hello", count: 50);
        Assert.Single(logged, line => line.Contains("/proc/nowhere/x.stomp.jsonl", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_that_overruns_is_a_gap_and_the_next_file_goes_on()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var options = StompOptions.For(broker.Uri).WithRecording(new RecordingOptions(PathTo("gap.stomp.jsonl")) { MaxQueuedOctets = 4_000 });
        await PlayAsync(options, new string('x', 1_500), count: 200);
        var sessions = Directory.GetFiles(_folder, "gap*").Select(file => AssertSame(file).Connections.Single()).OrderBy(session => session.Before).ToList();
        Assert.Contains(sessions, session => session.Ending is SessionEnding.Gap);
        foreach (var (one, next) in sessions.Zip(sessions.Skip(1)))
        {
            if (one.Ending is SessionEnding.Gap gap)
                Assert.Equal(one.Before + one.Events.Count + gap.Lost, next.Before);
        }
    }

    private static void AssertNowhere(string secret, string text)
    {
        Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            foreach (var part in line.Split("\"b64\":\"").Skip(1))
                Assert.DoesNotContain(secret, Encoding.UTF8.GetString(Convert.FromBase64String(part[..part.IndexOf('"', StringComparison.Ordinal)])), StringComparison.Ordinal);
        }
    }

    private static Transcript AssertSame(string path)
    {
        var transcript = TranscriptFile.Load(path);
        Assert.IsType<Verdict.Same>(Replay.Verify(transcript));
        return transcript;
    }

    private string PathTo(string name) => Path.Combine(_folder, name);

    private static async Task PlayAsync(StompOptions options, string body, Headers headers = default, int count = 1)
    {
        await using var stomp = await StompConnection.OpenAsync(options, Real.Soon);
        await using var subscription = await stomp.SubscribeAsync("/queue/a", AckMode.ClientIndividual, Real.Subscribed, Real.Soon);
        for (var i = 0; i < count; i++)
        {
            await stomp.SendAsync("/queue/a", body, Real.Receipted with { Headers = headers }, Real.Soon);
            var message = await subscription.NextAsync();
            Assert.Equal(body, message.GetText());
            await message.AckAsync(Real.Confirmed, Real.Soon);
        }
    }

    private sealed class ListLogger(List<string> lines) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (lines)
                lines.Add(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
