using System.CommandLine;

namespace Stomp.Cli.Commands;

internal static class SendCommand
{
    public static Command Create() => new("send", "Not there yet.");
}
