using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>All there is to know about a broker: its links, destinations and messages.</summary>
public sealed record BrokerState
{
    internal BrokerState(BrokerConfig config) => Config = config;

    /// <summary>How it behaves.</summary>
    public BrokerConfig Config { get; }

    /// <summary>How many links are not over.</summary>
    public int LinkCount => Links.Count;

    /// <summary>How many destinations have subscriptions or messages.</summary>
    public int DestinationCount => Queues.Count + Topics.Count;

    /// <summary>How many messages are held: waiting, unsettled or in open transactions. One for several subscriptions counts for each.</summary>
    public int MessageCount { get; internal init; }

    /// <summary>About how many octets they take.</summary>
    public long OctetCount { get; internal init; }

    /// <summary>How many messages wait in a queue for a consumer; those that consumers hold unsettled do not count. 0 where there is no such queue.</summary>
    /// <param name="destination">The queue, for instance <c>/queue/orders</c>.</param>
    public int CountWaiting(string destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return Queues.TryGet(destination, out var queue) ? queue.Backlog.Waiting.Count : 0;
    }

    internal Table<long, Link> Links { get; init; }

    internal Table<string, Queue> Queues { get; init; }

    /// <summary>Of each topic the subscriptions by key, with their links.</summary>
    internal Table<string, Table<long, long>> Topics { get; init; }

    /// <summary>One deadline for each link that has one.</summary>
    internal Table<BrokerDeadline, bool> Deadlines { get; init; }

    /// <summary>Sessions so far.</summary>
    internal long Sessions { get; init; }

    /// <summary>Messages so far.</summary>
    internal long Messages { get; init; }

    /// <summary>Keys of subscriptions, deliveries and places in line so far.</summary>
    internal long Keys { get; init; }
}
