using System;
using System.Globalization;

namespace Stomp.Pure.Frames;

/// <summary>The commands of all three versions (C-1.0-05, C-1.1-05, C-1.2-05).</summary>
public enum Command
{
    /// <summary>Client: opens a session.</summary>
    Connect,

    /// <summary>Client: opens a session, 1.1 and 1.2.</summary>
    Stomp,

    /// <summary>Server: the session is open.</summary>
    Connected,

    /// <summary>Client: a message for a destination.</summary>
    Send,

    /// <summary>Client: asks for messages.</summary>
    Subscribe,

    /// <summary>Client: no more messages.</summary>
    Unsubscribe,

    /// <summary>Client: a message was consumed.</summary>
    Ack,

    /// <summary>Client: a message was not consumed, 1.1 and 1.2.</summary>
    Nack,

    /// <summary>Client: opens a transaction.</summary>
    Begin,

    /// <summary>Client: carries a transaction out.</summary>
    Commit,

    /// <summary>Client: drops a transaction.</summary>
    Abort,

    /// <summary>Client: goodbye.</summary>
    Disconnect,

    /// <summary>Server: a message for a subscription.</summary>
    Message,

    /// <summary>Server: a frame was processed.</summary>
    Receipt,

    /// <summary>Server: something went wrong.</summary>
    Error,
}

/// <summary>Which side of a connection wrote something.</summary>
public enum Side
{
    /// <summary>The client.</summary>
    Client,

    /// <summary>The server.</summary>
    Server,
}

/// <summary>Commands as the wire writes them.</summary>
public static class CommandText
{
    private static readonly string[] Names =
    [
        "CONNECT", "STOMP", "CONNECTED", "SEND", "SUBSCRIBE", "UNSUBSCRIBE", "ACK", "NACK", "BEGIN", "COMMIT", "ABORT",
        "DISCONNECT", "MESSAGE", "RECEIPT", "ERROR",
    ];

    /// <summary>The command in capitals.</summary>
    public static string ToText(this Command command) =>
        (uint)command < (uint)Names.Length ? Names[(int)command] : ((int)command).ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads a command exactly as the wire writes it (C-1.1-06: case counts).</summary>
    public static Command? Parse(string? text)
    {
        var index = Array.IndexOf(Names, text);
        return index < 0 ? null : (Command)index;
    }

    internal static ReadOnlySpan<byte> ToUtf8(Command command) => command switch
    {
        Command.Connect => "CONNECT"u8,
        Command.Stomp => "STOMP"u8,
        Command.Connected => "CONNECTED"u8,
        Command.Send => "SEND"u8,
        Command.Subscribe => "SUBSCRIBE"u8,
        Command.Unsubscribe => "UNSUBSCRIBE"u8,
        Command.Ack => "ACK"u8,
        Command.Nack => "NACK"u8,
        Command.Begin => "BEGIN"u8,
        Command.Commit => "COMMIT"u8,
        Command.Abort => "ABORT"u8,
        Command.Disconnect => "DISCONNECT"u8,
        Command.Message => "MESSAGE"u8,
        Command.Receipt => "RECEIPT"u8,
        Command.Error => "ERROR"u8,
    };

    internal static bool TryParse(ReadOnlySpan<byte> line, out Command command)
    {
        // MESSAGE and RECEIPT come first: nearly every frame that a client reads is one of them.
        Command? candidate = line.Length switch
        {
            3 => Command.Ack,
            4 => line[0] == (byte)'S' ? Command.Send : Command.Nack,
            5 => line[0] switch { (byte)'E' => Command.Error, (byte)'S' => Command.Stomp, (byte)'B' => Command.Begin, _ => Command.Abort },
            6 => Command.Commit,
            7 => line[0] switch { (byte)'M' => Command.Message, (byte)'R' => Command.Receipt, _ => Command.Connect },
            9 => line[0] == (byte)'C' ? Command.Connected : Command.Subscribe,
            10 => Command.Disconnect,
            11 => Command.Unsubscribe,
            _ => null,
        };
        command = candidate.GetValueOrDefault();
        return candidate is not null && line.SequenceEqual(ToUtf8(command));
    }
}
