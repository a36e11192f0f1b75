using System;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>How a broker behaves.</summary>
public sealed record BrokerConfig
{
    /// <summary>The defaults: any login, any host, versions 1.0 to 1.2.</summary>
    public static BrokerConfig Default { get; } = new();

    /// <summary>The <c>server</c> header of CONNECTED: a name, then optionally a slash and a version (SV-1.2-14).</summary>
    public string Server { get; init; } = "stomp-embedded/0.1";

    /// <summary>Versions to speak. Default all three.</summary>
    public ValueList<StompVersion> Versions { get; init; } = [StompVersion.V10, StompVersion.V11, StompVersion.V12];

    /// <summary>Whether CONNECT must name a host at 1.1 and 1.2 (A-HOST). Default yes; some clients do not.</summary>
    public bool RequiresHost { get; init; } = true;

    /// <summary>The hosts that a CONNECT may name, exactly; none listed means any. Default any.</summary>
    public ValueList<string> Hosts { get; init; }

    /// <summary>Who may log in; none listed means anybody. Default anybody.</summary>
    public ValueList<BrokerAccount> Accounts { get; init; }

    /// <summary>Heart-beats to offer. Default 10 s each way.</summary>
    public HeartbeatOffer Heartbeat { get; init; } = new(TimeSpan.FromTicks(10 * TimeSpan.TicksPerSecond), TimeSpan.FromTicks(10 * TimeSpan.TicksPerSecond));

    /// <summary>How heart-beats are kept and judged.</summary>
    public HeartbeatMargin Margin { get; init; } = HeartbeatMargin.Default;

    /// <summary>How long a half-closed link waits for the client's close (A-LINGER). Default 1 s.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromTicks(TimeSpan.TicksPerSecond);

    /// <summary>CONNECT must be complete within this time. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromTicks(30 * TimeSpan.TicksPerSecond);

    /// <summary>Destinations that begin like this are topics: every subscription gets every message. All others are queues: one of them does. Default <c>/topic/</c>.</summary>
    public ValueList<string> TopicPrefixes { get; init; } = ["/topic/"];

    /// <summary>Destinations that begin like this are refused, to SEND and to SUBSCRIBE. Default none.</summary>
    public ValueList<string> ForbiddenPrefixes { get; init; }

    /// <summary>What becomes of a message after NACK. Default: it goes to <c>/queue/dead-letter</c>.</summary>
    public NackPolicy Nack { get; init; } = new NackPolicy.DeadLetter("/queue/dead-letter");

    /// <summary>What a client's frames may make the broker hold.</summary>
    public FrameLimits FrameLimits { get; init; } = FrameLimits.Default;

    /// <summary>Named deviations in reading. Default none.</summary>
    public Leniency Leniency { get; init; }

    /// <summary>What all clients together may make the broker hold.</summary>
    public BrokerLimits Limits { get; init; } = BrokerLimits.Default;

    /// <summary>The same configuration with another name of the server.</summary>
    public BrokerConfig WithServer(string server) => this with { Server = server };

    /// <summary>The same configuration with other versions.</summary>
    public BrokerConfig WithVersions(ValueList<StompVersion> versions) => this with { Versions = versions };

    /// <summary>The same configuration, which asks or does not ask for a host.</summary>
    public BrokerConfig WithRequiresHost(bool required) => this with { RequiresHost = required };

    /// <summary>The same configuration with these hosts, and no others.</summary>
    public BrokerConfig WithHosts(ValueList<string> hosts) => this with { Hosts = hosts };

    /// <summary>The same configuration with these accounts, and nobody else.</summary>
    public BrokerConfig WithAccounts(ValueList<BrokerAccount> accounts) => this with { Accounts = accounts };

    /// <summary>The same configuration with another offer of heart-beats.</summary>
    public BrokerConfig WithHeartbeat(HeartbeatOffer offer) => this with { Heartbeat = offer };

    /// <summary>The same configuration with another way to keep and judge heart-beats.</summary>
    public BrokerConfig WithMargin(HeartbeatMargin margin) => this with { Margin = margin };

    /// <summary>The same configuration with another wait for the client's close.</summary>
    public BrokerConfig WithLinger(TimeSpan linger) => this with { Linger = linger };

    /// <summary>The same configuration with another wait for CONNECT.</summary>
    public BrokerConfig WithConnectTimeout(TimeSpan timeout) => this with { ConnectTimeout = timeout };

    /// <summary>The same configuration with other topics.</summary>
    public BrokerConfig WithTopicPrefixes(ValueList<string> prefixes) => this with { TopicPrefixes = prefixes };

