using System.CommandLine;

namespace Stomp.Cli.Commands;

internal static class ListenCommand
{
    public static Command Create() => new("listen", "Not there yet.");
}
