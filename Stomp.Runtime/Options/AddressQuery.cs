using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Stomp.Runtime.Options;

/// <summary>What stands behind the question mark of an address: options under their own names, and in a failover list those of ActiveMQ that mean something here.</summary>
internal static class AddressQuery
{
    /// <summary>Names the virtual host in the address of a WebSocket, whose path is its own.</summary>
    public const string VirtualHost = "virtualHost";

    private const string Heartbeat = "heartbeat";

    private const string Nested = "nested.";

    private static readonly string[] ActiveMqs =
    [
        "initialReconnectDelay", "maxReconnectDelay", "useExponentialBackOff", "backOffMultiplier", "reconnectDelayExponent",
        "maxReconnectAttempts", "startupMaxReconnectAttempts",
    ];

    /// <summary>Options of ActiveMQ's failover transport without a counterpart; whoever brings them along is told so.</summary>
    private static readonly string[] Foreign =
    [
        "backup", "backupPoolSize", "priorityBackup", "priorityURIs", "timeout", "trackMessages", "maxCacheSize", "updateURIsSupported", "updateURIsURL",
        "nestedExtraQueryOptions", "warnAfterReconnectAttempts", "rebalanceUpdateURIs", "reconnectSupported", "trackTransactionProducers",
    ];

    /// <summary>Names and values of a query.</summary>
    public static Dictionary<string, string> Read(string query, bool isList, bool isWebSocket = false)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var name = Uri.UnescapeDataString(equals < 0 ? pair : pair[..equals]);
            name = isList && name.StartsWith(Nested, StringComparison.Ordinal) ? name[Nested.Length..] : name;
            if (!pairs.TryAdd(name, equals < 0 ? "" : Uri.UnescapeDataString(pair[(equals + 1)..])))
                throw BrokerAddress.Wrong($"the parameter {name} is given twice");
            if (!IsKnown(name, isList) && !(isWebSocket && name == VirtualHost))
                throw BrokerAddress.Wrong(Unknown(name, isList));
        }

        return pairs;
    }

    /// <summary>The options with those of a query.</summary>
    public static StompOptions Apply(StompOptions options, Dictionary<string, string> query, bool isList)
    {
        foreach (var (name, value) in query)
        {
            options = name == Heartbeat ? WithHeartbeat(options, value)
                : isList && ActiveMqs.Contains(name) ? ApplyActiveMqs(options, name, value)
                : ApplyOwn(options, name, value);
        }

        // ActiveMQ's switch beats its factor, in whichever order they stand.
        return query.TryGetValue("useExponentialBackOff", out var grows) && !Read("useExponentialBackOff", grows, Written.Truth(grows))
            ? options.WithReconnect(reconnect => reconnect with { Increase = 0 })
            : options;
    }

    private static bool IsKnown(string name, bool isList) =>
        name == Heartbeat || Setting.All.Any(setting => setting.Query == name) || (isList && ActiveMqs.Contains(name));

    private static string Unknown(string name, bool isList)
    {
        var what = isList ? "the failover list" : "it";
        if (isList && Foreign.Contains(name))
            return $"{what} has the parameter {name}, which ActiveMQ's own clients know and for which there is nothing here; leave it out";
        string[] known = [Heartbeat, .. Setting.All.Select(setting => setting.Query).OfType<string>(), .. isList ? ActiveMqs : []];
        var meant = string.Join(" or ", known.Where(it => IsNear(name, it)));
        return $"{what} has the parameter {name}{(meant.Length > 0 ? $", perhaps {meant} is meant" : "")}; known are {string.Join(", ", known)}";
    }

    /// <summary>Whether a name may stand for another: in other capitals, as a part of it, or with two slips of the finger at most.</summary>
    private static bool IsNear(string name, string known) =>
        (name.Length > 3 && known.Contains(name, StringComparison.OrdinalIgnoreCase)) || Slips(name.ToUpperInvariant(), known.ToUpperInvariant()) <= Math.Min(2, known.Length / 4);

    /// <summary>How many letters must be put in, left out or changed to make one name of the other.</summary>
    private static int Slips(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 1; j <= to.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }

    private static StompOptions ApplyOwn(StompOptions options, string name, string value) =>
        Read(name, value, Setting.All.First(setting => setting.Query == name).Apply(options, value, true));

    private static StompOptions ApplyActiveMqs(StompOptions options, string name, string value) => options.WithReconnect(reconnect => name switch
    {
        "initialReconnectDelay" => reconnect with { Initial = Duration(name, value) },
        "maxReconnectDelay" => reconnect with { Max = Duration(name, value) },
        "backOffMultiplier" or "reconnectDelayExponent" => reconnect with { Increase = Factor(name, value) - 1 },
        "maxReconnectAttempts" => reconnect with { Rounds = Rounds(name, value, 0) },
        "startupMaxReconnectAttempts" => reconnect with { FirstRounds = Rounds(name, value, 1) },
        _ => reconnect,
    });

    private static StompOptions WithHeartbeat(StompOptions options, string value)
    {
        var parts = value.Split(',');
        return parts.Length == 2
            ? options.WithHeartbeats(Duration(Heartbeat, parts[0]), Duration(Heartbeat, parts[1]))
            : throw BrokerAddress.Wrong($"heartbeat is {Shown(value)}; it must be two durations with a comma, for instance 10s,10s");
    }

    private static TimeSpan Duration(string name, string value) => Read(name, value.Trim(), Written.Span(value, inAddress: true));

    private static double Factor(string name, string value) => Read(
        name, value, Written.Ratio(value) is { Complaint: null, Value: >= 1 and <= 1001 } factor ? factor : Written.Must<double>("a factor between 1 and 1001"));

    private static int? Rounds(string name, string value, int least) => Read(
        name,
        value,
        Written.Limit(value) is { Complaint: null } rounds && (rounds.Value is null || rounds.Value >= least)
            ? rounds
            : Written.Must<int?>($"a count of at least {least.ToString(CultureInfo.InvariantCulture)}, or -1 for no limit"));

    private static T Read<T>(string name, string value, Reading<T> reading) => reading.Complaint is { } complaint
        ? throw BrokerAddress.Wrong($"{name} is {Shown(value)}; it must be {complaint}")
        : reading.Value;

    private static string Shown(string value) => value.Length == 0 ? "empty" : value;
}
