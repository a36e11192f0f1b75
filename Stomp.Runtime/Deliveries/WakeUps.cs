using System.Collections.Generic;

namespace Stomp.Runtime.Deliveries;

/// <summary>Waits that are over, whose waiting code does not know yet. Belongs to one thread at a time.</summary>
/// <param name="inOrder">Whether the waiting code learns of it one after the other, from the thread that says so: where turns have an order, that is theirs.</param>
internal sealed class WakeUps(bool inOrder = false)
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
        if (_waiters.Count > 1 && !inOrder)
        {
            new Crew(Take()).Call();
            return;
        }

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

    /// <summary>Has the waiting code go on within this call and in the pool: whoever goes on here may block, and another may be whom it waits for.</summary>
    public static void RunShared(List<Waiter> waiters) => new Crew(waiters).Join();

    /// <summary>Has the waiting code of all go on within this call, one after the other.</summary>
    public static void RunAll(List<Waiter> waiters)
    {
        foreach (var waiter in waiters)
            Crew.Wake(waiter);
    }
}
