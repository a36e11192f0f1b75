using System;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.WebSockets;

/// <summary>STOMP over WebSocket, with RabbitMQ's Web-STOMP: everything is as over TCP.</summary>
[Recorded]
public sealed class WebSocketTests
{
    [BrokerTheory(Broker.RabbitMq)]
    [InlineData(StompVersion.V10)]
    [InlineData(StompVersion.V11)]
    [InlineData(StompVersion.V12)]
    [Trait("Row", "N11")]
    public async Task Messages_are_sent_confirmed_received_and_acknowledged(StompVersion version)
    {
        var broker = await RabbitMqBroker.SharedAsync();
        await using var stomp = await Real.OpenAsync(OptionsFor(broker.WebSocket).WithVersions(version));
        Assert.Equal(version, Assert.IsType<StompState.Connected>(stomp.State).Version);
        var queue = Real.Queue();
        var orders = await stomp.SubscribeAsync(queue, Real.OneByOne(version), cancellationToken: Real.Soon);
        foreach (var text in (string[])["Grüße", "", new string('x', 200_000)])
        {
            Assert.IsType<Outcome.Confirmed>(await stomp.TrySendAsync(queue, text, Real.Receipted, Real.Soon));
            var message = await orders.NextAsync();
            Assert.Equal(text, message.GetText());
            Assert.IsType<Outcome.Confirmed>(await message.TryAckAsync(Real.Confirmed, Real.Soon));
        }

        await using (var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon))
        {
            await transaction.SendAsync(queue, "together", cancellationToken: Real.Soon);
            await transaction.CommitAsync(Real.Confirmed, Real.Soon);
        }

