using System.CommandLine;

namespace Stomp.Cli.Commands;

internal static class DemoCommand
{
    public static Command Create() => new("demo", "Not there yet.");
}
