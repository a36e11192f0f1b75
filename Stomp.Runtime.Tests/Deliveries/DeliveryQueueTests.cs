using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Driving;
using Xunit;

namespace Stomp.Runtime.Tests.Deliveries;

public sealed class DeliveryQueueTests
{
    private const long Now = 0;
    private const long Before = 1;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Several_readers_get_each_message_once_and_none_of_a_session_that_is_over()
    {
        const int Count = 20_000;
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: true);
        var (seen, woken) = (new ConcurrentBag<long>(), new WakeUps());
        var readers = Enumerable.Range(0, 3).Select(_ => Task.Run(ReadAsync)).ToList();
        for (var i = 0; i < Count; i++)
        {
            Assert.True(queue.TryAdd([Message(i % 3 == 0 ? Before : Now, i)], woken));
            woken.Dispatch();
        }

        Assert.True(queue.TryComplete(null));
        await Task.WhenAll(readers).WaitAsync(Soon);
        Assert.Equal(Enumerable.Range(0, Count).Where(i => i % 3 != 0).Select(i => (long)i), seen.Order());
        await queue.Completion.WaitAsync(Soon);

        async Task ReadAsync()
        {
            while (await queue.WaitToReadAsync())
            {
                while (queue.TryRead(out var message))
                    seen.Add(message.Delivery);
            }
        }
    }

    [Fact]
    public async Task What_is_taken_while_more_comes_is_all_that_came_and_once()
    {
        const int Count = 200_000;
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        var (times, taken) = (new int[Count], 0);
        var takers = Enumerable.Range(0, 2).Select(_ => Task.Run(Take)).ToList();
        for (var i = 0; i < Count; i += 2)
            Assert.True(queue.TryAdd([Message(Now, i), Message(Now, i + 1)], new()));
        await Task.WhenAll(takers).WaitAsync(Soon);
        Assert.All(times, static it => Assert.Equal(1, it));

        void Take()
        {
            for (var wait = default(SpinWait); Volatile.Read(ref taken) < Count;)
            {
                if (!queue.TryRead(out var message))
                {
                    wait.SpinOnce();
                    continue;
                }

                Interlocked.Increment(ref times[message.Delivery]);
                Interlocked.Increment(ref taken);
            }
        }
    }

    [Fact]
    public async Task Messages_come_in_their_order_and_the_stream_ends_behind_the_last_with_its_error()
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        for (var i = 0; i < 100; i++)
            queue.TryAdd([Message(Now, i)], new());
        queue.TryComplete(new StompException("over"));
        Assert.False(queue.TryComplete(null));
        Assert.False(queue.TryAdd([Message(Now, 100)], new()));
        Assert.Equal(100, queue.Count);
        for (var i = 0; i < 100; i++)
        {
            Assert.False(queue.Completion.IsCompleted);
            Assert.True(queue.TryRead(out var message));
            Assert.Equal(i, message.Delivery);
        }

        await Assert.ThrowsAsync<StompException>(async () => await queue.WaitToReadAsync());
        await Assert.ThrowsAsync<StompException>(() => queue.Completion.WaitAsync(Soon));
    }

    [Fact]
    public async Task A_wait_ends_with_a_message_the_end_or_its_cancellation_whichever_comes_first()
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        using var cancellation = new CancellationTokenSource();
        var (cancelled, waiting) = (queue.WaitToReadAsync(cancellation.Token).AsTask(), queue.WaitToReadAsync().AsTask());
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.WaitAsync(Soon));
        Assert.False(waiting.IsCompleted);
        var woken = new WakeUps();
        queue.TryAdd([Message(Now, 1)], woken);
        Assert.False(waiting.IsCompleted);
        woken.Dispatch();
        Assert.True(await waiting.WaitAsync(Soon));
        Assert.True(queue.TryRead(out _));
        var last = queue.WaitToReadAsync().AsTask();
        queue.TryComplete(null);
        Assert.False(await last.WaitAsync(Soon));
    }

    /// <summary>One message is at hand and the others stand behind it, whether one was there before or not.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2_000, 1)]
    public async Task What_came_together_is_read_in_its_order(int first, int second)
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        for (var round = 0; round < 2; round++)
        {
            Assert.True(queue.TryAdd(Messages(1, first), new()));
            Assert.True(queue.TryAdd(Messages(1 + first, second), new()));
            for (var i = 1; i <= first + second; i++)
            {
                Assert.Equal(first + second - i + 1, queue.Count);
                Assert.True(queue.TryRead(out var message));
                Assert.Equal(i, message.Delivery);
            }

            Assert.Equal(0, queue.Count);
            Assert.False(queue.TryRead(out _));
        }

        static StompMessage[] Messages(int from, int count) => [.. Enumerable.Range(from, count).Select(static i => Message(Now, i))];
    }

    /// <summary>A wait that is over serves the next one, which is another one for all that.</summary>
    [Fact]
    public async Task Waits_follow_one_another_and_each_is_known_by_its_own()
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        ValueTask<bool> before = default;
        for (var i = 0; i < 3; i++)
        {
            var waiting = queue.WaitToReadAsync();
            Assert.False(waiting.IsCompleted);
            if (i > 0)
                Assert.Contains("is awaited once", Assert.Throws<InvalidOperationException>(() => before.IsCompleted).Message);
            before = waiting;
            var (awaited, woken) = (AwaitAsync(waiting), new WakeUps());
            Assert.Contains("somebody else", Assert.Throws<InvalidOperationException>(() => waiting.GetAwaiter().UnsafeOnCompleted(static () => { })).Message);
            Assert.Contains("not over", Assert.Throws<InvalidOperationException>(() => waiting.GetAwaiter().GetResult()).Message);
            Assert.True(queue.TryAdd([Message(Now, i)], woken));
            woken.Dispatch();
            Assert.True(await awaited.WaitAsync(Soon));
            Assert.True(queue.TryRead(out var message));
            Assert.Equal(i, message.Delivery);
        }

        static async Task<bool> AwaitAsync(ValueTask<bool> waiting) => await waiting;
    }

    /// <summary>It is the reader's own code, and may block or throw: whoever delivers, or says that nothing comes any more, has the loop's turn.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whoever_delivers_does_not_call_the_context_in_which_a_reader_goes_on(bool ends)
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: false);
        var context = new Context();
        var waiting = context.Begin(async () => await queue.WaitToReadAsync());
        context.Forbids(() =>
        {
            var woken = new WakeUps();
            if (ends)
                queue.TryComplete(null);
            else
                queue.TryAdd([Message(Now, 1)], woken);
            woken.Dispatch();
        });
        Assert.Equal(!ends, await waiting.WaitAsync(Soon));
        Assert.Equal((1, 0), (context.Posted, context.PostedByTheForbidden));
    }

    /// <summary>With a token and without one: there are two ways to wait.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_wait_that_ends_with_the_stream_throws_its_error_once_all_is_read(bool cancellable)
    {
        await using var driver = new Driver(new StompOptions());
        var queue = new DeliveryQueue(driver, acknowledges: true);
        using var cancellation = new CancellationTokenSource();
        var token = cancellable ? cancellation.Token : default;
        var (waiting, woken) = (queue.WaitToReadAsync(token).AsTask(), new WakeUps());
        Assert.False(waiting.IsCompleted);
        queue.TryAdd([Message(Now, 1)], woken);
        queue.TryComplete(new StompException("over"));
        woken.Dispatch();
        Assert.True(await waiting.WaitAsync(Soon));
        Assert.True(queue.TryRead(out var only));
        Assert.Equal(1, only.Delivery);

        var other = new DeliveryQueue(driver, acknowledges: true);
        var ending = other.WaitToReadAsync(token).AsTask();
        Assert.False(ending.IsCompleted);
        other.TryComplete(new StompException("over"));
        await Assert.ThrowsAsync<StompException>(() => ending.WaitAsync(Soon));
        await Assert.ThrowsAsync<StompException>(() => other.Completion.WaitAsync(Soon));
    }

    [Fact]
    public void What_was_taken_is_told_in_time_for_a_reader_that_pauses_at_the_budget()
    {
        var tally = new TakenTally(16, 1_000);
        Assert.Equal(default, tally.Add(1, 10));
        Assert.Equal(new Taken(1, 2, 20), tally.Add(1, 10));
        // octets count as well, and what is left of an earlier transport does not
        Assert.Equal(default, tally.Add(1, 10));
        Assert.Equal(new Taken(2, 1, 125), tally.Add(2, 125));
        Assert.Equal(new Taken(1, 1, 0), new TakenTally(1, 1_000).Add(1, 0));
    }

    /// <summary>Consumers that still have messages of an earlier session read beside those of the session in force.</summary>
    [Fact]
    public void What_came_over_an_earlier_transport_takes_nothing_from_the_count_of_this_one()
    {
        var tally = new TakenTally(16, 1_000);
        Assert.Equal(default, tally.Add(2, 10));
        Assert.Equal(default, tally.Add(1, 10));
        Assert.Equal(new Taken(2, 2, 20), tally.Add(2, 10));
    }

    [Fact]
    public async Task What_consumers_take_beside_one_another_is_told_once()
    {
        const int Each = 100_000;
        var tally = new TakenTally(64, long.MaxValue);
        var takers = Enumerable.Range(0, 4).Select(_ => Task.Run(Take)).ToList();
        var told = (await Task.WhenAll(takers).WaitAsync(Soon)).Aggregate((Messages: 0, Octets: 0L), static (sum, it) => (sum.Messages + it.Messages, sum.Octets + it.Octets));
        // what is still in it is less than it tells at once
        Assert.InRange(told.Messages, (4 * Each) - 7, 4 * Each);
        Assert.Equal(3L * told.Messages, told.Octets);

        (int Messages, long Octets) Take()
        {
            var sum = (Messages: 0, Octets: 0L);
            for (var i = 0; i < Each; i++)
            {
                var taken = tally.Add(1, 3);
                sum = (sum.Messages + taken.Messages, sum.Octets + taken.Octets);
            }

            return sum;
        }
    }

    private static StompMessage Message(long transport, long number) => new(null!, transport, number, new Frame(Command.Message, default));

    private sealed class Context : SynchronizationContext
    {
        private int _forbidden;
        private int _posted;
        private int _postedByTheForbidden;

        public int Posted => _posted;

        public int PostedByTheForbidden => _postedByTheForbidden;

        /// <summary>Begins something in this context.</summary>
        public Task<T> Begin<T>(Func<Task<T>> work)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return work();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        /// <summary>Does something on this thread that must not lead here.</summary>
        public void Forbids(Action work)
        {
            Volatile.Write(ref _forbidden, Environment.CurrentManagedThreadId);
            work();
            Volatile.Write(ref _forbidden, 0);
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            if (Volatile.Read(ref _forbidden) == Environment.CurrentManagedThreadId)
                Interlocked.Increment(ref _postedByTheForbidden);
            Interlocked.Increment(ref _posted);
            d(state);
        }
    }
}
