using System;
using System.Threading;
using System.Threading.Tasks;
using System.Threading.Tasks.Sources;

namespace Stomp.Runtime.Deliveries;

/// <summary>Somebody who waits for a message. Whoever claims it first decides where the waiting code goes on.</summary>
/// <param name="queue">Who says what the wait came to, and gets this back for the next one when the waiting code knows; without one it is true.</param>
internal sealed class Waiter(DeliveryQueue? queue = null) : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _source = new() { RunContinuationsAsynchronously = true };
    private int _claimed;
    private bool _isAwaited;

    /// <summary>The wait, to be awaited once.</summary>
    public ValueTask<bool> Task => new(this, _source.Version);

    /// <summary>Makes it the caller's to end the wait; false when somebody else did. One of a queue is ended by nobody but who takes it off the list there.</summary>
    public bool TryClaim() => queue is not null || Interlocked.Exchange(ref _claimed, 1) == 0;

    /// <summary>Ends a wait that was claimed.</summary>
    /// <param name="here">Whether the waiting code goes on within this call, if it can; else in the pool.</param>
    public void Wake(bool here)
    {
        // Where the user awaits it, whoever ends it calls the context that the user's code goes on in: that must not be the loop.
        if (!here && queue is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        _source.RunContinuationsAsynchronously = !here;
        _source.SetResult(true);
    }

    void IThreadPoolWorkItem.Execute() => Crew.Wake(this);

    /// <summary>Ends the wait without a message, unless it was claimed.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        if (TryClaim())
            _source.SetException(new OperationCanceledException(cancellationToken));
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        // Between the end of the wait and its being told, nobody may ask yet: what is told would be the next wait's.
        if (StatusOf(token) == ValueTaskSourceStatus.Pending)
            throw new InvalidOperationException("The wait for a message is not over; await it.");
        var came = _source.GetResult(token);
        if (queue is null)
            return came;
        _source.Reset();
        _isAwaited = false;
        queue.TakeBack(this);
        return queue.CanReadOn();
    }

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => StatusOf(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        StatusOf(token);
        if (_isAwaited)
            throw new InvalidOperationException("The wait for a message is awaited by somebody else; each reader calls WaitToReadAsync itself.");
        _isAwaited = true;
        _source.OnCompleted(continuation, state, token, flags);
    }

    private ValueTaskSourceStatus StatusOf(short token) => token == _source.Version
        ? _source.GetStatus(token)
        : throw new InvalidOperationException("The wait for a message was awaited before and serves another one now; what WaitToReadAsync returns is awaited once.");
}
