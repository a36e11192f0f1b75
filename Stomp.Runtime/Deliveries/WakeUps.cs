using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Stomp.Runtime.Deliveries;

/// <summary>Waits that are over, whose waiting code does not know yet. Belongs to one thread at a time.</summary>
internal sealed class WakeUps
{
    private List<Waiter> _waiters = [];

    public bool IsEmpty => _waiters.Count == 0;

    /// <summary>Adds one that was claimed.</summary>
    public void Add(Waiter waiter) => _waiters.Add(waiter);

    /// <summary>Leaves them to somebody who has none.</summary>
    public void MoveTo(WakeUps other) => (_waiters, other._waiters) = (other._waiters, _waiters);

    /// <summary>Has the waiting code go on in the pool.</summary>
    public void Dispatch()
    {
        foreach (var waiter in _waiters)
            waiter.Wake(here: false);
        _waiters.Clear();
    }

    /// <summary>Takes them out, for somebody who has them go on when others may use this again.</summary>
    public List<Waiter> Take()
    {
        var taken = _waiters;
        _waiters = [];
        return taken;
    }

    /// <summary>Has the code of one go on within this call, and that of all others in the pool: whoever goes on here may block, and they may be whom it waits for.</summary>
    public static void RunOne(List<Waiter> waiters)
    {
        for (; waiters.Count > 1; waiters.RemoveAt(waiters.Count - 1))
            waiters[^1].Wake(here: false);
        RunAll(waiters);
    }

    /// <summary>Has the waiting code of all go on within this call, one after the other.</summary>
    public static void RunAll(List<Waiter> waiters)
    {
        foreach (var waiter in waiters)
        {
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
        }
    }
}
