using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Deliveries;

/// <summary>
/// The messages of one subscription, as a channel. The loop puts in together what came together. Tells the loop what was taken, so that reading may go on, and
/// leaves out messages that must be acknowledged but whose session is over: the broker delivers them again.
/// </summary>
/// <remarks>
/// Where many subscriptions share a connection, each message has a reader of its own who waits for it, often on another processor: what a message and a wait
/// need is kept in few places.
/// </remarks>
internal sealed class DeliveryQueue(Driver driver, bool acknowledges) : ChannelReader<StompMessage>
{
    private const int Spare = 1_024;

    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The next message, null when there is none; those behind it.
    private volatile StompMessage? _next;
    private Queue<StompMessage>? _behind;
    private int _countBehind;

    // Who waits; others who do.
    private Waiter? _waiting;
    private List<Waiter>? _others;
    private Waiter? _spare;

    private volatile bool _isOver;
    private Exception? _error;
    private int _held;

    public override Task Completion => driver.Turns.Join(_completion.Task);

    public override bool CanCount => true;

    public override int Count
    {
        get
        {
            using (Hold())
                return _next is null ? 0 : 1 + _countBehind;
        }
    }

    /// <summary>Puts messages in; false when the subscription is over.</summary>
    /// <param name="messages">One or more of them.</param>
    /// <param name="woken">Takes those who waited for them.</param>
    public bool TryAdd(ReadOnlySpan<StompMessage> messages, WakeUps woken)
    {
        using (Hold())
        {
            if (_isOver)
                return false;
            Put(messages);
            Claim(woken);
        }

        return true;
    }

    /// <summary>No more messages come; false when that was known.</summary>
    public bool TryComplete(Exception? error)
    {
        var woken = new WakeUps(inOrder: !driver.Turns.AreFree);
        using (Hold())
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

    // One that nothing can cut short is awaited as it is.
    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled || !driver.Turns.AreFree)
            return WaitToReadAnyhowAsync(cancellationToken);
        using (Hold())
        {
            if (_next is { } next && IsFresh(next))
                return new(true);
            if (_next is null && !_isOver)
            {
                var waiter = _spare ?? new(this);
                _spare = null;
                Enlist(waiter);
                return waiter.Task;
            }
        }

        return WaitToReadAnyhowAsync(cancellationToken);
    }

    /// <summary>Keeps a waiter whose wait is over, and known to be, for the next one.</summary>
    public void TakeBack(Waiter waiter) => Volatile.Write(ref _spare, waiter);

    /// <summary>What a wait came to; true also when all that came was stale, as for one of several readers who came too late.</summary>
    public bool CanReadOn()
    {
        // Nothing comes behind the end: what is there is looked for when that is known.
        var isOver = _isOver;
        // What needs no acknowledgement never gets stale, so there is no need to look at it.
        if ((!acknowledges && _next is not null) || HasFresh() || !isOver)
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
            using (Hold())
            {
                if (_next is not null)
                    continue;
                if (_isOver)
                    break;
                Enlist(waiter = new());
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
                using (Hold())
                    Forget(waiter);
            }
        }
    }

    private Held Hold() => new(ref _held);

    private bool IsFresh(StompMessage message) => !acknowledges || message.Transport == driver.CurrentTransport;

    /// <summary>What is at hand may be stale: then it is dropped and does not count as something to read.</summary>
    private bool HasFresh()
    {
        while (true)
        {
            StompMessage next;
            // Whoever else reads must not take the stale one between the look at it and its end: then a fresh one would be dropped.
            using (Hold())
            {
                if (_next is null)
                    return false;
                if (IsFresh(_next))
                    return true;
                next = Drop(_next);
            }

            driver.Taken(next.Transport, next.Frame.Length);
        }
    }

    private bool TryTake(out StompMessage message)
    {
        message = null!;
        if (_next is null)
            return false;
        using (Hold())
        {
            if (_next is null)
                return false;
            message = Drop(_next);
        }

        return true;
    }

    /// <summary>The next message is the one behind it. Who holds a message holds no others.</summary>
    private StompMessage Drop(StompMessage next)
    {
        if (_countBehind == 0)
        {
            _next = null;
            return next;
        }

        _next = _behind!.Dequeue();
        if (--_countBehind == 0 && _behind.Capacity > Spare)
            _behind = null;
        return next;
    }

    private void Put(ReadOnlySpan<StompMessage> messages)
    {
        if (_next is null)
        {
            _next = messages[0];
            messages = messages[1..];
        }

        if (messages.IsEmpty)
            return;
        _behind ??= new();
        foreach (var message in messages)
            _behind.Enqueue(message);
        _countBehind += messages.Length;
    }

    private void Enlist(Waiter waiter)
    {
        if (_waiting is null)
            _waiting = waiter;
        else
            (_others ??= []).Add(waiter);
    }

    private void Forget(Waiter waiter)
    {
        if (_waiting == waiter)
            _waiting = null;
        else
            _others?.Remove(waiter);
    }

    private void Claim(WakeUps woken)
    {
        Claim(_waiting, woken);
        if (_others is { } others)
        {
            foreach (var other in others)
                Claim(other, woken);
        }

        (_waiting, _others) = (null, null);
    }

    private static void Claim(Waiter? waiter, WakeUps woken)
    {
        if (waiter is not null && waiter.TryClaim())
            woken.Add(waiter);
    }

    /// <summary>A channel is complete when it was closed and read to its end.</summary>
    private void CompleteWhenEmpty()
    {
        if (!_isOver || _completion.Task.IsCompleted || _next is not null)
            return;
        if (_error is null)
            _completion.TrySetResult();
        else if (_completion.TrySetException(_error))
            _ = _completion.Task.Exception;
    }

    /// <summary>A lock while somebody holds it: no object of its own, and no thread sleeps for it, since it is never held for longer than it takes to put in what one read brought.</summary>
    private readonly ref struct Held
    {
        private readonly ref int _held;

        public Held(ref int held)
        {
            _held = ref held;
            for (var wait = default(SpinWait); Volatile.Read(ref held) != 0 || Interlocked.CompareExchange(ref held, 1, 0) != 0;)
                wait.SpinOnce(-1);
        }

        public void Dispose() => Volatile.Write(ref _held, 0);
    }
}
