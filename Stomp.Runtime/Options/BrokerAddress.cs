using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Options;

/// <summary>
/// What an address says: <c>stomp://user:password@host:port/virtual-host?heartbeat=10s,10s</c>, <c>stomp+ssl://…</c>, or a list
/// <c>failover:(a,b)?randomize=true</c>. Without a path the virtual host is <c>/</c>.
/// </summary>
internal static class BrokerAddress
{
    private const string List = "failover:";

    private const string Misplaced = "it has an @ behind the host and port; in a user's name or password / is written %2F, ? is %3F, # is %23, and an @ elsewhere is %40";

    /// <summary>The options that an address stands for.</summary>
    /// <exception cref="ArgumentException">The text is no such address; the message says what is wrong, without the password.</exception>
    public static StompOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        return text.StartsWith(List, StringComparison.OrdinalIgnoreCase) ? ParseList(text[List.Length..]) : ParseOne(text).Options;
    }

    private static StompOptions ParseList(string text)
    {
        text = text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
        var close = text.LastIndexOf(')');
        if (text.Length == 0 || text[0] != '(' || close < 0)
            throw Wrong("a failover list is written failover:(stomp://a:61613,stomp://b:61613)?randomize=true");
        Address? list = null;
        foreach (var address in Split(text[1..close]))
        {
            var one = ParseOne(address);
            list = list is { } others ? Join(others, one) : one;
        }

        if (list is not { Options: var options })
            throw Wrong("the failover list is empty");
        var query = text[(close + 1)..];
        if (query.Contains('@', StringComparison.Ordinal))
            throw Wrong(Misplaced);
        if (query.Length > 0 && query[0] != '?')
            throw Wrong($"behind the failover list stands {query}; only a query may follow");
        foreach (var (name, value) in Query(query))
            options = ApplyToList(options, name, value);
        return options;
    }

    /// <summary>The addresses of a list. A comma only ends one where another begins: heart-beats have commas too.</summary>
    private static List<string> Split(string text)
    {
        var addresses = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (addresses.Count == 0 || part.Contains("://", StringComparison.Ordinal))
                addresses.Add(part);
            else
                addresses[^1] += "," + part;
        }

        return addresses;
    }

    private static Address Join(Address list, Address one)
    {
        var (all, added) = (list.Options, one.Options);
        if (added.Login is not null && all.Login is not null && (added.Login != all.Login || added.Passcode != all.Passcode))
            throw Wrong("the addresses of a failover list carry different credentials; one connection has one user");
        if (list.HasHeartbeat && one.HasHeartbeat && (added.HeartbeatSend != all.HeartbeatSend || added.HeartbeatReceive != all.HeartbeatReceive))
            throw Wrong("the addresses of a failover list carry different heart-beats; one connection has one pair");
        var (user, beating) = (all.Login is null ? added : all, list.HasHeartbeat ? all : added);
        return new(
            all with
            {
                Endpoints = all.Endpoints.Concat(added.Endpoints),
                Login = user.Login,
                Passcode = user.Passcode,
                HeartbeatSend = beating.HeartbeatSend,
                HeartbeatReceive = beating.HeartbeatReceive,
            },
            list.HasHeartbeat || one.HasHeartbeat);
    }

    private static Address ParseOne(string text)
    {
        // what stands before the colon is not repeated: without slashes it may be a user's name
        if (!text.Contains("://", StringComparison.Ordinal))
            throw Wrong("it must begin with stomp:// or stomp+ssl://, for instance stomp://guest:guest@localhost:61613");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw Wrong("it cannot be read; the port is a number up to 65535, an IPv6 address stands in brackets, and in a user's name or password @ is written %40, : is %3A, / is %2F");
        var isTls = uri.Scheme switch
        {
            "stomp" or "tcp" => false,
            "stomp+ssl" or "ssl" => true,
            "ws" or "wss" => throw Wrong($"the scheme is {uri.Scheme}; STOMP over WebSocket is not supported yet, use stomp or stomp+ssl"),
            var other => throw Wrong($"the scheme is {other}; it must be stomp or stomp+ssl"),
        };
        if (uri.Host.Length == 0)
            throw Wrong("it has no host");
        if (uri.PathAndQuery.Contains('@', StringComparison.Ordinal) || uri.Fragment.Contains('@', StringComparison.Ordinal))
            throw Wrong(Misplaced);
        if (uri.Fragment.Length > 0)
            throw Wrong("it has a fragment behind #, which means nothing here; a # is written %23");
        if (uri.Port == 0)
            throw Wrong("the port is 0; it must be between 1 and 65535");
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var endpoint = new Endpoint(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? Endpoint.DefaultTlsPort : Endpoint.DefaultPort)
        {
            IsTls = isTls,
            VirtualHost = path.Length <= 1 ? "/" : path[1..],
        };
        var parsed = new Address(WithCredentials(new() { Endpoints = [endpoint] }, uri.UserInfo), false);
        foreach (var (name, value) in Query(uri.Query))
        {
            parsed = name == "heartbeat"
                ? new(WithHeartbeat(parsed.Options, value), true)
                : throw Wrong($"it has the parameter {name}; known is heartbeat");
        }

        return parsed;
    }

    private static StompOptions WithCredentials(StompOptions options, string userInfo)
    {
        if (userInfo.Length == 0)
            return options;
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? options with { Login = Uri.UnescapeDataString(userInfo) }
            : options with { Login = Uri.UnescapeDataString(userInfo[..colon]), Passcode = Uri.UnescapeDataString(userInfo[(colon + 1)..]) };
    }

    private static StompOptions WithHeartbeat(StompOptions options, string value)
    {
        var parts = value.Split(',');
        return parts.Length == 2
            ? options.WithHeartbeats(Duration("heartbeat", parts[0]), Duration("heartbeat", parts[1]))
            : throw Wrong($"heartbeat is {Shown(value)}; it must be two durations with a comma, for instance 10s,10s");
    }

    private static StompOptions ApplyToList(StompOptions options, string name, string value) => name switch
    {
        "heartbeat" => WithHeartbeat(options, value),
        "randomize" => options with { Randomize = Truth(name, value) },
        "initialReconnectDelay" => options.WithReconnect(policy => policy with { Initial = Duration(name, value) }),
        "maxReconnectDelay" => options.WithReconnect(policy => policy with { Max = Duration(name, value) }),
        "maxReconnectAttempts" => options.WithReconnect(policy => policy with { Rounds = Rounds(name, value, 0) }),
        "startupMaxReconnectAttempts" => options.WithReconnect(policy => policy with { FirstRounds = Rounds(name, value, 1) }),
        _ => throw Wrong($"the failover list has the parameter {name}; known are heartbeat, randomize, initialReconnectDelay, maxReconnectDelay, maxReconnectAttempts, startupMaxReconnectAttempts"),
    };

    private static bool Truth(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong($"{name} is {Shown(value)}; it must be true or false"),
    };

    private static int? Rounds(string name, string value, int least) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rounds) && (rounds == -1 || rounds >= least)
            ? rounds == -1 ? null : rounds
            : throw Wrong($"{name} is {Shown(value)}; it must be a count of at least {least.ToString(CultureInfo.InvariantCulture)}, or -1 for no limit");

    /// <summary>Milliseconds, or a number with <c>ms</c>, <c>s</c> or <c>m</c>.</summary>
    private static TimeSpan Duration(string name, string value)
    {
        var text = value.Trim();
        var (digits, unit) = text.EndsWith("ms", StringComparison.Ordinal) ? (text[..^2], TimeSpan.TicksPerMillisecond)
            : text.EndsWith('s') ? (text[..^1], TimeSpan.TicksPerSecond)
            : text.EndsWith('m') ? (text[..^1], TimeSpan.TicksPerMinute)
            : (text, TimeSpan.TicksPerMillisecond);
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= int.MaxValue
            ? TimeSpan.FromTicks(count * unit)
            : throw Wrong($"{name} holds {Shown(value)}; a duration is a whole number with ms, s or m, for instance 500ms");
    }

    private static IEnumerable<KeyValuePair<string, string>> Query(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? new(Uri.UnescapeDataString(pair), "")
                : new(Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
    }

    private static string Shown(string value) => value.Length == 0 ? "empty" : value;

    private static ArgumentException Wrong(string what) => new($"The broker's address cannot be used: {what}.");

    private readonly record struct Address(StompOptions Options, bool HasHeartbeat);
}
