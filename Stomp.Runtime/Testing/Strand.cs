using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Values;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Testing;

/// <summary>
/// The turns of a test world: one queue, and one turn at a time, on whatever thread of the pool. Turns of the library run without a
/// synchronization context: who awaits what they complete with <c>ConfigureAwait(false)</c> goes on within the turn, and not on the thread
/// pool. Turns of the user run with a context that leads back here.
/// </summary>
internal sealed class Strand : Turns, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Turn> _queue = new();
    private readonly List<IAsyncDisposable> _attached = [];
    private readonly Course _course;
    private readonly Way _bare;
    private readonly Way _user;
    private Prng _dice;
    private bool _isRunning;

    public Strand(Course course, ulong seed)
    {
        _course = course;
        _dice = new(seed);
        _bare = new(this, false);
        _user = new(this, true);
    }

    /// <summary>Whether the caller is in a turn of this world.</summary>
    public bool IsHere => Current == this;

    /// <summary>How many turns were begun from outside: beyond those that enter, each is one whose place in the order is chance.</summary>
    public int FromElsewhere { get; private set; }

    /// <summary>A turn for the library.</summary>
    public void Post(Action what) => _bare.Post(static what => ((Action)what!)(), what);

    /// <summary>A turn for the user.</summary>
    public void PostUser(Action what) => _user.Post(static what => ((Action)what!)(), what);

    public override bool AreFree => false;

    public override Task Run(Func<Task> work)
    {
        return RunAsync();

        async Task RunAsync()
        {
            SynchronizationContext.SetSynchronizationContext(_bare);
            await Task.Yield();
            await work();
        }
    }

    public override Task Join(Task task)
    {
        return task.IsCompleted ? task : JoinAsync();

        async Task JoinAsync()
        {
            SynchronizationContext.SetSynchronizationContext(_bare);
            await task;
        }
    }

    public override Task<T> Join<T>(Task<T> task)
    {
        return task.IsCompleted ? task : JoinAsync();

        async Task<T> JoinAsync()
        {
            SynchronizationContext.SetSynchronizationContext(_bare);
            return await task;
        }
    }

    public override ValueTask<T> Join<T>(ValueTask<T> task)
    {
        return task.IsCompleted ? task : JoinAsync();

        async ValueTask<T> JoinAsync()
        {
            SynchronizationContext.SetSynchronizationContext(_bare);
            return await task;
        }
    }

    public override async ValueTask Call<TFirst, TSecond>(Func<TFirst, TSecond, ValueTask> code, TFirst first, TSecond second)
    {
        SynchronizationContext.SetSynchronizationContext(_user);
        var called = code(first, second);
        SynchronizationContext.SetSynchronizationContext(_bare);
        await called;
    }

    public override async ValueTask<T> Call<TFirst, T>(Func<TFirst, ValueTask<T>> code, TFirst first)
    {
        SynchronizationContext.SetSynchronizationContext(_user);
        var called = code(first);
        SynchronizationContext.SetSynchronizationContext(_bare);
        return await called;
    }

    public override Task CancelAsync(CancellationTokenSource source) => Run(() =>
    {
        source.Cancel();
        return Task.CompletedTask;
    });

    public override Task Pass(Task task) => _course.PassAsync(task);

    public override void Attach(IAsyncDisposable what)
    {
        lock (_lock)
            _attached.Add(what);
    }

    public override ulong NewSeed()
    {
        lock (_lock)
        {
            var thrown = _dice.Next();
            _dice = thrown.Rest;
            return thrown.Value;
        }
    }

    public override string NewName() => NewSeed().ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Ends what was attached, the youngest first.</summary>
    public async Task EndAsync()
    {
        while (TryDetach(out var youngest))
            await youngest.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>One turn after the other, until there is none and nothing else to do.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        Current = this;
        while (TryTake(out var turn))
        {
            SynchronizationContext.SetSynchronizationContext(turn.Context);
            try
            {
                turn.What(turn.State);
            }
#pragma warning disable CA1031 // nobody awaits what threw, for instance an async void method: the next wait of the test learns of it
            catch (Exception exception)
            {
                _course.Fail(exception);
            }
#pragma warning restore CA1031
        }

        Current = Pool;
    }

    private bool TryTake(out Turn turn)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_queue.TryDequeue(out turn))
                {
                    _course.CountTurn();
                    return true;
                }
            }

            SynchronizationContext.SetSynchronizationContext(null);
            if (_course.TryGoOn())
                continue;
            lock (_lock)
            {
                if (_queue.Count > 0)
                    continue;
                _isRunning = false;
                return false;
            }
        }
    }

    private bool TryDetach(out IAsyncDisposable youngest)
    {
        lock (_lock)
        {
            youngest = null!;
            if (_attached.Count == 0)
                return false;
            youngest = _attached[^1];
            _attached.RemoveAt(_attached.Count - 1);
            return true;
        }
    }

    private void Post(Turn turn)
    {
        lock (_lock)
        {
            _queue.Enqueue(turn);
            if (!IsHere)
                FromElsewhere++;
            if (_isRunning)
                return;
            _isRunning = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private readonly record struct Turn(SendOrPostCallback What, object? State, SynchronizationContext? Context);

    /// <summary>Leads to the strand.</summary>
    private sealed class Way(Strand strand, bool isUser) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => strand.Post(new Turn(d, state, isUser ? this : null));

        public override void Send(SendOrPostCallback d, object? state)
        {
            if (!strand.IsHere)
                throw new NotSupportedException("Nobody waits for a turn of a test world by blocking a thread.");
            d(state);
        }

        public override SynchronizationContext CreateCopy() => this;
    }
}
