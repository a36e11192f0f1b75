using System.Globalization;

namespace Stomp.Pure.Reconnection;

/// <summary>Where a broker listens.</summary>
/// <param name="Host">Host name or address.</param>
/// <param name="Port">Port, 1 to 65535.</param>
public sealed record Endpoint(string Host, int Port)
{
    /// <summary>The port of STOMP over TCP.</summary>
    public const int DefaultPort = 61613;

    /// <summary>The <c>host</c> header for this endpoint; null leaves it to the configuration (A-HOSTOUT).</summary>
    public string? VirtualHost { get; init; }

    /// <summary>Host and port.</summary>
    public override string ToString() => Host.Contains(':', System.StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
