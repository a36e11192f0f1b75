using System.Globalization;

namespace Stomp.Pure.Reconnection;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Port, 1 to 65535.</param>
public sealed record Endpoint(string Host, int Port)
{
    /// <summary>The port of STOMP over TCP.</summary>
    public const int DefaultPort = 61613;

    /// <summary>The port of STOMP over TLS.</summary>
    public const int DefaultTlsPort = 61614;

    /// <summary>Whether the transport is TLS. Credentials never go to an endpoint in clear because something else was meant.</summary>
    public bool IsTls { get; init; }

    /// <summary>The name that the endpoint is known by when <see cref="Host"/> is only a way to it: its certificate and its settings go by this. Null: the host.</summary>
    public string? ServerName { get; init; }

    /// <summary>The <c>host</c> header for this endpoint; null leaves it to the configuration (A-HOSTOUT).</summary>
    public string? VirtualHost { get; init; }

    /// <summary>The resource of a WebSocket, for instance <c>/ws</c>, over which STOMP is spoken (N11). Null: over TCP or TLS as they are.</summary>
    public string? WebSocketPath { get; init; }

    /// <summary>Host and port, with <c>tls:</c> before them where they are reached over TLS; the whole address of a WebSocket.</summary>
    public override string ToString()
    {
        var host = Host.Contains(':', System.StringComparison.Ordinal) ? $"[{Host}]" : Host;
        var before = (IsTls, WebSocketPath) switch
        {
            (false, null) => "",
            (true, null) => "tls:",
            (false, _) => "ws://",
            (true, _) => "wss://",
        };
        return string.Create(CultureInfo.InvariantCulture, $"{before}{host}:{Port}{WebSocketPath}");
    }
}
