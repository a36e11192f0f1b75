using System.CommandLine;

namespace Stomp.Cli.Commands;

internal static class ServeCommand
{
    public static Command Create() => new("serve", "Not there yet.");
}
