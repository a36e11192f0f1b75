using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>How one session is to be opened and led.</summary>
public sealed record SessionConfig
{
    /// <summary>Versions to offer. Default all three.</summary>
    public ValueList<StompVersion> Versions { get; init; } = [StompVersion.V10, StompVersion.V11, StompVersion.V12];

    /// <summary>The <c>host</c> header; by default the name used for the socket (A-HOSTOUT). Required when 1.1 or 1.2 is offered.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Says STOMP instead of CONNECT (CL-1.2-05). Not together with 1.0.</summary>
    public bool UseStompCommand { get; init; }

    /// <summary>The <c>login</c> header, null for none.</summary>
    public string? Login { get; init; }

    /// <summary>The <c>passcode</c> header, null for none.</summary>
    public Secret? Passcode { get; init; }

    /// <summary>The <c>client-id</c> header, null for none. ActiveMQ keeps durable subscriptions by it; others ignore it.</summary>
    public string? ClientId { get; init; }

    /// <summary>More headers for CONNECT.</summary>
    public Headers ConnectHeaders { get; init; }

    /// <summary>Heart-beats to offer. Default 10 s each way.</summary>
    public HeartbeatOffer Heartbeat { get; init; } = new(TimeSpan.FromTicks(10 * TimeSpan.TicksPerSecond), TimeSpan.FromTicks(10 * TimeSpan.TicksPerSecond));

    /// <summary>How heart-beats are kept and judged.</summary>
    public HeartbeatMargin Margin { get; init; } = HeartbeatMargin.Default;

    /// <summary>CONNECTED must come within this time after the transport opened. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromTicks(30 * TimeSpan.TicksPerSecond);

    /// <summary>A RECEIPT must come within this time after its frame was written. Default 15 s.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromTicks(15 * TimeSpan.TicksPerSecond);

    /// <summary>A goodbye waits so long for outstanding receipts, and then so long for its own. Default 5 s.</summary>
    public TimeSpan DisconnectTimeout { get; init; } = TimeSpan.FromTicks(5 * TimeSpan.TicksPerSecond);

    /// <summary>What the broker may make us hold.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Named deviations in reading, beside those of the broker's profile.</summary>
    public Leniency Leniency { get; init; }

    /// <summary>Whether SEND gets content-length when it has none.</summary>
    public ContentLengthMode ContentLength { get; init; }

    /// <summary>Whether CONNECT is escaped as RabbitMQ reads it.</summary>
    public bool EscapesConnect { get; init; }

    /// <summary>The broker's profile; null takes the one that its <c>server</c> header names.</summary>
    public BrokerProfile? Profile { get; init; }

    /// <summary>At most so many operations wait for their RECEIPT. Default 100,000.</summary>
    public int MaxPendingReceipts { get; init; } = 100_000;

    /// <summary>Reading pauses at this many unread messages. Default 1,024.</summary>
    public int MaxUnreadMessages { get; init; } = 1_024;

    /// <summary>Reading pauses at this many unread octets. Default 1 MiB.</summary>
    public long MaxUnreadOctets { get; init; } = 1 << 20;

    /// <summary>While an operation waits for its RECEIPT reading goes on up to this multiple of the limits; there the session ends. Default 16.</summary>
    public int HardLimitFactor { get; init; } = 16;

    /// <summary>Whether every RECEIPT, ERROR and heart-beat is told as well, for those who listen. Default no.</summary>
    public bool Observes { get; init; }

    /// <summary>The same with other versions to offer.</summary>
    public SessionConfig WithVersions(params StompVersion[] versions) => this with { Versions = ValueList.Of<StompVersion>(versions) };

    /// <summary>The same with another <c>host</c> header.</summary>
    public SessionConfig WithHost(string host) => this with { Host = host };

    /// <summary>The same with a user and a password.</summary>
    public SessionConfig WithCredentials(string login, Secret passcode) => this with { Login = login, Passcode = passcode };

    /// <summary>The same with another <c>client-id</c> header; null for none.</summary>
    public SessionConfig WithClientId(string? id) => this with { ClientId = id };

    /// <summary>The same with other heart-beats to offer; zero switches a direction off.</summary>
    public SessionConfig WithHeartbeat(TimeSpan send, TimeSpan receive) => this with { Heartbeat = new(send, receive) };

    /// <summary>The same with another time to open the session.</summary>
    public SessionConfig WithConnectTimeout(TimeSpan timeout) => this with { ConnectTimeout = timeout };

    /// <summary>The same with another time for a RECEIPT to come.</summary>
    public SessionConfig WithReceiptTimeout(TimeSpan timeout) => this with { ReceiptTimeout = timeout };

