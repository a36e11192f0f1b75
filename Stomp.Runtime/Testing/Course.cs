using System;
using System.Collections.Generic;
using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Testing;

/// <summary>How a test world goes on when no turn is left: a due timer, then whoever waited for rest, then time moves to the next deadline that somebody waits for.</summary>
internal sealed class Course(VirtualTime time)
{
    // A world that does so much without any time going by does not come to rest by itself.
    private const int TurnsAtOnce = 1_000_000;

    private readonly Lock _lock = new();
    private readonly List<Wait> _waits = [];
    private ExceptionDispatchInfo? _failure;
    private int _outside;
    private int _turns;
    private bool _isOver;

    /// <summary>Where the turns are taken.</summary>
    public Strand Strand { get; set; } = null!;

    /// <summary>Ends when time has gone by and everything is at rest.</summary>
    public Task AdvanceAsync(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        return WaitAsync(new(time.Now + by, null, null));
    }

    /// <summary>Ends when a task has, with time going by as long as it must, and everything is at rest.</summary>
    public Task AdvanceUntilAsync(Task task, TimeSpan limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, TimeSpan.Zero);
        return WaitAsync(new(time.Now + limit, task, string.Create(CultureInfo.InvariantCulture, $"The task did not end within {limit} of the world's time.")));
    }

    /// <summary>Awaits a task with time going by as long as it must.</summary>
    public async Task PassAsync(Task task)
    {
        if (!task.IsCompleted && !_isOver)
            await WaitAsync(new(TimeSpan.MaxValue, task, null)).ConfigureAwait(false);
        await task.ConfigureAwait(false);
    }

    /// <summary>No time goes by while something is under way outside of the world.</summary>
    public void Hold() => Interlocked.Increment(ref _outside);

    /// <summary>What was under way outside has ended.</summary>
    public void Release() => Interlocked.Decrement(ref _outside);

    /// <summary>Something threw where nobody awaits it: who waits next learns of it.</summary>
    public void Fail(Exception exception) => _failure ??= ExceptionDispatchInfo.Capture(exception);

    /// <summary>Throws what nobody has learnt of yet.</summary>
    public void ThrowFailure()
    {
        var failure = _failure;
        _failure = null;
        failure?.Throw();
    }

    public void CountTurn()
    {
        if (++_turns <= TurnsAtOnce)
            return;
        _turns = 0;
        FailAll(new InvalidOperationException(string.Create(
            CultureInfo.InvariantCulture,
            $"The world does not come to rest: {TurnsAtOnce:n0} turns at {time.Now} without any time going by. Does something begin again at once, without end?")));
    }

    /// <summary>Does the next thing; false when there is nothing to do.</summary>
    public bool TryGoOn()
    {
        if (Volatile.Read(ref _outside) > 0)
            return false;
        var before = time.Now;
        try
        {
            return time.TryFire(before) || TryComplete() || TryMove();
        }
#pragma warning disable CA1031 // a timer's callback that throws: who waits next learns of it
        catch (Exception exception)
        {
            Fail(exception);
            return true;
        }
#pragma warning restore CA1031
        finally
        {
            if (time.Now != before)
                _turns = 0;
        }
    }

    /// <summary>Nobody waits any more.</summary>
    public void End()
    {
        _isOver = true;
        FailAll(new ObjectDisposedException(nameof(TestWorld)));
    }

    private Task WaitAsync(Wait wait)
    {
        ObjectDisposedException.ThrowIf(_isOver, typeof(TestWorld));
        lock (_lock)
            _waits.Add(wait);
        // Its end may come from outside, when nothing else is to be done: it needs a turn.
        if (wait.Task is { } task)
            _ = Strand.Join(task);
        Strand.Post(static () => { });
        return wait.Done.Task;
    }

    private bool TryComplete()
    {
        Wait? met;
        lock (_lock)
        {
            met = _waits.Find(wait => wait.IsMetAt(time.Now));
            if (met is null)
                return false;
            _waits.Remove(met);
        }

        if (_failure is { } failure)
        {
            _failure = null;
            met.Done.SetException(failure.SourceException);
        }
        else if (met is { Late: { } late, Task.IsCompleted: false })
        {
            met.Done.SetException(new TimeoutException(late));
        }
        else
        {
            met.Done.SetResult();
        }

        return true;
    }

    private bool TryMove()
    {
        TimeSpan? next = null;
        lock (_lock)
        {
            foreach (var wait in _waits)
                next = next is { } least && least <= wait.Until ? least : wait.Until;
        }

        if (next is not { } until)
            return false;
        if (time.TryFire(until))
            return true;
        if (until == TimeSpan.MaxValue)
            return false;
        time.MoveTo(until);
        return true;
    }

    private void FailAll(Exception exception)
    {
        Wait[] waits;
        lock (_lock)
        {
            waits = [.. _waits];
            _waits.Clear();
        }

        foreach (var wait in waits)
            wait.Done.TrySetException(exception);
    }

    private sealed record Wait(TimeSpan Until, Task? Task, string? Late)
    {
        public TaskCompletionSource Done { get; } = new();

        public bool IsMetAt(TimeSpan now) => Task is { IsCompleted: true } || now >= Until;
    }
}
