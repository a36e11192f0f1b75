using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Options;

/// <summary>Addresses in every form, and what is said of those that are none.</summary>
public sealed class BrokerAddressTests
{
    [Theory]
    [InlineData("stomp://localhost", "localhost:61613 host=/")]
    [InlineData("stomp://localhost:1234", "localhost:1234 host=/")]
    [InlineData("  stomp://localhost:1234\n", "localhost:1234 host=/")]
    [InlineData("STOMP://BROKER.Example:1234", "broker.example:1234 host=/")]
    [InlineData("tcp://broker", "broker:61613 host=/")]
    [InlineData("stomp+ssl://broker", "tls:broker:61614 host=/")]
    [InlineData("stomp+ssl://broker:443/", "tls:broker:443 host=/")]
    [InlineData("ssl://broker", "tls:broker:61614 host=/")]
    [InlineData("stomp://10.1.2.3", "10.1.2.3:61613 host=/")]
    [InlineData("stomp://[::1]", "[::1]:61613 host=/")]
    [InlineData("stomp+ssl://[2001:db8::17]:99/x", "tls:[2001:db8::17]:99 host=x")]
    [InlineData("stomp://bücher.example", "xn--bcher-kva.example:61613 host=/")]
    [InlineData("stomp://h/test", "h:61613 host=test")]
    [InlineData("stomp://h/%2F", "h:61613 host=/")]
    [InlineData("stomp://h/a/b%20c%40d", "h:61613 host=a/b c@d")]
    [InlineData("stomp://h/Grüße", "h:61613 host=Grüße")]
    [InlineData("ws://broker:15674/ws", "ws://broker:15674/ws host=/")]
    [InlineData("wss://u:p@broker/a%20b/", "wss://broker:443/a%20b/ host=/ login=u passcode=p")]
    [InlineData("ws://h/ws?virtualHost=a%2Fb", "ws://h:80/ws host=a/b")]
    [InlineData("failover:(stomp://a/v,wss://b/ws?virtualHost=w)", "a:61613 host=v wss://b:443/ws host=w")]
    [InlineData("ws://[::1]?heartbeat=1s,2s", "ws://[::1]:80/ host=/ beat=1000,2000")]
    [InlineData("failover:(stomp://a/v,wss://b:15673/ws)", "a:61613 host=v wss://b:15673/ws host=/")]
    [InlineData("stomp://guest:guest@h", "h:61613 host=/ login=guest passcode=guest")]
    [InlineData("stomp://guest@h", "h:61613 host=/ login=guest")]
    [InlineData("stomp://guest:@h", "h:61613 host=/ login=guest passcode=")]
    [InlineData("stomp://bob:b%3Ao%5Cb@h", @"h:61613 host=/ login=bob passcode=b:o\b")]
    [InlineData("stomp://bob:b:o@h", "h:61613 host=/ login=bob passcode=b:o")]
    [InlineData("stomp://a%40b%3Ac:%2F%3F%23%40%25@h:1/v", "h:1 host=v login=a@b:c passcode=/?#@%")]
    [InlineData("stomp://p%C3%A4ul:Zürich@h", "h:61613 host=/ login=päul passcode=Zürich")]
    [InlineData("stomp://h?heartbeat=5s,500ms", "h:61613 host=/ beat=5000,500")]
    [InlineData("stomp://h/?heartbeat=0,1m", "h:61613 host=/ beat=0,60000")]
    [InlineData("stomp://h?heartbeat=2500,%201s", "h:61613 host=/ beat=2500,1000")]
    [InlineData("failover:(stomp://a)", "a:61613 host=/")]
    [InlineData("failover:(stomp://a,stomp+ssl://b/v)", "a:61613 host=/ tls:b:61614 host=v")]
    [InlineData("failover://(stomp://a:1, stomp://b:2 ,stomp://[::1]:3)", "a:1 host=/ b:2 host=/ [::1]:3 host=/")]
    [InlineData("FAILOVER:(stomp://a,stomp://b)?randomize=true", "a:61613 host=/ b:61613 host=/ random")]
    [InlineData("failover:(stomp://a,stomp://b)?randomize=false", "a:61613 host=/ b:61613 host=/")]
    [InlineData("failover:(stomp://a,stomp://u:p@b)", "a:61613 host=/ b:61613 host=/ login=u passcode=p")]
    [InlineData("failover:(stomp://u:p@a,stomp://b,stomp://u:p@c)", "a:61613 host=/ b:61613 host=/ c:61613 host=/ login=u passcode=p")]
    [InlineData("failover:(stomp://u:a,b@a,stomp://b)", "a:61613 host=/ b:61613 host=/ login=u passcode=a,b")]
    [InlineData("failover:(stomp://a?heartbeat=1s,2s,stomp://b)", "a:61613 host=/ b:61613 host=/ beat=1000,2000")]
    [InlineData("failover:(stomp://a,stomp://b?heartbeat=1s,2s)", "a:61613 host=/ b:61613 host=/ beat=1000,2000")]
    [InlineData("failover:(stomp://a,stomp://b)?heartbeat=1s,2s&randomize=true", "a:61613 host=/ b:61613 host=/ beat=1000,2000 random")]
    [InlineData("failover:(stomp://a)?initialReconnectDelay=10&maxReconnectDelay=2s&maxReconnectAttempts=7&startupMaxReconnectAttempts=5", "a:61613 host=/ wait=10,2000 rounds=5,7")]
    [InlineData("failover:(stomp://a)?maxReconnectAttempts=-1&startupMaxReconnectAttempts=-1", "a:61613 host=/ rounds=-,-")]
    [InlineData("failover:(stomp://a)?maxReconnectAttempts=0", "a:61613 host=/ rounds=3,0")]
    [InlineData("failover:(tcp://a?keepAlive=true,tcp://b)?nested.heartbeat=1s,2s&useExponentialBackOff=false&backOffMultiplier=2", "a:61613 host=/ b:61613 host=/ beat=1000,2000 growth=0 keepAlive")]
    [InlineData("failover:(tcp://a,tcp://b)?initialReconnectDelay=10&backOffMultiplier=2", "a:61613 host=/ b:61613 host=/ wait=10,60000 growth=1")]
    [InlineData("stomp://h?reconnectJitter=0.5&reconnectIncrease=2&keepAlive=true&prefetch=unlimited&versions=1.1,1.2", "h:61613 host=/ growth=2 keepAlive")]
    public void An_address_is_read(string address, string expected)
    {
        var options = StompOptions.For(address);
        Assert.Equal(expected, Write(options));
        Assert.True(options.Validate().IsSuccess);
    }

