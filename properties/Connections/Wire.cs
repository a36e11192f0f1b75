using System;
using System.Collections.Generic;
using Stomp.Pure.Values;

namespace Stomp.Properties.Connections;

/// <summary>One transport between a client and the broker.</summary>
internal sealed class Wire(long link)
{
    public long Link { get; } = link;

    public bool IsCut { get; set; }

    /// <summary>The client closed it, or let it go.</summary>
    public bool IsLeft { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>The client let messages go that had arrived: their subscription was closed, or it was saying goodbye.</summary>
    public bool HasDropped { get; set; }

    /// <summary>What arrived while the client did not read.</summary>
    public Queue<Action> Held { get; } = new();

    public Instant ToBroker { get; set; }

    public Instant ToClient { get; set; }

    /// <summary>Octets that the broker put in.</summary>
    public long Sent { get; set; }

    /// <summary>Octets that the client read.</summary>
    public long Fed { get; set; }
}
