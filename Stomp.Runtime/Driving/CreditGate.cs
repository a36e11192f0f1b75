using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>
/// Senders pass it before they post: it opens while less than a bound is unwritten. Who finds it open may go past the bound once, so that a
/// message of any size gets through; waiters go in order.
/// </summary>
internal sealed class CreditGate(long bound, Turns turns)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = new();
    private long _available = bound;

    /// <summary>Takes credits if the gate is open and nobody waits.</summary>
    public bool TryAcquire(long credits)
    {
        lock (_lock)
        {
            if (_waiters.Count > 0 || _available <= 0)
                return false;
            _available -= credits;
            return true;
        }
    }

    /// <summary>Takes credits when the gate opens.</summary>
    public async ValueTask AcquireAsync(long credits, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(credits);
        LinkedListNode<Waiter> place;
        lock (_lock)
        {
            if (_waiters.Count == 0 && _available > 0)
            {
                _available -= credits;
                return;
            }

            place = _waiters.AddLast(waiter);
        }

        await using (cancellationToken.UnsafeRegister(static (state, token) => ((Waiter)state!).TrySetCanceled(token), waiter).ConfigureAwait(false))
        {
            try
            {
                await turns.Join(waiter.Task).ConfigureAwait(false);
            }
            finally
            {
                lock (_lock)
                {
                    // Who was let in is out of the list already.
                    if (place.List is not null)
                        _waiters.Remove(place);
                }
            }
        }
    }

    /// <summary>Gives credits back, or takes more when negative.</summary>
    public void Release(long credits)
    {
        lock (_lock)
        {
            _available += credits;
            while (_available > 0 && _waiters.First is { } first)
            {
                _waiters.RemoveFirst();
                // Who is let in has his credits from now on, so that the next sees what is left.
                if (first.Value.TrySetResult())
                    _available -= first.Value.Credits;
            }
        }
    }

    private sealed class Waiter(long credits) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Credits { get; } = credits;
    }
}
