using System;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Driving;

/// <summary>
/// Where loops take their turns and where they go on after a wait. By default that is the thread pool; in a test world one turn follows the
/// other, always in the same order. Whatever may be completed by somebody else is awaited as <c>Join(task)</c>.
/// </summary>
internal class Turns
{
    [ThreadStatic]
    private static Turns? _current;

    /// <summary>The thread pool.</summary>
    public static Turns Pool { get; } = new();

    /// <summary>Where the caller is, for what has no options.</summary>
    public static Turns Current
    {
        get => _current ?? Pool;
        protected set => _current = value;
    }

    /// <summary>Whether any thread may take a turn, the one at hand too; else turns come in an order of their own.</summary>
    public virtual bool AreFree => true;

    /// <summary>Begins something that goes on beside the caller.</summary>
    public virtual Task Run(Func<Task> work) => Task.Run(work);

    /// <summary>A task after which the awaiting code goes on here.</summary>
    public virtual Task Join(Task task) => task;

    /// <inheritdoc cref="Join(Task)"/>
    public virtual Task<T> Join<T>(Task<T> task) => task;

    /// <inheritdoc cref="Join(Task)"/>
    public virtual ValueTask<T> Join<T>(ValueTask<T> task) => task;

    /// <summary>The same as <see cref="Join{T}(Task{T})"/>, with an end.</summary>
    public Task<T> Join<T>(Task<T> task, CancellationToken cancellationToken) => Join(Join(task).WaitAsync(cancellationToken));

    /// <summary>Calls code of the user.</summary>
    public virtual ValueTask Call<TFirst, TSecond>(Func<TFirst, TSecond, ValueTask> code, TFirst first, TSecond second) => code(first, second);

    /// <summary>Calls code of the user.</summary>
    public virtual ValueTask<T> Call<TFirst, T>(Func<TFirst, ValueTask<T>> code, TFirst first) => code(first);

    /// <summary>Cancels; what hangs on the token never runs on the caller.</summary>
    public virtual Task CancelAsync(CancellationTokenSource source) => source.CancelAsync();

    /// <summary>Whoever awaits this has nothing else to do meanwhile: time may pass.</summary>
    public virtual Task Pass(Task task) => task;

    /// <summary>Something began that must end when the world does.</summary>
    public virtual void Attach(IAsyncDisposable what)
    {
    }

    /// <summary>A seed for dice.</summary>
    public virtual ulong NewSeed() => (ulong)Random.Shared.NextInt64();

    /// <summary>A name that nothing else has.</summary>
    public virtual string NewName() => Guid.NewGuid().ToString("N");
}
