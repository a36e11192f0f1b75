using System;
using System.IO;
using System.Text;
using Spectre.Console;

namespace Stomp.Cli.Terminal;

/// <summary>Where people read: colours only on a terminal that wants them.</summary>
internal static class Screen
{
    private const int Usual = 80;

    /// <summary>A console on stdout.</summary>
    public static IAnsiConsole Create()
    {
        var plain = Console.IsOutputRedirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        // UTF-8 whatever the locale says: frames are UTF-8.
        var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" };
        var console = AnsiConsole.Create(new()
        {
            Ansi = plain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = plain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            Enrichment = new() { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(output),
        });
        // Lines are folded here, not there: what is piped stays on its line.
        console.Profile.Width = int.MaxValue / 4;
        return console;
    }

    /// <summary>How wide people see it: the terminal, COLUMNS where there is none, else 80.</summary>
    public static int Width()
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), out var columns) && columns > 0)
            return Math.Clamp(columns, 40, 400);
        try
        {
            return Console.IsOutputRedirected || Console.WindowWidth <= 0 ? Usual : Math.Clamp(Console.WindowWidth, 40, 400);
        }
        catch (IOException)
        {
            return Usual;
        }
    }
}