    private const string NoScheme = "it must begin with stomp://, stomp+ssl://, ws:// or wss://, for instance stomp://guest:guest@localhost:61613";
    private const string Unreadable = "it cannot be read; the port is a number up to 65535, an IPv6 address stands in brackets, and in a user's name or password @ is written %40, : is %3A, / is %2F";
    private const string Misplaced = "it has an @ behind the host and port; in a user's name or password / is written %2F, ? is %3F, # is %23, and an @ elsewhere is %40";
    private const string Known = "heartbeat, clientId, versions, useStompCommand, heartbeatTolerance, connectTimeout, receiptTimeout, disconnectTimeout, randomize, preferLocal, tryLoopback, whenDown, onUnknown, maxQueued, maxQueuedOctets, maxKept, maxKeptOctets, maxUnreadMessages, maxUnreadOctets, maxUnwrittenOctets, allowSynchronousContinuations, prefetch, contentLength, encoding, textPolicy, profile, escapesConnect, seed, reconnectInitial, reconnectIncrease, reconnectJitter, reconnectMax, reconnectFirstRounds, reconnectRounds, reconnectStableAfter, reconnectRetryRefused, noDelay, keepAlive, keepAliveTime, keepAliveInterval, keepAliveCount, localEndPoint, addressDelay";
    private const string NoList = "a failover list is written failover:(stomp://a:61613,stomp://b:61613)?randomize=true";

