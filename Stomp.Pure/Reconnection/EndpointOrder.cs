using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Reconnection;

/// <summary>In which order endpoints are tried, worked out once from the configuration (M04–M06).</summary>
public static class EndpointOrder
{
    /// <summary>
    /// Local endpoints first, each group in its own order; and behind each local name loopback on the same port, with everything else as it was there.
    /// </summary>
    /// <param name="endpoints">As configured.</param>
    /// <param name="localNames">This machine's own names and addresses, beside <c>localhost</c> and the loopback addresses of both families.</param>
    /// <param name="preferLocal">Whether local ones go first.</param>
    /// <param name="tryLoopback">Whether loopback is tried behind a local name.</param>
    public static ValueList<Endpoint> Arrange(ValueList<Endpoint> endpoints, ValueList<string> localNames, bool preferLocal, bool tryLoopback)
    {
        var arranged = ValueList<Endpoint>.Empty;
        foreach (var endpoint in endpoints)
        {
            if (preferLocal && IsLocal(endpoint.Host, localNames))
                arranged = arranged.Add(endpoint);
        }

        foreach (var endpoint in endpoints)
        {
            if (!preferLocal || !IsLocal(endpoint.Host, localNames))
                arranged = arranged.Add(endpoint);
        }

        return tryLoopback ? WithLoopback(arranged, localNames) : arranged;
    }

    /// <summary>
    /// The endpoints in an order thrown by the dice, each equally likely at every place; what is only another way to the one before it stays behind that.
    /// </summary>
    /// <param name="endpoints">As configured.</param>
    /// <param name="dice">The dice.</param>
    public static Shuffled Shuffle(ValueList<Endpoint> endpoints, Prng dice)
    {
        var starts = ValueList<int>.Empty;
        for (var i = 0; i < endpoints.Count; i++)
        {
            if (i == 0 || !IsAnotherWay(endpoints[i - 1], endpoints[i]))
                starts = starts.Add(i);
        }

        for (var last = starts.Count - 1; last > 0; last--)
        {
            var thrown = dice.Below((ulong)last + 1);
            dice = thrown.Rest;
            var other = (int)thrown.Value;
            var moved = starts[other];
            starts = starts.With(other, starts[last]).With(last, moved);
        }

        var result = ValueList<Endpoint>.Empty;
        foreach (var start in starts)
        {
            result = result.Add(endpoints[start]);
            for (var i = start + 1; i < endpoints.Count && IsAnotherWay(endpoints[i - 1], endpoints[i]); i++)
                result = result.Add(endpoints[i]);
        }

        return new(result, dice);
    }

    /// <summary>Whether a host is this machine: <c>localhost</c>, a loopback address of either family, or one of its own names.</summary>
    public static bool IsLocal(string host, ValueList<string> localNames)
    {
        ArgumentNullException.ThrowIfNull(host);
        if (IsLoopback(host))
            return true;
        foreach (var name in localNames)
        {
            if (string.Equals(host, name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (host.StartsWith("127.", StringComparison.Ordinal) && host.AsSpan().IndexOfAnyExcept("0123456789.") < 0)
        || host is "::1" or "0:0:0:0:0:0:0:1";

    private static bool IsAnotherWay(Endpoint before, Endpoint endpoint) =>
        endpoint.ServerName is not null && endpoint.Port == before.Port && endpoint.ServerName == (before.ServerName ?? before.Host) && IsLoopback(endpoint.Host);

    private static ValueList<Endpoint> WithLoopback(ValueList<Endpoint> endpoints, ValueList<string> localNames)
    {
        var result = ValueList<Endpoint>.Empty;
        foreach (var endpoint in endpoints)
        {
            result = result.Add(endpoint);
            if (IsLocal(endpoint.Host, localNames) && !IsLoopback(endpoint.Host) && !HasLoopback(endpoints, endpoint.Port))
                result = result.Add(endpoint with { Host = "127.0.0.1", ServerName = endpoint.ServerName ?? endpoint.Host });
        }

        return result;
    }

    private static bool HasLoopback(ValueList<Endpoint> endpoints, int port)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Port == port && IsLoopback(endpoint.Host))
                return true;
        }

        return false;
    }

    /// <summary>Endpoints in a thrown order, and the dice afterwards.</summary>
    /// <param name="Endpoints">In the order thrown.</param>
    /// <param name="Rest">The dice.</param>
    public readonly record struct Shuffled(ValueList<Endpoint> Endpoints, Prng Rest);
}
