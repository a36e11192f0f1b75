using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Pure.Values;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Pure.Tests.Transcripts;

/// <summary>The format, and what a replay says about files that were cut or tampered with.</summary>
[Trait("Row", "M48")]
public sealed class TranscriptTests(ITestOutputHelper output)
{
    private const string Secret = "pa:ss word";

    [Fact]
    public void A_transcript_replays_to_the_same_states_and_effects()
    {
        var life = Life.Whole(600);
        var transcript = Parse(life.Text);
        Assert.Equal(new Verdict.Same(life.Steps.Count), Replay.Verify(transcript));
        Assert.Equal(life.Steps.Count, transcript.Connections[0].Events.Count);
        Assert.True(transcript.Connections[0].Checks.Count > 2);
        Assert.Equal(life.Steps.Select(step => step.Transition.State), Replay.Run(transcript).Select(step => step.After));
        Assert.Equal(life.Steps.Select(step => step.Transition.Effects), Replay.Run(transcript).Select(step => step.Effects));
        Assert.Equal("2026-01-02T03:04:05Z", transcript.Connections[0].Heading.Started);
    }

    [Fact]
    public void Every_line_is_ASCII_and_JSON_and_can_be_read_by_eye()
    {
        var lines = Lines(Life.Whole(3).Text);
        Assert.All(lines, line => Assert.True(Ascii.IsValid(line)));
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
        Assert.StartsWith("{\"transcript\":2,\"machine\":\"connection\",\"library\":\"1.2.3\",\"seed\":\"42\",", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("\"text\":\"\\u0022MESSAGE\\\\nsubscription:1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_transcript_of_version_1_is_read()
    {
        var life = Life.Whole(20, version: 1);
        Assert.StartsWith("{\"transcript\":1,", life.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"effects\":[", life.Text, StringComparison.Ordinal);
        Assert.Equal(new Verdict.Same(life.Steps.Count), Replay.Verify(Parse(life.Text)));
    }

    [Theory]
    [InlineData("{\"transcript\":3,", "{\"transcript\":2,", 1, "version 3")]
    [InlineData("\"machine\":\"toaster\"", "\"machine\":\"connection\"", 1, "toaster")]
    [InlineData("\"type\":\"Sing\"", "\"type\":\"Tick\"", 0, "Sing")]
    [InlineData("\"through\":\"x\"", "\"through\":1", 0, "a String where a Number belongs")]
    [InlineData("\"mode\":\"Never\"", "\"mode\":\"ClientIndividual\"", 0, "Never")]
    [InlineData("\"b64\":\"%\"", "\"b64\":\"", 0, "")]
    [InlineData("{{", "{\"n\":3", 0, "JSON")]
    public void What_cannot_be_read_is_named_with_its_line(string wrong, string right, int line, string says)
    {
        var text = Life.Whole(10).Text;
        var at = text.IndexOf(right, StringComparison.Ordinal);
        var expected = line != 0 ? line : text[..at].Count(unit => unit == '\n') + 1;
        var fault = Transcript.Parse(Encoding.UTF8.GetBytes(text[..at] + wrong + text[(at + right.Length)..])).Match(Right: _ => null!, Left: it => it);
        Assert.Equal(expected, fault.Line);
        Assert.Contains(says, fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Wherever_a_crash_cuts_a_file_what_was_written_replays()
    {
        var text = Life.Whole(4).Text;
        var head = text.IndexOf('\n', StringComparison.Ordinal) + 1;
        for (var length = head; length < text.Length; length++)
        {
            var transcript = Parse(text[..length]);
            Assert.IsType<Verdict.Same>(Replay.Verify(transcript));
            var isCut = text[length - 1] != '\n' && text[length] != '\n';
            Assert.Equal(isCut, transcript.Notes.Any(note => note.Contains("is not whole", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void What_was_taken_out_changed_or_moved_is_noticed_unless_nothing_comes_of_it()
    {
        var life = Life.Whole(12);
        var lines = Lines(life.Text);
        var reached = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 1; i < lines.Count; i++)
        {
            if (!lines[i].Contains("\"event\"", StringComparison.Ordinal))
                continue;
            Try("out", [.. lines[..i], .. lines[(i + 1)..]], reached, life);
            Try("later", [.. lines[..i], Regex.Replace(lines[i], "\"at\":(\\d+)", at => $"\"at\":{at.Groups[1].Value}1"), .. lines[(i + 1)..]], reached, life);
            if (lines[i + 1].Contains("\"event\"", StringComparison.Ordinal))
                Try("swapped", [.. lines[..i], lines[i + 1], lines[i], .. lines[(i + 2)..]], reached, life);
            foreach (var part in new[] { "op", "through", "delivery", "transport" })
                Try(part, [.. lines[..i], Regex.Replace(lines[i], $"(\"event\":.*?\"{part}\":)(\\d+)", "${1}7"), .. lines[(i + 1)..]], reached, life);
            Try("octets", [.. lines[..i], lines[i].Replace("\"b64\":\"TUVT", "\"b64\":\"TUVU", StringComparison.Ordinal), .. lines[(i + 1)..]], reached, life);
            Try("digest", [.. lines[..i], Regex.Replace(lines[i], "\"fx\":\"[0-9a-f]", "\"fx\":\"" + (lines[i].Contains("\"fx\":\"0", StringComparison.Ordinal) ? "1" : "0")), .. lines[(i + 1)..]], reached, life);
        }

        output.WriteLine(string.Join(", ", reached.OrderBy(pair => pair.Key, StringComparer.Ordinal)));
        Assert.True(reached["out diverged"] > 20 && reached["swapped diverged"] > 10 && reached["op diverged"] > 10 && reached["octets diverged"] > 5);
        Assert.True(reached["out same"] > 0 && reached["later same"] > 0);
    }

    [Fact]
    public void A_divergence_names_the_step_and_what_differs()
    {
        var life = Life.Whole(3);
        var text = life.Text.Replace("\"destination\":\"/queue/a\",\"body\"", "\"destination\":\"/queue/aa\",\"body\"", StringComparison.Ordinal);
        var diverged = Assert.IsType<Verdict.Diverged>(Replay.Verify(Parse(text)));
        Assert.Equal(7, diverged.Step);
        Assert.Contains(diverged.Differences, difference => difference.Path == "[0].effects[0].frame.hash");
        Assert.Contains("step 7", diverged.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Another_step_function_can_be_asked_what_it_would_have_done()
    {
        var session = Parse(Life.Whole(3).Text).Connections[0];
        Assert.IsType<Verdict.Same>(Replay.Against(session, Connection.Step));
        var verdict = Replay.Against(session, (state, @event) => @event is ConnectionEvent.Ordered { Order: SessionEvent.Settle } ? new(state, default) : Connection.Step(state, @event));
        Assert.IsType<Verdict.Diverged>(verdict);
    }

    [Fact]
    public void A_replay_branches_where_it_is_told()
    {
        var session = Parse(Life.Whole(3).Text).Connections[0];
        var lost = new ConnectionEvent.PeerClosed(Instant.FromSeconds(9), 1);
        var steps = Replay.Branch(session, 10, [lost]).ToList();
        Assert.Equal(11, steps.Count);
        Assert.IsType<ConnectionState.Waiting>(steps[^1].After);
        Assert.Equal((11, 0), (steps[^1].Number, steps[^1].Line));
    }

    [Fact]
    public void A_secret_is_found_wherever_the_octets_are_cut()
    {
        var message = Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:1\nmessage-id:m\ndestination:/queue/a\nack:a\nnote:{Secret.Replace(":", "\\c", StringComparison.Ordinal)}\n\nit is {Secret}, they say\0");
        for (var one = 0; one <= message.Length; one++)
        {
            for (var length = 1; length < 8; length += 2)
            {
                var other = Math.Min(message.Length, one + length);
                CheckSecret(life =>
                {
                    life.Receive(message[..one]);
                    life.Receive(message[one..other]);
                    life.Receive(message[other..]);
                });
            }
        }

        CheckSecret(life => Array.ForEach(message, octet => life.Receive([octet])));
    }

    [Fact]
    public void A_secret_is_found_in_what_the_application_says() => CheckSecret(life =>
    {
        life.Send($"it is {Secret}", Headers.Of([new("note", $"<{Secret}>")]));
        life.Step(new ConnectionEvent.DialFailed(life.At, 1, new(TransportFaultKind.Other, "", $"no {Secret} here")));
    });

    [Fact]
    public void A_secret_that_never_ends_is_hidden_as_far_as_it_came()
    {
        var text = CheckSecret(life =>
        {
            life.Receive($"MESSAGE\nsubscription:1\nmessage-id:m\ndestination:/queue/a\nack:a\n\nit is {Secret[..^2]}");
            for (var i = 0; i < 1_100; i++)
                life.Step(new ConnectionEvent.Tick(life.At));
            life.Receive($"{Secret[^2..]}, they say\0");
        });
        Assert.Contains("it is **********, they say", text, StringComparison.Ordinal);
    }

    /// <summary>Slow machines run tests too: the bound is far below what is measured, and the figure is printed.</summary>
    [Fact]
    public void A_replay_is_fast()
    {
        var octets = Encoding.UTF8.GetBytes(Life.Whole(20_000).Text);
        Replay.Verify(Parse(octets));
        var rates = new List<double>();
        while (rates.Count < 3 && rates.All(rate => rate <= 20_000))
        {
            var watch = Stopwatch.StartNew();
            var transcript = Parse(octets);
            var parsed = watch.Elapsed;
            var same = Assert.IsType<Verdict.Same>(Replay.Verify(transcript));
            var verified = watch.Elapsed - parsed;
            output.WriteLine($"{same.Events} events: read at {same.Events / parsed.TotalSeconds:0} a second, replayed and verified at {same.Events / verified.TotalSeconds:0} a second");
            rates.Add(same.Events / verified.TotalSeconds);
        }

        Assert.True(rates.Max() > 20_000);
    }

    private static string CheckSecret(Action<Life> act)
    {
        var secrets = new SecretTexts();
        secrets.Add(Secret);
        var life = new Life(secrets: secrets);
        life.Open();
        act(life);
        life.Send("done");
        life.End();
        var transcript = Parse(life.Text);
        Assert.IsType<Verdict.Same>(Replay.Verify(transcript));
        Assert.DoesNotContain(Secret, life.Text, StringComparison.Ordinal);
        var received = new List<byte>();
        foreach (var recorded in transcript.Connections[0].Events)
        {
            if (recorded.Event is ConnectionEvent.BytesReceived it)
                received.AddRange(it.Octets.Span);
            Assert.DoesNotContain(Secret, recorded.Event.ToString(), StringComparison.Ordinal);
        }

        var text = Encoding.UTF8.GetString([.. received]);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret.Replace(":", "\\c", StringComparison.Ordinal), text, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The judge: whether what is left leads to the same effects in the same order, and to the same state at the end.</summary>
    private static void Try(string what, List<string> lines, Dictionary<string, int> reached, Life life)
    {
        var text = string.Join('\n', lines) + "\n";
        if (text == life.Text)
            return;
        var transcript = Parse(text);
        var steps = Replay.Run(transcript).ToList();
        var isSame = what != "digest"
            && steps.Select(step => step.Effects).Where(effects => !effects.IsEmpty).SequenceEqual(life.Steps.Select(step => step.Transition.Effects).Where(effects => !effects.IsEmpty))
            && steps[^1].After.Equals(life.Steps[^1].Transition.State)
            && (what != "swapped" || IsSameBehind(steps, life));
        var verdict = Replay.Verify(transcript);
        Assert.True(isSame == verdict is Verdict.Same, $"{what}: {verdict}\n{text}");
        var key = $"{what} {(isSame ? "same" : "diverged")}";
        reached[key] = reached.GetValueOrDefault(key) + 1;
    }

    /// <summary>Two neighbours that changed places: the state behind both of them.</summary>
    private static bool IsSameBehind(List<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> steps, Life life)
    {
        var later = steps.FindIndex(step => step.Number != steps.IndexOf(step) + 1) + 1;
        return steps[later].After.Equals(life.Steps[later].Transition.State);
    }

    private static List<string> Lines(string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];

    private static Transcript Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    private static Transcript Parse(byte[] octets) => Transcript.Parse(octets).Match(Right: it => it, Left: fault => throw new InvalidOperationException(fault.ToString()));
}