    [Theory]
    [InlineData("", NoScheme)]
    [InlineData("localhost", NoScheme)]
    [InlineData("localhost:61613", NoScheme)]
    [InlineData("hidden:hidden@localhost:61613", NoScheme)]
    [InlineData("stomp:localhost", NoScheme)]
    [InlineData("stomp://", "it has no host")]
    [InlineData("stomp://:61613", Unreadable)]
    [InlineData("stomp://h:65536", Unreadable)]
    [InlineData("stomp://h:http", Unreadable)]
    [InlineData("stomp://::1:61613", Unreadable)]
    [InlineData("stomp://u:hidden/hidden@h", Unreadable)]
    [InlineData("stomp://u:1/hidden@h", Misplaced)]
    [InlineData("stomp://u:1?hidden@h", Misplaced)]
    [InlineData("stomp://u:1#hidden@h", Misplaced)]
    [InlineData("stomp://h:0", "the port is 0; it must be between 1 and 65535")]
    [InlineData("stomp://h#x", "it has a fragment behind #, which means nothing here; a # is written %23")]
    [InlineData("amqp://u:hidden@h", "the scheme is amqp; it must be stomp, stomp+ssl, ws or wss")]
    [InlineData("stomp://u:hidden@h?timeout=3", "it has the parameter timeout, perhaps connectTimeout or receiptTimeout or disconnectTimeout is meant; known are " + Known)]
    [InlineData("stomp://h?Seed=3", "it has the parameter Seed, perhaps seed is meant; known are " + Known)]
    [InlineData("stomp://h?haertbeat=1s,1s", "it has the parameter haertbeat, perhaps heartbeat is meant; known are " + Known)]
    [InlineData("stomp://h?heartbeatTolerances=1", "it has the parameter heartbeatTolerances, perhaps heartbeatTolerance is meant; known are " + Known)]
    [InlineData("stomp://h?wait=3", "it has the parameter wait; known are " + Known)]
    [InlineData("stomp://h?heartbeat=10s", "heartbeat is 10s; it must be two durations with a comma, for instance 10s,10s")]
    [InlineData("stomp://h?heartbeat", "heartbeat is empty; it must be two durations with a comma, for instance 10s,10s")]
    [InlineData("stomp://h?heartbeat=10s,x", "heartbeat is x; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms")]
    [InlineData("stomp://h?heartbeat=-1,1s", "heartbeat is -1; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms")]
    [InlineData("stomp://h?heartbeat=1.5s,1s", "heartbeat is 1.5s; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms")]
    [InlineData("stomp://h?heartbeat=10s,", "heartbeat is empty; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms")]
    [InlineData("failover:", NoList)]
    [InlineData("failover:stomp://a", NoList)]
    [InlineData("failover:(stomp://a", NoList)]
    [InlineData("failover:()", "the failover list is empty")]
    [InlineData("failover:(a,b)", "address 1 of the failover list: " + NoScheme)]
    [InlineData("failover:(stomp://a,b)", "address 1 of the failover list: " + Unreadable)]
    [InlineData("failover:(stomp://a,stomp://u:hidden@b:http,stomp://c)", "address 2 of the failover list: " + Unreadable)]
    [InlineData("failover:(stomp://a,stomp://b,stomp://u:hidden@c?timeout=3)", "address 3 of the failover list: it has the parameter timeout, perhaps connectTimeout or receiptTimeout or disconnectTimeout is meant; known are " + Known)]
    [InlineData("failover:(stomp://a)randomize=true", "behind the failover list stands randomize=true; only a query may follow")]
    [InlineData("failover:(stomp://a)?randomize=yes", "randomize is yes; it must be true or false")]
    [InlineData("failover:(stomp://a)?backup=true", "the failover list has the parameter backup, which ActiveMQ's own clients know and for which there is nothing here; leave it out")]
    [InlineData("failover:(stomp://a)?Randomize=true", "the failover list has the parameter Randomize, perhaps randomize is meant; known are " + Known + ", initialReconnectDelay, maxReconnectDelay, useExponentialBackOff, backOffMultiplier, reconnectDelayExponent, maxReconnectAttempts, startupMaxReconnectAttempts")]
    [InlineData("failover:(stomp://a)?backOffMultiplier=0.5", "backOffMultiplier is 0.5; it must be a factor between 1 and 1001")]
    [InlineData("failover:(stomp://a?keepAlive=true,stomp://b?keepAlive=false)", "the addresses of a failover list carry different values of keepAlive; one connection has one")]
    [InlineData("stomp://h?keepAlive=perhaps", "keepAlive is perhaps; it must be true or false")]
    [InlineData("stomp://h?connectTimeout=soon", "connectTimeout is soon; it must be a duration: a number with ms, s, m or h, or hh:mm:ss, for instance 500ms")]
    [InlineData("stomp://h?encoding=utf-8&encoding=utf-8", "the parameter encoding is given twice")]
    [InlineData("failover:(stomp://a)?maxReconnectAttempts=-2", "maxReconnectAttempts is -2; it must be a count of at least 0, or -1 for no limit")]
    [InlineData("failover:(stomp://a)?startupMaxReconnectAttempts=0", "startupMaxReconnectAttempts is 0; it must be a count of at least 1, or -1 for no limit")]
    [InlineData("failover:(stomp://u:hidden@a,stomp://u:hidden2@b)", "the addresses of a failover list carry different credentials; one connection has one user")]
    [InlineData("failover:(stomp://a?heartbeat=1s,1s,stomp://b?heartbeat=2s,1s)", "the addresses of a failover list carry different values of heartbeat; one connection has one")]
    public void What_is_wrong_with_an_address_is_said_without_the_password(string address, string expected)
    {
        var failure = Assert.Throws<ArgumentException>(() => StompOptions.For(address));
        Assert.Equal($"The broker's address cannot be used: {expected}.", failure.Message);
        Assert.DoesNotContain("hidden", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "M04")]
    public async Task An_address_that_cannot_be_used_opens_nothing() =>
        await Assert.ThrowsAsync<ArgumentException>(() => StompConnection.OpenAsync("failover:(stomp://a,http://b)"));

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M04")]
    public async Task Of_a_failover_list_the_first_that_answers_is_taken(Broker broker)
    {
        var shared = await Real.SharedAsync(broker);
        var nobody = LoopbackPorts.Take(1)[0];
        await using var dead = new Wire(nobody);
        await using var living = new Wire(shared.Port);
        await using var other = new Wire(shared.Port);
        await using var stomp = await StompConnection.OpenAsync(
            $"failover:(stomp://guest:guest@127.0.0.1:{nobody},stomp://no-such-host.invalid:1,stomp://127.0.0.1:{dead.Port},stomp://127.0.0.1:{living.Port},stomp://127.0.0.1:{other.Port})", Real.Soon);
        Assert.Equal(living.Port, Assert.IsType<StompState.Connected>(stomp.State).Endpoint.Port);
        // who was called, by their own word: those before it once, those behind it never
        Assert.Equal((1, 1, 0), (dead.Links.Count, living.Links.Count, other.Links.Count));
        Assert.StartsWith("CONNECTED\n", living.Last.ToClient.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "M04")]
    public async Task A_randomized_list_spreads_and_its_order_hangs_on_the_seed()
    {
        await using var one = new Tls.LittleBroker();
        await using var other = new Tls.LittleBroker();
        var options = StompOptions.For($"failover:(stomp://127.0.0.1:{one.Port},stomp://127.0.0.1:{other.Port})?randomize=true");
        var first = new List<int>();
        for (ulong seed = 0; seed < 20; seed++)
        {
            await using var stomp = await Real.OpenAsync(options with { Seed = seed / 2 });
            first.Add(Assert.IsType<StompState.Connected>(stomp.State).Endpoint.Port);
        }

        Assert.Equal(2, first.Distinct().Count());
        Assert.All(Enumerable.Range(0, 10), i => Assert.Equal(first[2 * i], first[2 * i + 1]));
    }

