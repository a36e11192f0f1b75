using System;
using System.Diagnostics.Metrics;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Diagnostics;

/// <summary>What pools measure, under the meter <c>Stomp.Runtime</c>: cheap unless somebody listens.</summary>
internal static class PoolMeter
{
    private static readonly Meter Meter = new("Stomp.Runtime");

    private static readonly Counter<long> Connections = Meter.CreateCounter<long>(
        "stomp.pool.connections", "{connection}", "Connections of pools that were opened, failed, were lost or closed, by endpoint.");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "stomp.pool.wait", "s", "How long a lease was waited for, by how that ended.");

    public static void Count(Endpoint endpoint, string what)
    {
        if (Connections.Enabled)
            Connections.Add(1, new("stomp.pool.event", what), new("server.address", endpoint.Host), new("server.port", endpoint.Port));
    }

    public static void Waited(TimeSpan wait, string how)
    {
        if (Waits.Enabled)
            Waits.Record(wait.TotalSeconds, new System.Collections.Generic.KeyValuePair<string, object?>("stomp.pool.outcome", how));
    }
}
