using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Stomp.Runtime.Deliveries;

/// <summary>
/// Has the code that waited go on, on as many threads as there are for it. Each thread takes one wait after the other, and sees to it before each that another is
/// called for the rest: the code may block, and those behind it may be whom it waits for. A thread that was called and has not come yet is called once,
/// so there are few calls where all goes on quickly.
/// </summary>
internal sealed class Crew(List<Waiter> waiters) : IThreadPoolWorkItem
{
    private int _taken;
    private int _called;

    /// <summary>Calls a thread of the pool, unless one was called and is not there yet.</summary>
    public void Call()
    {
        if (Volatile.Read(ref _called) == 0 && Interlocked.Exchange(ref _called, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Takes part in it until all are taken.</summary>
    public void Join()
    {
        for (var at = Take(); at < waiters.Count; at = Take())
        {
            if (at + 1 < waiters.Count)
                Call();
            // Whoever blocks here holds on to what is ahead of him alone.
            (var waiter, waiters[at]) = (waiters[at], null!);
            Wake(waiter);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        Volatile.Write(ref _called, 0);
        Join();
    }

    /// <summary>Has the code of one go on within this call. What it leaves in the context is not for those who come next.</summary>
    public static void Wake(Waiter waiter)
    {
        var (context, synchronization) = (ExecutionContext.Capture(), SynchronizationContext.Current);
        try
        {
            waiter.Wake(here: true);
        }
#pragma warning disable CA1031 // what an awaiter of the user throws is nobody's here: it is thrown where it would have been
        catch (System.Exception exception)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static thrown => thrown.Throw(), ExceptionDispatchInfo.Capture(exception), preferLocal: false);
        }
#pragma warning restore CA1031
        if (context is not null)
            ExecutionContext.Restore(context);
        if (SynchronizationContext.Current != synchronization)
            SynchronizationContext.SetSynchronizationContext(synchronization);
    }

    private int Take() => Interlocked.Increment(ref _taken) - 1;
}
