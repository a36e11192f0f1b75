using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Requests;

/// <summary>
/// Questions and their answers (N05): one queue for replies for the whole connection, made when the first question is asked; an answer finds its question by
/// <c>correlation-id</c>. A question dies with the session in which it was asked, since its queue does.
/// </summary>
internal sealed class RequestDesk(StompConnection connection)
{
    internal const string CorrelationId = "correlation-id";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StompMessage>> _open = new(StringComparer.Ordinal);
    // One at a time.
    private readonly CreditGate _opening = new(1, connection.Turns);
    private StompSubscription? _replies;
    private int _watches;
    private long _last;

    public async Task<StompMessage> AskAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(CallTimeout.Checked(timeout, nameof(timeout)) ?? Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var question = new TaskCompletionSource<StompMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = question;
        try
        {
            // Without a session the question waits for one: that time counts as well.
            var replies = await OpenAsync(either.Token).ConfigureAwait(false);
            var given = options ?? new();
            if (given.Headers.Contains(HeaderNames.ReplyTo) || given.Headers.Contains(CorrelationId))
                throw new StompRejectedException(new(RejectionKind.InvalidArgument, "headers reply-to and correlation-id are set by the request itself"));
            var headers = Headers.Of([new(HeaderNames.ReplyTo, replies.Destination), new(CorrelationId, id)]).Concat(given.Headers);
            await connection.SendAsync(destination, body, given with { Headers = headers }, either.Token).ConfigureAwait(false);
            return await connection.Turns.Join(question.Task, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
        catch (OperationCanceledException exception) when (deadline.IsCancellationRequested)
        {
            throw new TimeoutException(FormattableString.Invariant($"No reply from {destination} within {timeout.TotalSeconds} s."), exception);
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    private async Task<StompSubscription> OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _replies) is { } open)
            return open;
        await _opening.AcquireAsync(1, cancellationToken).ConfigureAwait(false);
        try
        {
            if (_replies is { } opened)
                return opened;
            // The name of a queue that ended is not used again: brokers may still know it.
            var replies = await connection.SubscribeForRepliesAsync("/temp-queue/replies-" + connection.Turns.NewName(), cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _replies, replies);
            _ = connection.Turns.Run(() => ReadAsync(replies));
            if (Interlocked.Exchange(ref _watches, 1) == 0)
                _ = connection.Turns.Run(WatchAsync);
            return replies;
        }
        finally
        {
            _opening.Release(1);
        }
    }

    private async Task ReadAsync(StompSubscription replies)
    {
        try
        {
            await foreach (var reply in replies.Messages.ReadAllAsync().ConfigureAwait(false))
            {
                if (reply.Headers[CorrelationId] is { } id && _open.TryRemove(id, out var question))
                    question.TrySetResult(reply);
            }

            FailAll(new EndReason.Disconnected(true));
        }
        catch (StompConnectionException exception)
        {
            FailAll(exception.Reason);
        }
        catch (StompException exception)
        {
            foreach (var id in _open.Keys.Order(StringComparer.Ordinal))
            {
                if (_open.TryRemove(id, out var question))
                    question.TrySetException(exception);
            }
        }
        finally
        {
            // Nobody reads there any more: the next question opens another one.
            Interlocked.CompareExchange(ref _replies, null, replies);
        }
    }

    /// <summary>The queue for replies dies with its session: whoever waits for an answer is told.</summary>
    private async Task WatchAsync()
    {
        await foreach (var state in connection.WatchStatesAsync().ConfigureAwait(false))
        {
            if (state is StompState.Waiting waiting)
                FailAll(waiting.Cause);
            else if (state is StompState.Closed closed)
                FailAll(closed.Reason);
        }
    }

    private void FailAll(EndReason reason)
    {
        foreach (var id in _open.Keys.Order(StringComparer.Ordinal))
        {
            if (_open.TryRemove(id, out var question))
                question.TrySetException(new StompUnknownException(new Outcome.Unknown(new Cause.SessionEnded(reason))));
        }
    }
}
