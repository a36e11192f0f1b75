using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>A step that a machine of a simulated world took.</summary>
public abstract record SimulatedStep
{
    private protected SimulatedStep(string who) => Who = who;

    /// <summary>Which machine: a client by its place and how often it came back, the pool, or the broker.</summary>
    public string Who { get; }

    /// <summary>A client's connection, or that of a pool's member.</summary>
    /// <param name="Who">Which.</param>
    /// <param name="Config">How it is led.</param>
    /// <param name="Before">The state before.</param>
    /// <param name="Event">The event; its octets are its own.</param>
    /// <param name="Step">What came of it.</param>
    public sealed record OfConnection(string Who, ConnectionConfig Config, ConnectionState Before, ConnectionEvent Event, Transition<ConnectionState, ConnectionEffect> Step) : SimulatedStep(Who);

    /// <summary>The pool.</summary>
    /// <param name="Before">The state before.</param>
    /// <param name="Event">The event.</param>
    /// <param name="Step">What came of it.</param>
    public sealed record OfPool(PoolState Before, PoolEvent Event, Transition<PoolState, PoolEffect> Step) : SimulatedStep("pool");

    /// <summary>The broker.</summary>
    /// <param name="Before">The state before. One that forgot everything begins anew.</param>
    /// <param name="Event">The event; its octets are its own.</param>
    /// <param name="Step">What came of it.</param>
    public sealed record OfBroker(BrokerState Before, BrokerEvent Event, Transition<BrokerState, BrokerEffect> Step) : SimulatedStep("broker");
}
