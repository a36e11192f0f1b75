using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime;

// How a message goes out: at once where that is possible, else behind what waits.
public sealed partial class StompConnection
{
    // Commands and headers take room too: a message without a body is not free.
    private const long FrameCredits = 256;

    private readonly SendOptions _textOptions;
    private readonly OrderDetails _plain = new();

    internal Task SendTextAsync(string destination, string text, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        var typed = WithTextType(options);
        return SendOctetsAsync(destination, Encode(text, typed), typed, transaction, cancellationToken);
    }

    internal Task SendOctetsAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (TrySendNow(destination, body, options, transaction, cancellationToken))
            return Task.CompletedTask;
        return cancellationToken.CanBeCanceled || options?.Timeout is not null || !Driver.Gate.IsOpen
            ? SendOrThrowAsync(destination, body, options, transaction, cancellationToken)
            : SendAndWaitAsync(destination, body, options, transaction);
    }

    private async Task SendOrThrowAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken) =>
        (await SendWhenPossibleAsync(destination, body, options, transaction, cancellationToken).ConfigureAwait(false)).EnsureSuccess(cancellationToken);

    /// <summary>A message without a receipt is sent when the call returns, unless somebody has the turn, the connection is down or the message is wrong.</summary>
    private bool TrySendNow(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken) =>
        options is not { WantsReceipt: true }
        && !cancellationToken.IsCancellationRequested
        && (options is null || Problem(options, ref transaction) is null)
        && Driver.TryObeyNow(new SendOrder(destination, Payload.Wrap(body), Details(options, transaction)), transaction?.Transport ?? 0);

    /// <summary>Neither a deadline nor a cancellation can end the wait: the operation's own task is all that it takes.</summary>
    private Task SendAndWaitAsync(string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction)
    {
        if (options is not null && Problem(options, ref transaction) is { } problem)
            return Task.FromException(new StompRejectedException(problem));
        var credits = body.Length + FrameCredits;
        if (!Driver.Gate.TryAcquire(credits))
            return SendOrThrowAsync(destination, body, options, transaction, default);
        var operation = new ThrowingOperation(Driver.NextOp());
        if (Driver.Post(Mail.Send(destination, body, Details(options, transaction), transaction?.Transport ?? 0, operation, credits)))
            return Turns.Join(operation.Task);
        Driver.Gate.Release(credits);
        return Task.FromException(new ObjectDisposedException(nameof(StompConnection)));
    }

    private OrderDetails Details(SendOptions? options, StompTransaction? transaction) =>
        options is not null ? options.ToDetails(transaction?.Id) : transaction is null ? _plain : new() { Transaction = transaction.Id };

    private Task<Outcome> TrySendAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return TrySendNow(destination, body, options, transaction, cancellationToken)
            ? SentTask
            : SendWhenPossibleAsync(destination, body, options, transaction, cancellationToken);
    }

    /// <summary>Waits for room where there is none, posts the message, and waits for what becomes of it.</summary>
    private async Task<Outcome> SendWhenPossibleAsync(
        string destination, ReadOnlyMemory<byte> body, SendOptions? options, StompTransaction? transaction, CancellationToken cancellationToken)
    {
        if (options is not null && Problem(options, ref transaction) is { } problem)
            return new Outcome.Rejected(problem);
        var operation = new Operation(Driver.NextOp());
        var credits = body.Length + FrameCredits;
        var timeout = options?.Timeout;
        if (cancellationToken.IsCancellationRequested)
            return NeverSent(AbandonReason.Cancelled);
        var mail = Mail.Send(destination, body, Details(options, transaction), transaction?.Transport ?? 0, operation, credits);
        return Driver.Gate.TryAcquire(credits)
            ? await PostAsync(operation, mail, timeout, cancellationToken).ConfigureAwait(false)
            : await PostBehindAsync(operation, mail, timeout, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Posts a message when there is room, behind those that wait already and before whatever comes later.</summary>
    private async Task<Outcome> PostBehindAsync(Operation operation, Mail mail, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var isPosted = false;
        var began = _options.TimeProvider.GetTimestamp();
        if (await WaitAtGateAsync(mail.Credits, () => isPosted = Driver.Post(mail), timeout, cancellationToken).ConfigureAwait(false) is { } why)
            return NeverSent(why);
        if (timeout is { } limit)
            timeout = TimeSpan.FromTicks(Math.Max(0, (limit - _options.TimeProvider.GetElapsedTime(began)).Ticks));
        return await WaitForAsync(operation, isPosted, mail.Credits, timeout, cancellationToken).ConfigureAwait(false);
    }

    private static Outcome.NotSent NeverSent(AbandonReason why) => new(new Cause.Abandoned(why));

    /// <summary>Waits until there is room for a message; the time there counts towards the call's deadline.</summary>
    private async Task<AbandonReason?> WaitAtGateAsync(long credits, Action enter, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        using var deadline = timeout is { } limit ? new CancellationTokenSource(limit, _options.TimeProvider) : null;
        using var either = deadline is null ? null : CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            await Driver.Gate.EnterAsync(credits, enter, either?.Token ?? cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException)
        {
            return cancellationToken.IsCancellationRequested ? AbandonReason.Cancelled : AbandonReason.DeadlinePassed;
        }
    }

    /// <summary>A text says what it is, unless the caller did.</summary>
    private SendOptions WithTextType(SendOptions? options) =>
        options is null ? _textOptions
        : options.ContentType is null && !options.Headers.Contains(HeaderNames.ContentType) ? options with { ContentType = Text.ContentType }
        : options;

    private byte[] Encode(string text, SendOptions options) => Text.Encode(text, options.ContentType ?? options.Headers[HeaderNames.ContentType]);

    /// <summary>What is wrong with the options of a send; else the transaction that they name.</summary>
    private Rejection? Problem(SendOptions options, ref StompTransaction? transaction)
    {
        if (options.ContentType is not null && options.Headers.Contains(HeaderNames.ContentType))
            return new(RejectionKind.InvalidArgument, "Headers hold content-type and ContentType is set; only one of them can say what the message is");
        if (options.Transaction is not { } id || id == transaction?.Id)
            return null;
        if (transaction is not null)
            return new(RejectionKind.InvalidArgument, $"the options name transaction {id}, but the message is sent in transaction {transaction.Id}");
        return _transactions.TryGetValue(id, out transaction) ? null : NoTransaction(id);
    }
}
