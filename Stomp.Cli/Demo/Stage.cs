using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Demo;

/// <summary>Where the demo plays: a broker and what is known of it.</summary>
internal sealed record Stage
{
    /// <summary>Where the embedded broker refuses messages.</summary>
    public const string Forbidden = "/forbidden/place";

    /// <summary>How to reach it.</summary>
    public required StompOptions Options { get; init; }

    /// <summary>Whether it is the embedded one.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>How destinations begin, so that they are nobody else's.</summary>
    public required string Scratch { get; init; }

    /// <summary>What the embedded broker does here: short beats, refused messages come again, one place is forbidden.</summary>
    public static BrokerConfig Embedded { get; } = BrokerConfig.Default with
    {
        ForbiddenPrefixes = ["/forbidden/"],
        Nack = new NackPolicy.Requeue(),
        Heartbeat = new(TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(250)),
        Margin = HeartbeatMargin.Default with { Tolerance = 20_000_000 },
    };

    /// <summary>Heart-beats that each side must show before the demo goes on.</summary>
    public int Beats => IsEmbedded ? 2 : 1;

    /// <summary>The options of a session that offers all versions up to one.</summary>
    public StompOptions UpTo(StompVersion version)
    {
        var interval = TimeSpan.FromMilliseconds(IsEmbedded ? 250 : 500);
        return Options with
        {
            Versions = [.. Offered(version)],
            HeartbeatSend = interval,
            HeartbeatReceive = interval,
            // A busy machine must not look like a dead broker.
            HeartbeatTolerance = 20,
            Reconnect = Options.Reconnect with { FirstRounds = 1, Rounds = 0 },
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ReceiptTimeout = TimeSpan.FromSeconds(5),
            DisconnectTimeout = TimeSpan.FromSeconds(2),
        };
    }

    /// <summary>All versions up to one.</summary>
    public static IReadOnlyList<StompVersion> Offered(StompVersion version) =>
        [.. new[] { StompVersion.V10, StompVersion.V11, StompVersion.V12 }.Where(offered => offered <= version)];

    /// <summary>What a SUBSCRIBE needs so that nothing stays behind.</summary>
    public static Headers Tidy(SessionInfo session) =>
        session.Profile == BrokerProfile.RabbitMq ? [new Header("durable", "false"), new Header("auto-delete", "true")] : default;
}
