using System;

namespace Stomp.Pure.Frames;

/// <summary>Named deviations from the specification that some brokers make necessary. All are off by default.</summary>
[Flags]
public enum Leniency
{
    /// <summary>The specification's rules.</summary>
    None = 0,

    /// <summary>Undefined escapes stand for themselves. RabbitMQ writes message ids that hold a caller's backslash without escaping it.</summary>
    UndefinedEscapes = 1,

    /// <summary>Header lines without a colon are dropped. ActiveMQ writes raw line feeds into header values at 1.0.</summary>
    LinesWithoutColon = 2,

    /// <summary>A CR before the LF of command lines, blank lines and EOLs is taken as part of the line end at 1.0 and 1.1 too, never in values (P-CRLFOLD).</summary>
    CarriageReturns = 4,

    /// <summary>A MESSAGE of a subscription in mode auto may lack its message-id. stompserver leaves it out when a consumer waits already.</summary>
    MessagesWithoutId = 8,
}
