using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Tests.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Connections;

/// <summary>What the scenarios of a connection have in common.</summary>
public abstract class ConnectionScenarios : SessionScenarios
{
    private protected const string FullOffer = "tx CONNECT{accept-version:1.0,1.1,1.2; host:a}";

    /// <summary>One endpoint a:1, no heart-beats, no jitter.</summary>
    private protected static ConnectionConfig Plain => new()
    {
        Endpoints = [new Endpoint("a", 1)],
        Session = Config,
        Reconnect = new() { Jitter = 0 },
    };

    private protected static SessionEvent.Send Said(string destination, string body) => new(default, 0, destination, Payload.FromText(body));

    private protected static ConnectionHarness Up(ConnectionConfig config) => new ConnectionHarness(config).Connect("CONNECTED{version:1.2}");
}
