using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Transports;

/// <summary>On which thread a consumer goes on, and who waits for it. What is read is led by the test.</summary>
public sealed class ConsumerTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_reader_with_nothing_left_to_read_goes_on_as_the_consumer()
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool);
        var consumer = line.WaitAsync(() => line.Say("consumed"));
        line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
        Assert.Equal(["read 1", "received 1", "read 2", "consumed"], line.Said);
        Assert.Equal(line.ThreadOf("read 2"), line.ThreadOf("consumed"));
    }

    [Fact]
    public async Task A_consumer_that_blocks_does_not_keep_the_reader_from_what_comes_later()
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool);
        var consumer = line.WaitAsync(() => Assert.True(line.Second.Wait(Soon)));
        line.Arrive();
        link.Start();
        await line.SaidAsync("read 2");
        line.Arrive();
        await consumer.WaitAsync(Soon);
    }

    [Fact]
    public async Task A_consumer_that_blocks_does_not_keep_the_reader_from_what_is_there_already()
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool);
        var consumer = line.WaitAsync(() => Assert.True(line.Second.Wait(Soon)));
        line.Arrive();
        line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
    }

    /// <summary>Were the reader to read on elsewhere, it would take the turn from the consumer who acknowledges.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_it_is_allowed_the_reader_waits_for_the_consumer(bool more)
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool, waits: true);
        var consumer = line.WaitAsync(() => line.Say("consumed"));
        line.Arrive();
        if (more)
            line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
        await line.SaidAsync(more ? "read 3" : "read 2");
        Assert.Equal(["read 1", "received 1", "consumed", "read 2", .. more ? ["received 2", "read 3"] : (string[])[]], line.Said);
        Assert.Equal(line.ThreadOf("received 1"), line.ThreadOf("consumed"));
    }

    /// <summary>Many small frames of a consumer who never blocks are worth one system call, whether more is there to be read already or not.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_it_is_allowed_what_a_consumer_transmits_goes_out_when_it_is_done(bool more)
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool, waits: true);
        var consumer = line.WaitAsync(() => TransmitThree(line, link));
        line.Arrive();
        if (more)
            line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
        await line.SaidAsync("wrote 3");
        Assert.Equal(["transmitted", "transmitted", "transmitted", "wrote 3"], line.SaidOf("transmitted", "wrote"));
    }

    [Fact]
    public async Task Where_a_consumer_may_block_what_it_transmits_goes_out_at_once()
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool);
        var consumer = line.WaitAsync(() =>
        {
            TransmitThree(line, link);
            Assert.True(line.AllWritten.Wait(Soon));
        });
        line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
    }

    [Fact]
    public async Task What_is_worth_a_system_call_does_not_wait_for_the_consumer_to_be_done()
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool, waits: true);
        var consumer = line.WaitAsync(() =>
        {
            for (var i = 0; i < 32 * 1024; i++)
            {
                link.TransmitHeartbeat(i);
                link.FlushSoon();
            }

            line.Say("transmitted");
        });
        line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
        Assert.Equal(["wrote 32768", "transmitted"], line.SaidOf("transmitted", "wrote"));
    }

    private static void TransmitThree(Line line, Link link)
    {
        for (var i = 1; i <= 3; i++)
        {
            link.TransmitHeartbeat(i);
            link.FlushSoon();
            line.Say("transmitted");
        }
    }

    /// <summary>The end of the stream and the failure of a read are no reason to leave somebody waiting.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Consumers_go_on_when_the_link_ends(bool waits)
    {
        var line = new Line();
        await using var link = new Link(1, line, line, Turns.Pool, waits);
        var consumer = line.WaitAsync(() => line.Say("consumed"));
        line.Arrive();
        line.Fail();
        link.Start();
        await consumer.WaitAsync(Soon);
        await line.SaidAsync("failed");
    }

    /// <summary>While reading pauses nothing is under way that could wake the consumer on whom it waits.</summary>
    [Fact]
    public async Task Consumers_go_on_while_reading_pauses()
    {
        var line = new Line { Pauses = true };
        await using var link = new Link(1, line, line, Turns.Pool, waits: true);
        var consumer = line.WaitAsync(link.Continue);
        line.Arrive();
        link.Start();
        await consumer.WaitAsync(Soon);
        await line.SaidAsync("read 2");
    }

    [Fact]
    public async Task A_wait_ends_once_by_whoever_claims_it_first()
    {
        var (first, second) = (new Waiter(), new Waiter());
        var ran = new TaskCompletionSource();
        first.Task.GetAwaiter().UnsafeOnCompleted(ran.SetResult);
        var awaiting = AwaitAsync(second);
        var woken = new WakeUps();
        foreach (var waiter in (Waiter[])[first, second])
        {
            Assert.True(waiter.TryClaim());
            Assert.False(waiter.TryClaim());
            woken.Add(waiter);
        }

        first.Cancel(new(true));
        WakeUps.RunAll(woken.Take());
        Assert.True(woken.IsEmpty);
        await ran.Task.WaitAsync(Soon);
        Assert.True(await awaiting.WaitAsync(Soon));

        static async Task<bool> AwaitAsync(Waiter waiter) => await waiter.Task;
    }

    /// <summary>Subscriptions had a message each in the same read: one of their consumers may wait for another.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    public async Task A_consumer_that_blocks_does_not_keep_another_one_from_going_on(int blocks, bool here)
    {
        using var others = new CountdownEvent(2);
        Waiter[] waiters = [new(), new(), new()];
        var consumers = Enumerable.Range(0, 3)
            .Select(i => WaitAsync(waiters[i], i == blocks ? () => Assert.True(others.Wait(Soon)) : () => _ = others.Signal()))
            .ToList();
        if (here)
        {
            WakeUps.RunShared([.. waiters]);
        }
        else
        {
            var woken = new WakeUps();
            foreach (var waiter in waiters)
                woken.Add(waiter);
            woken.Dispatch();
            Assert.True(woken.IsEmpty);
        }

        await Task.WhenAll(consumers).WaitAsync(Soon);
    }

    [Fact]
    public async Task What_a_consumer_leaves_in_its_context_the_next_one_does_not_find()
    {
        var left = new AsyncLocal<string?>();
        Waiter[] waiters = [new(), new(), new(), new()];
        var found = waiters.Select(waiter => FindAsync(waiter)).ToList();
        await Task.Run(() => WakeUps.RunShared([.. waiters]));
        Assert.All(await Task.WhenAll(found).WaitAsync(Soon), Assert.Null);
        Assert.Null(left.Value);

        Task<string?> FindAsync(Waiter waiter)
        {
            var source = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
            // an awaiter that takes no context along: what it runs has that of the thread
            waiter.Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
            {
                source.SetResult(left.Value ?? SynchronizationContext.Current?.ToString());
                left.Value = "left";
                SynchronizationContext.SetSynchronizationContext(new());
            });
            return source.Task;
        }
    }

    private static async Task WaitAsync(Waiter waiter, Action goesOn)
    {
        await waiter.Task.ConfigureAwait(false);
        goesOn();
    }

    /// <summary>A transport whose reads bring one octet for each time that something arrived, and a loop that has a consumer for the first.</summary>
    private sealed class Line : ITransport, ILinkEvents
    {
        private readonly ConcurrentQueue<(string What, int Thread)> _said = new();
        private readonly Lock _lock = new();
        private readonly WakeUps _woken = new();
        private readonly Waiter _consumer = new();
        private TaskCompletionSource<int>? _reading;
        private int _arrived;
        private int _reads;
        private int _received;
        private bool _fails;
        private int _written;

        public bool Pauses { get; init; }

        public ManualResetEventSlim Second { get; } = new();

        /// <summary>Three octets were written.</summary>
        public ManualResetEventSlim AllWritten { get; } = new();

        public IEnumerable<string> Said
        {
            get
            {
                foreach (var (what, _) in _said)
                    yield return what;
            }
        }

        public IEnumerable<string> SaidOf(params string[] kinds)
        {
            foreach (var what in Said)
            {
                if (Array.Exists(kinds, kind => what.StartsWith(kind, StringComparison.Ordinal)))
                    yield return what;
            }
        }

        public string Description => "a line";

        public void Say(string what) => _said.Enqueue((what, Environment.CurrentManagedThreadId));

        public int ThreadOf(string wanted)
        {
            foreach (var (what, thread) in _said)
            {
                if (what == wanted)
                    return thread;
            }

            throw new InvalidOperationException($"Nobody said {wanted}.");
        }

        public async Task SaidAsync(string what)
        {
            using var deadline = new CancellationTokenSource(Soon);
            while (!new List<string>(Said).Contains(what))
                await Task.Delay(5, deadline.Token);
        }

        public async Task WaitAsync(Action goesOn)
        {
            await _consumer.Task.ConfigureAwait(false);
            goesOn();
        }

        public void Arrive()
        {
            TaskCompletionSource<int>? reading;
            lock (_lock)
            {
                (reading, _reading) = (_reading, null);
                if (reading is null)
                    _arrived++;
            }

            reading?.SetResult(1);
        }

        public void Fail() => _fails = true;

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            Say($"read {++_reads}");
            lock (_lock)
            {
                if (_arrived > 0)
                {
                    _arrived--;
                    return new(1);
                }

                if (_fails)
                    return ValueTask.FromException<int>(new System.IO.IOException("broken"));
                _reading = new(TaskCreationOptions.RunContinuationsAsynchronously);
                cancellationToken.Register(static reading => ((TaskCompletionSource<int>)reading!).TrySetCanceled(), _reading);
                return new(_reading.Task);
            }
        }

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            Say($"wrote {octets.Length}");
            if (Interlocked.Add(ref _written, octets.Length) == 3)
                AllWritten.Set();
            return ValueTask.CompletedTask;
        }

        public ValueTask CloseWriteAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        public void OnReceived(Link link, ReadOnlyMemory<byte> octets)
        {
            Say($"received {++_received}");
            if (_received == 2)
                Second.Set();
            if (!Pauses)
                link.Continue();
            if (!_consumer.TryClaim())
                return;
            _woken.Add(_consumer);
            link.Entrust(_woken);
            Assert.True(_woken.IsEmpty);
        }

        public void OnClosed(Link link) => Say("closed");

        public void OnFailed(Link link, TransportFault fault) => Say("failed");

        public void OnWritten(Link link, int octets, long through)
        {
        }
    }
}
