using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>The server's side of the protocol for many links at once, as a pure reducer.</summary>
public static class Broker
{
    /// <summary>A broker that nobody has connected to.</summary>
    public static BrokerState Initial(BrokerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }

    /// <summary>What happens next.</summary>
    /// <param name="state">Where the broker stands.</param>
    /// <param name="event">What happened.</param>
    public static Transition<BrokerState, BrokerEffect> Step(BrokerState state, BrokerEvent @event) => new(state, default);

    /// <summary>When the broker wants a <see cref="BrokerEvent.Tick"/> next, null when it waits for others only.</summary>
    public static BrokerDeadline? NextDeadline(BrokerState state) => null;
}
