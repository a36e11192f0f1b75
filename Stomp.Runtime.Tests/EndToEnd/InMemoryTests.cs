using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>The client over other transports than sockets.</summary>
[Trait("Row", "M46")]
[Recorded]
public sealed class InMemoryTests
{
    [Fact]
    public async Task It_works_over_whatever_transport_it_is_given()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        var queue = Real.Queue();
        await stomp.SendAsync(queue, "no socket was opened", Real.Receipted, Real.Soon);
        await using var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        var message = await messages.NextAsync();
        Assert.Equal("no socket was opened", message.GetText());
        await message.AckAsync(Real.Confirmed, Real.Soon);
        Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync().InTimeAsync());
    }

    [Fact]
    public async Task Messages_larger_than_its_window_get_through_both_ways()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        var opened = stomp.State;
        await using var messages = await stomp.SubscribeAsync("/queue/a", cancellationToken: Real.Soon);
        for (var i = 1; i <= 4; i++)
        {
            var body = new byte[(3 << 20) + i];
            body.AsSpan().Fill((byte)i);
            await stomp.SendAsync("/queue/a", body, Real.Receipted, Real.Soon);
            Assert.Equal(body, (await messages.NextAsync()).Body.ToArray());
        }

        Assert.Same(opened, stomp.State);
    }

    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M24")]
    [Trait("Row", "M40")]
    [Trait("Row", "M45")]
    public async Task What_waits_for_a_session_keeps_its_order_and_its_octets()
    {
        var late = new LateTransport();
        await using var stomp = StompConnection.Start((await Real.OptionsAsync(Broker.ActiveMq)).WithTransport(late));
        var queue = Real.Queue();
        var subscribing = stomp.SubscribeAsync(queue, cancellationToken: Real.Soon);
        var buffer = new byte[1000];
        var sends = new List<Task>();
        for (var i = 0; i < 100; i++)
        {
            var own = (byte[])buffer.Clone();
            own.AsSpan().Fill((byte)i);
            sends.Add(stomp.SendAsync(queue, own, cancellationToken: Real.Soon).ContinueWith(_ => own.AsSpan().Fill(0xEE), TaskScheduler.Default));
        }

        late.Begin();
        await Task.WhenAll(sends).InTimeAsync();
        await using var messages = await subscribing.InTimeAsync();
        for (var i = 0; i < 100; i++)
        {
            var message = await messages.NextAsync();
            Assert.False(message.Body.Span.ContainsAnyExcept((byte)i));
        }
    }

    /// <summary>Dials when it is told to.</summary>
    private sealed class LateTransport : ITransportFactory
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Tap _inner = new();

        public void Begin() => _begun.SetResult();

        public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            await _begun.Task.WaitAsync(cancellationToken);
            return await _inner.DialAsync(endpoint, cancellationToken);
        }
    }
}
