using Stomp.Pure.Frames;

namespace Stomp.Cli.Terminal;

/// <summary>Which colour stands for what.</summary>
internal static class Palette
{
    /// <summary>The colour of a command.</summary>
    public static string Of(Command command) => command switch
    {
        Command.Error or Command.Nack or Command.Abort => "red",
        Command.Message => "green",
        Command.Send => "cyan",
        Command.Receipt or Command.Ack or Command.Commit => "blue",
        Command.Connect or Command.Stomp or Command.Connected or Command.Disconnect => "magenta",
        _ => "yellow",
    };
}
