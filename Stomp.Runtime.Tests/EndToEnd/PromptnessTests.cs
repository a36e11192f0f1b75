using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Transports;
using Xunit;

namespace Stomp.Runtime.Tests.EndToEnd;

/// <summary>Every wait ends, and what was left undone is undone, without any socket.</summary>
[Recorded]
public sealed class PromptnessTests
{
    [Fact]
    [Trait("Row", "N05")]
    public async Task The_deadline_of_a_question_counts_while_there_is_no_session()
    {
        await using var stomp = StompConnection.Start(new StompOptions().WithTransport(new Nowhere()));
        await Assert.ThrowsAsync<TimeoutException>(() => stomp.RequestAsync("/queue/a", "anybody?", TimeSpan.FromMilliseconds(200)).InTimeAsync());
    }

    [Fact]
    [Trait("Row", "N05")]
    public async Task A_question_can_be_cancelled_while_there_is_no_session()
    {
        await using var stomp = StompConnection.Start(new StompOptions().WithTransport(new Nowhere()));
        using var given = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => stomp.RequestAsync("/queue/a", "anybody?", TimeSpan.FromHours(1), cancellationToken: given.Token).InTimeAsync());
        Assert.Equal(given.Token, error.CancellationToken);
    }

    [Fact]
    public async Task What_a_handler_does_when_the_connection_closes_does_not_hold_the_goodbye_up()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        var registered = new TaskCompletionSource();
        await using var subscription = await stomp.SubscribeAsync("/queue/a", (_, closing) =>
        {
            closing.Register(() => throw new InvalidOperationException("on purpose"));
            registered.SetResult();
            return ValueTask.CompletedTask;
        });
        await stomp.SendAsync("/queue/a", "x", cancellationToken: Real.Soon);
        await registered.Task.InTimeAsync();
        Assert.Equal(new EndReason.Disconnected(true), await stomp.CloseAsync().InTimeAsync());
    }

    [Fact]
    public async Task A_transaction_whose_commit_was_never_written_is_aborted_when_it_is_left()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Port = null });
        await using var stomp = await Real.OpenAsync(new StompOptions().WithTransport(broker.Transport));
        await using (var transaction = await stomp.BeginAsync(cancellationToken: Real.Soon))
        {
            await transaction.SendAsync("/queue/a", "in it", cancellationToken: Real.Soon);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => transaction.CommitAsync(cancellationToken: new(true)));
        }

        await stomp.SendAsync("/queue/a", "outside", Real.Receipted, Real.Soon);
        Assert.Equal(1, (await broker.GetStateAsync()).MessageCount);
    }

    /// <summary>A network in which nobody answers.</summary>
    private sealed class Nowhere : ITransportFactory
    {
        public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException();
        }
    }
}
