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

    /// <summary>When to try again.</summary>
    public ReconnectPolicy Reconnect { get; init; } = new();

    /// <summary>What happens while there is no session.</summary>
    public WhenDown WhenDown { get; init; }

    /// <summary>At most so many operations wait for a session. Default 1,000.</summary>
    public int MaxQueued { get; init; } = 1_000;

    /// <summary>At most so many octets of bodies wait for a session. Default 8 MiB.</summary>
    public long MaxQueuedOctets { get; init; } = 8 << 20;

    /// <summary>The same with other endpoints.</summary>
    public ConnectionConfig WithEndpoints(params ReadOnlySpan<Endpoint> endpoints) => this with { Endpoints = ValueList.Of(endpoints) };

    /// <summary>The same with another session.</summary>
    public ConnectionConfig WithSession(Func<SessionConfig, SessionConfig> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Session = change(Session) };
    }

    /// <summary>The same with another policy of reconnection.</summary>
    public ConnectionConfig WithReconnect(Func<ReconnectPolicy, ReconnectPolicy> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Reconnect = change(Reconnect) };
    }

    /// <summary>What is wrong with this configuration, null when nothing is.</summary>
    public Rejection? Check() =>
        Endpoints.IsEmpty ? new(RejectionKind.InvalidArgument, "Endpoints is empty; at least one is needed") : Session.Check();
}
