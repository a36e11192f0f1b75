using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// RabbitMQ with STOMP over TCP, TLS and mutual TLS, and Web-STOMP. Users: guest/guest and alice/s3cret (virtual hosts "/" and
/// "test"), bob with <see cref="BobsPasscode"/> ("/" only, and there only queues whose names begin with bob), stompclient
/// (by client certificate, "/" only).
/// </summary>
public sealed class RabbitMqBroker : BrokerInstance
{
    public const string BobsPasscode = @"b:o\b";

    internal const string ServerProgram = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private const string ControlProgram = "/usr/lib/rabbitmq/bin/rabbitmqctl";
    private const string User = "rabbitmq";

    private static readonly SemaphoreSlim Controlling = new(1);

    private static readonly Lazy<Task<RabbitMqBroker>> Shared =
        new(() => Task.Run(() => StartedAsync(PrepareAsync(""), shared: true)));

    private readonly RabbitMqPorts _ports;
    private readonly bool _ownsPortMapper;
    private BrokerProcess? _portMapper;

    private RabbitMqBroker(Scratch scratch, RabbitMqPorts ports, TestCertificates certificates, bool ownsPortMapper)
        : base(scratch, ports.Stomp)
    {
        _ports = ports;
        _ownsPortMapper = ownsPortMapper;
        Certificates = certificates;
    }

    /// <summary>STOMP over TLS; a client certificate is not asked for.</summary>
    public int TlsPort => _ports.Tls;

    /// <summary>STOMP over TLS that demands a client certificate.</summary>
    public int MtlsPort => _ports.Mtls;

    public Uri WebSocket => new($"ws://127.0.0.1:{_ports.WebSocket}/ws");

    public Uri SecureWebSocket => new($"wss://localhost:{_ports.SecureWebSocket}/ws");

    public TestCertificates Certificates { get; }

    /// <summary>Erlang's port mapper, which belongs to this instance alone.</summary>
    public int PortMapperPid => _portMapper?.Pid ?? throw new InvalidOperationException("not started");

    private protected override IReadOnlyList<int> OtherPorts => [_ports.Tls, _ports.Mtls, _ports.WebSocket, _ports.SecureWebSocket];

    private string NodeName => NameOf(_ports);

    /// <summary>The instance of this test run, started on first use. It cannot be stopped, killed or paused.</summary>
    public static Task<RabbitMqBroker> SharedAsync() => Shared.Value;

    /// <summary>An instance of one's own, to disturb at will.</summary>
    /// <param name="extraConfiguration">Lines for rabbitmq.conf, such as "web_stomp.ws_frame = binary".</param>
    public static Task<RabbitMqBroker> StartPrivateAsync(string extraConfiguration = "") =>
        StartedAsync(PrepareAsync(extraConfiguration));

    /// <summary>A node that may be one of several; it was not started yet.</summary>
    /// <param name="ports">Its listeners. Nodes that are to know each other share the port mapper, which the first of them owns.</param>
    /// <param name="cookie">The secret that nodes of a cluster share.</param>
    /// <param name="extraConfiguration">Lines for rabbitmq.conf.</param>
    /// <param name="ownsPortMapper">Whether it starts the port mapper.</param>
    internal static async Task<RabbitMqBroker> PrepareNodeAsync(RabbitMqPorts ports, string cookie, string extraConfiguration, bool ownsPortMapper)
    {
        if (Installed.WhyMissing(Broker.RabbitMq) is { } reason) throw new BrokerStartException(reason);
        var certificates = await TestCertificates.SharedAsync();
        var scratch = await Scratch.CreateAsync("rabbitmq", User);
        await RabbitMqFiles.WriteAsync(scratch, ports, certificates, cookie, extraConfiguration);
        return new RabbitMqBroker(scratch, ports, certificates, ownsPortMapper);
    }

    /// <summary>How a node calls itself.</summary>
    internal static string NameOf(RabbitMqPorts ports) => $"stomp{ports.Stomp}@localhost";

