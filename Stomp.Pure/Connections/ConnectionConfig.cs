using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>What happens to sends and the like while there is no session.</summary>
public enum WhenDown
{
    /// <summary>They wait, in order and bounded, until there is one.</summary>
    Queue,

    /// <summary>They fail at once as not sent.</summary>
    Fail,
}

/// <summary>What becomes of a send whose session ends before its RECEIPT came.</summary>
public enum UnknownPolicy
{
    /// <summary>It ends as unknown: it may have arrived or not.</summary>
    Report,

    /// <summary>
    /// It is sent again in the next session, as often as it takes, and may arrive more than once. Not so within a transaction, nor when the session ended with an ERROR
    /// that does not say what it is about: what the broker may have refused would be refused again and again.
    /// </summary>
    Resend,
}

/// <summary>How a connection is to be led.</summary>
public sealed record ConnectionConfig
{
    /// <summary>Where to connect, in order. Default <c>localhost:61613</c>.</summary>
    public ValueList<Endpoint> Endpoints { get; init; } = [new Endpoint("localhost", Endpoint.DefaultPort)];

    /// <summary>The <c>host</c> header for every endpoint; null takes the endpoint's own, and without that the name used for the socket (A-HOSTOUT).</summary>
    public string? Host { get; init; }

    /// <summary>Whether every round tries the endpoints in an order thrown by the dice.</summary>
    public bool Randomize { get; init; }

    /// <summary>How each session is to be led. Its connect timeout covers the dial as well, its host is set from here.</summary>
    public SessionConfig Session { get; init; } = new();

    /// <summary>
    /// Whether every attempt asks for credentials before it dials; they take the place of those in <see cref="Session"/>. A transport that is handed
    /// over before <see cref="ConnectionEvent.Open"/> asks for none.
    /// </summary>
    public bool AsksCredentials { get; init; }

    /// <summary>When to try again.</summary>
    public ReconnectPolicy Reconnect { get; init; } = new();

    /// <summary>What happens while there is no session.</summary>
    public WhenDown WhenDown { get; init; }

    /// <summary>What becomes of a send whose session ends before its RECEIPT came.</summary>
    public UnknownPolicy OnUnknown { get; init; }

    /// <summary>At most so many sends are kept to be sent again; what is sent beyond is reported instead. Default 10,000.</summary>
    public int MaxKept { get; init; } = 10_000;

    /// <summary>At most so many octets of bodies are kept to be sent again; what is sent beyond is reported instead. Default 64 MiB.</summary>
    public long MaxKeptOctets { get; init; } = 64 << 20;

    /// <summary>At most so many operations wait for a session. Default 1,000.</summary>
    public int MaxQueued { get; init; } = 1_000;

    /// <summary>At most so many octets of bodies wait for a session. Default 8 MiB.</summary>
    public long MaxQueuedOctets { get; init; } = 8 << 20;

    /// <summary>The same with other endpoints.</summary>
    public ConnectionConfig WithEndpoints(params Endpoint[] endpoints) => this with { Endpoints = ValueList.Of<Endpoint>(endpoints) };

    /// <summary>The same with another session.</summary>
    public ConnectionConfig WithSession(Func<SessionConfig, SessionConfig> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Session = change(Session) };
    }

    /// <summary>The same with another fate for sends whose session ends before their RECEIPT came.</summary>
    public ConnectionConfig WithOnUnknown(UnknownPolicy policy) => this with { OnUnknown = policy };

    /// <summary>The same, which asks or does not ask for credentials at every attempt.</summary>
    public ConnectionConfig WithAsksCredentials(bool asks) => this with { AsksCredentials = asks };

    /// <summary>The same with another policy of reconnection.</summary>
    public ConnectionConfig WithReconnect(Func<ReconnectPolicy, ReconnectPolicy> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Reconnect = change(Reconnect) };
    }

    /// <summary>What is wrong with this configuration, null when nothing is.</summary>
    public Rejection? Check()
    {
        if (Endpoints.IsEmpty)
            return Wrong("Endpoints is empty; at least one is needed");
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Host.Length == 0 || endpoint.Port is < 1 or > 65_535)
                return Wrong($"Endpoints holds {endpoint}; it needs a host and a port between 1 and 65535");
            // The host of a CONNECT follows the endpoint, so it is checked with each.
            if (SessionFor(endpoint).Check() is { } problem)
                return problem;
        }

        if (Reconnect.Initial < TimeSpan.Zero || Reconnect.Max < TimeSpan.Zero || Reconnect.StableAfter < TimeSpan.Zero)
            return Wrong("Reconnect.Initial, Reconnect.Max and Reconnect.StableAfter must not be below zero");
        if (Reconnect.Increase < 0 || Reconnect.Jitter < 0)
            return Wrong("Reconnect.Increase and Reconnect.Jitter must not be below zero; they are parts per million of the wait");
        if (Reconnect.FirstRounds is < 1 || Reconnect.Rounds is < 0)
            return Wrong("Reconnect.FirstRounds must be at least 1 and Reconnect.Rounds at least 0; null means no limit");
        if (MaxKept < 0 || MaxKeptOctets < 0)
            return Wrong("MaxKept and MaxKeptOctets must not be below zero");
        return MaxQueued < 0 || MaxQueuedOctets < 0 ? Wrong("MaxQueued and MaxQueuedOctets must not be below zero") : null;
    }

    internal SessionConfig SessionFor(Endpoint endpoint) =>
        Session with { Host = Host ?? endpoint.VirtualHost ?? endpoint.ServerName ?? endpoint.Host };

    private static Rejection Wrong(string text) => new(RejectionKind.InvalidArgument, text);
}
