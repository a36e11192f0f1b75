using System;
using System.Runtime.CompilerServices;

namespace Stomp.Runtime;

/// <summary>The way into a test world: code that awaits it goes on in the world.</summary>
public readonly struct TestWorldEntry
{
    private readonly TestWorld _world;

    internal TestWorldEntry(TestWorld world) => _world = world;

    /// <summary>For <c>await</c>.</summary>
    public Awaiter GetAwaiter() => new(_world);

    /// <summary>For <c>await</c>.</summary>
    public readonly struct Awaiter : ICriticalNotifyCompletion
    {
        private readonly TestWorld _world;

        internal Awaiter(TestWorld world) => _world = world;

        /// <summary>Never: code that is in the world already waits for its turn.</summary>
        public bool IsCompleted => false;

        /// <summary>The world.</summary>
        public TestWorld GetResult() => _world;

        /// <inheritdoc/>
        public void OnCompleted(Action continuation) => _world.Enter(continuation);

        /// <inheritdoc/>
        public void UnsafeOnCompleted(Action continuation) => _world.Enter(continuation);
    }
}