    /// <summary>Runs rabbitmqctl against this node (0.6 s and more) and returns what it prints. Each is an Erlang of its own, so one runs at a time.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = Command.Prefixed(Scratch.Account.Prefix, ControlProgram, ["-q", "-n", NodeName, .. arguments]);
        start.WorkingDirectory = Scratch.Folder;
        Scratch.Adopt(start);
        foreach (var (name, value) in ErlangEnvironment()) start.Environment[name] = value;
        start.Environment["HOME"] = Scratch.Folder;
        await Controlling.WaitAsync();
        try
        {
            return await Command.RunAsync(start);
        }
        finally
        {
            Controlling.Release();
        }
    }

    private protected override async Task<BrokerProcess> LaunchAsync()
    {
        if (_ownsPortMapper && _portMapper is not { HasExited: false })
        {
            _portMapper = BrokerProcess.Start(
                Scratch, "log/epmd", ErlangEnvironment(), "epmd", "-address", "127.0.0.1", "-port", $"{_ports.PortMapper}");
            await PortMapperAnswersAsync();
        }

        return BrokerProcess.Start(Scratch, "log/output", ServerEnvironment(), ServerProgram);
    }

    private static Task<RabbitMqBroker> PrepareAsync(string extraConfiguration) =>
        PrepareNodeAsync(new RabbitMqPorts(LoopbackPorts.Take(RabbitMqPorts.Count)), RabbitMqFiles.Cookie(), extraConfiguration, ownsPortMapper: true);

    private async Task PortMapperAnswersAsync()
    {
        for (var attempt = 0; !await StompProbe.AcceptsAsync(_ports.PortMapper, TimeSpan.FromSeconds(1)); attempt++)
        {
            if (attempt == 200) throw new BrokerStartException($"epmd does not answer:\n{LogTail}");
            await Task.Delay(50);
        }
    }

    private Dictionary<string, string> ErlangEnvironment() => new()
    {
        ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
        ["ERL_EPMD_PORT"] = $"{_ports.PortMapper}",
        ["ERL_CRASH_DUMP"] = "/dev/null",
        ["RABBITMQ_CONF_ENV_FILE"] = Scratch.PathOf("conf", "env.conf"), // else the system's own is read
    };

    private Dictionary<string, string> ServerEnvironment()
    {
        // few schedulers that do not spin: tests share two cores with the broker
        string[] erlang =
        [
            "+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}",
            $"-eval file:eval(\"{Scratch.PathOf("conf", "mtls.erl")}\")",
        ];
        return new Dictionary<string, string>(ErlangEnvironment())
        {
            ["RABBITMQ_NODENAME"] = NodeName,
            ["RABBITMQ_NODE_IP_ADDRESS"] = "127.0.0.1",
            ["RABBITMQ_NODE_PORT"] = $"{_ports.Amqp}",
            ["RABBITMQ_DIST_PORT"] = $"{_ports.Distribution}",
            ["RABBITMQ_CONFIG_FILE"] = Scratch.PathOf("conf", "rabbitmq"),
            ["RABBITMQ_ADVANCED_CONFIG_FILE"] = Scratch.PathOf("conf", "advanced.config"),
            ["RABBITMQ_GENERATED_CONFIG_DIR"] = Scratch.PathOf("conf", "generated"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Scratch.PathOf("conf", "enabled_plugins"),
            ["RABBITMQ_FEATURE_FLAGS_FILE"] = Scratch.PathOf("data", "feature_flags"),
            ["RABBITMQ_MNESIA_BASE"] = Scratch.PathOf("data"),
            ["RABBITMQ_LOG_BASE"] = Scratch.PathOf("log"),
            ["RABBITMQ_LOGS"] = Scratch.PathOf("log", "node"),
            ["RABBITMQ_PID_FILE"] = Scratch.PathOf("data", "pid"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = string.Join(' ', erlang),
            ["RUNNING_UNDER_SYSTEMD"] = "true", // makes the start script become the server, so that its pid is ours
        };
    }
}
