using System;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime;

/// <summary>TLS settings for an endpoint, or for every endpoint.</summary>
/// <param name="Host">The endpoint's host; null for every one.</param>
/// <param name="Port">The endpoint's port; null for every one of that host.</param>
/// <param name="Options">The settings.</param>
public sealed record TlsRule(string? Host, int? Port, TlsOptions Options)
{
    internal bool Matches(Endpoint endpoint) =>
        (Host is null || string.Equals(Host, endpoint.ServerName ?? endpoint.Host, StringComparison.OrdinalIgnoreCase))
        && (Port is null || Port == endpoint.Port);

    /// <summary>What it is for, for people.</summary>
    internal string Where => (Host ?? "every host") + (Port is { } port ? FormattableString.Invariant($":{port}") : "");

    internal int Weight => (Host is null ? 0 : 2) + (Port is null ? 0 : 1);
}
