using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Driving;
using Xunit;

namespace Stomp.Runtime.Tests.Driving;

/// <summary>Whoever posts may have the turn, one at a time, and nothing that was posted is left lying.</summary>
public sealed class MailboxTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public void Who_posts_while_nobody_has_the_turn_takes_it_on_his_own_thread()
    {
        var owner = new Owner();
        owner.Box.Post(Mail.Tick());
        Assert.Equal([Environment.CurrentManagedThreadId], owner.Threads);
        Assert.Equal(["take", "settle"], owner.Calls);
    }

    [Fact]
    public async Task What_came_while_somebody_had_the_turn_is_taken_and_settled_by_him()
    {
        var owner = new Owner();
        Assert.True(owner.Box.TryEnter());
        await Task.Run(() => owner.Box.Post(Mail.Tick())).WaitAsync(Soon);
        Assert.Empty(owner.Calls);
        owner.Box.Leave();
        Assert.Equal(["take", "settle"], owner.Calls);
    }

    [Fact]
    public async Task What_came_before_is_taken_and_settled_before_somebody_enters()
    {
        var owner = new Owner();
        using var blocked = new ManualResetEventSlim();
        owner.OnTake = () =>
        {
            owner.OnTake = null;
            owner.Box.Post(Mail.Tick());
            blocked.Wait(Soon);
        };
        var posting = Task.Run(() => owner.Box.Post(Mail.Tick()));
        Assert.True(SpinWait.SpinUntil(() => owner.Calls.Count == 1, Soon));
        // The turn is taken for longer than anybody spins.
        Assert.False(owner.Box.TryEnter());
        blocked.Set();
        await posting.WaitAsync(Soon);
        Assert.True(owner.Box.TryEnter());
        Assert.Equal(["take", "take", "settle"], owner.Calls);
        owner.Box.Leave();
    }

    [Fact]
    public async Task Everything_is_taken_once_however_many_post_and_never_by_two_at_once()
    {
        var owner = new Owner();
        var seen = 0;
        owner.OnTake = () => seen++;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 50_000; i++)
                owner.Box.Post(Mail.Tick());
        }))).WaitAsync(Soon);
        // the pool may have the last of it
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref seen) == 200_000, Soon));
        Assert.False(owner.WasShared);
    }

    [Fact]
    public void A_poster_is_let_go_when_more_comes_than_is_his_to_do()
    {
        var owner = new Owner();
        var mine = Environment.CurrentManagedThreadId;
        var left = 1_000;
        owner.OnTake = () =>
        {
            if (left-- > 0)
                owner.Box.Post(Mail.Tick());
        };
        owner.Box.Post(Mail.Tick());
        Assert.True(SpinWait.SpinUntil(() => owner.Count("take") == 1_001, Soon));
        Assert.InRange(owner.Threads.Count(thread => thread == mine), 1, 256);
    }

    [Fact]
    public void What_throws_is_reported_and_the_turn_is_given_back()
    {
        var owner = new Owner { OnTake = () => throw new InvalidOperationException() };
        owner.Box.Post(Mail.Tick());
        Assert.Equal(["take", "crash"], owner.Calls);
        Assert.True(owner.Box.TryEnter());
    }

    private sealed class Owner : ITakesMail
    {
        private readonly Lock _lock = new();
        private readonly List<string> _calls = [];
        private int _inside;

        public Owner() => Box = new(this, Turns.Pool);

        public Mailbox Box { get; }

        public Action? OnTake { get; set; }

        public bool WasShared { get; private set; }

        public List<int> Threads { get; } = [];

        public IReadOnlyList<string> Calls
        {
            get
            {
                lock (_lock)
                    return [.. _calls];
            }
        }

        public int Count(string call) => Calls.Count(other => other == call);

        public void Take(Mail mail)
        {
            WasShared |= Interlocked.Increment(ref _inside) > 1;
            Threads.Add(Environment.CurrentManagedThreadId);
            Note("take");
            OnTake?.Invoke();
            Interlocked.Decrement(ref _inside);
        }

        public void Settle() => Note("settle");

        public void Crash(Exception exception)
        {
            Interlocked.Decrement(ref _inside);
            Note("crash");
        }

        private void Note(string call)
        {
            lock (_lock)
                _calls.Add(call);
        }
    }
}
