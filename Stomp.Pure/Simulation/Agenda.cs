using System;

namespace Stomp.Pure.Simulation;

/// <summary>Somebody in the world to whom things happen.</summary>
internal abstract class Actor
{
    /// <summary>Something happens that was put on the agenda.</summary>
    /// <param name="what">What, as the actor numbers it.</param>
    /// <param name="number">A number that goes with it.</param>
    /// <param name="with">Something that goes with it.</param>
    public abstract void Happen(int what, long number, object? with);
}

/// <summary>One thing that will happen.</summary>
internal struct Entry
{
    public long At;
    public long Order;
    public Actor Who;
    public int What;
    public long Number;
    public object? With;
}

/// <summary>What will happen, by instant, and at one instant in the order in which it was put down; ticks come behind everything else of their instant.</summary>
internal sealed class Agenda
{
    private const long BehindOthers = 1L << 62;

    private Entry[] _heap = new Entry[256];
    private long _order;

    public int Count { get; private set; }

    public void Add(long at, Actor who, int what, long number, object? with, bool isTick)
    {
        if (Count == _heap.Length)
            Array.Resize(ref _heap, Count * 2);
        var entry = new Entry { At = at, Order = ++_order + (isTick ? BehindOthers : 0), Who = who, What = what, Number = number, With = with };
        var place = Count++;
        while (place > 0)
        {
            var parent = (place - 1) >> 1;
            if (!IsBefore(in entry, in _heap[parent]))
                break;
            _heap[place] = _heap[parent];
            place = parent;
        }

        _heap[place] = entry;
    }

    public bool TryTake(long until, out Entry first)
    {
        if (Count == 0 || _heap[0].At > until)
        {
            first = default;
            return false;
        }

        first = _heap[0];
        var last = _heap[--Count];
        _heap[Count] = default;
        if (Count > 0)
            Sink(last);
        return true;
    }

    private void Sink(in Entry entry)
    {
        var place = 0;
        while (true)
        {
            var child = (place * 2) + 1;
            if (child >= Count)
                break;
            if (child + 1 < Count && IsBefore(in _heap[child + 1], in _heap[child]))
                child++;
            if (!IsBefore(in _heap[child], in entry))
                break;
            _heap[place] = _heap[child];
            place = child;
        }

        _heap[place] = entry;
    }

    private static bool IsBefore(in Entry one, in Entry other) => one.At < other.At || (one.At == other.At && one.Order < other.Order);
}
