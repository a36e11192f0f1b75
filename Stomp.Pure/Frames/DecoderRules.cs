namespace Stomp.Pure.Frames;

/// <summary>By which rules octets are read.</summary>
public sealed record DecoderRules
{
    /// <summary>The version's rules.</summary>
    public required Dialect Dialect { get; init; }

    /// <summary>Who wrote the octets.</summary>
    public required Side From { get; init; }

    /// <summary>What the peer may make us hold.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Named deviations, none by default.</summary>
    public Leniency Leniency { get; init; }

    internal bool CrLf => Dialect.CrLf;

    internal bool CrLfLines => Dialect.CrLf || (Leniency & Leniency.CarriageReturns) != 0;

    internal EscapeRule EscapesOf(Command command)
    {
        var rule = Dialect.EscapesOf(command);
        return (Leniency & Leniency.UndefinedEscapes) == 0 ? rule : rule switch
        {
            EscapeRule.Stomp11 => EscapeRule.Lenient11,
            EscapeRule.Stomp12 => EscapeRule.Lenient12,
            EscapeRule.None or EscapeRule.Lenient11 or EscapeRule.Lenient12 => rule,
        };
    }
}
