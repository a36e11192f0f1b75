using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>
/// Senders pass it before they post: it opens while less than a bound is unwritten. Who finds it open may go past the bound once, so that a
/// message of any size gets through; waiters go in order.
/// </summary>
internal sealed class CreditGate(long bound)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiters = new();
    private long _available = bound;

    public ValueTask AcquireAsync(long credits, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_waiters.Count == 0 && _available > 0)
            {
                _available -= credits;
                return ValueTask.CompletedTask;
            }
        }

        return WaitAsync(credits, cancellationToken);
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
                // One at a time: who is let in takes his credits before the next is asked.
                if (first.Value.TrySetResult())
                    return;
            }
        }
    }

    private async ValueTask WaitAsync(long credits, CancellationToken cancellationToken)
    {
        var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_waiters.Count == 0 && _available > 0)
            {
                _available -= credits;
                return;
            }

            _waiters.AddLast(waiter);
        }

        await using (cancellationToken.Register(static state => ((TaskCompletionSource)state!).TrySetCanceled(), waiter).ConfigureAwait(false))
        {
            try
            {
                await waiter.Task.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                lock (_lock)
                    _waiters.Remove(waiter);
                throw new OperationCanceledException(cancellationToken);
            }
        }

        // The one who was let in takes his credits now, then lets the next in if there is room.
        lock (_lock)
            _available -= credits;
        Release(0);
    }
}
