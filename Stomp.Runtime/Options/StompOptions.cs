using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LanguageExt;
using LanguageExt.Common;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Options;
using Stomp.Runtime.Recording;
using Stomp.Runtime.Transports;
using static LanguageExt.Prelude;

namespace Stomp.Runtime;

/// <summary>How a connection is to be opened and led. Immutable: every <c>With…</c> gives another one.</summary>
public sealed partial record StompOptions
{
    /// <summary>Where to connect, in order. Default <c>localhost:61613</c>.</summary>
    public ValueList<Endpoint> Endpoints { get; init; } = [new Endpoint("localhost", Endpoint.DefaultPort) { VirtualHost = "/" }];

    /// <summary>The user's name, null for none.</summary>
    public string? Login { get; init; }

    /// <summary>The password, null for none. It never reaches a state, an effect or a log.</summary>
    public string? Passcode { get; init; }

    /// <summary>Asked for the credentials of every attempt to connect, in the place of <see cref="Login"/> and <see cref="Passcode"/>; null for none.</summary>
    public Func<CancellationToken, ValueTask<StompCredentials>>? CredentialsProvider { get; init; }

    /// <summary>Versions to offer; the broker takes the highest that it speaks. Default all three.</summary>
    public ValueList<StompVersion> Versions { get; init; } = [StompVersion.V10, StompVersion.V11, StompVersion.V12];

    /// <summary>Overrides the <c>host</c> header of every endpoint; null leaves it to the address.</summary>
    public string? VirtualHost { get; init; }

    /// <summary>The <c>client-id</c> header of CONNECT, null for none. ActiveMQ keeps durable subscriptions by it, and lets only one connection have it at a time.</summary>
    public string? ClientId { get; init; }

    /// <summary>More headers for CONNECT.</summary>
    public Headers ConnectHeaders { get; init; }

