using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Stomp.Pure.Brokers;

namespace Stomp.Runtime;

/// <summary>What a test world holds.</summary>
public sealed record TestWorldOptions
{
    /// <summary>How the broker behaves: versions, accounts, limits, what becomes of a message after NACK.</summary>
    public BrokerConfig Broker { get; init; } = BrokerConfig.Default;

    /// <summary>Where the broker and the connections log to. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}
