using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Subscriptions with a handler.</summary>
[Trait("Row", "M25")]
[Recorded]
public sealed class HandlerTests
{
    [BrokerFact(Broker.ActiveMq)]
    [Trait("Row", "M46")]
    public async Task A_handler_that_blocks_does_not_hold_up_the_connection()
    {
        await using var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.ActiveMq));
        var queue = Real.Queue();
        using var release = new SemaphoreSlim(0);
        var handled = Channel.CreateUnbounded<string>();
        await using var subscription = await stomp.SubscribeAsync(queue, (message, _) =>
        {
            handled.Writer.TryWrite(message.GetText());
            Assert.True(release.Wait(Real.Patience));
            return ValueTask.CompletedTask;
        });
        await stomp.SendAsync(queue, "1", Real.Receipted, Real.Soon);
        await stomp.SendAsync(queue, "2", Real.Receipted, Real.Soon);
        Assert.Equal("1", await handled.Reader.ReadAsync(Real.Soon));
        // on the loop, this would never come
        await stomp.SendAsync(queue, "3", Real.Receipted, Real.Soon);
        // one after the other
        Assert.False(handled.Reader.TryRead(out _));
        release.Release(3);
        Assert.Equal("2", await handled.Reader.ReadAsync(Real.Soon));
        Assert.Equal("3", await handled.Reader.ReadAsync(Real.Soon));
    }

    [Fact]
    public async Task Messages_that_a_handler_gets_cannot_be_read_in_a_loop_too()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await StompConnection.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        await using var subscription = await stomp.SubscribeAsync("/queue/a", (_, _) => ValueTask.CompletedTask);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ReadAsync(subscription).InTimeAsync());
        Assert.Equal("The subscription to /queue/a has a handler, which gets its messages; subscribe without one to read them in a loop.", failure.Message);
    }

    private static async Task ReadAsync(StompSubscription subscription)
    {
        await foreach (var message in subscription)
            Assert.Fail($"{message}");
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task An_exception_of_a_handler_is_logged_and_the_next_message_comes()
    {
        var log = new LogOfTest();
        await using var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.ActiveMq) with { LoggerFactory = log });
        var queue = Real.Queue();
        var handled = Channel.CreateUnbounded<string>();
        await using var subscription = await stomp.SubscribeAsync(
            queue,
            async (message, cancellationToken) =>
            {
                if (message.GetText() == "bad")
                    throw new InvalidOperationException("no bad messages, please");
                await message.AckAsync(cancellationToken: cancellationToken);
                await handled.Writer.WriteAsync(message.GetText(), cancellationToken);
            },
            AckMode.ClientIndividual);
        await stomp.SendAsync(queue, "bad", Real.Receipted, Real.Soon);
        await stomp.SendAsync(queue, "good", Real.Receipted, Real.Soon);
        Assert.Equal("good", await handled.Reader.ReadAsync(Real.Soon));
        var entry = Assert.Single(log.Entries, entry => entry.Level == LogLevel.Error);
        Assert.Equal("no bad messages, please", Assert.IsType<InvalidOperationException>(entry.Exception).Message);
        Assert.Contains(queue, entry.Text, StringComparison.Ordinal);
        Assert.True(stomp.IsConnected);
    }

    [BrokerFact(Broker.ActiveMq)]
    public async Task A_handler_learns_when_the_connection_is_being_closed()
    {
        var stomp = await Real.OpenAsync(await Real.OptionsAsync(Broker.ActiveMq));
        var queue = Real.Queue();
        var entered = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        var subscription = await stomp.SubscribeAsync(queue, async (_, cancellationToken) =>
        {
            entered.SetResult();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(Timeout.Infinite, cancellationToken));
            ended.SetResult();
        });
        await stomp.SendAsync(queue, "1", Real.Receipted, Real.Soon);
        await entered.Task.InTimeAsync();
        await stomp.DisposeAsync().AsTask().InTimeAsync();
        await ended.Task.InTimeAsync();
        await subscription.Completion.InTimeAsync();
    }

    private sealed class LogOfTest : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<(LogLevel Level, string Text, Exception? Exception)> Entries { get; } = new();

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Entries.Enqueue((logLevel, formatter(state, exception), exception));

        public void Dispose()
        {
        }
    }
}
