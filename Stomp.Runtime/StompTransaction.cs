using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>A transaction: what is sent and acknowledged in it takes effect together when it commits. Leaving it without a commit aborts it.</summary>
public sealed class StompTransaction : IAsyncDisposable
{
    private readonly StompConnection _connection;
    private int _over;
    private int _counted = 1;

    internal StompTransaction(StompConnection connection, string id, long transport) =>
        (_connection, Id, Transport) = (connection, id, transport);

    /// <summary>The id on the wire.</summary>
    public string Id { get; }

    internal long Transport { get; }

    /// <summary>Sends a text in the transaction.</summary>
    public Task SendAsync(string destination, string text, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.SendTextAsync(destination, text, options, this, cancellationToken);

    /// <summary>Sends octets in the transaction.</summary>
    public Task SendAsync(string destination, ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        _connection.SendOctetsAsync(destination, body, options, this, cancellationToken);

    /// <summary>Acknowledges a message when the transaction commits.</summary>
    public async Task AckAsync(StompMessage message, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        (await _connection.SettleAsync(message, true, this, options, cancellationToken).ConfigureAwait(false)).EnsureSuccess(cancellationToken);

    /// <summary>Refuses a message when the transaction commits; see <see cref="StompMessage.NackAsync"/>.</summary>
    public async Task NackAsync(StompMessage message, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        (await _connection.SettleAsync(message, false, this, options, cancellationToken).ConfigureAwait(false)).EnsureSuccess(cancellationToken);

    /// <summary>Carries it out.</summary>
    /// <exception cref="StompRejectedException">It is over, or died with the session in which it was begun.</exception>
    public Task CommitAsync(FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        var receipt = StompConnection.Wish(options);
        return EndAsync(op => new SessionEvent.Commit(default, op, Id) { Receipt = receipt, Headers = options?.Headers ?? default }, options?.Timeout, cancellationToken);
    }

    /// <summary>Drops it.</summary>
    /// <exception cref="StompRejectedException">It is over, or died with the session in which it was begun.</exception>
    public Task AbortAsync(FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        var receipt = StompConnection.Wish(options);
        return EndAsync(op => new SessionEvent.Abort(default, op, Id) { Receipt = receipt, Headers = options?.Headers ?? default }, options?.Timeout, cancellationToken);
    }

    /// <summary>Aborts it unless it was committed or aborted.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Volatile.Read(ref _over) != 0)
            return;
        try
        {
            await AbortAsync().ConfigureAwait(false);
        }
        catch (StompException)
        {
            // It died with its session: that is an abort too.
        }
        catch (ObjectDisposedException)
        {
            // The connection went first.
        }
    }

    /// <summary>It counts as open until it is known that it is not.</summary>
    private void Count(Outcome outcome)
    {
        if (outcome is not (Outcome.NotSent or Outcome.Unknown) && Interlocked.Exchange(ref _counted, 0) != 0)
            _connection.Ended(this);
    }

    private async Task EndAsync(Func<long, SessionEvent.Order> make, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _over, 1);
        var outcome = await _connection.OrderAsync(make, Transport, null, timeout, cancellationToken).ConfigureAwait(false);
        // Nothing was written: the transaction is open as before.
        if (outcome is Outcome.Rejected { Why.Kind: not RejectionKind.Unknown } or Outcome.NotSent { Cause: Cause.Abandoned })
            Volatile.Write(ref _over, 0);
        else
            Count(outcome);
        outcome.EnsureSuccess(cancellationToken);
    }
}
