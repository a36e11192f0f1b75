using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Deliveries;

/// <summary>
/// The messages of one subscription, as a channel. The loop puts them in one by one; who reads takes all that is there at once and needs the loop's lock
/// no more often than that. Tells the loop what was taken, so that reading may go on, and leaves out messages that must be acknowledged but whose
/// session is over: the broker delivers them again.
/// </summary>
internal sealed class DeliveryQueue(Driver driver, bool acknowledges) : ChannelReader<StompMessage>
{
    private const int Spare = 1_024;

    private readonly Lock _lock = new();
    private readonly Lock _readers = new();
    private readonly List<Waiter> _waiting = [];
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<StompMessage> _coming = [];
    private List<StompMessage> _taken = [];
    private int _next;
    private volatile int _arrived;
    private volatile bool _isOver;
    private Exception? _error;

    public override Task Completion => driver.Turns.Join(_completion.Task);

    public override bool CanCount => true;

    public override int Count
    {
        get
        {
            lock (_readers)
                return _taken.Count - _next + _arrived;
        }
    }

    /// <summary>Puts a message in; false when the subscription is over.</summary>
    /// <param name="message">The message.</param>
    /// <param name="woken">Takes those who waited for it.</param>
    public bool TryAdd(StompMessage message, WakeUps woken)
    {
        lock (_lock)
        {
            if (_isOver)
                return false;
            _coming.Add(message);
            _arrived = _coming.Count;
            if (_waiting.Count > 0)
                Claim(woken);
        }

        return true;
    }

    /// <summary>No more messages come; false when that was known.</summary>
    public bool TryComplete(Exception? error)
    {
        var woken = new WakeUps();
        lock (_lock)
        {
            if (_isOver)
                return false;
            _error = error;
            _isOver = true;
            Claim(woken);
        }

        woken.Dispatch();
        CompleteWhenEmpty();
        return true;
    }

    public override bool TryRead(out StompMessage item)
    {
        while (TryTake(out item))
        {
            // Not under the lock: it may be this very thread that carries out what follows from it.
            driver.Taken(item.Transport, item.Frame.Length);
            if (IsFresh(item))
                return true;
        }

        CompleteWhenEmpty();
        return false;
    }

    // Where many subscriptions share a connection, there is a wait for every message: one that nothing can cut short is awaited as it is.
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled || !driver.Turns.AreFree)
            return WaitToReadAnyhowAsync(cancellationToken);
        if (HasFresh())
            return new(true);
        lock (_lock)
        {
            if (_coming.Count == 0 && !_isOver)
            {
                var waiter = new Waiter(this);
                _waiting.Add(waiter);
                return waiter.Task;
            }
        }

        return WaitToReadAnyhowAsync(cancellationToken);
    }

    /// <summary>What a wait came to; true also when all that came was stale, as for one of several readers who came too late.</summary>
    public bool CanReadOn()
    {
        // What needs no acknowledgement never gets stale, so there is no need to look at it.
        if ((!acknowledges && _arrived > 0) || HasFresh() || !_isOver)
            return true;
        CompleteWhenEmpty();
        return _error is null ? false : throw _error;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> WaitToReadAnyhowAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (HasFresh())
                return true;
            Waiter waiter;
            lock (_lock)
            {
                if (_coming.Count > 0)
                    continue;
                if (_isOver)
                    break;
                _waiting.Add(waiter = new());
            }

            await WaitAsync(waiter, cancellationToken).ConfigureAwait(false);
        }

        CompleteWhenEmpty();
        return _error is null ? false : throw _error;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled)
        {
            await driver.Turns.Join(waiter.Task).ConfigureAwait(false);
            return;
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).Cancel(token), waiter).ConfigureAwait(false))
        {
            try
            {
                await driver.Turns.Join(waiter.Task).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                    _waiting.Remove(waiter);
            }
        }
    }

    private bool IsFresh(StompMessage message) => !acknowledges || message.Transport == driver.CurrentTransport;

    /// <summary>What is at hand may be stale: then it is dropped and does not count as something to read.</summary>
    private bool HasFresh()
    {
        while (true)
        {
            StompMessage next;
            // Whoever else reads must not take the stale one between the look at it and its end: then a fresh one would be dropped.
            lock (_readers)
            {
                if (!TryPeek(out next, out var place))
                    return false;
                if (IsFresh(next))
                    return true;
                Drop(place);
            }

            driver.Taken(next.Transport, next.Frame.Length);
        }
    }

    private bool TryTake(out StompMessage message)
    {
        lock (_readers)
        {
            if (!TryPeek(out message, out var place))
                return false;
            Drop(place);
            return true;
        }
    }

    /// <summary>Who holds a message holds no others.</summary>
    private void Drop(int place)
    {
        _taken[place] = null!;
        _next = place + 1;
    }

    private bool TryPeek(out StompMessage message, out int place)
    {
        place = _next;
        if (place < _taken.Count)
        {
            message = _taken[place];
            return true;
        }

        message = null!;
        if (_arrived == 0)
            return false;
        if (_taken.Capacity > Spare)
            _taken = [];
        else
            _taken.Clear();
        lock (_lock)
        {
            (_coming, _taken) = (_taken, _coming);
            _arrived = 0;
        }

        _next = place = 0;
        message = _taken[0];
        return true;
    }

    private void Claim(WakeUps woken)
    {
        foreach (var waiter in _waiting)
        {
            if (waiter.TryClaim())
                woken.Add(waiter);
        }

        _waiting.Clear();
    }

    /// <summary>A channel is complete when it was closed and read to its end.</summary>
    private void CompleteWhenEmpty()
    {
        if (!_isOver || _completion.Task.IsCompleted || Count > 0)
            return;
        if (_error is null)
            _completion.TrySetResult();
        else if (_completion.TrySetException(_error))
            _ = _completion.Task.Exception;
    }
}
