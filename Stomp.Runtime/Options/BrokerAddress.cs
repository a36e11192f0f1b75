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
    /// <summary>The options that an address stands for.</summary>
    /// <exception cref="ArgumentException">The text is no such address; the message says what is wrong, without the password.</exception>
    public static StompOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith("failover:", StringComparison.OrdinalIgnoreCase) ? ParseList(text["failover:".Length..]) : ParseOne(text);
    }

    private static StompOptions ParseList(string text)
    {
        text = text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
        var close = text.LastIndexOf(')');
        if (text.Length == 0 || text[0] != '(' || close < 0)
            throw Wrong("a failover list is written failover:(stomp://a:61613,stomp://b:61613)?randomize=true");
        StompOptions? options = null;
        foreach (var address in text[1..close].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var one = ParseOne(address);
            options = options is null ? one : Join(options, one);
        }

        if (options is null)
            throw Wrong("the failover list is empty");
        var query = text[(close + 1)..];
        if (query.Length > 0 && query[0] != '?')
            throw Wrong($"behind the failover list stands {query}; only a query may follow");
        foreach (var (name, value) in Query(query))
            options = ApplyToList(options, name, value);
        return options;
    }

    private static StompOptions Join(StompOptions list, StompOptions one)
    {
        if (one.Login is not null && list.Login is not null && (one.Login != list.Login || one.Passcode != list.Passcode))
            throw Wrong("the addresses of a failover list carry different credentials; one connection has one user");
        return list with
        {
            Endpoints = list.Endpoints.Concat(one.Endpoints),
            Login = list.Login ?? one.Login,
            Passcode = list.Login is null ? one.Passcode : list.Passcode,
        };
    }

    private static StompOptions ParseOne(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw Wrong("it is no absolute URI, for instance stomp://guest:guest@localhost:61613");
        var isTls = uri.Scheme switch
        {
            "stomp" or "tcp" => false,
            "stomp+ssl" or "ssl" => true,
            "ws" or "wss" => throw Wrong($"the scheme is {uri.Scheme}; STOMP over WebSocket is not supported yet, use stomp or stomp+ssl"),
            var other => throw Wrong($"the scheme is {other}; it must be stomp or stomp+ssl"),
        };
        if (uri.Host.Length == 0)
            throw Wrong("it has no host");
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var endpoint = new Endpoint(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? Endpoint.DefaultTlsPort : Endpoint.DefaultPort)
        {
            IsTls = isTls,
            VirtualHost = path.Length <= 1 ? "/" : path[1..],
        };
        var options = WithCredentials(new() { Endpoints = [endpoint] }, uri.UserInfo);
        foreach (var (name, value) in Query(uri.Query))
            options = ApplyToOne(options, name, value);
        return options;
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

    private static StompOptions ApplyToOne(StompOptions options, string name, string value)
    {
        if (name != "heartbeat")
            throw Wrong($"it has the parameter {name}; known is heartbeat");
        var parts = value.Split(',');
        return parts.Length == 2
            ? options.WithHeartbeats(Duration(name, parts[0]), Duration(name, parts[1]))
            : throw Wrong($"heartbeat is {value}; it must be two durations with a comma, for instance 10s,10s");
    }

    private static StompOptions ApplyToList(StompOptions options, string name, string value) => name switch
    {
        "randomize" => options with { Randomize = Truth(name, value) },
        "initialReconnectDelay" => options.WithReconnect(policy => policy with { Initial = Duration(name, value) }),
        "maxReconnectDelay" => options.WithReconnect(policy => policy with { Max = Duration(name, value) }),
        "maxReconnectAttempts" => options.WithReconnect(policy => policy with { Rounds = Rounds(name, value) }),
        "startupMaxReconnectAttempts" => options.WithReconnect(policy => policy with { FirstRounds = Rounds(name, value) }),
        _ => throw Wrong($"the failover list has the parameter {name}; known are randomize, initialReconnectDelay, maxReconnectDelay, maxReconnectAttempts, startupMaxReconnectAttempts"),
    };

    private static bool Truth(string name, string value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => throw Wrong($"{name} is {value}; it must be true or false"),
    };

    private static int? Rounds(string name, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var rounds) && rounds >= -1
            ? rounds == -1 ? null : rounds
            : throw Wrong($"{name} is {value}; it must be a count, or -1 for no limit");

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
            : throw Wrong($"{name} holds {value}; a duration is a whole number with ms, s or m, for instance 500ms");
    }

    private static IEnumerable<KeyValuePair<string, string>> Query(string query)
    {
        foreach (var pair in query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0
                ? new(pair, "")
                : new(Uri.UnescapeDataString(pair[..equals]), Uri.UnescapeDataString(pair[(equals + 1)..]));
        }
    }

    private static ArgumentException Wrong(string what) => new($"The broker's address cannot be used: {what}.");
}