    /// <summary>The same with another time for a goodbye.</summary>
    public SessionConfig WithDisconnectTimeout(TimeSpan timeout) => this with { DisconnectTimeout = timeout };

    /// <summary>The same with another profile of the broker; null goes by its name in CONNECTED.</summary>
    public SessionConfig WithProfile(BrokerProfile? profile) => this with { Profile = profile };

    /// <summary>What is wrong with this configuration, null when nothing is.</summary>
    public Rejection? Check()
    {
        if (Versions.IsEmpty)
            return Wrong("Versions is empty; at least one version must be offered");
        if (UseStompCommand && Versions.Span.Contains(StompVersion.V10))
            return Wrong("UseStompCommand is on and Versions holds 1.0; the STOMP command does not exist at 1.0");
        if (ClientId is { Length: 0 })
            return Wrong("ClientId is empty; it must be a name, or null for none");
        if (Offers11 && Host.Length == 0)
            return Wrong("Host is empty; it is required when 1.1 or 1.2 is offered");
        if (Margin.SendFraction is < 1 or > 1_000_000)
            return Wrong(FormattableString.Invariant($"Margin.SendFraction is {Margin.SendFraction}; it must be between 1 and 1000000, parts per million of the interval"));
        if (Margin.Tolerance < 1_000_000)
            return Wrong(FormattableString.Invariant($"Margin.Tolerance is {Margin.Tolerance}; it must be at least 1000000, parts per million of the interval"));
        if (ConnectTimeout <= TimeSpan.Zero || ReceiptTimeout <= TimeSpan.Zero || DisconnectTimeout < TimeSpan.Zero)
            return Wrong("ConnectTimeout and ReceiptTimeout must be above zero, DisconnectTimeout must not be below");
        if (MaxPendingReceipts < 1 || MaxUnreadMessages < 1 || MaxUnreadOctets < 1 || HardLimitFactor < 1)
            return Wrong("MaxPendingReceipts, MaxUnreadMessages, MaxUnreadOctets and HardLimitFactor must be at least 1");
        foreach (var header in ConnectHeaders)
        {
            if (header.Name is HeaderNames.Receipt or HeaderNames.AcceptVersion or HeaderNames.Host or HeaderNames.Login
                or HeaderNames.Passcode or HeaderNames.HeartBeat or HeaderNames.ContentLength)
            {
                return Wrong($"ConnectHeaders holds {header.Name}, which CONNECT sets itself or cannot have");
            }

            if (header.Is(HeaderNames.ClientId) && ClientId is not null)
                return Wrong("ConnectHeaders holds client-id and ClientId is set; only one of them can say who the client is");
        }

        return FrameEncoder.Check(Connect(), ConnectRules) is { } fault ? Wrong(fault.ToString()) : null;
    }

    /// <summary>Who the client is over all its connections, as the broker learns it.</summary>
    internal string? EffectiveClientId => ClientId ?? ConnectHeaders[HeaderNames.ClientId];

    internal bool Offers11 => Versions.Span.Contains(StompVersion.V11) || Versions.Span.Contains(StompVersion.V12);

    internal EncoderRules ConnectRules => new() { Dialect = Dialect.Initial, From = Side.Client, EscapesConnect = EscapesConnect };

    internal Frame Connect()
    {
        var headers = new System.Collections.Generic.List<Header>(8);
        if (Offers11)
        {
            headers.Add(new(HeaderNames.AcceptVersion, OfferedVersions()));
            headers.Add(new(HeaderNames.Host, Host));
        }

        if (!Heartbeat.IsNone && Offers11)
            headers.Add(new(HeaderNames.HeartBeat, Heartbeat.ToText()));
        if (Login is not null)
            headers.Add(new(HeaderNames.Login, Login));
        if (Passcode is { } passcode)
            headers.Add(Header.Hidden(HeaderNames.Passcode, passcode));
        if (ClientId is not null)
            headers.Add(new(HeaderNames.ClientId, ClientId));
        headers.AddRange(ConnectHeaders.ToArray());
        return new(UseStompCommand ? Command.Stomp : Command.Connect, Headers.Own([.. headers]));
    }

    private static Rejection Wrong(string text) => new(RejectionKind.InvalidArgument, text);

    private string OfferedVersions()
    {
        var text = "";
        foreach (var version in (ReadOnlySpan<StompVersion>)[StompVersion.V10, StompVersion.V11, StompVersion.V12])
        {
            if (Versions.Span.Contains(version))
                text += (text.Length == 0 ? "" : ",") + version.ToText();
        }

        return text;
    }
}
