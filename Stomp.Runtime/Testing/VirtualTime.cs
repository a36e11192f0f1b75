using System;
using System.Collections.Generic;
using System.Threading;

namespace Stomp.Runtime.Testing;

/// <summary>The time of a test world: it stands still until the world moves it. Timers go off one by one, by due time, then in the order in which they were set.</summary>
internal sealed class VirtualTime : TimeProvider
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _set = new(Comparer<VirtualTimer>.Create(static (one, other) =>
        one.Due != other.Due ? one.Due.CompareTo(other.Due) : one.Order.CompareTo(other.Order)));
    private long _now;
    private long _orders;
    private bool _isOver;

    /// <summary>Since the world began.</summary>
    public TimeSpan Now => new(Interlocked.Read(ref _now));

    /// <summary>How many timers are set.</summary>
    public int TimerCount
    {
        get
        {
            lock (_lock)
                return _set.Count;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => Epoch + Now;

    public override long GetTimestamp() => Interlocked.Read(ref _now);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Sets the next timer off that is due at an instant or before, and moves time there.</summary>
    public bool TryFire(TimeSpan until)
    {
        VirtualTimer? first;
        lock (_lock)
        {
            first = _set.Min;
            if (first is null || first.Due > until.Ticks)
                return false;
            _set.Remove(first);
            _now = Math.Max(_now, first.Due);
            if (first.Period > 0)
                Set(first, first.Due + first.Period);
            else
                first.IsSet = false;
        }

        first.Fire();
        return true;
    }

    /// <summary>Moves time on, past no timer.</summary>
    public void MoveTo(TimeSpan instant) => Interlocked.Exchange(ref _now, Math.Max(_now, instant.Ticks));

    /// <summary>No timer goes off any more.</summary>
    public void End()
    {
        lock (_lock)
        {
            _isOver = true;
            _set.Clear();
        }
    }

    private void Change(VirtualTimer timer, TimeSpan dueTime, TimeSpan period)
    {
        lock (_lock)
        {
            if (timer.IsSet)
                _set.Remove(timer);
            timer.IsSet = false;
            timer.Period = period > TimeSpan.Zero ? period.Ticks : 0;
            if (dueTime != Timeout.InfiniteTimeSpan && !_isOver)
                Set(timer, _now + dueTime.Ticks);
        }
    }

    private void Set(VirtualTimer timer, long due)
    {
        (timer.Due, timer.Order, timer.IsSet) = (due, ++_orders, true);
        _set.Add(timer);
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private bool _isDisposed;

        public long Due { get; set; }

        public long Order { get; set; }

        public long Period { get; set; }

        public bool IsSet { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime < TimeSpan.Zero && dueTime != Timeout.InfiniteTimeSpan)
                throw new ArgumentOutOfRangeException(nameof(dueTime));
            if (_isDisposed)
                return false;
            time.Change(this, dueTime, period);
            return true;
        }

        public void Fire()
        {
            if (_context is null)
                callback(state);
            else
                ExecutionContext.Run(_context, static timer => ((VirtualTimer)timer!).Call(), this);
        }

        public void Dispose()
        {
            time.Change(this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _isDisposed = true;
        }

        public System.Threading.Tasks.ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Call() => callback(state);
    }
}
