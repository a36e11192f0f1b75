using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>A peer that does not take what is sent costs bounded memory and holds nobody up.</summary>
[Trait("Row", "N07")]
[Trait("Row", "M24")]
public sealed class StoppedPeerTests(ITestOutputHelper output)
{
    /// <summary>Resident memory that a slow peer or consumer may cost.</summary>
    internal const long Bound = 32 * 1024;

    /// <summary>The broker is a real one, stopped by SIGSTOP; the client is a process of its own.</summary>
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_stopped_broker_to_which_64_MiB_are_offered_costs_32_MiB_at_most(Broker kind)
    {
        await using var broker = await Real.StartPrivateAsync(kind);
        await using var child = Child.Start(Offerer.Role, broker.Port);
        await child.ExpectAsync(Child.Ready);
        broker.Pause();
        await child.SayAsync(Child.Go);
        var report = await child.ReportAsync();
        output.WriteLine($"{report}");

        // settled, and garbage included
        Assert.InRange(report.Growth, long.MinValue, Bound);
        Assert.InRange(report.Peak, long.MinValue, Bound);
        // most were never sent, so the memory was really asked for; how many went depends on what the sockets of the system hold
        Assert.InRange(report.Counted[nameof(Outcome.NotSent)], Offerer.Messages / 2, Offerer.Messages);
        Assert.InRange(report.Took["ack"], 0, 5_000);
        Assert.InRange(report.Took["ack cancelled while its receipt is awaited"], 280, 5_000);
        Assert.InRange(report.Took["send with a deadline"], 280, 5_000);
        Assert.InRange(report.Took["cancel"], 0, 5_000);
        // the goodbye waits one second for outstanding receipts and one for its own
        Assert.InRange(report.Took["close"], 900, 7_000);
    }
}

/// <summary>A consumer that does not take what comes keeps its link, costs bounded memory, and misses nothing.</summary>
[Collection(Long.SleepingConsumer)]
[Trait("Row", "N07")]
[Trait("Row", "M13")]
[Trait("Row", "M25")]
public sealed class SleepingConsumerTests(ITestOutputHelper output)
{
    private const int Seconds = 60;
    private const int Messages = 16 * 1024;

    /// <summary>
    /// No real broker of the tests may hold 1 GiB, so a server of their own pours it; the client is a process of its own. What real brokers do
    /// with a sleeping consumer is shown below with less.
    /// </summary>
    [Fact]
    public async Task A_consumer_that_sleeps_for_a_minute_before_1_GiB_keeps_its_link_and_costs_32_MiB_at_most()
    {
        await using var firehose = new Firehose(Messages);
        await using var child = Child.Start(Sleeper.Role, firehose.Port, Seconds, Messages);
        var report = await child.ReportAsync();
        await firehose.Served.InTimeAsync();
        output.WriteLine($"{report}; {firehose.Beats} beats, at most {firehose.LongestSilence.TotalMilliseconds} ms apart");

        Assert.InRange(report.Counted["measurements"], 10, int.MaxValue);
        Assert.InRange(report.Growth, long.MinValue, StoppedPeerTests.Bound);
        Assert.InRange(report.Peak, long.MinValue, StoppedPeerTests.Bound);
        Assert.Equal(Messages, report.Counted["messages"]);
        Assert.Equal(1, report.Counted["sessions"]);
        Assert.InRange(report.Took["sleep"], Seconds * 1000 - 100, int.MaxValue);
        // a broker that is as patient as ActiveMQ would not have hung up
        Assert.InRange(firehose.Beats, Seconds - 5, Seconds * 4);
        Assert.InRange(firehose.LongestSilence, TimeSpan.Zero, 2 * Firehose.Interval);
    }
}

/// <summary>
/// The same with real brokers and as much as they hold in a test. RabbitMQ reads nothing while it cannot write, misses the client's beats then, and
/// hangs up: with beats its consumers need a prefetch that fits into what the client takes unread.
/// </summary>
[Collection(Faults.Alone.Name)]
[Trait("Row", "N07")]
[Trait("Row", "M13")]
[Trait("Row", "M25")]
public sealed class SleepingConsumerOfRealBrokersTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task A_consumer_that_sleeps_for_eight_intervals_keeps_its_link_and_misses_nothing(Broker broker)
    {
        const int Messages = 512;
        var queue = Real.Queue();
        var body = new byte[64 * 1024];
        await using (var sender = await Real.OpenAsync(await Real.OptionsAsync(broker)))
            await Task.WhenAll(Enumerable.Range(0, Messages).Select(_ => sender.SendAsync(queue, body, Real.Receipted, Real.Soon))).InTimeAsync();
        await using var wire = new Wire((await Real.SharedAsync(broker)).Port);
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(wire.Port).WithHeartbeats(Interval, Interval));
        wire.Last.ToClient.Keeps = false;
        var opened = stomp.State;

        var (mode, prefetch) = broker == Broker.RabbitMq ? (AckMode.ClientIndividual, 32) : (AckMode.Auto, (int?)null);
        await using var messages = await stomp.SubscribeAsync(queue, mode, new() { Prefetch = prefetch }, Real.Soon);
        var first = await messages.NextAsync();
        using var over = new CancellationTokenSource(8 * Interval);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stomp.WaitForStateAsync(state => state != opened, over.Token));
        // it slept, and its connection did not
        Assert.InRange(wire.Last.ToBroker.Beats, 6, 40);
        if (mode != AckMode.Auto)
            await first.AckAsync(cancellationToken: Real.Soon);
        var change = stomp.WaitForStateAsync(state => state != opened, Real.Soon);
        for (var i = 1; i < Messages; i++)
        {
            var next = messages.NextAsync();
            if (await Task.WhenAny(next, change) == change)
                Assert.Fail($"after {i} messages: {await change}");
            var message = await next;
            Assert.Equal(body.Length, message.Body.Length);
            if (mode != AckMode.Auto)
                await message.AckAsync(cancellationToken: Real.Soon);
        }

        Assert.Single(wire.Links);
    }
}
