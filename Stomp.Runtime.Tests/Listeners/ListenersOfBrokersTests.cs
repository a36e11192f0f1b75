using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Listeners;

/// <summary>Listeners of connections to the real brokers; the wire between says what there was to be told.</summary>
[Collection(Faults.Alone.Name)]
public sealed class ListenersOfBrokersTests
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M31")]
    public async Task They_are_set_while_it_runs_and_called_in_the_order_of_their_names(Broker broker)
    {
        await using var link = await Case.OpenAsync(broker);
        var calls = new ConcurrentQueue<string>();
        link.Stomp.Listeners.Set("b", new Counting(calls, "b"));
        link.Stomp.Listeners.Set("a", new Counting(calls, "a"));
        await link.PassAsync(3);
        // one that takes another's place
        link.Stomp.Listeners.Set("b", new Counting(calls, "B"));
        await link.PassAsync(2);
        await link.Stomp.CloseAsync().InTimeAsync();
        await link.Stomp.DisposeAsync();
        Assert.Equal("ababab" + "aBaB", string.Concat(calls));
        Assert.Equal(5, link.Wire.Last.ToClient.FramesOf("MESSAGE").Count);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M32")]
    public async Task One_that_is_removed_is_told_nothing_more_even_when_it_removes_itself(Broker broker)
    {
        await using var link = await Case.OpenAsync(broker);
        var calls = new ConcurrentQueue<string>();
        link.Stomp.Listeners.Set("stays", new Counting(calls, "s"));
        link.Stomp.Listeners.Set("goes", new Counting(calls, "g") { AfterCall = () => link.Stomp.Listeners.Remove("goes") });
        await link.PassAsync(4);
        Assert.False(link.Stomp.Listeners.Remove("goes"));
        Assert.True(link.Stomp.Listeners.Remove("stays"));
        await link.PassAsync(3);
        await link.Stomp.DisposeAsync();
        Assert.Equal("gssss", string.Concat(calls));
        Assert.Equal(7, link.Wire.Last.ToClient.FramesOf("MESSAGE").Count);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M33")]
    public async Task One_is_got_by_its_name_and_is_the_one_that_is_told(Broker broker)
    {
        await using var link = await Case.OpenAsync(broker);
        link.Stomp.Listeners.Set("statistics", new StatisticsListener());
        await link.PassAsync(4);
        var statistics = Assert.IsType<StatisticsListener>(link.Stomp.Listeners.Get("statistics"));
        Assert.Null(link.Stomp.Listeners.Get("Statistics"));
        await link.Stomp.DisposeAsync();
        Assert.Equal(link.Wire.Last.ToClient.FramesOf("MESSAGE").Count, statistics.MessagesReceived);
        Assert.Equal(4, statistics.MessagesReceived);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M34")]
    public async Task All_twelve_calls_are_made_and_a_cut_cable_is_a_missing_heartbeat_before_the_end(Broker broker)
    {
        var log = new Everything();
        var server = await Real.SharedAsync(broker);
        await using var wire = new Wire(server.Port);
        var options = Real.OptionsFor(wire.Port)
            // only the broker promises beats: else it would miss ours first, and hang up
            .WithHeartbeats(TimeSpan.Zero, TimeSpan.FromSeconds(1))
            .WithReconnect(policy => policy with { Rounds = 0 })
            .WithListener("log", log);
        await using (var stomp = await Real.OpenAsync(options))
        {
            var queue = Real.Queue();
            await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
            await stomp.SendAsync(queue, "x", Real.Receipted, Real.Soon);
            await messages.NextAsync();
            await log.SawAsync("heartbeat");
            wire.Last.Swallow();
            await log.SawAsync("completed");
        }

        Assert.Equal(["heartbeat timeout", "disconnected", "completed"], log.Calls.ToArray()[^3..]);
        // the goodbye and the ERROR, which a link that died had not
        var second = new Everything();
        await using (var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithListener("log", second) with { Reconnect = new() }))
        {
            // no such destination on RabbitMQ, no such selector on ActiveMQ
            await Assert.ThrowsAnyAsync<StompException>(() => stomp.SubscribeAsync(
                broker == Broker.RabbitMq ? "/nonsense/x" : Real.Queue(), AckMode.Auto, Real.Subscribed with { Headers = [new Header("selector", "((")] }, Real.Soon));
            await second.SawAsync("error");
            // the ERROR ended a session; the goodbye is said in the next
            await stomp.SendAsync(Real.Queue(), "x", Real.Receipted, Real.Soon);
        }

        Assert.Contains("disconnecting", second.Calls);
        Assert.Equal(
            ["before message", "completed", "connected", "connecting", "disconnected", "disconnecting", "error", "heartbeat", "heartbeat timeout", "message", "receipt", "send"],
            log.Calls.Concat(second.Calls).Distinct().Order(StringComparer.Ordinal));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M34")]
    public async Task One_that_throws_is_reported_and_harms_nothing(Broker broker)
    {
        var diary = new Diary();
        await using var link = await Case.OpenAsync(broker, options => options.WithListener("bad", new Bad()) with { LoggerFactory = diary });
        await link.PassAsync(2);
        Assert.True(link.Stomp.IsConnected);
        await link.Stomp.DisposeAsync();
        Assert.Equal(2, diary.Lines.Count(line => line.Contains("The listener bad failed at Message", StringComparison.Ordinal)));
        Assert.Single(link.Wire.Links);
    }

    /// <summary>A connection through a wire, with a queue of its own.</summary>
    private sealed class Case : IAsyncDisposable
    {
        private readonly string _queue = Real.Queue();

        private Case(Wire wire, StompConnection stomp) => (Wire, Stomp) = (wire, stomp);

        public Wire Wire { get; }

        public StompConnection Stomp { get; }

        private StompSubscription? Messages { get; set; }

        public static async Task<Case> OpenAsync(Broker broker, Func<StompOptions, StompOptions>? change = null)
        {
            var wire = new Wire((await Real.SharedAsync(broker)).Port);
            var options = Real.OptionsFor(wire.Port);
            var stomp = await Real.OpenAsync(change is null ? options : change(options));
            var opened = new Case(wire, stomp);
            opened.Messages = await stomp.SubscribeAsync(opened._queue, AckMode.Auto, Real.Subscribed, Real.Soon);
            return opened;
        }

        /// <summary>So many messages go there and back.</summary>
        public async Task PassAsync(int count)
        {
            for (var i = 0; i < count; i++)
                await Stomp.SendAsync(_queue, "x", Real.Receipted, Real.Soon);
            for (var i = 0; i < count; i++)
                await Messages!.NextAsync();
            // listeners are told in order, off the loop: when this one was told of the receipt, all were told of what came before
            var waiting = new WaitingListener();
            Stomp.Listeners.Set("zz", waiting);
            var receipt = waiting.WaitForReceiptAsync("mark", Real.Soon);
            await Stomp.SendAsync(Real.Queue(), "mark", new() { ReceiptId = "mark" }, Real.Soon);
            await receipt;
            Stomp.Listeners.Remove("zz");
        }

        public async ValueTask DisposeAsync()
        {
            await Stomp.DisposeAsync();
            await Wire.DisposeAsync();
        }
    }

    private sealed class Counting(ConcurrentQueue<string> calls, string name) : StompListener
    {
        public Action? AfterCall { get; init; }

        public override void OnMessage(Frame message)
        {
            calls.Enqueue(name);
            AfterCall?.Invoke();
        }
    }

    private sealed class Bad : StompListener
    {
        public override void OnMessage(Frame message) => throw new InvalidOperationException("on purpose");
    }

    private sealed class Everything : StompListener
    {
        private readonly SemaphoreSlim _added = new(0);

        public ConcurrentQueue<string> Calls { get; } = new();

        public async Task SawAsync(string call)
        {
            while (!Calls.Contains(call))
                await _added.WaitAsync(Real.Soon);
        }

        public override void OnConnecting(Stomp.Pure.Reconnection.Endpoint endpoint) => Add("connecting");

        public override void OnConnected(SessionInfo session) => Add("connected");

        public override void OnDisconnecting() => Add("disconnecting");

        public override void OnDisconnected(EndReason reason) => Add("disconnected");

        public override void OnHeartbeat() => Add("heartbeat");

        public override void OnHeartbeatTimeout() => Add("heartbeat timeout");

        public override void OnBeforeMessage(Frame message) => Add("before message");

        public override void OnMessage(Frame message) => Add("message");

        public override void OnReceipt(Frame receipt) => Add("receipt");

        public override void OnError(ServerError error) => Add("error");

        public override void OnSend(Frame frame) => Add("send");

        public override void OnReceiverLoopCompleted() => Add("completed");

        private void Add(string call)
        {
            Calls.Enqueue(call);
            _added.Release();
        }
    }
}
