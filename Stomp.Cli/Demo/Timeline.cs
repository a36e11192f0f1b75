using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Spectre.Console;
using Stomp.Cli.Terminal;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Demo;

/// <summary>The demo on paper: what crossed the wire, line by line, under headings, with the expectations that it met.</summary>
internal sealed class Timeline(IAnsiConsole console, int width)
{
    // "12.345  → SUBSCRIBE   "
    private const int Indent = 22;

    private readonly object _lock = new();

    /// <summary>A heading over one version.</summary>
    public void Section(string title) => Print($"\n[bold]━━ {Markup.Escape(title)} {new string('━', Math.Max(2, width - title.Length - 4))}[/]");

    /// <summary>What comes next.</summary>
    public void Step(string title) => Print($"\n[bold]{Markup.Escape(title)}[/]");

    /// <summary>A line as it is.</summary>
    public void Line(string text) => Print(Markup.Escape(text));

    /// <summary>A good end.</summary>
    public void Good(string text) => Print($"[bold green]{Markup.Escape(text)}[/]");

    /// <summary>A bad end.</summary>
    public void Bad(string text) => Print($"[bold red]{Markup.Escape(text)}[/]");

    /// <summary>A text, folded.</summary>
    public void Text(string text) => Fold(text, "grey", 0);

    /// <summary>Something that this broker or version does not have.</summary>
    public void Skipped(string why) => Fold("○ " + why, "yellow", Indent);

    /// <summary>An expectation and what became of it.</summary>
    public void Check(string what, bool met) => Fold((met ? "✓ " : "✗ FAILED: ") + what, met ? "green" : "bold red", Indent);

    /// <summary>Something that crossed the wire.</summary>
    public void Wire(Seen seen)
    {
        lock (_lock)
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"[grey]{seen.At.TotalSeconds,6:0.000}[/]  ") + (seen.From == Side.Client ? "[cyan]→[/] " : "[green]←[/] ");
            switch (seen)
            {
                case Seen.Whole whole:
                    Frame(head, whole.Frame);
                    break;
                case Seen.Heartbeat:
                    console.MarkupLine(head + "[grey]heart-beat[/]");
                    break;
                case Seen.Malformed malformed:
                    console.MarkupLine($"{head}[bold red]{Markup.Escape(malformed.Fault.ToString())}[/]");
                    break;
            }
        }
    }

    private void Frame(string head, Frame frame)
    {
        var parts = new List<string>();
        foreach (var header in frame.Headers)
            parts.Add($"{Shown.Text(header.Name)}:{(header.Is(HeaderNames.Passcode) ? "***" : Shown.Text(header.Value))}");
        var first = $"{head}[bold {Palette.Of(frame.Command)}]{frame.Command.ToText()}[/]{new string(' ', Math.Max(0, 11 - frame.Command.ToText().Length))}";
        Lines(first, parts);
        if (!frame.Body.IsEmpty)
            Body(frame);
    }

    private void Body(Frame frame)
    {
        var size = $"({Shown.Octets(frame.Body.Length)})";
        var most = Math.Max(12, width - Indent - size.Length - 4);
        console.MarkupLine($"{new string(' ', Indent)}[bold]{Markup.Escape(Shown.Body(frame.Body, most))}[/] [grey]{size}[/]");
    }

    private void Print(string markup)
    {
        lock (_lock)
            console.MarkupLine(markup.TrimEnd());
    }

    /// <summary>A text in one style, broken at blanks.</summary>
    private void Fold(string text, string style, int indent)
    {
        lock (_lock)
        {
            var line = new StringBuilder();
            foreach (var word in text.Split(' '))
            {
                if (line.Length > 0 && line.ToString().GetCellWidth() + 1 + word.GetCellWidth() > width - indent)
                {
                    Flush(line);
                    line.Clear();
                }

                line.Append(line.Length > 0 ? " " : "").Append(word);
            }

            Flush(line);
        }

        void Flush(StringBuilder line) => console.MarkupLine($"{new string(' ', indent)}[{style}]{Markup.Escape(line.ToString())}[/]");
    }

    /// <summary>Parts one after the other; those that do not fit go to the next line, under the first.</summary>
    private void Lines(string first, List<string> parts)
    {
        const string gap = "  ";
        var room = width - Indent;
        var line = new StringBuilder(first).Append(' ');
        var used = 0;
        foreach (var text in parts)
        {
            var shown = Cut(text, room);
            var length = shown.GetCellWidth();
            if (used > 0 && used + gap.Length + length > room)
            {
                console.MarkupLine(line.ToString().TrimEnd());
                line.Clear().Append(' ', Indent);
                used = 0;
            }

            if (used > 0)
                line.Append(gap);
            line.Append(Header(shown));
            used += (used > 0 ? gap.Length : 0) + length;
        }

        console.MarkupLine(line.ToString().TrimEnd());
    }

    private static string Header(string shown)
    {
        var colon = shown.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? Markup.Escape(shown) : $"[grey]{Markup.Escape(shown[..(colon + 1)])}[/]{Markup.Escape(shown[(colon + 1)..])}";
    }

    private static string Cut(string text, int room)
    {
        if (text.GetCellWidth() <= room)
            return text;
        var cut = text;
        while (cut.GetCellWidth() > room - 1)
            cut = cut[..(char.IsLowSurrogate(cut[^1]) ? ^2 : ^1)];
        return cut + "…";
    }
}
