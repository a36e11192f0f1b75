using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Stomp.Cli.Terminal;
using Stomp.Pure.Transcripts;

namespace Stomp.Cli.Replaying;

/// <summary>A replay on paper.</summary>
internal sealed class ReplayScreen(IAnsiConsole console)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every step on a line of its own.</summary>
    public void Timeline(Transcript transcript)
    {
        var several = transcript.Connections.Count + transcript.Pools.Count > 1;
        var state = "";
        foreach (var step in ShownStep.Of(transcript))
        {
            var session = several ? string.Create(CultureInfo.InvariantCulture, $"[grey]{step.Session,2}[/] ") : "";
            var effects = step.Effects.Count == 0 ? "" : $" [grey]⇒[/] {Markup.Escape(string.Join("; ", step.Effects))}";
            var changed = step.State == state ? "" : $" [bold]{Markup.Escape(step.State)}[/]";
            state = several ? "" : step.State;
            console.MarkupLine(string.Create(
                CultureInfo.InvariantCulture, $"{session}[grey]{step.Number,6} {StepText.Seconds(step.At),9}[/] {Markup.Escape(step.Event)}{effects}{changed}"));
        }
    }

    /// <summary>One step with everything that belongs to it.</summary>
    public void Whole(ShownStep step)
    {
        var (before, @event, effects, after) = step.Full();
        console.MarkupLine(string.Create(
            CultureInfo.InvariantCulture, $"[bold]Step {step.Number} of session {step.Session}[/] at {StepText.Seconds(step.At)} s, line {step.Line}: {Markup.Escape(step.Event)}"));
        Part("State before", before);
        Part("Event", @event);
        Part("Effects", effects);
        Part("State after", after);
    }

    public void Notes(Transcript transcript)
    {
        foreach (var note in transcript.Notes)
            console.MarkupLine($"[yellow]Note: {Markup.Escape(Shown.Text(note))}.[/]");
    }

    public void Verdict(Verdict verdict) => _ = verdict.Match(
        same: it =>
        {
            console.MarkupLine($"[green]Same: {Markup.Escape(it.ToString())}.[/]");
            return 0;
        },
        diverged: it =>
        {
            console.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"[bold red]Diverged at step {it.Step}[/] of session {it.Session}, line {it.Line}: {Markup.Escape(it.What)}."));
            if (it.Event.Length > 0)
                console.MarkupLine($"  event    {Markup.Escape(Cut(it.Event))}");
            console.MarkupLine($"  recorded {Markup.Escape(Cut(it.Expected))}");
            console.MarkupLine($"  replayed {Markup.Escape(Cut(it.Actual))}");
            foreach (var difference in it.Differences)
                console.MarkupLine($"  {Markup.Escape(Cut(difference.ToString()))}");
            return 0;
        });

    private static string Cut(string text) => Shown.Text(text.Length <= 1_000 ? text : text[..1_000] + "…");

    private void Part(string title, string json)
    {
        using var document = JsonDocument.Parse(json);
        console.MarkupLine($"\n[bold]{title}[/]");
        console.WriteLine(JsonSerializer.Serialize(document.RootElement, Indented));
    }
}
