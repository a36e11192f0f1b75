using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Requests;

/// <summary>
/// Questions and their answers (N05): one queue for replies for the whole connection, made when the first question is asked; an answer finds its question by
/// <c>correlation-id</c>. A question dies with the session in which it was asked, since its queue does.
/// </summary>
internal sealed class RequestDesk(StompConnection connection)
{
    internal const string CorrelationId = "correlation-id";

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StompMessage>> _open = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly string _replyTo = "/temp-queue/replies-" + Guid.NewGuid().ToString("N");
    private StompSubscription? _replies;
    private long _last;

    public async Task<StompMessage> AskAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        var question = new TaskCompletionSource<StompMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[id] = question;
        try
        {
            var given = options ?? new();
            var headers = Headers.Of([new(HeaderNames.ReplyTo, _replyTo), new(CorrelationId, id)]).Concat(given.Headers);
            await connection.SendAsync(destination, body, given with { Headers = headers }, cancellationToken).ConfigureAwait(false);
            return await question.Task.WaitAsync(timeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException(FormattableString.Invariant($"No reply from {destination} within {timeout.TotalSeconds} s."), exception);
        }
        finally
        {
            _open.TryRemove(id, out _);
        }
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _replies) is not null)
            return;
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_replies is not null)
                return;
            var replies = await connection.SubscribeForRepliesAsync(_replyTo, cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _replies, replies);
            _ = Task.Run(() => ReadAsync(replies), CancellationToken.None);
            _ = Task.Run(WatchAsync, CancellationToken.None);
        }
        finally
        {
            _opening.Release();
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
            foreach (var id in _open.Keys)
            {
                if (_open.TryRemove(id, out var question))
                    question.TrySetException(exception);
            }
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
        foreach (var id in _open.Keys)
        {
            if (_open.TryRemove(id, out var question))
                question.TrySetException(new StompUnknownException(new Outcome.Unknown(new Cause.SessionEnded(reason))));
        }
    }
}
