using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>Everything that can happen to a broker. A link is one client's transport; the shell numbers them and uses no number twice.</summary>
public abstract record BrokerEvent
{
    private protected BrokerEvent(Instant at) => At = at;

    /// <summary>When, as the loop stamped it.</summary>
    public Instant At { get; init; }

    /// <summary>A client's transport is ready.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">Its number.</param>
    public sealed record Accepted(Instant At, long Link) : BrokerEvent(At);

    /// <summary>Octets arrived. They are lent: the step keeps nothing of them.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">On which link.</param>
    /// <param name="Octets">What arrived.</param>
    public sealed record Received(Instant At, long Link, Payload Octets) : BrokerEvent(At);

    /// <summary>The client closed its side. What it sent before still counts.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">Which link.</param>
    public sealed record PeerClosed(Instant At, long Link) : BrokerEvent(At);

    /// <summary>The transport failed and is closed; nothing more can be written.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">Which link.</param>
    public sealed record Lost(Instant At, long Link) : BrokerEvent(At);

    /// <summary>Transmissions were handed to the transport whole.</summary>
    /// <param name="At">When.</param>
    /// <param name="Link">On which link.</param>
    /// <param name="Through">The number of the last one.</param>
    public sealed record Written(Instant At, long Link, long Through) : BrokerEvent(At);

    /// <summary>Time passed.</summary>
    /// <param name="At">What time it is.</param>
    public sealed record Tick(Instant At) : BrokerEvent(At);
}
