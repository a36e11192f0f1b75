using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>
/// Senders pass it before they post: it opens while less than a bound is unwritten. Who finds it open may go past the bound once, so that a
/// message of any size gets through; waiters go in order. Once somebody had to wait it opens again when half of the bound is free: then many go
/// through at once instead of one after the other.
/// </summary>
internal sealed class CreditGate(long bound, Turns turns)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private readonly long _half = bound / 2;
    private long _available = bound;
    private int _waiting;

    /// <summary>Whether somebody who comes now need not wait.</summary>
    public bool IsOpen => Volatile.Read(ref _waiting) == 0 && Volatile.Read(ref _available) > 0;

    /// <summary>Takes credits if the gate is open and nobody waits.</summary>
    public bool TryAcquire(long credits)
    {
        if (!IsOpen)
            return false;
        Interlocked.Add(ref _available, -credits);
        return true;
    }

    /// <summary>Takes credits when the gate opens.</summary>
    public ValueTask AcquireAsync(long credits, CancellationToken cancellationToken) => EnterAsync(credits, static () => { }, cancellationToken);

    /// <summary>
    /// Takes credits when the gate opens, and then does what was waited for: those who wait do it in the order in which they came, and before anybody
    /// who finds the gate open. It must not wait, and is done on the thread that opens the gate.
    /// </summary>
    public async ValueTask EnterAsync(long credits, Action enter, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(credits, enter);
        if (Queue(waiter) is not { } place)
        {
            enter();
            return;
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter).ConfigureAwait(false))
        {
            try
            {
                await turns.Join(waiter.Task).ConfigureAwait(false);
            }
            finally
            {
                Leave(place);
            }
        }
    }

    /// <summary>Gives credits back, or takes more when negative.</summary>
    public void Release(long credits)
    {
        if (Interlocked.Add(ref _available, credits) > _half && credits > 0 && Volatile.Read(ref _waiting) > 0)
            LetIn();
    }

    /// <summary>His place in the row; null when he need not wait and has his credits.</summary>
    private LinkedListNode<Waiter>? Queue(Waiter waiter)
    {
        lock (_lock)
        {
            // Whoever gives credits back from here on sees that somebody waits.
            if (Interlocked.Increment(ref _waiting) > 1 || Volatile.Read(ref _available) <= 0)
                return _waiters.AddLast(waiter);
            Interlocked.Decrement(ref _waiting);
            Interlocked.Add(ref _available, -waiter.Credits);
            return null;
        }
    }

    private void LetIn()
    {
        lock (_lock)
        {
            while (Volatile.Read(ref _available) > 0 && _waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                // Who is let in has his credits from now on, so that the next sees what is left.
                // He comes out behind this lock, in Leave: by then what he waited for is done.
                if (first.Value.TrySetResult())
                {
                    Interlocked.Add(ref _available, -first.Value.Credits);
                    first.Value.Enter();
                }

                // Only now: until then nobody else passes.
                Interlocked.Decrement(ref _waiting);
            }
        }
    }

    private void Leave(LinkedListNode<Waiter> place)
    {
        lock (_lock)
        {
            // Who was let in is out of the list already.
            if (place.List is null)
                return;
            _waiters.Remove(place);
            Interlocked.Decrement(ref _waiting);
        }
    }

    private sealed class Waiter(long credits, Action enter) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Credits { get; } = credits;

        public Action Enter { get; } = enter;
    }
}