    /// <summary>The same configuration with other destinations refused.</summary>
    public BrokerConfig WithForbiddenPrefixes(ValueList<string> prefixes) => this with { ForbiddenPrefixes = prefixes };

    /// <summary>The same configuration with another fate for refused messages.</summary>
    public BrokerConfig WithNack(NackPolicy policy) => this with { Nack = policy };

    /// <summary>The same configuration with other limits for frames.</summary>
    public BrokerConfig WithFrameLimits(FrameLimits limits) => this with { FrameLimits = limits };

    /// <summary>The same configuration with other deviations in reading.</summary>
    public BrokerConfig WithLeniency(Leniency leniency) => this with { Leniency = leniency };

    /// <summary>The same configuration with other limits for all clients together.</summary>
    public BrokerConfig WithLimits(BrokerLimits limits) => this with { Limits = limits };

    /// <summary>What is wrong with this configuration, null when nothing is. A broker with a wrong one may ask for frames that cannot be written.</summary>
    public string? Check()
    {
        if (Versions.IsEmpty)
            return "Versions is empty; a broker speaks at least one version";
        foreach (var version in Versions)
        {
            if (version is not (StompVersion.V10 or StompVersion.V11 or StompVersion.V12))
                return "Versions holds something that is none";
        }

        if (Linger < TimeSpan.Zero || ConnectTimeout <= TimeSpan.Zero)
            return "Linger and ConnectTimeout must not be negative, and ConnectTimeout not zero";
        if (Nack is NackPolicy.DeadLetter { Destination: var dead } && (dead.Length == 0 || !CanBeWritten(HeaderNames.Destination, dead)))
            return "the destination of dead letters is empty, or cannot be written in every version";
        return CanBeWritten(HeaderNames.Server, Server) ? null : "Server cannot be written as a header";
    }

    private static bool CanBeWritten(string name, string value) =>
        !value.Contains('\r') && FrameEncoder.Check(new(Command.Message, [new(name, value)]), Rules.Of(Dialect.V10)) is null;
}

/// <summary>Somebody who may log in.</summary>
/// <param name="Login">The name.</param>
/// <param name="Passcode">The password; never printed.</param>
public sealed record BrokerAccount(string Login, string Passcode)
{
    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Login = ").Append(Login).Append(", Passcode = ***");
        return true;
    }
}

/// <summary>What becomes of a message that its consumer refused with NACK.</summary>
public abstract record NackPolicy
{
    private protected NackPolicy()
    {
    }

    /// <summary>It is gone.</summary>
    public sealed record Discard : NackPolicy;

    /// <summary>It is sent, headers and body as they were, to another destination. Refused there as well, or where there is no room, it is gone.</summary>
    /// <param name="Destination">Where to.</param>
    public sealed record DeadLetter(string Destination) : NackPolicy;

    /// <summary>It is offered again: to another subscription, or to the same one if that is the only one.</summary>
    public sealed record Requeue : NackPolicy;
}

/// <summary>What clients may make a broker hold. Octets count headers and body, and a little for each message.</summary>
public sealed record BrokerLimits
{
    /// <summary>The defaults.</summary>
    public static BrokerLimits Default { get; } = new();

    /// <summary>Messages held in all: waiting, unsettled or in open transactions. Default 1,000,000.</summary>
    public int Messages { get; init; } = 1_000_000;

    /// <summary>Octets of them. Default 268,435,456 (256 MiB).</summary>
    public long Octets { get; init; } = 256L << 20;

    /// <summary>Messages that wait in one queue, or for one subscription of a topic. Default 1,000,000.</summary>
    public int QueueMessages { get; init; } = 1_000_000;

    /// <summary>Octets of them. Default 268,435,456 (256 MiB).</summary>
    public long QueueOctets { get; init; } = 256L << 20;

    /// <summary>Messages transmitted on one link and not written yet; more of them wait in their queues. Default 1,000.</summary>
    public int UnwrittenMessages { get; init; } = 1_000;

    /// <summary>Octets of them. Default 8,388,608 (8 MiB).</summary>
    public long UnwrittenOctets { get; init; } = 8L << 20;

    /// <summary>Octets of other frames transmitted on one link and not written yet. A client that sends and never reads is cut off there. Default 67,108,864 (64 MiB).</summary>
    public long UnwrittenReplyOctets { get; init; } = 64L << 20;

    /// <summary>Open subscriptions of one link. Default 10,000.</summary>
    public int Subscriptions { get; init; } = 10_000;

    /// <summary>Open transactions of one link. Default 1,000.</summary>
    public int Transactions { get; init; } = 1_000;
}
