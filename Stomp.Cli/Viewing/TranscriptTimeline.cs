using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts;

namespace Stomp.Cli.Viewing;

/// <summary>A transcript as a timeline: its sessions are done again, and what comes of each step is shown.</summary>
internal static class TranscriptTimeline
{
    /// <summary>Makes it.</summary>
    /// <param name="title">What it is called.</param>
    /// <param name="transcript">The transcript.</param>
    /// <param name="verdict">What came of comparing it.</param>
    public static Timeline Of(string title, Transcript transcript, Verdict verdict)
    {
        var items = new List<TimelineItem>();
        var lanes = new List<Lane>();
        foreach (var connection in transcript.Connections)
        {
            Read(connection, lanes.Count, items, verdict as Verdict.Diverged);
            lanes.Add(new(NameOf("connection", connection.Heading), "client", connection.Config.Endpoints[0].ToString()));
        }

        foreach (var pool in transcript.Pools)
        {
            Read(pool, lanes.Count, items, verdict as Verdict.Diverged);
            lanes.Add(new(NameOf("pool", pool.Heading), "pool", ""));
        }

        return new()
        {
            Title = title,
            Facts = [.. FactsOf(transcript), new("replay", verdict.ToString()!)],
            Lanes = lanes,
            // Each session is in order already; a stable sort leaves it so.
            Items = lanes.Count == 1 ? items : [.. items.OrderBy(item => item.At)],
        };
    }

    private static void Read(RecordedConnection session, int lane, List<TimelineItem> items, Verdict.Diverged? diverged)
    {
        var reader = new ConnectionReader(lane, items);
        foreach (var step in Replay.Run(session))
        {
            reader.Take(step.Number, step.Before, step.Event, step.Effects, step.After);
            Mark(session.Heading, step.Number, step.At, lane, items, diverged);
        }

        End(session.Ending, lane, items);
    }

    private static void Read(RecordedPool session, int lane, List<TimelineItem> items, Verdict.Diverged? diverged)
    {
        foreach (var step in Replay.Run(session))
        {
            items.Add(new TimelineItem.Note(step.At, lane, step.Event.GetType().Name, step.Event.ToString(), false) { Step = step.Number });
            foreach (var effect in step.Effects)
                items.Add(new TimelineItem.Note(step.At, lane, effect.GetType().Name, effect.ToString(), effect is PoolEffect.Refused) { Step = step.Number });
            Mark(session.Heading, step.Number, step.At, lane, items, diverged);
        }

        End(session.Ending, lane, items);
    }

    /// <summary>The first step that leads elsewhere, where it does.</summary>
    private static void Mark(SessionHeading heading, long number, Pure.Values.Instant at, int lane, List<TimelineItem> items, Verdict.Diverged? diverged)
    {
        if (diverged is null || diverged.Session != heading.Session || diverged.Step != number)
            return;
        items.Add(new TimelineItem.Note(at, lane, "diverges", diverged.What, true)
        {
            Step = number,
            Facts =
            [
                new("written down", diverged.Expected),
                new("comes of it", diverged.Actual),
                .. diverged.Differences.Select(difference => new Fact(difference.Path, difference.ToString())),
            ],
        });
    }

    private static void End(SessionEnding ending, int lane, List<TimelineItem> items)
    {
        if (items.Count == 0)
            return;
        var at = items[^1].At;
        var note = ending switch
        {
            SessionEnding.Continued it => new TimelineItem.Note(at, lane, "goes on elsewhere", it.Next, false),
            SessionEnding.Gap it => new TimelineItem.Note(at, lane, "not recorded", string.Create(CultureInfo.InvariantCulture, $"{it.Lost} events: {it.Reason}"), true),
            SessionEnding.Open => new TimelineItem.Note(at, lane, "recording stopped", "the file does not say how the session ended", false),
            _ => null,
        };
        if (note is not null)
            items.Add(note);
    }

    private static List<Fact> FactsOf(Transcript transcript)
    {
        var headings = transcript.Connections.Select(session => session.Heading).Concat(transcript.Pools.Select(session => session.Heading)).ToList();
        var facts = new List<Fact>
        {
            new("begins", headings.Select(heading => heading.Started).FirstOrDefault(started => started.Length > 0, "")),
            new("recorded by", headings.Select(heading => heading.Library).FirstOrDefault(library => library.Length > 0, "")),
        };
        facts.AddRange(transcript.Notes.Select(note => new Fact("note", note)));
        facts.RemoveAll(fact => fact.Value.Length == 0);
        return facts;
    }

    private static string NameOf(string what, SessionHeading heading) => string.Create(CultureInfo.InvariantCulture, $"{what} {heading.Session}");
}
