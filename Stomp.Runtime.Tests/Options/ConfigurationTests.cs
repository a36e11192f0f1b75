using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Options;

/// <summary>Options from configuration: all of them, with all that is wrong said at once.</summary>
[Trait("Row", "M04")]
public sealed class ConfigurationTests
{
    [Fact]
    public void Every_option_that_can_be_written_down_is_bound()
    {
        var options = StompOptions.Bind(Json("""
            {
              "Address": "failover:(stomp://b1:1,stomp+ssl://b2:2/v)?randomize=true",
              "Login": "guest", "Passcode": "p:w", "VirtualHost": "over", "ClientId": "me",
              "Versions": [ "1.1", "1.2" ], "UseStompCommand": true, "ConnectHeaders": { "x-one": "1" },
              "HeartbeatSend": "5s", "HeartbeatReceive": "00:00:06", "HeartbeatTolerance": 3.5,
              "ConnectTimeout": "7s", "ReceiptTimeout": "8s", "DisconnectTimeout": "9000ms",
              "PreferLocal": false, "TryLoopback": "False",
              "WhenDown": "fail", "OnUnknown": "Resend", "MaxQueued": 1, "MaxQueuedOctets": 2, "MaxKept": 3, "MaxKeptOctets": 4,
              "MaxUnreadMessages": 5, "MaxUnreadOctets": 6, "MaxUnwrittenOctets": 7, "Prefetch": "unlimited", "AllowSynchronousContinuations": true,
              "ContentLength": "AsGiven", "Encoding": "iso-8859-1", "TextPolicy": "Strict", "Profile": "ActiveMQ",
              "Leniency": "UndefinedEscapes, CarriageReturns", "EscapesConnect": true, "Seed": 42,
              "Reconnect": { "Initial": "50ms", "Increase": 1, "Jitter": 0.25, "Max": "2m", "FirstRounds": "unlimited", "Rounds": 8, "StableAfter": "1m", "RetryRefused": true },
              "Sockets": { "NoDelay": false, "KeepAlive": true, "KeepAliveTime": "30s", "KeepAliveInterval": "5s", "KeepAliveCount": 3, "LocalEndPoint": "127.0.0.1:0", "AddressDelay": "100ms" },
              "Limits": { "MaxHeaders": 10, "MaxLine": 11, "MaxHeaderSection": 12, "MaxBody": 13 },
              "Tls": { "TargetHost": "b.example", "Protocols": "Tls12, Tls13", "Revocation": "Online" }
            }
            """));
        var expected = StompOptions.For("failover:(stomp://b1:1,stomp+ssl://b2:2/v)")
            .WithRandomize(true).WithCredentials("guest", "p:w").WithVirtualHost("over").WithClientId("me")
            .WithVersions(StompVersion.V11, StompVersion.V12).WithUseStompCommand(true).WithConnectHeaders([new("x-one", "1")])
            .WithHeartbeats(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)).WithHeartbeatTolerance(3.5)
            .WithConnectTimeout(TimeSpan.FromSeconds(7)).WithReceiptTimeout(TimeSpan.FromSeconds(8)).WithDisconnectTimeout(TimeSpan.FromSeconds(9))
            .WithPreferLocal(false).WithTryLoopback(false)
            .WithWhenDown(WhenDown.Fail).WithOnUnknown(UnknownPolicy.Resend).WithMaxQueued(1).WithMaxQueuedOctets(2).WithMaxKept(3).WithMaxKeptOctets(4)
            .WithMaxUnreadMessages(5).WithMaxUnreadOctets(6).WithMaxUnwrittenOctets(7).WithPrefetch(null).WithAllowSynchronousContinuations(true)
            .WithContentLength(ContentLengthMode.AsGiven).WithEncoding(Encoding.Latin1).WithTextPolicy(TextPolicy.Strict).WithProfile(BrokerProfile.ActiveMq)
            .WithLeniency(Leniency.UndefinedEscapes | Leniency.CarriageReturns).WithEscapesConnect(true).WithSeed(42)
            .WithReconnect(reconnect => reconnect.WithInitial(TimeSpan.FromMilliseconds(50)).WithIncrease(1).WithJitter(0.25).WithMax(TimeSpan.FromMinutes(2))
                .WithFirstRounds(null).WithRounds(8).WithStableAfter(TimeSpan.FromMinutes(1)).WithRetryRefused(true))
            .WithSockets(sockets => sockets.WithNoDelay(false).WithKeepAlive(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3)
                .WithLocalEndPoint(new(System.Net.IPAddress.Loopback, 0)).WithAddressDelay(TimeSpan.FromMilliseconds(100)))
            .WithLimits(limits => limits.WithMaxHeaders(10).WithMaxLine(11).WithMaxHeaderSection(12).WithMaxBody(13))
            .WithTls(tls => tls with
            {
                TargetHost = "b.example",
                Protocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
                Revocation = System.Security.Cryptography.X509Certificates.X509RevocationMode.Online,
            });
        Assert.Equal(expected, options);
    }

    [Fact]
    public void Every_option_has_its_method_and_can_be_written_down_or_is_code()
    {
        string[] code = ["CredentialsProvider", "TransportFactory", "Listeners", "TimeProvider", "LoggerFactory"];
        string[] structured = ["Endpoints", "ConnectHeaders", "Tls", "Reconnect", "Sockets", "Limits", "WebSocket"];
        var methods = typeof(StompOptions).GetMethods().Select(method => method.Name).ToHashSet();
        var settings = Stomp.Runtime.Options.Setting.All.Select(setting => setting.Key).ToHashSet();
        var others = new Dictionary<string, string>
        {
            ["Login"] = "WithCredentials",
            ["Passcode"] = "WithCredentials",
            ["CredentialsProvider"] = "WithCredentials",
            ["HeartbeatSend"] = "WithHeartbeats",
            ["HeartbeatReceive"] = "WithHeartbeats",
            ["TransportFactory"] = "WithTransport",
            ["Listeners"] = "WithListener",
        };
        foreach (var property in typeof(StompOptions).GetProperties().Where(property => property.SetMethod is not null))
        {
            Assert.Contains(others.GetValueOrDefault(property.Name, "With" + property.Name), methods);
            if (!code.Contains(property.Name) && !structured.Contains(property.Name))
                Assert.Contains(property.Name, settings);
        }

        foreach (var (section, type) in new[] { ("Reconnect", typeof(ReconnectOptions)), ("Sockets", typeof(SocketOptions)), ("Limits", typeof(FrameLimits)) })
        {
            foreach (var property in type.GetProperties().Where(property => property.SetMethod is { IsStatic: false }))
            {
                Assert.Contains($"{section}.{property.Name}", settings);
                Assert.NotNull(type.GetMethods().FirstOrDefault(method => method.Name == "With" + property.Name));
            }
        }
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once_by_name_value_and_what_is_allowed()
    {
        var failure = Assert.Throws<OptionsValidationException>(() => StompOptions.Bind(Json("""
            {
              "Address": "stomp://u:hidden@h?timeout=3",
              "HeartbeatSend": "10", "ConnectTimeout": "soon", "Randomise": true, "WhenDown": "Sleep", "Encoding": "klingon", "Versions": "1.3",
              "MaxQueued": -1, "Prefetch": -2, "Profile": "Artemis", "Passcode": "hidden\n", "ContentLength": { "a": "b" },
              "Reconnect": { "Jitter": -0.2, "Increase": "half", "Jiter": 1 },
              "Sockets": "none",
              "Tls": { "ClientCertificate": "/no/such.pem", "Cipher": "x", "Protocols": "Tls9" }
            }
            """)));
        string[] expected =
        [
            "Address: The broker's address cannot be used: it has the parameter timeout, perhaps connectTimeout or receiptTimeout or disconnectTimeout is meant; known are heartbeat, clientId,",
            "HeartbeatSend is 10; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms.",
            "ConnectTimeout is soon; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms.",
            "Randomise is no option; known are Login, Passcode,",
            "WhenDown is Sleep; it must be Queue, Fail.",
            "Encoding is klingon; it must be the name of a charset that is known here, for instance utf-8.",
            "Versions is 1.3; it must be a list of 1.0, 1.1 and 1.2.",
            "Profile is Artemis; it must be standard, RabbitMQ, ActiveMQ or stompserver.",
            "ContentLength is a section; it must be a value.",
            "Reconnect.Increase is half; it must be a number, for instance 0.5.",
            "Reconnect.Jiter is no option; known are Initial, Increase, Jitter, Max, FirstRounds, Rounds, StableAfter, RetryRefused.",
            "Sockets is none; it must be a section.",
            "Tls.Cipher is no option; known are Host, Port, Authorities,",
            "Tls.Protocols is Tls9; it must be None, Ssl2,",
            "Tls.ClientCertificate is /no/such.pem; it must be a PEM or PFX file with a certificate whose private key can be read:",
            "Reconnect.Jitter is -0.2; it must be between 0 and 1.",
            "MaxQueued is -1; it must not be negative.",
            "Prefetch is -2; it must not be negative.",
            "Passcode holds a line feed, carriage return or NUL, which CONNECT cannot carry.",
        ];
        foreach (var sentence in expected)
            Assert.Contains(failure.Failures, text => text.StartsWith(sentence, StringComparison.Ordinal));
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
        var both = Assert.Throws<OptionsValidationException>(() => StompOptions.Bind(Json("""{ "Address": "stomp://h", "Endpoints": [ "stomp://h" ] }""")));
        Assert.Equal("Address and Endpoints are both given; only one of them can say where to connect.", Assert.Single(both.Failures));
    }

    [Fact]
    public void The_guide_lists_every_option_with_its_parameter()
    {
        var guide = File.ReadAllText(Path.Combine(House.ReadmeTests.Root(), "docs", "options.md"));
        foreach (var setting in Stomp.Runtime.Options.Setting.All)
        {
            Assert.Contains($"`{setting.Key}`", guide, StringComparison.Ordinal);
            if (setting.Query is { } parameter)
                Assert.Contains($"`{parameter}`", guide, StringComparison.Ordinal);
        }
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M35")]
    public async Task A_container_gives_options_that_open_a_real_connection(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var (tls, files) = shared is RabbitMqBroker rabbit ? (rabbit.MtlsPort, rabbit.Certificates) : (((ActiveMqBroker)shared).MtlsPort, ((ActiveMqBroker)shared).Certificates);
        var configuration = Json($$"""
            {
              "Plain": { "Endpoints": [ "stomp://127.0.0.1:{{shared.Port}}" ], "Login": "guest", "Passcode": "guest", "Versions": [ "1.1" ] },
              "Secure": {
                "Address": "stomp+ssl://localhost:{{tls}}", "Login": "guest", "Passcode": "guest",
                "Tls": { "Authorities": "{{files.Ca.Certificate}}", "ClientCertificate": "{{files.Client.Certificate}}", "ClientCertificateKey": "{{files.Client.Key}}" }
              },
              "Wrong": { "Address": "stomp://h", "Reconnect": { "Jitter": 2 }, "Nonsense": 1 }
            }
            """);
        var services = new ServiceCollection();
        services.AddStompOptions(configuration.GetSection("Plain"), options => options.WithListener("seen", new StatisticsListener()));
        services.AddStompOptions(configuration.GetSection("Secure"), name: "secure");
        services.AddStompOptions(configuration.GetSection("Wrong"), name: "wrong");
        services.AddOptions<StompOptions>("secure").Validate(options => options.Login != "guest-not-allowed");
        await using var provider = services.BuildServiceProvider();
        var plain = provider.GetRequiredService<IOptions<StompOptions>>().Value;
        Assert.Equal("seen", Assert.Single(plain.Listeners).Name);
        await using var stomp = await Real.OpenAsync(plain);
        Assert.Equal(StompVersion.V11, Assert.IsType<StompState.Connected>(stomp.State).Session.Version);

        var monitor = provider.GetRequiredService<IOptionsMonitor<StompOptions>>();
        await using var secure = await Real.OpenAsync(monitor.Get("secure"));
        await secure.SendAsync(Real.Queue(), "over TLS", Real.Receipted, Real.Soon);
        var wrong = Assert.Throws<OptionsValidationException>(() => monitor.Get("wrong"));
        Assert.Equal(2, wrong.Failures.Count());
        Assert.Equal("wrong", wrong.OptionsName);
    }

    [Fact]
    public void The_options_framework_learns_all_that_is_wrong_and_follows_changes()
    {
        var result = new StompOptionsValidator().Validate(null, new StompOptions { MaxKept = -1, Prefetch = -1 });
        Assert.Equal(2, result.Failures!.Count());
        Assert.True(new StompOptionsValidator().Validate(null, new()).Succeeded);

        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create<string, string?>("Address", "stomp://one")]).Build();
        var services = new ServiceCollection();
        services.AddStompOptions(configuration);
        using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<IOptionsMonitor<StompOptions>>();
        Assert.Equal("one", monitor.CurrentValue.Endpoints[0].Host);
        configuration["Address"] = "stomp://two";
        configuration.Reload();
        Assert.Equal("two", monitor.CurrentValue.Endpoints[0].Host);
    }

    private static IConfigurationRoot Json(string text) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(text))).Build();
}
