using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What the scenarios of a session have in common.</summary>
public abstract class SessionScenarios
{
    private protected const string Offer = "tx CONNECT{accept-version:1.0,1.1,1.2; host:h}";

    /// <summary>All versions, host h, no heart-beats, a peer is dead after twice its interval.</summary>
    private protected static SessionConfig Config => new()
    {
        Host = "h",
        Heartbeat = HeartbeatOffer.None,
        Margin = HeartbeatMargin.Default with { Tolerance = 2_000_000 },
    };

    private protected static SessionConfig Offering(params ReadOnlySpan<StompVersion> versions) => Config with { Versions = ValueList.Of(versions) };

    private protected static HeartbeatOffer Beats(int send, int receive) => new(TimeSpan.FromMilliseconds(send), TimeSpan.FromMilliseconds(receive));

    /// <summary>A session whose CONNECT is under way.</summary>
    private protected static SessionHarness Opened(SessionConfig config)
    {
        var session = new SessionHarness(config);
        session.Step(new SessionEvent.Opened(Instant.FromSeconds(3600)), EffectNotation.Show(new SessionEffect.Transmit(config.Connect(), config.ConnectRules, 1)));
        return session;
    }

    private protected static SessionHarness Connected(StompVersion version) => Connected(version, Config);

    private protected static SessionHarness Connected(StompVersion version, SessionConfig config) =>
        new SessionHarness(config).Connect(version == StompVersion.V10 ? "CONNECTED{session:s}" : $"CONNECTED{{version:{version.ToText()}}}");

    /// <summary>A session with a broker of that profile.</summary>
    private protected static SessionHarness Connected(StompVersion version, BrokerProfile profile) =>
        Connected(version, Config with { Profile = profile });

    private protected static SessionEvent.Order Send(string destination, string body = "") =>
        new SessionEvent.Send(default, 0, destination, Payload.FromText(body));

    private protected static SessionEvent.Order SendIn(string transaction, string destination, string body) =>
        new SessionEvent.Send(default, 0, destination, Payload.FromText(body)) { Transaction = transaction };

    private protected static SessionEvent.Subscribe Subscribe(string destination, AckMode mode = AckMode.Auto) => new(default, 0, destination, mode);

    private protected static SessionEvent.Order Unsubscribe(long subscription) => new SessionEvent.Unsubscribe(default, 0, subscription);

    private protected static SessionEvent.Order Ack(long delivery, string? transaction = null) =>
        new SessionEvent.Settle(default, 0, delivery, true) { Transaction = transaction };

    private protected static SessionEvent.Order Nack(long delivery, string? transaction = null) =>
        new SessionEvent.Settle(default, 0, delivery, false) { Transaction = transaction };

    private protected static SessionEvent.Order Begin(string? id = null) => new SessionEvent.Begin(default, 0, id);

    private protected static SessionEvent.Order Commit(string transaction) => new SessionEvent.Commit(default, 0, transaction);

    private protected static SessionEvent.Order Abort(string transaction) => new SessionEvent.Abort(default, 0, transaction);

    private protected static SessionEvent.Order Disconnect() => new SessionEvent.Disconnect(default, 0);

    private protected static ReceiptWish Receipt => ReceiptWish.Counted;

    /// <summary>What the broker's MESSAGE looks like in a version, for the first subscription unless told otherwise.</summary>
    private protected static string Message(StompVersion version, string id, string ack, string subscription = "0", string destination = "/q") =>
        $"MESSAGE{{subscription:{subscription}; message-id:{id}; destination:{destination}" + (version == StompVersion.V12 ? $"; ack:{ack}" : "") + "}'x'";
}
