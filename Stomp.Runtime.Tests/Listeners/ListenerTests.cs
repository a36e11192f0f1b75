using System;
using System.Collections.Concurrent;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Listeners;

[Collection(Faults.Alone.Name)]
public sealed class ListenerTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M34")]
    public async Task A_session_is_told_in_the_documented_order(Broker broker)
    {
        var log = new Recorder();
        var queue = Real.Queue();
        await using (var stomp = await Real.OpenAsync((await Real.OptionsAsync(broker)).WithListener("log", log)))
        {
            await using var subscription = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed);
            await stomp.SendAsync(queue, "Hello", Real.Receipted);
            await subscription.NextAsync();
            await subscription.UnsubscribeAsync(Real.Confirmed);
        }

        // A line end that comes by itself looks like a beat.
        var told = log.Lines.Where(line => line != "heartbeat").ToArray();
        Assert.Equal(["connecting", "send CONNECT", "connected", "send SUBSCRIBE", "receipt", "send SEND"], told[..6]);
        Assert.Contains("before message", told);
        Assert.Equal("message", told[Array.IndexOf(told, "before message") + 1]);
        Assert.Equal(["disconnecting", "send DISCONNECT", "receipt", "disconnected", "completed"], told[^5..]);
        Assert.DoesNotContain(told, line => line.Contains("guest\"", StringComparison.Ordinal));
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M34")]
    public async Task A_refused_login_is_an_error_and_an_end()
    {
        var log = new Recorder();
        var options = (await Real.OptionsAsync(Broker.RabbitMq)).WithCredentials("guest", "wrong").WithListener("log", log);
        await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(["connecting", "send CONNECT", "error Bad CONNECT", "disconnected", "completed"], log.Lines);
    }

    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M34")]
    public async Task A_paused_broker_is_a_missing_heartbeat_after_beats_that_were_seen()
    {
        await using var broker = await RabbitMqBroker.StartPrivateAsync();
        var log = new Recorder();
        var options = Real.OptionsFor(broker).WithHeartbeats(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)).WithListener("log", log);
        await using var stomp = await Real.OpenAsync(options);
        await log.WaitForAsync("heartbeat");
        broker.Pause();
        await log.WaitForAsync("heartbeat timeout");
        await log.WaitForAsync("disconnected");
        broker.Resume();
    }

    [Fact]
    [Trait("Row", "M31")]
    [Trait("Row", "M32")]
    [Trait("Row", "M33")]
    public async Task Listeners_come_and_go_by_name_and_are_called_in_the_order_of_their_names()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var stomp = await StompConnection.OpenAsync(broker.Uri);
        var calls = new ConcurrentQueue<string>();
        var (first, second) = (new Saying("1", calls), new Saying("2", calls));
        stomp.Listeners.Set("b", second);
        stomp.Listeners.Set("a", first);
        Assert.Same(first, stomp.Listeners.Get("a"));
        Assert.Null(stomp.Listeners.Get("c"));

        await stomp.SendAsync("/queue/a", "x", Real.Receipted);
        await second.Told.WaitAsync(Real.Soon);
        Assert.Equal(["1", "2"], calls.Take(2));

        Assert.True(stomp.Listeners.Remove("a"));
        Assert.False(stomp.Listeners.Remove("a"));
        calls.Clear();
        await stomp.SendAsync("/queue/a", "x", Real.Receipted);
        await second.Told.WaitAsync(Real.Soon);
        Assert.DoesNotContain("1", calls);
    }

    [Fact]
    [Trait("Row", "M34")]
    public async Task A_listener_that_throws_and_one_that_never_returns_harm_nothing()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        using var release = new SemaphoreSlim(0);
        var options = StompOptions.For(broker.Uri).WithListener("a", new Throwing()).WithListener("b", new Blocking(release));
        await using var stomp = await StompConnection.OpenAsync(options, Real.Soon);
        for (var i = 0; i < 100; i++)
            await stomp.SendAsync("/queue/a", "x", Real.Receipted, Real.Soon);
        Assert.True(stomp.IsConnected);
        release.Release(int.MaxValue);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq, "RabbitMQ/")]
    [InlineData(Broker.ActiveMq, "ActiveMQ/")]
    [Trait("Row", "M34")]
    public async Task The_ready_made_ones_count_print_and_wait(Broker broker, string server)
    {
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        var statistics = new StatisticsListener();
        var waiting = new WaitingListener();
        using var text = new StringWriter();
        var options = Real.OptionsFor(wire.Port)
            .WithListener("statistics", statistics).WithListener("waiting", waiting).WithListener("printing", new PrintingListener(TextWriter.Synchronized(text)));
        var queue = Real.Queue();
        await using (var stomp = await Real.OpenAsync(options))
        {
            await using var subscription = await stomp.SubscribeAsync(queue);
            var receipt = waiting.WaitForReceiptAsync("mine", Real.Soon);
            var message = waiting.WaitForMessageAsync(frame => frame.GetText() == "Hello", Real.Soon);
            await stomp.SendAsync(queue, "Hello", new() { ReceiptId = "mine" });
            await receipt;
            await message;
            var over = waiting.WaitForDisconnectedAsync(Real.Soon);
            await stomp.CloseAsync();
            Assert.Equal(new EndReason.Disconnected(true), await over);
        }

        // what the wire saw is what was counted
        var (sent, came) = (wire.Last.ToBroker, wire.Last.ToClient);
        Assert.Equal(
            (sent.FramesOf("SEND").Count, came.FramesOf("MESSAGE").Count, came.FramesOf("RECEIPT").Count),
            ((int)statistics.MessagesSent, (int)statistics.MessagesReceived, (int)statistics.Receipts));
        Assert.Equal((1, 1, 1, 1, 0), (statistics.Connections, statistics.Disconnections, statistics.MessagesSent, statistics.MessagesReceived, statistics.Errors));
        Assert.Contains("-> CONNECT{", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("passcode:***", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("connected: STOMP 1.2 with " + server, text.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "M34")]
    public async Task A_late_listener_sees_what_was_sent_although_the_sender_used_the_buffer_again()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var late = new LateForConnect();
        await using (var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport).WithListener("late", late)))
        {
            var buffer = "sent"u8.ToArray();
            await stomp.SendAsync("/queue/a", buffer, Real.Receipted, Real.Soon);
            buffer.AsSpan().Fill((byte)'x');
            late.Go();
        }

        Assert.Equal("sent", Assert.Single(late.Sends).GetText());
    }

    [Fact]
    [Trait("Row", "M34")]
    public async Task What_waits_for_a_late_listener_is_bounded_in_octets_too()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var late = new LateForConnect();
        await using (var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport).WithListener("late", late)))
        {
            for (var i = 0; i < 4; i++)
                await stomp.SendAsync("/queue/a", new byte[3 << 20], Real.Receipted, Real.Soon);
            late.Go();
        }

        Assert.Equal(2, late.Sends.Count);
    }

    /// <summary>Holds the first call until it is let go.</summary>
    private sealed class LateForConnect : StompListener
    {
        private readonly ManualResetEventSlim _go = new();

        public ConcurrentQueue<Frame> Sends { get; } = new();

        public void Go() => _go.Set();

        public override void OnConnecting(Endpoint endpoint) => _go.Wait(Real.Patience);

        public override void OnSend(Frame frame)
        {
            if (frame.Command == Stomp.Pure.Frames.Command.Send)
                Sends.Enqueue(frame);
        }
    }

    private sealed class Recorder : StompListener
    {
        private readonly SemaphoreSlim _added = new(0);

        public ConcurrentQueue<string> Lines { get; } = new();

        public async Task WaitForAsync(string line)
        {
            while (!Lines.Contains(line))
                await _added.WaitAsync(Real.Soon);
        }

        public override void OnConnecting(Endpoint endpoint) => Add("connecting");

        public override void OnConnected(SessionInfo session) => Add("connected");

        public override void OnDisconnecting() => Add("disconnecting");

        public override void OnDisconnected(EndReason reason) => Add("disconnected");

        public override void OnHeartbeat() => Add("heartbeat");

        public override void OnHeartbeatTimeout() => Add("heartbeat timeout");

        public override void OnBeforeMessage(Frame message) => Add("before message");

        public override void OnMessage(Frame message) => Add("message");

        public override void OnReceipt(Frame receipt) => Add("receipt");

        public override void OnError(ServerError error) => Add("error " + error.Message);

        public override void OnSend(Frame frame) => Add("send " + frame.Command.ToText());

        public override void OnReceiverLoopCompleted() => Add("completed");

        private void Add(string line)
        {
            Lines.Enqueue(line);
            _added.Release();
        }
    }

    private sealed class Saying(string name, ConcurrentQueue<string> calls) : StompListener
    {
        public SemaphoreSlim Told { get; } = new(0);

        public override void OnReceipt(Frame receipt)
        {
            calls.Enqueue(name);
            Told.Release();
        }
    }

    private sealed class Throwing : StompListener
    {
        public override void OnSend(Frame frame) => throw new InvalidOperationException("on purpose");

        public override void OnReceipt(Frame receipt) => throw new InvalidOperationException("on purpose");
    }

    private sealed class Blocking(SemaphoreSlim release) : StompListener
    {
        public override void OnReceipt(Frame receipt) => release.Wait();
    }
}
