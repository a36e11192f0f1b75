using System;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Listeners;

/// <summary>Listeners that do not keep up with a connection to a real broker: the log says what they missed, and nobody else notices.</summary>
[Trait("Row", "M34")]
public sealed class SlowListenerTests
{
    private const string Missed = "Listeners are slow: they missed ";

    /// <summary>What it was told and what it missed are together what the wire saw: nothing is left out without a word.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task One_that_is_slow_misses_what_goes_beyond_its_budget_is_reported_and_harms_nothing(Broker broker)
    {
        const int Many = 12;
        var (diary, slow, queue, body) = (new Diary(), new Slow(), Real.Queue(), new string('x', 1 << 20));
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port) with { LoggerFactory = diary });
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        var before = FramesOf(wire.Last);
        stomp.Listeners.Set("slow", slow);
        await PassAsync(Many);
        Assert.True(stomp.IsConnected);
        Assert.Equal(Many, wire.Last.ToClient.FramesOf("MESSAGE").Count);
        Assert.Equal(1, slow.Told);
        Assert.Equal(0, CountMissed());

        slow.Go();
        var wanted = FramesOf(wire.Last) - before;
        await Witness.UntilAsync(() => Task.FromResult(slow.Told + CountMissed() == wanted), $"{wanted} frames are told of or missed");
        Assert.InRange(CountMissed(), Many, wanted - 1);
        Assert.Single(diary.Lines, line => line.StartsWith(Missed, StringComparison.Ordinal));
        // and it is told again as before
        var told = slow.Messages;
        body = "x";
        await PassAsync(2);
        await Witness.UntilAsync(() => Task.FromResult(slow.Messages == told + 2), "two more are told of");
        Assert.Single(wire.Links);

        async Task PassAsync(int count)
        {
            for (var i = 0; i < count; i++)
            {
                await stomp.SendAsync(queue, body, Real.Receipted, Real.Soon);
                Assert.Equal(body.Length, (await messages.NextAsync()).Body.Length);
            }
        }

        int CountMissed() => diary.Lines.Where(line => line.StartsWith(Missed, StringComparison.Ordinal)).Sum(line => int.Parse(line.Split(' ')[5], CultureInfo.InvariantCulture));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task One_that_never_returns_is_reported_when_the_connection_is_closed(Broker broker)
    {
        var (diary, slow, queue) = (new Diary(), new Slow(), Real.Queue());
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using (var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithListener("slow", slow) with { LoggerFactory = diary }))
        {
            await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
            await stomp.SendAsync(queue, "x", Real.Receipted, Real.Soon);
            Assert.Equal("x", (await messages.NextAsync()).GetText());
            Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync().InTimeAsync());
            await stomp.DisposeAsync().AsTask().InTimeAsync();
        }

        Assert.Equal(1, slow.Told);
        Assert.Single(diary.Lines, line => line.EndsWith(" calls were left when the connection was closed", StringComparison.Ordinal));
        slow.Go();
    }

    /// <summary>All of which a listener is told that counts: the frames of both directions.</summary>
    private static int FramesOf(WireLink link) => link.ToBroker.Frames.Count + link.ToClient.Frames.Count;

    /// <summary>Keeps the first call until it is let go, and counts the frames that it was told of.</summary>
    private sealed class Slow : StompListener
    {
        private readonly ManualResetEventSlim _go = new();
        private int _told;
        private int _messages;

        public int Told => Volatile.Read(ref _told);

        public int Messages => Volatile.Read(ref _messages);

        public void Go() => _go.Set();

        public override void OnSend(Frame frame) => Take();

        public override void OnReceipt(Frame receipt) => Take();

        public override void OnMessage(Frame message)
        {
            Interlocked.Increment(ref _messages);
            Take();
        }

        private void Take()
        {
            Interlocked.Increment(ref _told);
            _go.Wait(2 * Real.Patience);
        }
    }
}
