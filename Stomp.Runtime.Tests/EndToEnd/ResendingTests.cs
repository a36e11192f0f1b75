using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Sends whose connection was lost before their RECEIPT came, on a broker that dies.</summary>
[Trait("Row", "N03")]
[Trait("Row", "M40")]
[Recorded]
public sealed class ResendingTests
{
    private const int Sends = 1_000;

    private static readonly SendOptions Persistent = Real.Receipted with { Headers = [new Header("persistent", "true")] };

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task After_the_broker_was_killed_every_send_is_confirmed_and_in_the_queue(Broker kind)
    {
        await using var broker = await StartPrivateAsync(kind);
        var queue = Real.Queue();
        await using var stomp = await Real.OpenAsync(Patient(broker).WithOnUnknown(UnknownPolicy.Resend));
        await stomp.SendAsync(queue, "first", Persistent, Real.Soon);
        // RabbitMQ confirms a message before it has written down that there is its queue: killed now it would come back without either.
        if (broker is RabbitMqBroker rabbit)
            await rabbit.ControlAsync("eval", "mnesia:sync_log().");

        // It takes what is sent, and says nothing more.
        broker.Pause();
        var sends = Enumerable.Range(0, Sends).Select(i => stomp.TrySendAsync(queue, $"{i}", Persistent)).ToList();
        await Task.Delay(500);
        Assert.DoesNotContain(sends, send => send.IsCompleted);
        Assert.True(stomp.IsConnected);
        await broker.KillAsync();
        await stomp.WaitForStateAsync(state => state is StompState.Waiting, Real.Soon);
        var late = stomp.TrySendAsync(queue, "late", Persistent);
        Assert.DoesNotContain(sends, send => send.IsCompleted);
        await broker.StartAsync();

        var outcomes = await Task.WhenAll(sends.Append(late)).WaitAsync(TimeSpan.FromMinutes(3));
        Assert.All(outcomes, outcome => Assert.IsType<Outcome.Confirmed>(outcome));
        var there = await Witness.MessagesAsync(broker, queue);
        Assert.InRange(there, Sends + 2, (2 * Sends) + 2);

        await using var reader = await Real.OpenAsync(Patient(broker));
        await using var messages = await reader.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var bodies = new List<string>();
        for (var i = 0; i < there; i++)
            bodies.Add((await messages.NextAsync()).GetText());
        Assert.Equal(Enumerable.Range(0, Sends).Select(i => $"{i}").Append("first").Append("late").Order(), bodies.Distinct().Order());
        // What was sent again came in its order, and before what waited.
        Assert.Equal(Enumerable.Range(0, Sends).Select(i => $"{i}").Append("late"), bodies.TakeLast(Sends + 1));
    }

    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task Without_the_policy_they_are_reported(Broker kind)
    {
        await using var broker = await StartPrivateAsync(kind);
        var queue = Real.Queue();
        await using var wire = new Wire(broker.Port);
        await using var stomp = await Real.OpenAsync(Patient(broker) with { Endpoints = Real.OptionsFor(wire.Port).Endpoints });
        broker.Pause();
        var sends = Enumerable.Range(0, 10).Select(i => stomp.TrySendAsync(queue, $"{i}", Persistent)).ToList();
        await Witness.UntilAsync(() => Task.FromResult(wire.Last.ToBroker.FramesOf("SEND").Count == sends.Count), "they left");
        await broker.KillAsync();
        var outcomes = await Task.WhenAll(sends).InTimeAsync();
        Assert.All(outcomes, outcome => Assert.IsType<EndReason.ConnectionLost>(Assert.IsType<Cause.SessionEnded>(Assert.IsType<Outcome.Unknown>(outcome).Cause).Reason));
        // and nothing was sent again
        await broker.StartAsync();
        await stomp.SendAsync(queue, "behind", Persistent, Real.Soon);
        Assert.Equal(1, await Witness.MessagesAsync(broker, queue));
    }

    /// <summary>A deadline of one's own ends the wait, also while there is no session.</summary>
    [Fact]
    [Trait("Row", "M21")]
    public async Task Who_waits_can_leave()
    {
        var silent = LoopbackPorts.Take(1)[0];
        var broker = await EmbeddedBroker.StartAsync(new() { Port = silent });
        await using var stomp = await Real.OpenAsync(Real.OptionsFor(silent).WithOnUnknown(UnknownPolicy.Resend));
        await stomp.SendAsync("/queue/a", "1", Real.Receipted, Real.Soon);
        await broker.DisposeAsync();
        var outcome = await stomp.TrySendAsync("/queue/a", "2", Real.Receipted with { Timeout = TimeSpan.FromMilliseconds(300) }).InTimeAsync();
        Assert.True(outcome is Outcome.NotSent { Cause: Cause.Abandoned } or Outcome.Unknown { Cause: Cause.Abandoned }, $"{outcome}");
    }

    [Fact]
    public void Its_bounds_are_checked()
    {
        Assert.True((new StompOptions() with { MaxKept = -1 }).Validate().IsFail);
        Assert.True((new StompOptions() with { MaxKeptOctets = -1 }).Validate().IsFail);
        Assert.True(new StompOptions().WithOnUnknown(UnknownPolicy.Resend).Validate().IsSuccess);
    }

    /// <summary>Whoever browses ActiveMQ sees 400 messages of a queue, unless its policy says more.</summary>
    private static async Task<BrokerInstance> StartPrivateAsync(Broker kind) =>
        kind == Broker.ActiveMq ? await ActiveMqBroker.StartPrivateAsync(policy: "maxBrowsePageSize=\"10000\"") : await Real.StartPrivateAsync(kind);

    private static StompOptions Patient(BrokerInstance broker) => Real.OptionsFor(broker)
        .WithReconnect(policy => policy with { Max = TimeSpan.FromSeconds(1) }) with
    { ReceiptTimeout = TimeSpan.FromMinutes(2) };
}
