namespace Stomp.Pure.Frames;

/// <summary>Whether the encoder adds content-length.</summary>
public enum ContentLengthMode
{
    /// <summary>SEND, MESSAGE and ERROR with a body get one, as last header, when they have none (P-ENCCL).</summary>
    Auto,

    /// <summary>Never added; a body with NUL and without it is refused (P-ENCCLNUL). ActiveMQ takes a SEND without it for text.</summary>
    AsGiven,
}

/// <summary>By which rules frames are written.</summary>
public sealed record EncoderRules
{
    /// <summary>The version's rules.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>Who writes.</summary>
    public required Side From { get; init; }

    /// <summary>Whether content-length is added.</summary>
    public ContentLengthMode ContentLength { get; init; }

    /// <summary>
    /// Escapes CONNECT and STOMP as 1.2 escapes other frames. RabbitMQ unescapes them in every version, so a passcode with a backslash needs it there;
    /// the specification says that they are not escaped, which is the default.
    /// </summary>
    public bool EscapesConnect { get; init; }

    internal EscapeRule EscapesOf(Command command)
    {
        if (EscapesConnect && command is (Command.Connect or Command.Stomp))
            return EscapeRule.Stomp12;
        var rule = Dialect.EscapesOf(command);
        return rule is EscapeRule.Lenient12 ? EscapeRule.Stomp12 : rule;
    }
}
