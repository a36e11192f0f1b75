using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.Transports;

/// <summary>In how many writes goes out what was transmitted while one was under way.</summary>
public sealed class WritingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task All_that_may_wait_by_default_goes_out_in_one_write()
    {
        var waiting = (int)new StompOptions().MaxUnwrittenOctets;
        int[] expected = [1, waiting];
        Assert.Equal(expected, await WrittenAsync(waiting));
    }

    [Fact]
    public async Task What_is_longer_goes_out_in_parts_each_of_which_is_told()
    {
        const int Part = WriteOctets.Large;
        int[] expected = [1, Part, 7];
        Assert.Equal(expected, await WrittenAsync(Part + 7));
    }

    [Fact]
    [Trait("Row", "N11")]
    public async Task Where_each_frame_is_a_message_each_goes_out_by_itself_and_all_are_told_together()
    {
        var line = new Line(through: 4) { TakesFrames = true };
        await WriteAsync(line, 3);
        Assert.Equal([1, 1, 1, 1], line.Writes);
        Assert.Equal([1, 3], line.Told);
    }

    private static async Task<int[]> WrittenAsync(int waiting)
    {
        var line = new Line(through: waiting + 1);
        await WriteAsync(line, waiting);
        Assert.Equal(line.Writes, line.Told);
        return [.. line.Writes];
    }

    /// <summary>One octet, and so many that come behind it while it is written.</summary>
    private static async Task WriteAsync(Line line, int waiting)
    {
        await using var link = new Link(1, line, line, Turns.Pool);
        link.TransmitHeartbeat(1);
        link.Flush();
        await line.Begun.WaitAsync(Soon);
        for (var i = 0; i < waiting; i++)
            link.TransmitHeartbeat(i + 2);
        line.GoOn();
        await line.Done.WaitAsync(Soon);
    }

    private sealed class Line(long through) : ITransport, ILinkEvents
    {
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Description => "a line";

        public bool TakesFrames { get; init; }

        public Task Begun => _begun.Task;

        public Task Done => _done.Task;

        public ConcurrentQueue<int> Writes { get; } = [];

        public ConcurrentQueue<int> Told { get; } = [];

        public void GoOn() => _goOn.TrySetResult();

        public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
        {
            Writes.Enqueue(octets.Length);
            _begun.TrySetResult();
            await _goOn.Task.WaitAsync(cancellationToken);
        }

        public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }

        public ValueTask CloseWriteAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        void ILinkEvents.OnReceived(Link link, ReadOnlyMemory<byte> octets)
        {
        }

        void ILinkEvents.OnClosed(Link link)
        {
        }

        void ILinkEvents.OnFailed(Link link, TransportFault fault) => _done.TrySetException(new InvalidOperationException(fault.ToString()));

        void ILinkEvents.OnWritten(Link link, int octets, long written)
        {
            Told.Enqueue(octets);
            if (written == through)
                _done.TrySetResult();
        }
    }
}
