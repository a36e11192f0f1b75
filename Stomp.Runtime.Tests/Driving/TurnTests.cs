using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

/// <summary>What it means that the caller's thread may be the one that carries things out.</summary>
public sealed class TurnTests
{
    /// <summary>Somebody else may have the turn for a moment, so not every time; but nearly.</summary>
    [Fact]
    public async Task A_message_without_a_receipt_and_an_ack_are_sent_when_the_call_returns()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        await using var messages = await stomp.SubscribeAsync("/queue/a", AckMode.ClientIndividual);
        var (sent, acknowledged) = (0, 0);
        for (var i = 0; i < 100; i++)
        {
            var sending = stomp.SendAsync("/queue/a", "x");
            sent += sending.IsCompletedSuccessfully ? 1 : 0;
            await sending;
            var settling = (await messages.NextAsync()).AckAsync();
            acknowledged += settling.IsCompletedSuccessfully ? 1 : 0;
            await settling;
        }

        Assert.InRange(sent, 50, 100);
        Assert.InRange(acknowledged, 50, 100);
    }

    /// <summary>It is judged where it is given: a call that throws because of it must not have sent anything.</summary>
    [Theory]
    [InlineData(-5_000)]
    [InlineData(50L * 24 * 60 * 60 * 1000)]
    public async Task A_deadline_that_no_timer_can_keep_is_refused_before_anything_is_sent(long milliseconds)
    {
        var bad = TimeSpan.FromMilliseconds(milliseconds);
        var named = Assert.Throws<ArgumentOutOfRangeException>(() => new SendOptions { Timeout = bad });
        Assert.StartsWith("Timeout must be from 0 to 49 days, or null for none.", named.Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SubscribeOptions { Timeout = bad });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FrameOptions { Timeout = bad });
        Assert.Null(new SendOptions { Timeout = Timeout.InfiniteTimeSpan }.Timeout);
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        Assert.Equal("timeout", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => stomp.RequestAsync("/queue/a", "x", bad))).ParamName);
        Assert.Equal(0, (await broker.GetStateAsync()).CountWaiting("/queue/a"));
    }

    /// <summary>What is carried out in a caller's turn is not the caller's: what he carries along must not reach the code that dials.</summary>
    [Fact]
    public async Task A_dial_in_somebodys_turn_runs_in_the_context_of_whoever_opened_the_connection()
    {
        var who = new AsyncLocal<string> { Value = "opener" };
        var time = new Still();
        var dials = new Dials(who);
        var options = StompOptions.For("stomp://localhost:1") with { TimeProvider = time, TransportFactory = dials };
        await using var stomp = StompConnection.Start(options);
        await dials.NextAsync();
        await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        who.Value = "somebody";
        time.Now += TimeSpan.FromMinutes(10);
        stomp.Driver.Post(Mail.Tick());
        await dials.NextAsync();
        Assert.Equal(["opener", "opener"], dials.Seen);
    }

    private sealed class Dials(AsyncLocal<string> who) : ITransportFactory
    {
        private readonly SemaphoreSlim _dialled = new(0);
        private readonly ConcurrentQueue<string?> _seen = new();

        public IEnumerable<string?> Seen => _seen;

        public async Task NextAsync() => Assert.True(await _dialled.WaitAsync(TimeSpan.FromSeconds(30)));

        public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            _seen.Enqueue(who.Value);
            _dialled.Release();
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }

    /// <summary>Time that only the test moves, and whose timers never fire.</summary>
    private sealed class Still : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
