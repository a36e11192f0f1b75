using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// ActiveMQ Classic with STOMP over TCP, TLS, mutual TLS and the nio transports. Users: guest/guest, alice/s3cret and
/// admin/admin may do everything; bob with <see cref="RabbitMqBroker.BobsPasscode"/> may use destinations below "bob." and read
/// those below "readonly.".
/// </summary>
public sealed class ActiveMqBroker : BrokerInstance
{
    private const string Jars = "/usr/share/java";
    private const string User = "activemq";

    private static readonly string[] Libraries =
    [
        "activemq-broker", "activemq-client", "activemq-console", "activemq-stomp", "activemq-spring", "activemq-openwire-legacy",
        "activemq-kahadb-store", "activemq-jaas", "activemq-protobuf", "hawtbuf", "xbean-spring",
        "spring3-core", "spring3-beans", "spring3-context", "spring3-aop", "spring3-expression", "spring3-jms", "spring3-transaction",
        "geronimo-jms_1.1_spec", "geronimo-j2ee-management-1.1-spec", "slf4j-api", "slf4j-simple", "jcl-over-slf4j", "commons-net", "commons-lang3",
    ];

    private static readonly Lazy<Task<ActiveMqBroker>> Shared =
        new(() => Task.Run(() => StartedAsync(PrepareAsync("", "", ""), shared: true)));

    private readonly ActiveMqPorts _ports;
    private readonly string _trust;
    private readonly string _connectorOptions;
    private readonly string _policy;
    private readonly string _store;

    private ActiveMqBroker(Scratch scratch, ActiveMqPorts ports, TestCertificates certificates, string trust, string connectorOptions, string policy, string store)
        : base(scratch, ports.Stomp)
    {
        _ports = ports;
        _trust = trust;
        _connectorOptions = connectorOptions;
        _policy = policy;
        _store = store;
        Certificates = certificates;
    }

    /// <summary>STOMP over TLS; a client certificate is not asked for.</summary>
    public int TlsPort => _ports.Tls;

    /// <summary>STOMP over TLS that demands a client certificate.</summary>
    public int MtlsPort => _ports.Mtls;

    /// <summary>STOMP over TCP by the nio transport, whose parser is another one.</summary>
    public int NioPort => _ports.Nio;

    public int NioTlsPort => _ports.NioTls;

    /// <summary>STOMP over TCP that takes frames of at most 64 KiB.</summary>
    public int SmallFramesPort => _ports.SmallFrames;

    public TestCertificates Certificates { get; }

    internal static bool JarsExist => Libraries.All(library => File.Exists(JarOf(library)));

    private protected override IReadOnlyList<int> OtherPorts =>
        [_ports.Tls, _ports.Mtls, _ports.Nio, _ports.NioTls, _ports.SmallFrames];

    /// <summary>The instance of this test run, started on first use. It cannot be stopped, killed or paused.</summary>
    public static Task<ActiveMqBroker> SharedAsync() => Shared.Value;

    /// <summary>An instance of one's own, to disturb at will.</summary>
    /// <param name="connectorOptions">More options of the STOMP connectors, such as "transport.hbGracePeriodMultiplier=3", separated by ampersands.</param>
    /// <param name="policy">Attributes of the policy for all queues, such as "persistJMSRedelivered='true'".</param>
    /// <param name="store">Attributes of the store, such as "journalDiskSyncStrategy='never'".</param>
    public static Task<ActiveMqBroker> StartPrivateAsync(string connectorOptions = "", string policy = "", string store = "") =>
        StartedAsync(PrepareAsync(connectorOptions, policy, store));

    /// <summary>Gives guest another passcode. The broker learns of it when it is started the next time.</summary>
    public void ChangeGuestsPasscode(string passcode) =>
        File.WriteAllText(Scratch.PathOf("conf", "activemq.xml"), Configuration(passcode)); // the file stays the broker's own

    /// <summary>Takes from bob what is below "readonly.". The broker learns of it when it is started the next time.</summary>
    public void ForbidReadonly()
    {
        var file = Scratch.PathOf("conf", "activemq.xml");
        File.WriteAllText(file, File.ReadAllText(file).Replace(ActiveMqConfiguration.Readonly, "", StringComparison.Ordinal));
    }

    /// <summary>What the broker's own command shows of a queue's messages, as the message types of JMS (1 s and more).</summary>
    public Task<string> BrowseAsync(string queue) => Command.RunAsync(new System.Diagnostics.ProcessStartInfo("java", [.. JavaOptions(),
        "org.apache.activemq.console.command.ShellCommand", "browse",
        "--amqurl", $"tcp://127.0.0.1:{_ports.OpenWire}", "--user", "guest", "--password", "guest", queue]));

    private protected override Task<BrokerProcess> LaunchAsync() =>
        Task.FromResult(BrokerProcess.Start(Scratch, "log/output", new Dictionary<string, string>(), "java", [.. JavaOptions(),
            "org.apache.activemq.console.command.ShellCommand", "start", "xbean:file:" + Scratch.PathOf("conf", "activemq.xml")]));

    private string Configuration(string passcode) =>
        ActiveMqConfiguration.Xml(Scratch, _ports, Certificates, _trust, _connectorOptions, _policy, _store, passcode);

    private static async Task<ActiveMqBroker> PrepareAsync(string connectorOptions, string policy, string store)
    {
        if (Installed.WhyMissing(Broker.ActiveMq) is { } reason) throw new BrokerStartException(reason);
        var certificates = await TestCertificates.SharedAsync();
        var trust = await certificates.JavaTrustAsync();
        var scratch = await Scratch.CreateAsync("activemq", User);
        var ports = new ActiveMqPorts(LoopbackPorts.Take(ActiveMqPorts.Count));
        Directory.CreateDirectory(scratch.PathOf("data"));
        Directory.CreateDirectory(scratch.PathOf("tmp"));
        scratch.Write("log/output", "");
        var broker = new ActiveMqBroker(scratch, ports, certificates, trust, connectorOptions, policy, store);
        scratch.Write("conf/activemq.xml", broker.Configuration("guest"));
        await scratch.Account.OwnAsync(scratch.Folder);
        return broker;
    }

    private static string JarOf(string library) => Path.Combine(Jars, library + ".jar");

    private IEnumerable<string> JavaOptions() =>
    [
        // small and quick to start; throughput is measured elsewhere
        "-Xms64m", "-Xmx256m", "-Xss512k", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto",
        "-Djava.net.preferIPv4Stack=true", "-Djava.awt.headless=true", "-Dfile.encoding=UTF-8",
        "-Djava.security.egd=file:/dev/./urandom",
        "-Djava.io.tmpdir=" + Scratch.PathOf("tmp"),
        "-Dactivemq.home=/usr/share/activemq",
        "-Dactivemq.base=" + Scratch.Folder,
        "-Dactivemq.conf=" + Scratch.PathOf("conf"),
        "-Dactivemq.data=" + Scratch.PathOf("data"),
        "-Dorg.slf4j.simpleLogger.showDateTime=true",
        "-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS",
        "-cp", string.Join(':', Libraries.Select(JarOf).Prepend(Scratch.PathOf("conf"))),
    ];
}
