using System;
using System.Threading.Tasks;
using Stomp.Pure.Brokers;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Embedded;

/// <summary>What waits for the broker's loop. An object: the queue of one is compiled with the runtime already, that of a struct is when the first connection comes.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Link">The link it is about.</param>
/// <param name="Octets">What arrived.</param>
/// <param name="Through">The last transmission that was written.</param>
internal sealed record BrokerMail(BrokerMailKind Kind, Link? Link, ReadOnlyMemory<byte> Octets, long Through)
{
    /// <summary>Somebody who wants to see the state.</summary>
    public TaskCompletionSource<BrokerState>? Asker { get; init; }
}

/// <summary>What kind of mail it is.</summary>
internal enum BrokerMailKind
{
    Accepted,
    Received,
    PeerClosed,
    Failed,
    Written,
    Tick,
    Ask,
}
