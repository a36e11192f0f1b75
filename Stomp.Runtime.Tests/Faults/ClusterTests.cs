using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>One cluster for all tests here: its start takes long.</summary>
public sealed class OneCluster : IAsyncLifetime
{
    private RabbitMqCluster? _cluster;

    internal RabbitMqCluster Cluster => _cluster!;

    public async Task InitializeAsync()
    {
        if (Installed.WhyMissing(Broker.RabbitMq) is null)
            _cluster = await RabbitMqCluster.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }
}

/// <summary>A cluster of three nodes, one of which dies.</summary>
[Trait("Row", "M04")]
[Trait("Row", "M40")]
[Trait("Row", "N03")]
public sealed class ClusterTests(OneCluster fixture) : IClassFixture<OneCluster>
{
    /// <summary>A quorum queue is held by all nodes and lives while two of them do.</summary>
    private static readonly Headers Quorum = [new("x-queue-type", "quorum"), new("durable", "true"), new("auto-delete", "false")];

    private static readonly Headers Classic = [new("durable", "true"), new("auto-delete", "false")];

    private IReadOnlyList<RabbitMqBroker> Nodes => fixture.Cluster.Nodes;

    [BrokerFact(Broker.RabbitMq)]
    public async Task When_the_node_of_a_connection_dies_the_next_one_of_its_list_takes_over_and_nothing_is_lost()
    {
        const int Half = 1_000;
        var (dying, next) = (Nodes[1], Nodes[2]);
        var queue = Real.Queue();
        var persistent = Real.Receipted with { Headers = [.. Quorum, new("persistent", "true")] };
        var list = string.Join(',', new[] { dying, next, Nodes[0] }.Select(node => $"stomp://guest:guest@127.0.0.1:{node.Port}"));
        var options = Faulty.Soon(StompOptions.For($"failover:({list})")).WithOnUnknown(UnknownPolicy.Resend) with { ReceiptTimeout = TimeSpan.FromMinutes(2) };
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(dying.Port, stomp.Session().Endpoint.Port);
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, Real.Subscribed with { Headers = Quorum }, Real.Soon);

        var sends = Enumerable.Range(0, Half).Select(i => stomp.TrySendAsync(queue, $"{i}", persistent)).ToList();
        await sends[0].InTimeAsync();
        dying.Pause(); // or a fast one confirms all before it can be killed
        sends.AddRange(Enumerable.Range(Half, Half).Select(i => stomp.TrySendAsync(queue, $"{i}", persistent)));
        Assert.Contains(sends, send => !send.IsCompleted);
        var loss = stomp.LossAsync();
        await dying.KillAsync();
        Assert.IsType<EndReason.ConnectionLost>((await loss).Cause);
        // the dead one is tried first, as the list says, and the second takes over
        Assert.Equal(next.Port, (await stomp.ConnectedAsync()).Endpoint.Port);
        Assert.All(await Task.WhenAll(sends).WaitAsync(TimeSpan.FromMinutes(2)), outcome => Assert.IsType<Outcome.Confirmed>(outcome));

        var missing = Enumerable.Range(0, sends.Count).Select(i => $"{i}").ToHashSet();
        while (missing.Count > 0)
        {
            var message = await messages.NextAsync();
            missing.Remove(message.GetText());
            await message.AckAsync(cancellationToken: Real.Soon);
        }

        // the broker's own word: a channel of that node holds the subscription; the dead node's may still be listed
        var consumers = (await next.ControlAsync("list_consumers", "queue_name", "channel_pid")).Split('\n').Where(line => line.StartsWith(queue["/queue/".Length..], StringComparison.Ordinal));
        Assert.Contains(consumers, line => line.Contains($"stomp{next.Port}@localhost", StringComparison.Ordinal));
        await dying.StartAsync();
    }

    [BrokerFact(Broker.RabbitMq)]
    public async Task A_classic_queue_that_lost_its_node_ends_its_subscription_and_not_the_connection()
    {
        var (dying, living) = (Nodes[2], Nodes[0]);
        var (doomedQueue, otherQueue) = (Real.Queue(), Real.Queue());
        // a classic queue is at home where it was declared
        await using (var elsewhere = await Real.OpenAsync(Real.OptionsFor(dying)))
            await elsewhere.SendAsync(doomedQueue, "there", Real.Receipted with { Headers = Classic }, Real.Soon);

        await using var stomp = await Real.OpenAsync(Faulty.Soon(Real.OptionsFor(living)));
        var before = stomp.State;
        await using var doomed = await stomp.SubscribeAsync(doomedQueue, AckMode.Auto, Real.Subscribed with { Headers = Classic }, Real.Soon);
        await using var other = await stomp.SubscribeAsync(otherQueue, AckMode.Auto, Real.Subscribed with { Headers = Quorum }, Real.Soon);
        Assert.Equal("there", (await doomed.NextAsync()).GetText());
        await dying.KillAsync();
        try
        {
            var failure = await Assert.ThrowsAsync<StompErrorException>(() => doomed.NextAsync());
            Assert.Equal("Server cancelled subscription", failure.Error.Message);
            await stomp.SendAsync(otherQueue, "1", Real.Receipted with { Headers = Quorum }, Real.Soon);
            Assert.Equal("1", (await other.NextAsync()).GetText());
            Assert.Equal(before, stomp.State);
            // the broker's own word: one connection on that node, and one subscription on it
            var consumers = (await living.ControlAsync("list_consumers", "queue_name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(otherQueue["/queue/".Length..], consumers);
            Assert.DoesNotContain(doomedQueue["/queue/".Length..], consumers);
        }
        finally
        {
            await dying.StartAsync();
        }
    }
}
