using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

/// <summary>Sends that nobody awaits one by one.</summary>
public sealed class OrderTests
{
    private const int Messages = 5_000;

    /// <summary>There is room for a few messages only. Nothing is written at first, so that the others wait; then the gate opens and closes while more and more come.</summary>
    [Fact]
    public async Task What_waited_at_the_gate_goes_out_in_its_order_and_before_what_comes_later()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var sluice = new Sluice(broker.Transport);
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(sluice) with { MaxUnwrittenOctets = 2048 });
        sluice.Shut();
        var sends = Enumerable.Range(0, Messages / 2).Select(SendAsync).ToList();
        Assert.InRange(sends.Count(send => !send.IsCompleted), 1, sends.Count);
        sluice.Open();
        sends.AddRange(Enumerable.Range(sends.Count, Messages - sends.Count).Select(SendAsync));
        Assert.All(await Task.WhenAll(sends).InTimeAsync(), outcome => Assert.IsType<Outcome.Sent>(outcome));
        await using var messages = await stomp.SubscribeAsync("/queue/a");
        var arrived = new List<string>();
        while (arrived.Count < Messages)
            arrived.Add((await messages.NextAsync()).GetText());
        Assert.Equal(Enumerable.Range(0, Messages).Select(TextOf), arrived);

        Task<Outcome> SendAsync(int number) => stomp.TrySendAsync("/queue/a", TextOf(number));
    }

    private static string TextOf(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>While it is shut, what is written waits before it.</summary>
    private sealed class Sluice(ITransportFactory inner) : ITransportFactory
    {
        private volatile TaskCompletionSource? _shut;

        public void Shut() => _shut = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _shut!.SetResult();

        public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken) =>
            new Behind(this, await inner.DialAsync(endpoint, cancellationToken));

        private sealed class Behind(Sluice sluice, ITransport inner) : ITransport
        {
            public string Description => inner.Description;

            public bool TakesFrames => inner.TakesFrames;

            public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inner.ReadAsync(buffer, cancellationToken);

            public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
            {
                await (sluice._shut?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask);
                await inner.WriteAsync(octets, cancellationToken);
            }

            public ValueTask CloseWriteAsync() => inner.CloseWriteAsync();

            public ValueTask DisposeAsync() => inner.DisposeAsync();
        }
    }
}
