using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Samples.Testing;

/// <summary>A class of a user, as it runs in production: it takes orders from a queue, books each one in a store, and acknowledges it afterwards.</summary>
public sealed class Shop(StompOptions options, IStore store) : IAsyncDisposable
{
    private StompConnection? _stomp;

    public async Task StartAsync()
    {
        _stomp = await StompConnection.OpenAsync(options).ConfigureAwait(false);
        await _stomp.SubscribeAsync("/queue/orders", TakeAsync, AckMode.ClientIndividual).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stomp is not null)
            await _stomp.DisposeAsync().ConfigureAwait(false);
    }

    private async ValueTask TakeAsync(StompMessage order, CancellationToken closing)
    {
        await store.BookAsync(order.GetText(), closing).ConfigureAwait(false);
        await order.AckAsync(cancellationToken: closing).ConfigureAwait(false);
    }
}

/// <summary>Where orders are booked; the same one twice counts once.</summary>
public interface IStore
{
    Task BookAsync(string order, CancellationToken cancellationToken);
}

/// <summary>A store for tests, whose bookings take two seconds of the given time.</summary>
public sealed class SlowStore(TimeProvider time) : IStore
{
    public SortedSet<string> Booked { get; } = [];

    public int Attempts { get; private set; }

    public async Task BookAsync(string order, CancellationToken cancellationToken)
    {
        Attempts++;
        await Task.Delay(TimeSpan.FromSeconds(2), time, cancellationToken).ConfigureAwait(false);
        Booked.Add(order);
    }
}
