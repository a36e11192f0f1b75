using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Embedded;

/// <summary>How a subscription reads in code that says where it goes on.</summary>
public sealed class SubscriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task It_can_be_read_and_left_in_code_that_says_where_it_goes_on()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        var read = new List<string>();
        var subscription = await stomp.SubscribeAsync("/queue/a");
        await using (subscription.ConfigureAwait(false))
        {
            await stomp.SendAsync("/queue/a", "one");
            await stomp.SendAsync("/queue/a", "two");
            using var patience = new CancellationTokenSource(Patience);
            await foreach (var message in subscription.ConfigureAwait(false).WithCancellation(patience.Token))
            {
                read.Add(message.GetText());
                if (read.Count == 2)
                    break;
            }
        }

        Assert.Equal(["one", "two"], read);
        await subscription.Completion.WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(ReadCancelledAsync);

        async Task ReadCancelledAsync()
        {
            var other = await stomp.SubscribeAsync("/queue/b");
            using var cancelled = new CancellationTokenSource();
            await cancelled.CancelAsync();
            await foreach (var message in other.ConfigureAwait(true).WithCancellation(cancelled.Token))
                Assert.Fail(message.ToString());
        }
    }

    [Fact]
    public async Task Where_it_goes_on_is_what_was_said()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        await using var subscription = await stomp.SubscribeAsync("/queue/a");
        Assert.Equal(0, await PostsAsync(stomp, subscription, goesBack: false));
        Assert.Equal(1, await PostsAsync(stomp, subscription, goesBack: true));
    }

    /// <summary>How often the context of whoever reads a message was asked to go on.</summary>
    private static async Task<int> PostsAsync(StompConnection stomp, StompSubscription subscription, bool goesBack)
    {
        var (before, context) = (SynchronizationContext.Current, new Counting());
        SynchronizationContext.SetSynchronizationContext(context);
        var read = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = subscription.ConfigureAwait(goesBack).GetAsyncEnumerator().MoveNextAsync().GetAwaiter();
        reading.UnsafeOnCompleted(() => read.SetResult(reading.GetResult()));
        SynchronizationContext.SetSynchronizationContext(before);
        await stomp.SendAsync("/queue/a", "x");
        Assert.True(await read.Task.WaitAsync(Patience));
        return Volatile.Read(ref context.Posts);
    }

    private sealed class Counting : SynchronizationContext
    {
        public int Posts;

        public override void Post(SendOrPostCallback d, object? state)
        {
            Interlocked.Increment(ref Posts);
            base.Post(d, state);
        }
    }
}
