namespace Stomp.Pure.Brokers;

/// <summary>All there is to know about a broker: its links, destinations and messages.</summary>
public sealed record BrokerState
{
    internal BrokerState(BrokerConfig config) => Config = config;

    /// <summary>How it behaves.</summary>
    public BrokerConfig Config { get; }
}