        Assert.Equal("together", (await orders.NextAsync()).GetText());
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task What_is_sent_may_be_text()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).WebSocket.Port);
        await using (var stomp = await Real.OpenAsync(OptionsFor(new($"ws://127.0.0.1:{wire.Port}/ws")).WithWebSocket(socket => socket with { UseText = true })))
            Assert.Equal("Grüße", Encoding.UTF8.GetString(await SendAndReadAsync(stomp, "Grüße"u8.ToArray())));
        var octets = wire.Last.ToBroker.Octets;
        // the first message behind the request: one that is whole, and text
        Assert.Equal(0x81, octets[octets.AsSpan().IndexOf("\r\n\r\n"u8) + 4]);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task It_wants_one_frame_at_a_time_where_TCP_takes_many()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        foreach (var (options, expected) in new[] { (OptionsFor(broker.WebSocket), true), (Real.OptionsFor(broker), false) })
        {
            await using var transport = await new SocketTransportFactory(options).DialAsync(options.Endpoints[0], Real.Soon);
            Assert.Equal(expected, transport.TakesFrames);
        }
    }

    /// <summary>Of several in one ActiveMQ takes but the first, and RabbitMQ hangs up when many come so.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task Each_message_of_the_WebSocket_is_one_frame()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).WebSocket.Port);
        var queue = Real.Queue();
        await using (var stomp = await Real.OpenAsync(OptionsFor(new($"ws://127.0.0.1:{wire.Port}/ws"))))
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => stomp.SendAsync(queue, "x", Real.Receipted, Real.Soon))).InTimeAsync();
        var octets = wire.Last.ToBroker.Octets;
        var sends = 0;
        for (var at = octets.AsSpan().IndexOf("\r\n\r\n"u8) + 4; at < octets.Length;)
        {
            // short messages, masked: two octets, perhaps two more of length, four of mask
            var length = octets[at + 1] & 0x7F;
            at += 2;
            if (length == 126)
            {
                length = (octets[at] << 8) | octets[at + 1];
                at += 2;
            }

            var message = Encoding.UTF8.GetString([.. Enumerable.Range(0, length).Select(i => (byte)(octets[at + 4 + i] ^ octets[at + (i & 3)]))]);
            at += 4 + length;
            Assert.True(message.IndexOf('\0', StringComparison.Ordinal) is var end && (end < 0 || end == message.Length - 1), message);
            sends += message.StartsWith("SEND\n", StringComparison.Ordinal) ? 1 : 0;
        }

        Assert.Equal(100, sends);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task A_large_message_that_comes_slowly_is_not_taken_for_silence()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).WebSocket.Port);
        var beat = TimeSpan.FromMilliseconds(400);
        await using var stomp = await Real.OpenAsync(OptionsFor(new($"ws://127.0.0.1:{wire.Port}/ws")).WithHeartbeats(TimeSpan.Zero, beat));
        wire.Last.ToClient.Most = 4_096;
        wire.Last.ToClient.Pause = TimeSpan.FromMilliseconds(20);
        var body = new byte[1_200_000];
        Array.Fill(body, (byte)'x');
        Assert.Equal(body, await SendAndReadAsync(stomp, body));
        Assert.Single(wire.Links);
    }

    [BrokerTheory(Broker.RabbitMq)]
    [InlineData("test", true)]
    [InlineData("nowhere", false)]
    [Trait("Row", "N11")]
    [Trait("Row", "M15")]
    public async Task The_address_names_the_virtual_host(string name, bool isThere)
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var options = OptionsFor(new($"{broker.WebSocket}?virtualHost={name}")).WithCredentials("alice", "s3cret");
        if (isThere)
            await (await Real.OpenAsync(options)).DisposeAsync();
        else
            Assert.IsType<EndReason.Refused>((await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options))).Reason);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task Many_messages_keep_their_order_and_their_octets()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        await using var stomp = await Real.OpenAsync(OptionsFor(broker.WebSocket));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, options: Real.Subscribed, cancellationToken: Real.Soon);
        // RabbitMQ 3.10 ends a WebSocket over which thousands of sends come at once, with a crash in its log: a few at a time, then.
        foreach (var few in Enumerable.Range(0, 1_000).Chunk(50))
        {
            var sending = few.Select(i => stomp.SendAsync(queue, Text(i), Real.Receipted, Real.Soon)).ToArray();
            foreach (var i in few)
                Assert.Equal(Text(i), (await messages.NextAsync()).GetText());
            await Task.WhenAll(sending).InTimeAsync();
        }

        static string Text(int i) => new((char)('a' + (i % 26)), i);
    }

    /// <summary>RabbitMQ sends text unless it is told otherwise, also where a body is none.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task Octets_that_are_no_text_arrive_in_binary_and_are_explained_in_text()
    {
        byte[] body = [0xFF, 0x00, 0xC3, 0x28];
        await using (var broker = await RabbitMqBroker.StartPrivateAsync("web_stomp.ws_frame = binary"))
        await using (var stomp = await Real.OpenAsync(OptionsFor(broker.WebSocket)))
            Assert.Equal(body, await SendAndReadAsync(stomp, body));

        var shared = await RabbitMqBroker.SharedAsync();
        await using var text = await Real.OpenAsync(OptionsFor(shared.WebSocket).WithReconnect(policy => policy with { Rounds = 0 }));
        var failure = await Assert.ThrowsAnyAsync<StompException>(() => SendAndReadAsync(text, body));
        Assert.Contains("Text that is not UTF-8 does; RabbitMQ sends binary with web_stomp.ws_frame = binary", failure.Message, StringComparison.Ordinal);
    }

    [BrokerTheory(Broker.RabbitMq)]
    [InlineData(true)]
    [InlineData(false)]
    [Trait("Row", "N11")]
    public async Task It_goes_over_TLS_when_the_authority_is_known(bool isKnown)
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var options = OptionsFor(broker.SecureWebSocket).WithReconnect(policy => policy with { FirstRounds = 1 })
            .WithTls(tls => tls with { Authorities = (isKnown ? broker.Certificates.Ca : broker.Certificates.RogueCa).Certificate });
        if (isKnown)
        {
            await using var stomp = await Real.OpenAsync(options);
            Assert.Equal("Hello"u8.ToArray(), await SendAndReadAsync(stomp, "Hello"u8.ToArray()));
        }
        else
        {
            var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
            Assert.Equal(TransportFaultKind.Tls, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
            Assert.Contains("its authority is unknown", failure.Message, StringComparison.Ordinal);
        }
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task The_request_says_what_is_offered_and_what_was_asked_to_be_said()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).WebSocket.Port);
        var options = OptionsFor(new($"ws://127.0.0.1:{wire.Port}/ws")).WithVersions(StompVersion.V11, StompVersion.V12)
            .WithWebSocket(socket => socket.WithHeader("Origin", "https://shop.example") with { Configure = more => more.SetRequestHeader("X-Trace", "17") });
        await using var stomp = await Real.OpenAsync(options);
        var (asked, answer) = (wire.Last.ToBroker.Text, wire.Last.ToClient.Text);

        Assert.StartsWith("GET /ws HTTP/1.1\r\n", asked, StringComparison.Ordinal);
        foreach (var line in (string[])[$"Host: 127.0.0.1:{wire.Port}", "Origin: https://shop.example", "X-Trace: 17", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: v12.stomp, v11.stomp"])
            Assert.Contains($"\r\n{line}\r\n", asked, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("\r\nsec-websocket-protocol: v12.stomp\r\n", answer, StringComparison.OrdinalIgnoreCase);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task It_comes_back_with_its_subscriptions_when_the_cable_is_cut()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).WebSocket.Port);
        await using var stomp = await Real.OpenAsync(OptionsFor(new($"ws://127.0.0.1:{wire.Port}/ws")).WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(1) }));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, options: Real.Subscribed, cancellationToken: Real.Soon);
        var lost = stomp.WaitForStateAsync(static state => state is StompState.Waiting, Real.Soon);
        wire.Last.Cut(reset: false);
        await lost;
        await stomp.WaitForStateAsync(static state => state is StompState.Connected, Real.Soon);
        await stomp.SendAsync(queue, "again", cancellationToken: Real.Soon);
        Assert.Equal("again", (await messages.NextAsync()).GetText());
        Assert.Equal(2, wire.Links.Count);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task Hearts_beat_and_a_silent_broker_is_noticed()
    {
        await using var broker = await RabbitMqBroker.StartPrivateAsync();
        var beat = TimeSpan.FromMilliseconds(200);
        await using var stomp = await Real.OpenAsync(OptionsFor(broker.WebSocket).WithHeartbeats(beat, beat));
        var beats = new Beats();
        stomp.Listeners.Set("beats", beats);
        await beats.Several.InTimeAsync();
        var lost = stomp.WaitForStateAsync(static state => state is StompState.Waiting, Real.Soon);
        broker.Pause();
        Assert.IsType<EndReason.HeartbeatTimedOut>(Assert.IsType<StompState.Waiting>(await lost).Cause);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "N11")]
    public async Task A_refused_login_and_a_goodbye_are_what_they_are_over_TCP()
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(OptionsFor(broker.WebSocket).WithCredentials("guest", "wrong")));
        Assert.IsType<EndReason.Refused>(failure.Reason);
        Assert.EndsWith($" Endpoint: {broker.WebSocket}.", failure.Message, StringComparison.Ordinal);

        var stomp = await Real.OpenAsync(OptionsFor(broker.WebSocket));
        await stomp.DisposeAsync().AsTask().InTimeAsync();
        Assert.IsType<EndReason.Disconnected>(Assert.IsType<StompState.Closed>(stomp.State).Reason);
    }

    [BrokerTheory(Broker.RabbitMq)]
    [InlineData(true, "/nowhere", "the answer to /nowhere was 404 NotFound and not a WebSocket; is the path right? RabbitMQ's is /ws")]
    [InlineData(false, "/ws", "does the port speak HTTP?")]
    [Trait("Row", "N11")]
    public async Task What_is_no_WebSocket_is_said(bool speaksHttp, string path, string expected)
    {
        var broker = await RabbitMqBroker.SharedAsync();
        var options = OptionsFor(new($"ws://127.0.0.1:{(speaksHttp ? broker.WebSocket.Port : broker.Port)}{path}")).WithReconnect(policy => policy with { FirstRounds = 1 });
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Contains(expected, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "N11")]
    public async Task Nobody_listens()
    {
        var options = OptionsFor(new($"ws://127.0.0.1:{LoopbackPorts.Take(1)[0]}/ws")).WithReconnect(policy => policy with { FirstRounds = 1 });
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(TransportFaultKind.Refused, Assert.IsType<EndReason.DialFailed>(failure.Reason).Fault.Kind);
    }

    [Fact]
    [Trait("Row", "N11")]
    public async Task Who_hangs_up_instead_of_answering_is_said()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var options = OptionsFor(new($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/ws")).WithReconnect(policy => policy with { FirstRounds = 1 });
        var opening = Real.OpenAsync(options);
        using (var client = await listener.AcceptSocketAsync(Real.Soon))
            await client.ReceiveAsync(new byte[4096], Real.Soon);
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => opening.InTimeAsync());
        Assert.Contains("the broker hung up instead of answering with a WebSocket", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "N11")]
    public void What_HTTP_cannot_carry_is_refused_before_anything_is_dialled()
    {
        var options = StompOptions.For("ws://h/ws").WithWebSocket(socket => socket.WithHeader("a b", "c").WithHeader("x", "1\r\nY: 2") with { KeepAliveInterval = TimeSpan.FromSeconds(-1) });
        var said = options.Validate().Match(Succ: static _ => [], Fail: static errors => errors.Select(static error => error.Message).ToArray());
        Assert.Equal(
            [
                "WebSocket.KeepAliveInterval is -00:00:01; it must not be negative.",
                "WebSocket.Headers has the name a b; it must be a name that HTTP can carry.",
                "WebSocket.Headers has a value for x that is not ASCII, or has a line feed, carriage return or NUL, which HTTP cannot carry.",
            ],
            said);
    }

    private static StompOptions OptionsFor(Uri address) =>
        StompOptions.For(address.ToString()).WithCredentials("guest", "guest").Recorded();

    private static async Task<byte[]> SendAndReadAsync(StompConnection stomp, byte[] body)
    {
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        await stomp.SendAsync(queue, body, cancellationToken: Real.Soon);
        return (await messages.NextAsync()).Body.ToArray();
    }

    private sealed class Beats : StompListener
    {
        private readonly TaskCompletionSource _several = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _seen;

        public Task Several => _several.Task;

        public override void OnHeartbeat()
        {
            if (++_seen == 3)
                _several.TrySetResult();
        }
    }
}