    /// <summary>At least so often something is written. Zero switches it off. Default 10 s; whole milliseconds.</summary>
    public TimeSpan HeartbeatSend { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>At least so often something is wanted from the broker. Zero switches it off. Default 10 s; whole milliseconds.</summary>
    public TimeSpan HeartbeatReceive { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The broker counts as dead after this multiple of the agreed interval without an octet. Default 2.5: ActiveMQ's gaps reach twice the interval.</summary>
    public double HeartbeatTolerance { get; init; } = 2.5;

    /// <summary>The session must be open within this time: name, TCP, TLS and CONNECTED. Per attempt. Default 30 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A RECEIPT must come within this time after its frame was written. Default 15 s.</summary>
    public TimeSpan ReceiptTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A goodbye waits so long for outstanding receipts, and then so long for its own. Default 5 s.</summary>
    public TimeSpan DisconnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>When to try again.</summary>
    public ReconnectOptions Reconnect { get; init; } = new();

    /// <summary>What happens to sends while there is no session. Default <see cref="WhenDown.Queue"/>: they wait, bounded.</summary>
    public WhenDown WhenDown { get; init; }

    /// <summary>At most so many operations wait for a session; what is asked for beyond is refused. Default 1,000.</summary>
    public int MaxQueued { get; init; } = 1_000;

    /// <summary>At most so many octets of bodies wait for a session; what is asked for beyond is refused. Default 8 MiB.</summary>
    public long MaxQueuedOctets { get; init; } = 8 << 20;

    /// <summary>What becomes of a send whose connection is lost before its RECEIPT came. Default: it is reported as unknown.</summary>
    public UnknownPolicy OnUnknown { get; init; }

    /// <summary>Under <see cref="UnknownPolicy.Resend"/>, at most so many sends are kept to be sent again; those beyond are reported instead. Default 10,000.</summary>
    public int MaxKept { get; init; } = 10_000;

    /// <summary>Under <see cref="UnknownPolicy.Resend"/>, at most so many octets of bodies are kept; sends beyond are reported instead. Default 64 MiB.</summary>
    public long MaxKeptOctets { get; init; } = 64 << 20;

    /// <summary>What the broker may make the client hold.</summary>
    public FrameLimits Limits { get; init; } = FrameLimits.Default;

    /// <summary>Named deviations in reading, for brokers that need them.</summary>
    public Leniency Leniency { get; init; }

    /// <summary>Escapes CONNECT as RabbitMQ reads it; only needed there for names and passwords with a backslash.</summary>
    public bool EscapesConnect { get; init; }

    /// <summary>Overrides what is known of the broker; null goes by its <c>server</c> header.</summary>
    public BrokerProfile? Profile { get; init; }

    /// <summary>Whether SEND gets <c>content-length</c>. Default yes; ActiveMQ takes a SEND without it for text.</summary>
    public ContentLengthMode ContentLength { get; init; }

    /// <summary>How text is encoded and decoded where no content type names a charset (M17). Default UTF-8.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>What happens to text that its charset cannot carry, and to octets that are no text in it (M16). Default: they are replaced.</summary>
    public TextPolicy TextPolicy { get; init; }

    /// <summary>At most so many messages wait for their consumers before reading pauses; sixteen times as many while a receipt is awaited, where the session ends. Default 1,024.</summary>
    public int MaxUnreadMessages { get; init; } = 1_024;

    /// <summary>At most so many octets wait for their consumers before reading pauses; sixteen times as many while a receipt is awaited, where the session ends. Messages may hold on to more than themselves, see <see cref="StompMessage.Body"/>. Default 1 MiB.</summary>
    public long MaxUnreadOctets { get; init; } = 1 << 20;

    /// <summary>
    /// How many unacknowledged messages the broker may send ahead in the modes that acknowledge, where its profile knows a header for it; null leaves it to the
    /// broker. Default 256. Without it a consumer that falls behind stops the reader, and RabbitMQ hangs up on a client that does not read while heart-beats are agreed.
    /// </summary>
    public int? Prefetch { get; init; } = 256;

    /// <summary>At most so many octets wait to be written before senders wait. Default 1 MiB; a larger message goes alone.</summary>
    public long MaxUnwrittenOctets { get; init; } = 1 << 20;

    /// <summary>
    /// Whether the thread that reads from the broker runs waiting consumers itself, before it reads on. Default false. True is fastest, and safe only where no
    /// consumer ever blocks its thread (<c>.Result</c>, <c>.Wait()</c>, <c>Thread.Sleep</c>, a lock held for long); <c>await</c> is fine. A consumer that
    /// blocks, or computes for seconds before it awaits, keeps its connection from reading: receipts time out and heart-beats are missed. What consumers send or
    /// acknowledge without a receipt meanwhile goes out 32 KiB at a time, the rest when they await or are done. With false only a thread that has nothing
    /// left to read goes on as a consumer, and what is sent or acknowledged goes out at once.
    /// </summary>
    public bool AllowSynchronousContinuations { get; init; }

    /// <summary>How sockets are set up.</summary>
    public SocketOptions Sockets { get; init; } = new();

    /// <summary>How a WebSocket is asked for, at endpoints that have a <see cref="Endpoint.WebSocketPath"/> (N11).</summary>
    public StompWebSocketOptions WebSocket { get; init; } = new();

    /// <summary>TLS settings. Those without a host hold for every endpoint; where several match an endpoint, the most particular one holds.</summary>
    public ValueList<TlsRule> Tls { get; init; }

    /// <summary>
    /// Whether local endpoints are tried first (M05), among themselves in their own order. Default yes. Local are <c>localhost</c>, the loopback addresses of
    /// both families, and this machine's own name, with and without its domain. Without effect when <see cref="Randomize"/> is on.
    /// </summary>
    public bool PreferLocal { get; init; } = true;

    /// <summary>
    /// Whether loopback is tried on the same port behind this machine's own name (M06), unless the endpoints hold loopback on that port already. Default yes.
    /// It stays TLS where the name is TLS, under the name's settings, and the certificate must carry the name.
    /// </summary>
    public bool TryLoopback { get; init; } = true;

    /// <summary>Whether the endpoints are tried in a thrown order instead of the one given, thrown anew for each round. Default no.</summary>
    public bool Randomize { get; init; }

    /// <summary>Opens transports; null dials over TCP, TLS and WebSocket.</summary>
    public ITransportFactory? TransportFactory { get; init; }

    /// <summary>Listeners that are there from the beginning; others may be set while the connection runs.</summary>
    public ValueList<NamedListener> Listeners { get; init; }

    /// <summary>Says STOMP instead of CONNECT (1.1 and 1.2 only). Default no.</summary>
    public bool UseStompCommand { get; init; }

    /// <summary>Time. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>For the dice of the backoff; null draws one.</summary>
    public ulong? Seed { get; init; }

    /// <summary>Where the connection logs to. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Where the loops take their turns.</summary>
    internal Turns Turns { get; init; } = Turns.Pool;

    /// <summary>Where everything that happens to the connection is written down; null, the default, for nowhere.</summary>
    public RecordingOptions? Recording { get; init; }

    /// <summary>Who writes it down when several connections share a file.</summary>
    internal Recorder? Recorder { get; init; }

    /// <summary>
    /// Options for an address: <c>stomp://user:password@host:61613/virtual-host?heartbeat=10s,10s</c>, <c>stomp+ssl://…</c> for TLS, or a list
    /// <c>failover:(a,b)?randomize=true</c>. Without a path the virtual host is <c>/</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The address cannot be used; the message says why.</exception>
    public static StompOptions For(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return BrokerAddress.Parse(address);
    }

    /// <summary>
    /// Options from a section of configuration, with the properties' names as keys: <c>Address</c> or <c>Endpoints</c>, <c>Reconnect:Jitter</c>, <c>Tls:Authorities</c>;
    /// <c>docs/options.md</c> lists them. Durations have a unit: <c>10s</c>. Keys that nobody knows are errors.
    /// </summary>
    /// <exception cref="OptionsValidationException">Something is wrong; all that is wrong is listed, each with the option, the value and what is allowed.</exception>
    public static StompOptions Bind(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return ConfigurationReader.Checked(configuration, Microsoft.Extensions.Options.Options.DefaultName, null);
    }

    /// <summary>The same with other versions to offer.</summary>
    public StompOptions WithVersions(params StompVersion[] versions) => this with { Versions = ValueList.Of<StompVersion>(versions) };

    /// <summary>The same with a user and a password.</summary>
    public StompOptions WithCredentials(string login, string passcode) => this with { Login = login, Passcode = passcode, CredentialsProvider = null };

    /// <summary>
    /// The same with credentials that are asked for anew at every attempt to connect, for instance a token that expires. <see cref="ConnectTimeout"/> covers
    /// the asking; whatever the provider throws counts as a failed attempt. A broker's refusal is final all the same, unless <see cref="Reconnect"/> says otherwise.
    /// </summary>
    /// <param name="provider">Never runs on the connection's loop. Its token is cancelled when the attempt is over.</param>
    public StompOptions WithCredentials(Func<CancellationToken, ValueTask<StompCredentials>> provider)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return this with { Login = null, Passcode = null, CredentialsProvider = provider };
    }

    /// <summary>The same with other heart-beats; zero switches a direction off.</summary>
    public StompOptions WithHeartbeats(TimeSpan send, TimeSpan receive) => this with { HeartbeatSend = send, HeartbeatReceive = receive };

    /// <summary>The same with another policy of reconnection.</summary>
    public StompOptions WithReconnect(Func<ReconnectOptions, ReconnectOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Reconnect = change(Reconnect) };
    }

