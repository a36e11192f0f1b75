using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;

namespace Stomp.Runtime;

/// <summary>What happened in a pool since it was made.</summary>
public sealed record PoolStatistics
{
    /// <summary>Leases that were granted.</summary>
    public long Leased { get; init; }

    /// <summary>Leases that were given back.</summary>
    public long Returned { get; init; }

    /// <summary>Those who waited longer than <see cref="PoolOptions.WaitTimeout"/>.</summary>
    public long TimedOut { get; init; }

    /// <summary>Those who stopped waiting.</summary>
    public long Cancelled { get; init; }

    /// <summary>Those who got nothing because the broker refuses sessions or the pool is closed.</summary>
    public long Refused { get; init; }

    /// <summary>How long all who got a lease waited for it, together.</summary>
    public TimeSpan Waited { get; init; }

    /// <summary>The longest that somebody who got a lease waited for it.</summary>
    public TimeSpan LongestWait { get; init; }

    /// <summary>What happened at each endpoint, in the order in which they are tried.</summary>
    public ValueList<PoolEndpointStatistics> Endpoints { get; init; }
}

/// <summary>What happened to the connections of a pool at one endpoint.</summary>
/// <param name="Endpoint">Where.</param>
/// <param name="Attempts">Connections that were tried.</param>
/// <param name="Opened">Those that were opened.</param>
/// <param name="Failed">Those that could not be opened.</param>
/// <param name="Lost">Those that were open and ended without the pool's wish.</param>
/// <param name="Closed">Those that the pool closed, open or not yet.</param>
public sealed record PoolEndpointStatistics(Endpoint Endpoint, long Attempts, long Opened, long Failed, long Lost, long Closed);
