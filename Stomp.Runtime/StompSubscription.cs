using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Diagnostics;

namespace Stomp.Runtime;

/// <summary>
/// A subscription: a stream of messages that survives the loss of sessions. Disposing it unsubscribes; what was delivered and not
/// acknowledged goes back to the broker.
/// </summary>
public sealed class StompSubscription : IAsyncEnumerable<StompMessage>, IAsyncDisposable
{
    private readonly DeliveryQueue _queue;
    private readonly bool _isWork;
    private int _disposed;

    internal StompSubscription(StompConnection connection, string destination, AckMode mode, string? durableName, bool isWork)
    {
        _isWork = isWork;
        Connection = connection;
        Destination = destination;
        Mode = mode;
        DurableName = durableName;
        if (isWork)
            connection.Begun(this);
        _queue = new(connection.Driver, mode != AckMode.Auto);
    }

    /// <summary>The id on the wire; after a reconnect it may be another one.</summary>
    public string Id { get; internal set; } = "";

    /// <summary>Where its messages come from.</summary>
    public string Destination { get; }

    /// <summary>When its messages count as consumed.</summary>
    public AckMode Mode { get; }

    /// <summary>The name under which the broker keeps it when nobody reads; null when it ends with its session.</summary>
    public string? DurableName { get; }

    /// <summary>
    /// The messages as a channel. It completes when the subscription ends, with an error unless that was wanted. Several readers share the messages; what
    /// <c>WaitToReadAsync</c> returns is awaited once, by the one who asked.
    /// </summary>
    public ChannelReader<StompMessage> Messages => _queue;

    /// <summary>When every message was read and the subscription is over.</summary>
    public Task Completion => _pump ?? _queue.Completion;

    internal StompConnection Connection { get; }

    internal long Key { get; set; }

    private Task? _pump;

    /// <summary>The messages, one after the other, until the subscription or the connection ends.</summary>
    /// <exception cref="StompConnectionException">The connection ended for another reason than a goodbye of this side.</exception>
    /// <exception cref="StompErrorException">The broker ended the subscription.</exception>
    /// <exception cref="InvalidOperationException">It has a handler, which gets the messages.</exception>
    public IAsyncEnumerator<StompMessage> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (_pump is not null)
            throw new InvalidOperationException($"The subscription to {Destination} has a handler, which gets its messages; subscribe without one to read them in a loop.");
        return _queue.ReadAllAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    }

    /// <summary>The same subscription for <c>await foreach</c> or <c>await using</c> in code that says where it goes on.</summary>
    /// <param name="continueOnCapturedContext">Whether awaiting code goes on in the context that it came from.</param>
    public ConfiguredStompSubscription ConfigureAwait(bool continueOnCapturedContext) => new(this, continueOnCapturedContext, default);

    /// <summary>Ends the subscription; the stream completes. A durable one is left: the broker goes on collecting for it.</summary>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task UnsubscribeAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        EndAsync(deletes: false, options, cancellationToken);

    /// <summary>Ends a durable subscription for good: the broker forgets it and what it collected. The stream completes.</summary>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">It is not durable, or there is no session; nothing was written, and it stands as before.</exception>
    public Task DeleteAsync(FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        EndAsync(deletes: true, options, cancellationToken);

    private async Task EndAsync(bool deletes, FrameOptions? options, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        var stands = false;
        try
        {
            var outcome = await Connection.UnsubscribeAsync(Key, deletes, options, cancellationToken).ConfigureAwait(false);
            // Nothing was written: the subscription is what it was.
            stands = outcome is Outcome.Rejected { Why.Kind: not RejectionKind.Unknown } or Outcome.NotSent { Cause: Cause.Abandoned };
            outcome.EnsureSuccess(cancellationToken);
        }
        finally
        {
            if (stands)
            {
                Volatile.Write(ref _disposed, 0);
            }
            else
            {
                End(null);
                Drain();
            }
        }
    }

    /// <summary>Unsubscribes, without complaint when the subscription or the connection is over already.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await UnsubscribeAsync().ConfigureAwait(false);
        }
        catch (StompException)
        {
            // It is over either way.
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }

    internal void Deliver(ReadOnlySpan<StompMessage> messages)
    {
        if (_queue.TryAdd(messages, Connection.Driver.Woken))
            return;
        foreach (var message in messages)
            Connection.Driver.Taken(message.Transport, message.Frame.Length);
    }

    internal void End(Exception? error)
    {
        if (_queue.TryComplete(error) && _isWork)
            Connection.Ended(this);
    }

    internal void Pump(Func<StompMessage, CancellationToken, ValueTask> handler, ILogger logger) =>
        _pump = Connection.Turns.Run(() => PumpAsync(handler, logger));

    private async Task PumpAsync(Func<StompMessage, CancellationToken, ValueTask> handler, ILogger logger)
    {
        try
        {
            await PumpAllAsync(handler, logger).ConfigureAwait(false);
        }
        catch (StompException exception)
        {
            // Nobody may be waiting for the completion: the end must not be silent.
            Log.HandlerEnded(logger, Destination, exception);
            throw;
        }
    }

    private async Task PumpAllAsync(Func<StompMessage, CancellationToken, ValueTask> handler, ILogger logger)
    {
        await foreach (var message in _queue.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                await Connection.Turns.Call(handler, message, Connection.Closing).ConfigureAwait(false);
            }
#pragma warning disable CA1031 // a handler's exception is the handler's: it is reported and the next message comes
            catch (Exception exception)
            {
                Log.HandlerFailed(logger, Destination, exception);
            }
#pragma warning restore CA1031
        }
    }

    /// <summary>What nobody will read any more is given back to the budget.</summary>
    private void Drain()
    {
        while (_queue.TryRead(out _))
        {
        }
    }
}