    /// <summary>The same with another fate for sends whose connection is lost before their RECEIPT came.</summary>
    public StompOptions WithOnUnknown(UnknownPolicy policy) => this with { OnUnknown = policy };

    /// <summary>The same with TLS settings for every endpoint.</summary>
    public StompOptions WithTls(Func<TlsOptions, TlsOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Tls = Tls.Add(new(null, null, change(new()))) };
    }

    /// <summary>The same with TLS settings for one host, and one port of it unless that is null.</summary>
    public StompOptions WithTls(string host, int? port, Func<TlsOptions, TlsOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Tls = Tls.Add(new(host, port, change(new()))) };
    }

    /// <summary>The TLS settings in force for an endpoint (M36); null says that it is reached in clear.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="port">Its port.</param>
    /// <exception cref="ArgumentException">There is no such endpoint.</exception>
    public TlsOptions? TlsFor(string host, int port)
    {
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Port == port && string.Equals(endpoint.Host, host, StringComparison.OrdinalIgnoreCase))
                return TlsFor(endpoint);
        }

        throw new ArgumentException(Invariant($"There is no endpoint {host}:{port} in these options."), nameof(host));
    }

    /// <summary>The same with a listener more.</summary>
    public StompOptions WithListener(string name, StompListener listener) => this with { Listeners = Listeners.Add(new(name, listener)) };

    /// <summary>The same with another transport.</summary>
    public StompOptions WithTransport(ITransportFactory factory) => this with { TransportFactory = factory };

    /// <summary>The same, recorded: everything that happens to the connection is written into a file, from which it can be done again (see <see cref="TranscriptFile"/>).</summary>
    /// <param name="path">The file, by custom with the suffix <c>.stomp.jsonl</c>.</param>
    public StompOptions WithRecording(string path) => WithRecording(new RecordingOptions(path));

    /// <summary>The same, recorded: everything that happens to the connection is written into files, from which it can be done again (see <see cref="TranscriptFile"/>).</summary>
    public StompOptions WithRecording(RecordingOptions recording) => this with { Recording = recording };

    /// <summary>The same, recorded together with other connections.</summary>
    public StompOptions WithRecording(StompRecording recording)
    {
        ArgumentNullException.ThrowIfNull(recording);
        return this with { Recorder = recording.Recorder };
    }

    /// <summary>All that is wrong with these options, or the options themselves.</summary>
    public Validation<Error, StompOptions> Validate() =>
        Check() is { Count: > 0 } problems ? Fail<Error, StompOptions>(new Seq<Error>(problems.ConvertAll(Error.New))) : Success<Error, StompOptions>(this);

    /// <summary>All that is wrong with these options. Whoever only opens a connection asks here, and does not wait for LanguageExt to be loaded.</summary>
    internal List<string> Check()
    {
        var problems = new List<string>();
        void Require(bool holds, string text)
        {
            if (!holds)
                problems.Add(text);
        }

        Require(!Endpoints.IsEmpty, "Endpoints is empty; at least one is needed.");
        foreach (var endpoint in Endpoints)
        {
            Require(endpoint.Host.Length > 0 && !endpoint.Host.Contains('[', StringComparison.Ordinal), $"The host of an endpoint is {(endpoint.Host.Length == 0 ? "empty" : endpoint.Host)}; it must be a name or an address, IPv6 without brackets.");
            Require(endpoint.Port is >= 1 and <= 65535, Invariant($"The port of {endpoint.Host} is {endpoint.Port}; it must be between 1 and 65535."));
            Require(endpoint.WebSocketPath is not { } path || IsPath(path), $"The WebSocketPath of {endpoint.Host} is {(endpoint.WebSocketPath is { Length: 0 } ? "empty" : endpoint.WebSocketPath)}; it must begin with one / and have no #, blanks or control characters.");
        }

        if (!Tls.IsEmpty)
            CheckTls(problems);
        foreach (var error in Sockets.Check())
            Require(false, $"Sockets.{error}.");
        foreach (var error in WebSocket.Check())
            Require(false, $"WebSocket.{error}.");
        foreach (var error in Reconnect.Check())
            Require(false, $"Reconnect.{error}.");
        foreach (var error in Recording?.Check() ?? [])
            Require(false, $"Recording.{error}.");
        Require(!Versions.IsEmpty, "Versions is empty; at least one version must be offered.");
        Require(HeartbeatTolerance is >= 1 and <= 1000, Invariant($"HeartbeatTolerance is {HeartbeatTolerance}; it must be between 1 and 1000."));
        NotNegative(HeartbeatSend, nameof(HeartbeatSend));
        NotNegative(HeartbeatReceive, nameof(HeartbeatReceive));
        Positive(ConnectTimeout, nameof(ConnectTimeout));
        Positive(ReceiptTimeout, nameof(ReceiptTimeout));
        Positive(DisconnectTimeout, nameof(DisconnectTimeout));
        Require(MaxUnreadMessages >= 1, Invariant($"MaxUnreadMessages is {MaxUnreadMessages}; it must be at least 1."));
        Require(MaxUnreadOctets >= 1, Invariant($"MaxUnreadOctets is {MaxUnreadOctets}; it must be at least 1."));
        Require(MaxUnwrittenOctets >= 1, Invariant($"MaxUnwrittenOctets is {MaxUnwrittenOctets}; it must be at least 1."));
        Require(Prefetch is not < 0, Invariant($"Prefetch is {Prefetch}; it must not be negative."));
        Require(MaxQueued >= 0, Invariant($"MaxQueued is {MaxQueued}; it must not be negative."));
        Require(MaxQueuedOctets >= 0, Invariant($"MaxQueuedOctets is {MaxQueuedOctets}; it must not be negative."));
        Require(MaxKept >= 0, Invariant($"MaxKept is {MaxKept}; it must not be negative."));
        Require(MaxKeptOctets >= 0, Invariant($"MaxKeptOctets is {MaxKeptOctets}; it must not be negative."));
        Positive(Limits.MaxHeaders, "Limits.MaxHeaders");
        Positive(Limits.MaxLine, "Limits.MaxLine");
        Positive(Limits.MaxHeaderSection, "Limits.MaxHeaderSection");
        Positive(Limits.MaxBody, "Limits.MaxBody");
        Require(ClientId is null || (ClientId.Length > 0 && IsWritable(ClientId)), $"ClientId is {(ClientId is { Length: 0 } ? "empty" : "a text with a line feed, carriage return or NUL")}; it must be a name that CONNECT can carry, or null for none.");
        Require(!UseStompCommand || !Versions.Span.Contains(StompVersion.V10), "UseStompCommand is True and Versions hold 1.0, which has no STOMP command; it must be False, or Versions 1.1 and 1.2 only.");
        Require(Login is null || IsWritable(Login), "Login holds a line feed, carriage return or NUL, which CONNECT cannot carry.");
        Require(Passcode is null || IsWritable(Passcode), "Passcode holds a line feed, carriage return or NUL, which CONNECT cannot carry.");
        Require(CredentialsProvider is null || (Login is null && Passcode is null), "CredentialsProvider is set and so is Login or Passcode; only one of them can say who logs in.");
        if (problems.Count == 0 && ToConfig(null).Check() is { } rejection)
            problems.Add(rejection.Text + ".");
        return problems;

        void NotNegative(TimeSpan value, string name) => Require(value >= TimeSpan.Zero, Invariant($"{name} is {value}; it must not be negative."));
        void Positive<T>(T value, string name)
            where T : struct, IComparable<T> => Require(value.CompareTo(default) > 0, Invariant($"{name} is {value}; it must be positive."));
    }

    /// <summary>Options without the password.</summary>
    public override string ToString() => $"StompOptions {{ Endpoints = {Endpoints}, Login = {Login}, Passcode = {(Passcode is null ? "" : "***")} }}";

    internal ConnectionConfig ToConfig(Secret? passcode) => new()
    {
        Endpoints = EndpointOrder.Arrange(Endpoints, NeedsLocalNames() ? LocalNames() : default, PreferLocal, TryLoopback),
        Randomize = Randomize,
        Host = VirtualHost,
        AsksCredentials = CredentialsProvider is not null,
        Reconnect = Reconnect.ToPolicy(),
        WhenDown = WhenDown,
        MaxQueued = MaxQueued,
        MaxQueuedOctets = MaxQueuedOctets,
        OnUnknown = OnUnknown,
        MaxKept = MaxKept,
        MaxKeptOctets = MaxKeptOctets,
        Session = new()
        {
            Versions = Versions,
            Login = Login,
            Passcode = passcode,
            ClientId = ClientId,
            ConnectHeaders = ConnectHeaders,
            UseStompCommand = UseStompCommand,
            Observes = true,
            Heartbeat = new(HeartbeatSend, HeartbeatReceive),
            Margin = HeartbeatMargin.Default with { Tolerance = (int)Math.Round(HeartbeatTolerance * ReconnectPolicy.Million) },
            ConnectTimeout = ConnectTimeout,
            ReceiptTimeout = ReceiptTimeout,
            DisconnectTimeout = DisconnectTimeout,
            Limits = Limits,
            Leniency = Leniency,
            ContentLength = ContentLength,
            EscapesConnect = EscapesConnect,
            Profile = Profile,
            MaxUnreadMessages = MaxUnreadMessages,
            MaxUnreadOctets = MaxUnreadOctets,
        },
    };

    internal TlsOptions? TlsFor(Endpoint endpoint)
    {
        if (!endpoint.IsTls)
            return null;
        TlsRule? best = null;
        foreach (var rule in Tls)
        {
            if (rule.Matches(endpoint) && (best is null || rule.Weight >= best.Weight))
                best = rule;
        }

        return best?.Options ?? new TlsOptions();
    }

    private static bool IsPath(string path) => path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal) && !path.AsSpan().ContainsAnyInRange('\0', ' ') && !path.AsSpan().ContainsAny('#', (char)127);

    /// <summary>Whether it makes a difference what this machine calls itself: not where every endpoint is loopback anyway.</summary>
    private bool NeedsLocalNames()
    {
        foreach (var endpoint in PreferLocal || TryLoopback ? Endpoints : default)
        {
            if (!EndpointOrder.IsLocal(endpoint.Host, default))
                return true;
        }

        return false;
    }

    /// <summary>What this machine calls itself. No resolver is asked: it could be slow, or wrong.</summary>
    private static ValueList<string> LocalNames()
    {
        var name = System.Net.Dns.GetHostName();
        var domain = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().DomainName;
        return domain.Length == 0 || domain == "(none)" ? [Environment.MachineName, name] : [Environment.MachineName, name, $"{name}.{domain}"];
    }

    private void CheckTls(List<string> problems)
    {
        foreach (var rule in Tls)
        {
            foreach (var error in rule.Options.Check())
                problems.Add($"Tls for {rule.Where}: {error}.");
            if (!Matches(rule))
                problems.Add($"Tls has settings for {rule.Where}, but no endpoint that is reached over TLS matches them; use stomp+ssl or wss in its address.");
        }
    }

    private bool Matches(TlsRule rule)
    {
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.IsTls && rule.Matches(endpoint))
                return true;
        }

        return false;
    }

    private static bool IsWritable(string text) => text.AsSpan().IndexOfAny("\n\r\0") < 0;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