    [Fact]
    public async Task All_that_is_wrong_with_options_is_said_at_once()
    {
        var options = new StompOptions
        {
            Endpoints = [new Endpoint("", 1), new Endpoint("[::1]", 0)],
            Login = "a\nb",
            Passcode = "hidden\0",
            HeartbeatSend = TimeSpan.FromSeconds(-1),
            HeartbeatTolerance = 0.5,
            ConnectTimeout = TimeSpan.Zero,
            Reconnect = new() { FirstRounds = 0, Jitter = -0.2 },
            Tls = [new("h", 7, new() { Authorities = "/no/such.pem", TargetHost = "" })],
            Sockets = new() { KeepAliveCount = 128, KeepAliveTime = TimeSpan.FromMilliseconds(1500), KeepAliveInterval = TimeSpan.FromHours(10), AddressDelay = TimeSpan.Zero },
        };
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StompConnection.OpenAsync(options));
        Assert.Equal(
            [
                "The host of an endpoint is empty; it must be a name or an address, IPv6 without brackets.",
                "The host of an endpoint is [::1]; it must be a name or an address, IPv6 without brackets.",
                "The port of [::1] is 0; it must be between 1 and 65535.",
                "Tls for h:7: Authorities is /no/such.pem; it must be the path of a PEM file, and there is none.",
                "Tls for h:7: TargetHost is empty; it must be a name, or null for the endpoint's.",
                "Tls has settings for h:7, but no endpoint that is reached over TLS matches them; use stomp+ssl or wss in its address.",
                "Sockets.KeepAlive is off, so that KeepAliveTime, KeepAliveInterval and KeepAliveCount mean nothing; switch it on or leave them null.",
                "Sockets.KeepAliveTime is 00:00:01.5000000; it must be whole seconds between 1 and 32767.",
                "Sockets.KeepAliveInterval is 10:00:00; it must be whole seconds between 1 and 32767.",
                "Sockets.KeepAliveCount is 128; it must be between 1 and 127.",
                "Sockets.AddressDelay is 00:00:00; it must be positive.",
                "Reconnect.Jitter is -0.2; it must be between 0 and 1.",
                "Reconnect.FirstRounds is 0; it must be at least 1, or null for no limit.",
                "HeartbeatTolerance is 0.5; it must be between 1 and 1000.",
                "HeartbeatSend is -00:00:01; it must not be negative.",
                "ConnectTimeout is 00:00:00; it must be positive.",
                "Login holds a line feed, carriage return or NUL, which CONNECT cannot carry.",
                "Passcode holds a line feed, carriage return or NUL, which CONNECT cannot carry.",
            ],
            failure.Failures);
        Assert.DoesNotContain("hidden", failure.ToString() + options, StringComparison.Ordinal);
    }

    [BrokerFact(Broker.OpenSsl)]
    public async Task A_certificate_without_its_key_is_an_error()
    {
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile((await TestCertificates.SharedAsync()).Client.Certificate);
        var options = StompOptions.For("stomp+ssl://h").WithTls(tls => tls with { ClientCertificate = certificate });
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => StompConnection.OpenAsync(options));
        Assert.Equal("Tls for every host: ClientCertificate is CN=stompclient without its private key; load both, see ClientCertificates.", Assert.Single(failure.Failures));
    }

    /// <summary>What differs from the defaults, and the endpoints.</summary>
    private static string Write(StompOptions options)
    {
        var usual = new StompOptions();
        var words = options.Endpoints.Select(endpoint => $"{endpoint} host={endpoint.VirtualHost}").ToList();
        if (options.Login is { } login)
            words.Add("login=" + login);
        if (options.Passcode is { } passcode)
            words.Add("passcode=" + passcode);
        if (options.HeartbeatSend != usual.HeartbeatSend || options.HeartbeatReceive != usual.HeartbeatReceive)
            words.Add(FormattableString.Invariant($"beat={options.HeartbeatSend.TotalMilliseconds},{options.HeartbeatReceive.TotalMilliseconds}"));
        if (options.Randomize)
            words.Add("random");
        var (now, before) = (options.Reconnect, usual.Reconnect);
        if (now.Initial != before.Initial || now.Max != before.Max)
            words.Add(FormattableString.Invariant($"wait={now.Initial.TotalMilliseconds},{now.Max.TotalMilliseconds}"));
        if (now.FirstRounds != before.FirstRounds || now.Rounds != before.Rounds)
            words.Add($"rounds={Rounds(now.FirstRounds)},{Rounds(now.Rounds)}");
        if (now.Increase != before.Increase)
            words.Add(FormattableString.Invariant($"growth={now.Increase}"));
        if (options.Sockets.KeepAlive)
            words.Add("keepAlive");
        return string.Join(' ', words);
    }

    private static string Rounds(int? rounds) => rounds?.ToString(CultureInfo.InvariantCulture) ?? "-";
}
