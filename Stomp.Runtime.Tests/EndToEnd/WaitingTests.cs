using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>When the connection dials again, by the clock of the wire before the broker.</summary>
[Recorded]
public sealed class WaitingTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Cap = TimeSpan.FromMilliseconds(900);

    /// <summary>Timers count whole milliseconds, and two clocks differ a little.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(5);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M07")]
    [Trait("Row", "M08")]
    [Trait("Row", "M10")]
    [Trait("Row", "M11")]
    public async Task After_a_loss_the_waits_grow_up_to_the_cap_and_do_not_end(Broker broker)
    {
        await using var door = await Door.OfAsync(broker);
        await using var stomp = await Real.OpenAsync(door.Options.WithReconnect(Doubling));
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        door.IsOpen = false;
        door.Cut();
        var gaps = await door.GapsAsync(7);
        Assert.InRange(gaps[0], First - Grain, TimeSpan.MaxValue);
        Assert.InRange(gaps[1], (2 * First) - Grain, TimeSpan.MaxValue);
        Assert.InRange(gaps[2], (4 * First) - Grain, TimeSpan.MaxValue);
        Assert.All(gaps[3..], gap => Assert.InRange(gap, Cap - Grain, TimeSpan.MaxValue));
        // without the cap they were 1.6 s and more; the machine may be busy, but not each time
        Assert.InRange(gaps[3..].Min(), TimeSpan.Zero, 1.5 * Cap);

        // more rounds than the first open has, and still it comes back
        door.IsOpen = true;
        await stomp.WaitForStateAsync(state => state is StompState.Connected, Real.Soon);
        await new ForeignClient(door.BrokerPort).SendAsync(queue, "back");
        Assert.Equal("back", (await messages.NextAsync()).GetText());
    }

    /// <summary>First wait and cap are one, so all that differs is jitter: up to the wait once more, as far as the seeds go.</summary>
    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    [Trait("Row", "M09")]
    public async Task Jitter_lies_on_top_of_the_cap()
    {
        var wait = TimeSpan.FromSeconds(2);
        var gaps = await Task.WhenAll(Enumerable.Range(0, 12).Select(async seed =>
        {
            await using var door = await Door.OfAsync(seed % 2 == 0 ? Broker.RabbitMq : Broker.ActiveMq);
            var options = door.Options.WithReconnect(policy => policy with { Initial = wait, Max = wait, Jitter = 1 });
            await using var stomp = await Real.OpenAsync(options with { Seed = (ulong)seed });
            door.Cut();
            return (await door.GapsAsync(1))[0];
        }));
        Assert.All(gaps, gap => Assert.InRange(gap, wait - Grain, (2 * wait) + TimeSpan.FromSeconds(5)));
        Assert.InRange(gaps.Max(), 1.75 * wait, TimeSpan.MaxValue);
        Assert.InRange(gaps.Min(), TimeSpan.Zero, 1.5 * wait);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M11")]
    public async Task The_first_open_dials_three_times_unless_told_otherwise(Broker broker)
    {
        await using var door = await Door.OfAsync(broker);
        door.IsOpen = false;
        var options = door.Options.WithReconnect(policy => policy with { Initial = TimeSpan.FromMilliseconds(20) });
        await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Equal(3, door.Dials);
        await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options.WithReconnect(policy => policy with { FirstRounds = 5 })));
        Assert.Equal(3 + 5, door.Dials);
        door.IsOpen = true;
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(3 + 5 + 1, door.Dials);

        // and after a session the number of rounds can be set as well
        await using var giving = await Real.OpenAsync(options.WithReconnect(policy => policy with { Rounds = 2 }));
        door.IsOpen = false;
        door.Cut();
        await giving.WaitForStateAsync(state => state is StompState.Closed, Real.Soon);
        Assert.Equal(3 + 5 + 2 + 2, door.Dials);
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M11")]
    public async Task A_session_that_lived_starts_the_count_anew_and_a_short_one_does_not(Broker broker)
    {
        var stable = TimeSpan.FromSeconds(3);
        await using var door = await Door.OfAsync(broker);
        await using var stomp = await Real.OpenAsync(door.Options.WithReconnect(policy => Doubling(policy) with { StableAfter = stable, Max = TimeSpan.FromMinutes(1) }));
        await using var messages = await stomp.SubscribeAsync(Real.Queue(), AckMode.Auto, Real.Subscribed, Real.Soon);
        door.OpenFrom = 3;
        door.Cut();
        await door.RestoredAsync(3);

        // the fourth wait follows a session that just began, unless the machine was so busy that it had its time
        door.Cut();
        var young = door.Age(3);
        var gaps = await door.GapsAsync(4);
        if (young < stable - TimeSpan.FromSeconds(1))
            Assert.InRange(gaps[3], (8 * First) - Grain, TimeSpan.MaxValue);
        await door.RestoredAsync(4);
        await Task.Delay(stable + TimeSpan.FromMilliseconds(200));
        door.Cut();
        Assert.InRange((await door.GapsAsync(5))[4], First - Grain, 8 * First);
    }

    /// <summary>The broker's receipts for the restored subscription get lost: the session lived, but it is not what the one before was.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    [Trait("Row", "M11")]
    [Trait("Row", "M40")]
    public async Task A_session_that_restored_nothing_did_not_live(Broker broker)
    {
        var (stable, first) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        await using var door = await Door.OfAsync(broker);
        await using var stomp = await Real.OpenAsync(door.Options.WithReconnect(policy => Doubling(policy) with { Initial = first, StableAfter = stable, Max = TimeSpan.FromMinutes(1) }));
        await using var messages = await stomp.SubscribeAsync(Real.Queue(), AckMode.Auto, Real.Subscribed, Real.Soon);
        door.LosesReceipts = true;
        door.Cut();
        await door.RestoredAsync(1);
        await Task.Delay(stable + TimeSpan.FromMilliseconds(200));
        door.LosesReceipts = false;
        door.Cut();
        await door.RestoredAsync(2);
        await Task.Delay(stable + TimeSpan.FromMilliseconds(200));
        door.Cut();
        var gaps = await door.GapsAsync(3);
        Assert.InRange(gaps[1], (2 * first) - Grain, TimeSpan.MaxValue);
        Assert.InRange(gaps[2], first - Grain, (4 * first) - Grain);
    }

    private static ReconnectOptions Doubling(ReconnectOptions policy) =>
        policy with { Initial = First, Increase = 1, Max = Cap, Jitter = 0 };

    /// <summary>A wire before a broker that lets nobody through while it is shut, and knows when who came.</summary>
    private sealed class Door : IAsyncDisposable
    {
        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly List<TimeSpan> _came = [];
        private readonly Dictionary<int, TimeSpan> _cut = [];
        private readonly Wire _wire;

        private Door(int brokerPort)
        {
            BrokerPort = brokerPort;
            _wire = new Wire(brokerPort, Greet);
        }

        public int BrokerPort { get; }

        public volatile bool IsOpen = true;

        /// <summary>The first of those after the first who are let in.</summary>
        public volatile int OpenFrom;

        public volatile bool LosesReceipts;

        public StompOptions Options => Real.OptionsFor(_wire.Port);

        public int Dials
        {
            get
            {
                lock (_came) return _came.Count;
            }
        }

        public static async Task<Door> OfAsync(Broker broker) => new((await Real.SharedAsync(broker)).Port);

        /// <summary>Ends the newest connection.</summary>
        public void Cut()
        {
            lock (_came) _cut[_came.Count - 1] = _clock.Elapsed;
            _wire.Last.Cut(reset: true);
        }

        /// <summary>How long a connection has been there.</summary>
        public TimeSpan Age(int number)
        {
            lock (_came) return _clock.Elapsed - _came[number];
        }

        /// <summary>The times from the end of each connection to the next one, once there are so many. Whoever is not let in ends as he comes.</summary>
        public async Task<TimeSpan[]> GapsAsync(int count)
        {
            await Witness.UntilAsync(() => Task.FromResult(Dials > count), $"{count} dials after the first");
            lock (_came)
                return [.. Enumerable.Range(0, count).Select(i => _came[i + 1] - (_cut.TryGetValue(i, out var cut) ? cut : _came[i]))];
        }

        /// <summary>The connection with this number, from 0, subscribed, and the broker answered.</summary>
        public Task RestoredAsync(int number) => Witness.UntilAsync(
            () => Task.FromResult(_wire.Links.Count > number && _wire.Links[number].ToClient.FramesOf("RECEIPT").Count > 0), $"session {number}");

        public ValueTask DisposeAsync() => _wire.DisposeAsync();

        private void Greet(WireLink link, int number)
        {
            bool isOpen;
            lock (_came)
            {
                isOpen = IsOpen && (number == 0 || number >= OpenFrom); // before anybody learns that somebody came
                _came.Add(_clock.Elapsed);
            }

            if (!isOpen)
                link.Cut(reset: true);
            else if (LosesReceipts)
                link.ToClient.Rewrite = Misdirect;
        }

        private static void Misdirect(Memory<byte> octets)
        {
            if (octets.Span.IndexOf("receipt-id:r"u8) is var found and >= 0)
                "receipt-id:x"u8.CopyTo(octets.Span[found..]);
        }
    }
}
