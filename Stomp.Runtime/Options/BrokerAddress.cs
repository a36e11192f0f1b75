using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Options;

/// <summary>
/// What an address says: <c>stomp://user:password@host:port/virtual-host?heartbeat=10s,10s</c>, <c>stomp+ssl://…</c>, or a list
/// <c>failover:(a,b)?randomize=true</c>. Without a path the virtual host is <c>/</c>. The path of <c>ws://…</c> and <c>wss://…</c> is that of the WebSocket.
/// </summary>
internal static class BrokerAddress
{
    private const string List = "failover:";
    private const string Beginning = "The broker's address cannot be used: ";

    private const string Misplaced = "it has an @ behind the host and port; in a user's name or password / is written %2F, ? is %3F, # is %23, and an @ elsewhere is %40";

    /// <summary>The options that an address stands for; <see cref="AddressQuery"/> knows what may stand behind its question mark.</summary>
    /// <exception cref="ArgumentException">The text is no such address; the message says what is wrong, without the password.</exception>
    public static StompOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        text = text.Trim();
        if (text.StartsWith(List, StringComparison.OrdinalIgnoreCase))
            return ParseList(text[List.Length..]);
        var (options, query) = ParseOne(text);
        return AddressQuery.Apply(options, query, isList: false);
    }

    private static StompOptions ParseList(string text)
    {
        text = text.StartsWith("//", StringComparison.Ordinal) ? text[2..] : text;
        var close = text.LastIndexOf(')');
        if (text.Length == 0 || text[0] != '(' || close < 0)
            throw Wrong("a failover list is written failover:(stomp://a:61613,stomp://b:61613)?randomize=true");
        Address? list = null;
        foreach (var (index, address) in Split(text[1..close]).Index())
        {
            var one = ParseOfList(address, index + 1);
            list = list is { } others ? Join(others, one) : one;
        }

        if (list is not { } whole)
            throw Wrong("the failover list is empty");
        var query = text[(close + 1)..];
        if (query.Contains('@', StringComparison.Ordinal))
            throw Wrong(Misplaced);
        if (query.Length > 0 && query[0] != '?')
            throw Wrong($"behind the failover list stands {query}; only a query may follow");
        // What stands behind the list holds for all of it, with or without the prefix with which ActiveMQ hands it to each address.
        var options = AddressQuery.Apply(whole.Options, whole.Query, isList: false);
        return AddressQuery.Apply(options, AddressQuery.Read(query, isList: true), isList: true);
    }

    /// <summary>Its number says which one is wrong: what cannot be read may hold a password anywhere.</summary>
    private static Address ParseOfList(string text, int number)
    {
        try
        {
            return ParseOne(text);
        }
        catch (ArgumentException exception) when (exception.Message.StartsWith(Beginning, StringComparison.Ordinal))
        {
            throw new ArgumentException(FormattableString.Invariant($"{Beginning}address {number} of the failover list: {exception.Message[Beginning.Length..]}"), exception);
        }
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
        foreach (var (name, value) in one.Query)
        {
            if (list.Query.TryGetValue(name, out var other) && other != value)
                throw Wrong($"the addresses of a failover list carry different values of {name}; one connection has one");
            list.Query[name] = value;
        }

        var user = all.Login is null ? added : all;
        return list with { Options = all with { Endpoints = all.Endpoints.Concat(added.Endpoints), Login = user.Login, Passcode = user.Passcode } };
    }

    private static Address ParseOne(string text)
    {
        // what stands before the colon is not repeated: without slashes it may be a user's name
        if (!text.Contains("://", StringComparison.Ordinal))
            throw Wrong("it must begin with stomp://, stomp+ssl://, ws:// or wss://, for instance stomp://guest:guest@localhost:61613");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw Wrong("it cannot be read; the port is a number up to 65535, an IPv6 address stands in brackets, and in a user's name or password @ is written %40, : is %3A, / is %2F");
        var (isTls, isWebSocket) = uri.Scheme switch
        {
            "stomp" or "tcp" => (false, false),
            "stomp+ssl" or "ssl" => (true, false),
            "ws" => (false, true),
            "wss" => (true, true),
            var other => throw Wrong($"the scheme is {other}; it must be stomp, stomp+ssl, ws or wss"),
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
        var query = AddressQuery.Read(uri.Query, isList: false, isWebSocket);
        query.Remove(AddressQuery.VirtualHost, out var virtualHost);
        var endpoint = new Endpoint(uri.IdnHost.Trim('[', ']'), uri.Port > 0 ? uri.Port : isTls ? Endpoint.DefaultTlsPort : Endpoint.DefaultPort)
        {
            IsTls = isTls,
            // The path of a WebSocket is its own, as it stands.
            VirtualHost = path.Length <= 1 || isWebSocket ? virtualHost ?? "/" : path[1..],
            WebSocketPath = isWebSocket ? uri.AbsolutePath : null,
        };
        return new(WithCredentials(new() { Endpoints = [endpoint] }, uri.UserInfo), query);
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

    internal static ArgumentException Wrong(string what) => new($"{Beginning}{what}.");

    /// <summary>An address: its endpoint and user as options, and the rest of it by name.</summary>
    private readonly record struct Address(StompOptions Options, Dictionary<string, string> Query);
}
