using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Brokers;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Credentials from a provider, asked for at every attempt.</summary>
[Trait("Row", "M21")]
[Recorded]
public sealed class CredentialsTests
{
    [Fact]
    [Trait("Row", "M40")]
    public async Task A_token_that_expired_is_replaced_at_the_next_attempt()
    {
        var port = LoopbackPorts.Take(1)[0];
        var first = await StartAsync(port, "token-one");
        var asked = 0;
        var log = new Diary();
        var options = Real.OptionsFor(port)
            .WithCredentials(_ => new(new StompCredentials("me", Interlocked.Increment(ref asked) == 1 ? "token-one" : "token-two")))
            .WithListener("log", new PrintingListener(log.Text)) with
        {
            LoggerFactory = log,
        };
        await using var stomp = await Real.OpenAsync(options);
        Assert.Equal(1, asked);
        var watched = stomp.WatchStatesAsync(Real.Soon).GetAsyncEnumerator();
        Assert.True(await watched.MoveNextAsync()); // only from here on it watches
        await first.DisposeAsync();
        await using var second = await StartAsync(port, "token-two");
        List<StompState> states = [watched.Current];
        while (await watched.MoveNextAsync() && !(states.Any(state => state is StompState.Waiting) && watched.Current is StompState.Connected))
            states.Add(watched.Current);
        await stomp.SendAsync("/queue/a", "with the new token", Real.Receipted, Real.Soon);
        Assert.True(asked >= 2, $"asked {asked} times");
        // The broker took the first token once and no more.
        await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(Real.OptionsFor(port).WithCredentials("me", "token-one")));

        var said = $"{options} {log} {string.Join(' ', states)} {new StompCredentials("me", "token-one")}";
        Assert.Contains("passcode:***", said, StringComparison.Ordinal);
        Assert.DoesNotContain("token-one", said, StringComparison.Ordinal);
        Assert.DoesNotContain("token-two", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throws", "the provider threw InvalidOperationException: the vault is sealed")]
    [InlineData("passcode", "the provider returned a passcode with a line feed, carriage return or NUL, which CONNECT cannot carry")]
    [InlineData("login", "login")]
    [InlineData("none", "the provider returned none")]
    [InlineData("hangs", "none came within 0.3 s")]
    public async Task A_provider_that_fails_is_named(string how, string text)
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var never = new TaskCompletionSource<StompCredentials>();
        var options = new StompOptions().WithTransport(broker.Transport).WithReconnect(policy => policy with { FirstRounds = 2, Initial = TimeSpan.Zero })
            .WithCredentials(_ => how switch
            {
                "throws" => throw new InvalidOperationException("the vault is sealed"),
                "passcode" => new(new StompCredentials("me", "s3\ncret")),
                "login" => new(new StompCredentials("m\0e", "s3cret")),
                "none" => new((StompCredentials)null!),
                _ => new(never.Task),
            }) with
        {
            ConnectTimeout = how == "hangs" ? TimeSpan.FromMilliseconds(300) : Real.Patience,
        };
        var failure = await Assert.ThrowsAsync<StompConnectionException>(() => Real.OpenAsync(options));
        Assert.Contains(text, Assert.IsType<EndReason.CredentialsFailed>(failure.Reason).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Row", "M22")]
    public async Task A_provider_is_told_when_nobody_waits_any_more()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stomp = StompConnection.Start(new StompOptions().WithTransport(broker.Transport).WithCredentials(async token =>
        {
            token.Register(() => throw new InvalidOperationException("it must not reach the loop"));
            token.Register(told.SetResult);
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            return new("me", "never");
        }));
        await asked.Task.InTimeAsync();
        await stomp.DisposeAsync().AsTask().InTimeAsync();
        await told.Task.InTimeAsync();
        Assert.IsType<EndReason.Cancelled>(Assert.IsType<StompState.Closed>(stomp.State).Reason);
    }

    [Fact]
    public void Only_one_can_say_who_logs_in()
    {
        var options = new StompOptions().WithCredentials(_ => new(new StompCredentials("me", "s3cret")));
        Assert.Null(options.WithCredentials("me", "other").CredentialsProvider);
        Assert.Null(options.Login);
        Assert.True(options.Validate().IsSuccess);
        Assert.True((options with { Login = "me" }).Validate().IsFail);
    }

    /// <summary>A year of attempts leaves no more behind than one.</summary>
    [Fact]
    public void Secrets_of_attempts_that_are_over_are_forgotten()
    {
        var table = new SecretTable();
        var kept = table.Add("the one from the options");
        for (var i = 0; i < 10_000; i++)
            Assert.Equal($"token-{i}", table.Reveal(table.Renew($"token-{i}")));
        Assert.Equal(2, table.Count);
        Assert.Equal("the one from the options", table.Reveal(kept));
        Assert.Throws<ArgumentException>(() => table.Renew("a\rb"));
        Assert.Equal(2, table.Count);
    }

    private static async Task<EmbeddedBroker> StartAsync(int port, string token)
    {
        var options = new EmbeddedBrokerOptions { Port = port, Broker = BrokerConfig.Default.WithAccounts([new Stomp.Pure.Brokers.BrokerAccount("me", token)]) };
        var soon = Real.Soon;
        while (true)
        {
            try
            {
                return await EmbeddedBroker.StartAsync(options);
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse && !soon.IsCancellationRequested)
            {
                // Seen once beside other tests; a process that one of them is just starting may hold copies of all sockets until it runs its program.
                await Task.Yield();
            }
        }
    }

    /// <summary>Everything that a connection says.</summary>
    private sealed class Diary : ILoggerFactory, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public System.IO.StringWriter Text { get; } = new();

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public override string ToString() => string.Join('\n', _lines) + Text;
    }
}
