using System.Globalization;
using Spectre.Console;
using Stomp.Cli.Lines;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Terminal;

/// <summary>Frames for people, one below the other.</summary>
internal sealed class FramePrinter(IAnsiConsole console) : IFrameSink
{
    private const int BodyLength = 400;

    public void Eols(int count) =>
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[grey]{(count == 1 ? "heart-beat" : $"{count} heart-beats")}[/]");

    public void Frame(Frame frame)
    {
        console.MarkupLine($"[bold {Palette.Of(frame.Command)}]{frame.Command.ToText()}[/]");
        foreach (var header in frame.Headers)
            console.MarkupLine($"  [grey]{Markup.Escape(Shown.Text(header.Name))}:[/]{Markup.Escape(Shown.Text(header.Value))}");
        if (!frame.Body.IsEmpty)
            console.MarkupLine($"  {Markup.Escape(Shown.Body(frame.Body, BodyLength))} [grey]({Shown.Octets(frame.Body.Length)})[/]");
    }

    public void Fault(FrameFault fault) => console.MarkupLine($"[bold red]{fault.Name}[/]");

    public void Flush()
    {
        // Every line went out as it was written.
    }
}
