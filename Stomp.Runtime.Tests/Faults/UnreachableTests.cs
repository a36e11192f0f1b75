using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Transports;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Runtime.Tests.Faults;

/// <summary>Names without an address among good endpoints.</summary>
[Trait("Row", "M04")]
[Trait("Row", "M40")]
public sealed class UnresolvedNameTests
{
    private const string Nowhere = "no-such-host.invalid";

    [BrokerFact(Broker.RabbitMq, Broker.ActiveMq)]
    public async Task They_are_passed_over_and_the_order_of_the_others_is_kept()
    {
        var first = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        await using var second = new Wire((await ActiveMqBroker.SharedAsync()).Port);
        await using (first)
        {
            var tried = new Tried();
            var options = Faulty.Soon(StompOptions.For($"failover:(stomp://{Nowhere}:1,stomp://guest:guest@127.0.0.1:{first.Port},stomp://{Nowhere}:2,stomp://guest:guest@127.0.0.1:{second.Port})"))
                .WithTransport(tried) with
            { PreferLocal = false };
            var clock = Stopwatch.StartNew();
            await using var stomp = await Real.OpenAsync(options);
            Assert.Equal(first.Port, stomp.Session().Endpoint.Port);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, options.ConnectTimeout);
            Assert.Equal((1, 0), (first.Links.Count, second.Links.Count));
            var queue = Real.Queue();
            await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);

            // the first is gone for good: the walk over the list begins anew
            var loss = stomp.LossAsync();
            await first.DisposeAsync();
            await loss;
            clock.Restart();
            Assert.Equal(second.Port, (await stomp.ConnectedAsync()).Endpoint.Port);
            Assert.InRange(clock.Elapsed, TimeSpan.Zero, options.ConnectTimeout);
            await stomp.SendAsync(queue, "over there", Real.Receipted, Real.Soon);
            Assert.Equal("over there", (await messages.NextAsync()).GetText());
            Assert.Equal([1, first.Port, 1, first.Port, 2, second.Port], tried.Ports);
            Assert.Single(second.Links);
        }
    }

    /// <summary>A name server that says nothing costs the time that an attempt may take, and nothing more.</summary>
    [BrokerFact(Broker.RabbitMq)]
    [Trait("Row", "M12")]
    public async Task One_whose_name_server_is_silent_costs_the_connect_deadline()
    {
        await using var wire = new Wire((await RabbitMqBroker.SharedAsync()).Port);
        var options = Faulty.Soon(StompOptions.For($"failover:(stomp://{Nowhere}:1,stomp://guest:guest@localhost:{wire.Port})")) with { ConnectTimeout = 2 * Faulty.Second, PreferLocal = false };
        options = options.WithTransport(new SocketTransportFactory(options, async (host, cancellationToken) =>
        {
            if (host == Nowhere)
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            return [IPAddress.Loopback];
        }));
        var clock = Stopwatch.StartNew();
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(wire.Port, stomp.Session().Endpoint.Port);
        Assert.InRange(clock.Elapsed, options.ConnectTimeout, 2 * options.ConnectTimeout + (10 * Faulty.Second));
    }

    private sealed class Tried : ITransportFactory
    {
        private readonly SocketTransportFactory _inner = new(new());
        private readonly List<int> _ports = [];

        public IReadOnlyList<int> Ports
        {
            get
            {
                lock (_ports) return [.. _ports];
            }
        }

        public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            lock (_ports) _ports.Add(endpoint.Port);
            return _inner.DialAsync(endpoint, cancellationToken);
        }
    }
}

/// <summary>A link of which both ends believe that it stands.</summary>
[Collection(Alone.Name)]
[Trait("Row", "M13")]
[Trait("Row", "M19")]
[Trait("Row", "M40")]
[Trait("Row", "N03")]
public sealed class HalfOpenTests(ITestOutputHelper output)
{
    [BrokerTheory(Broker.RabbitMq, Broker.ActiveMq)]
    [InlineData(Broker.RabbitMq)]
    [InlineData(Broker.ActiveMq)]
    public async Task It_is_found_by_its_silence_and_left(Broker kind)
    {
        var broker = await Real.SharedAsync(kind);
        await using var cable = await PulledCable.PlugAsync(broker.Port);
        output.WriteLine(cable.IsReal ? "a cable between two networks" : "no right to make a network: the wire swallows");
        var wire = cable.Wire;
        var options = Faulty.Soon(StompOptions.For($"stomp://guest:guest@{wire.Address}")).WithHeartbeats(Faulty.Second, Faulty.Second) with { ConnectTimeout = 2 * Faulty.Second };
        await using var stomp = await Real.OpenAsync(options);
        var queue = Real.Queue();
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.Auto, Real.Subscribed, Real.Soon);
        var link = await wire.NextAsync();

        var loss = stomp.LossAsync();
        await cable.PullAsync();
        var pulled = Stopwatch.StartNew();
        var unanswered = stomp.TrySendAsync(queue, "into the void", Faulty.Persistent);
        var cause = (await loss).Cause;
        Assert.Equal(2.5 * Faulty.Second, Assert.IsType<EndReason.HeartbeatTimedOut>(cause).Limit);
        Assert.InRange(pulled.Elapsed, TimeSpan.Zero, (2.5 * Faulty.Second) + (4 * Faulty.Second));
        Assert.Equal(cause, Assert.IsType<Cause.SessionEnded>(Assert.IsType<Outcome.Unknown>(await unanswered.InTimeAsync()).Cause).Reason);
        // the other end was told nothing
        if (cable.IsReal)
            Assert.False(link.ToBroker.Over.IsCompleted);

        var queued = stomp.TrySendAsync(queue, "afterwards", Faulty.Persistent);
        await stomp.WaitForStateAsync(state => state is StompState.Waiting { Cause: EndReason.ConnectTimedOut }, Real.Soon);
        await cable.PlugInAsync();
        await stomp.ConnectedAsync();
        Assert.IsType<Outcome.Confirmed>(await queued.InTimeAsync());
        // what went into the void may arrive all the same: the system goes on with what was handed to it, which is why it was Unknown
        var text = (await messages.NextAsync()).GetText();
        Assert.Equal("afterwards", text == "into the void" ? (await messages.NextAsync()).GetText() : text);
        Assert.Single(wire.Last.ToBroker.FramesOf("SEND"));
    }
}
