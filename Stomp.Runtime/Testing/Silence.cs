using System;

namespace Stomp.Runtime;

/// <summary>In which directions nothing arrives, although nobody learns that a link is over.</summary>
[Flags]
public enum Silence
{
    /// <summary>In none.</summary>
    None = 0,

    /// <summary>What the client writes does not arrive.</summary>
    ToBroker = 1,

    /// <summary>What the broker writes does not arrive.</summary>
    ToClient = 2,

    /// <summary>In both.</summary>
    Both = ToBroker | ToClient,
}
