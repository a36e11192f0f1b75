using System.IO;
using System.Text.Json;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;

namespace Stomp.Cli.Replaying;

/// <summary>A replay as one JSON object.</summary>
internal static class ReplayJson
{
    public static void Write(Stream output, Transcript transcript, Verdict verdict, ShownStep? step)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("sessions");
            foreach (var session in transcript.Connections)
                Session(json, session.Heading, "connection", session.Version, session.Before, session.Events.Count, session.Ending);
            foreach (var session in transcript.Pools)
                Session(json, session.Heading, "pool", session.Version, session.Before, session.Events.Count, session.Ending);
            json.WriteEndArray();
            Texts(json, "notes", transcript.Notes);
            if (step is not null)
                Step(json, step);
            Verdict(json, verdict);
            json.WriteEndObject();
        }

        output.Write("\n"u8);
        output.Flush();
    }

    private static void Session(Utf8JsonWriter json, SessionHeading heading, string machine, int version, long before, int events, SessionEnding ending)
    {
        json.WriteStartObject();
        json.WriteNumber("session", heading.Session);
        json.WriteString("machine", machine);
        json.WriteNumber("version", version);
        json.WriteString("library", heading.Library);
        json.WriteString("started", heading.Started);
        json.WriteNumber("before", before);
        json.WriteNumber("events", events);
        json.WriteString("ending", ending.GetType().Name);
        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, ShownStep step)
    {
        var (before, @event, effects, after) = step.Full();
        json.WriteStartObject("step");
        json.WriteNumber("session", step.Session);
        json.WriteNumber("number", step.Number);
        json.WriteNumber("line", step.Line);
        json.WriteNumber("at", step.At.Ticks);
        Raw("before", before);
        Raw("event", @event);
        Raw("effects", effects);
        Raw("after", after);
        json.WriteEndObject();

        void Raw(string name, string text)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(text);
        }
    }

    private static void Verdict(Utf8JsonWriter json, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Same same:
                json.WriteString("verdict", "same");
                json.WriteNumber("events", same.Events);
                break;
            case Verdict.Diverged diverged:
                json.WriteString("verdict", "diverged");
                json.WriteNumber("session", diverged.Session);
                json.WriteNumber("divergesAt", diverged.Step);
                json.WriteNumber("line", diverged.Line);
                json.WriteString("what", diverged.What);
                json.WriteString("recorded", diverged.Expected);
                json.WriteString("replayed", diverged.Actual);
                json.WriteStartArray("differences");
                foreach (var difference in diverged.Differences)
                {
                    json.WriteStartObject();
                    json.WriteString("path", difference.Path);
                    json.WriteString("recorded", difference.Expected);
                    json.WriteString("replayed", difference.Actual);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                break;
        }
    }

    private static void Texts(Utf8JsonWriter json, string name, ValueList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
