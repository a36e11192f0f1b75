using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>Which header of a MESSAGE an ACK or NACK repeats.</summary>
public enum AckForm
{
    /// <summary><c>message-id</c> (1.0).</summary>
    MessageId,

    /// <summary><c>message-id</c> and <c>subscription</c> (1.1).</summary>
    MessageIdAndSubscription,

    /// <summary><c>id</c>, the value of the MESSAGE's <c>ack</c> header (1.2).</summary>
    AckId,
}

/// <summary>Everything in which the versions differ, as data. Code asks the dialect, never the version.</summary>
public sealed record Dialect
{
    private static readonly ValueList<Command> ClientOf10 =
    [
        Command.Connect, Command.Send, Command.Subscribe, Command.Unsubscribe, Command.Begin, Command.Commit, Command.Abort,
        Command.Ack, Command.Disconnect,
    ];

    private static readonly ValueList<Command> ClientOf11 = ClientOf10.Concat([Command.Stomp, Command.Nack]);

    private static readonly ValueList<Command> ServerOfAll = [Command.Connected, Command.Message, Command.Receipt, Command.Error];

    /// <summary>Before the version is agreed: only the frames that open a session, read so that every version's can be understood (C-1.2-37).</summary>
    public static Dialect Initial { get; } = new()
    {
        Name = "initial",
        Version = null,
        CrLf = true,
        Escapes = EscapeRule.Lenient12,
        TrimsValues = false,
        ClientCommands = [Command.Connect, Command.Stomp],
        ServerCommands = [Command.Connected, Command.Error],
        HasBodiesEverywhere = false,
        HasHeartbeats = false,
        HasNack = false,
        HasClientIndividual = false,
        HasCumulativeAck = false,
        AckForm = AckForm.MessageId,
        RequiresSubscription = false,
        RequiresSubscriptionId = false,
    };

    /// <summary>STOMP 1.0.</summary>
    public static Dialect V10 { get; } = new()
    {
        Name = "1.0",
        Version = StompVersion.V10,
        CrLf = false,
        Escapes = EscapeRule.None,
        TrimsValues = true,
        ClientCommands = ClientOf10,
        ServerCommands = ServerOfAll,
        HasBodiesEverywhere = true,
        HasHeartbeats = false,
        HasNack = false,
        HasClientIndividual = false,
        HasCumulativeAck = false,
        AckForm = AckForm.MessageId,
        RequiresSubscription = false,
        RequiresSubscriptionId = false,
    };

    /// <summary>STOMP 1.1.</summary>
    public static Dialect V11 { get; } = new()
    {
        Name = "1.1",
        Version = StompVersion.V11,
        CrLf = false,
        Escapes = EscapeRule.Stomp11,
        TrimsValues = false,
        ClientCommands = ClientOf11,
        ServerCommands = ServerOfAll,
        HasBodiesEverywhere = false,
        HasHeartbeats = true,
        HasNack = true,
        HasClientIndividual = true,
        HasCumulativeAck = true,
        AckForm = AckForm.MessageIdAndSubscription,
        RequiresSubscription = true,
        RequiresSubscriptionId = true,
    };

    /// <summary>STOMP 1.2.</summary>
    public static Dialect V12 { get; } = V11 with
    {
        Name = "1.2",
        Version = StompVersion.V12,
        CrLf = true,
        Escapes = EscapeRule.Stomp12,
        AckForm = AckForm.AckId,
    };

    // The same commands, a bit for each: every frame is asked for.
    private readonly uint _ofClients;
    private readonly uint _ofServers;

    /// <summary><c>initial</c>, <c>1.0</c>, <c>1.1</c> or <c>1.2</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The version, null before it is agreed.</summary>
    public required StompVersion? Version { get; init; }

    /// <summary>Whether a CR before LF belongs to the line end (C-1.2-02).</summary>
    public required bool CrLf { get; init; }

    /// <summary>How header text is escaped, except in CONNECT, STOMP and CONNECTED (C-1.2-15).</summary>
    public required EscapeRule Escapes { get; init; }

    /// <summary>Whether blanks around values are padding (P-TRIM10).</summary>
    public required bool TrimsValues { get; init; }

    /// <summary>What a client may say.</summary>
    public required ValueList<Command> ClientCommands
    {
        get;
        init => (field, _ofClients) = (value, SetOf(value));
    }

    /// <summary>What a server may say.</summary>
    public required ValueList<Command> ServerCommands
    {
        get;
        init => (field, _ofServers) = (value, SetOf(value));
    }

    /// <summary>Whether a decoder delivers bodies of any frame (P-BODY10), not only of SEND, MESSAGE and ERROR (C-1.2-28).</summary>
    public required bool HasBodiesEverywhere { get; init; }

    /// <summary>Whether heart-beats exist.</summary>
    public required bool HasHeartbeats { get; init; }

    /// <summary>Whether NACK exists.</summary>
    public required bool HasNack { get; init; }

    /// <summary>Whether the ack mode client-individual exists.</summary>
    public required bool HasClientIndividual { get; init; }

    /// <summary>Whether an ACK in client mode covers earlier messages (A-ACK10: not at 1.0).</summary>
    public required bool HasCumulativeAck { get; init; }

    /// <summary>What ACK and NACK repeat of the MESSAGE.</summary>
    public required AckForm AckForm { get; init; }

    /// <summary>Whether MESSAGE must name its subscription (CL-1.2-46).</summary>
    public required bool RequiresSubscription { get; init; }

    /// <summary>Whether SUBSCRIBE and UNSUBSCRIBE must carry an id (CL-1.2-23).</summary>
    public required bool RequiresSubscriptionId { get; init; }

    /// <summary>The dialect of a version.</summary>
    public static Dialect Of(StompVersion version) => version switch
    {
        StompVersion.V10 => V10,
        StompVersion.V11 => V11,
        StompVersion.V12 => V12,
    };

    /// <summary>Whether octets are exactly one line end of this dialect: LF, and where the dialect has it CR LF (C-1.2-29).</summary>
    public bool IsEol(ReadOnlySpan<byte> octets) =>
        octets.SequenceEqual("\n"u8) || (CrLf && octets.SequenceEqual("\r\n"u8));

    /// <summary>Whether a side may say a command in this dialect.</summary>
    public bool Allows(Command command, Side from) =>
        (uint)command < 32 && ((from == Side.Client ? _ofClients : _ofServers) >> (int)command & 1) != 0;

    private static uint SetOf(ValueList<Command> commands)
    {
        var set = 0U;
        foreach (var command in commands)
            set |= 1U << (int)command;
        return set;
    }

    /// <summary>Whether a frame may carry a body, by the rule for what is written.</summary>
    public static bool MayHaveBody(Command command) => command is Command.Send or Command.Message or Command.Error;

    /// <summary>How the header text of a frame is escaped: not at all in CONNECT, STOMP and CONNECTED (C-1.2-15, P-STOMPESC).</summary>
    public EscapeRule EscapesOf(Command command) =>
        command is Command.Connect or Command.Stomp or Command.Connected ? EscapeRule.None : Escapes;

    /// <summary>The dialect's name.</summary>
    public override string ToString() => Name;
}
