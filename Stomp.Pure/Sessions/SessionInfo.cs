using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;

namespace Stomp.Pure.Sessions;

/// <summary>What CONNECT and CONNECTED agreed on.</summary>
/// <param name="Version">The version of the session.</param>
/// <param name="Name">The <c>session</c> header, null when there was none.</param>
/// <param name="Server">The <c>server</c> header, null when there was none.</param>
/// <param name="Heartbeat">The agreed intervals.</param>
/// <param name="Profile">What is known of this broker.</param>
/// <param name="Headers">All headers of CONNECTED.</param>
public sealed record SessionInfo(
    StompVersion Version, string? Name, string? Server, HeartbeatAgreement Heartbeat, BrokerProfile Profile, Headers Headers)
{
    /// <summary>Version and broker.</summary>
    public override string ToString() => $"STOMP {Version.ToText()} with {Server ?? "a broker that gave no name"}";
}
