using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Options;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Deliveries;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Requests;

namespace Stomp.Runtime;

/// <summary>
/// A connection to a STOMP broker. Once it was open it stays: a lost session is opened again, subscriptions are restored in their order, then what
/// waited is sent. All members may be used from any thread.
/// </summary>
public sealed partial class StompConnection : IAsyncDisposable
{
    private static readonly Task<Outcome> SentTask = Task.FromResult<Outcome>(Outcome.Sent.Instance);

    private readonly CancellationTokenSource _closing = new();
    private readonly StompOptions _options;
    private readonly RequestDesk _requests;
    private int _disposed;
    private readonly ConcurrentDictionary<object, object?> _openWork = new(ReferenceEqualityComparer.Instance);

    private StompConnection(StompOptions options)
    {
        _options = options;
        Driver = new(options);
        Text = new(options.Encoding, options.TextPolicy);
        _textOptions = new() { ContentType = Text.ContentType };
        _requests = new(this);
    }

    /// <summary>Where the connection stands.</summary>
    public StompState State => Driver.States.Current;

    /// <summary>The listeners of this connection, by name; they may be set and removed while it runs.</summary>
    public StompListeners Listeners => Driver.Listeners;

    /// <summary>Whether a session is open.</summary>
    public bool IsConnected => State is StompState.Connected;

    internal Driver Driver { get; }

    internal Turns Turns => _options.Turns;

    /// <summary>Whether somebody left a subscription or a transaction open. The subscription to the replies of requests is the connection's own.</summary>
    internal bool HasOpenWork => !_openWork.IsEmpty;

    /// <summary>How text becomes octets and octets text.</summary>
    internal TextRules Text { get; }

    /// <summary>Ends when the connection is being closed.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>Opens a connection and waits until its session is open.</summary>
    /// <param name="uri">For instance <c>stomp://guest:guest@localhost:61613/virtual-host</c>; without a path the virtual host is <c>/</c>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ArgumentException">The address cannot be used.</exception>
    /// <exception cref="StompConnectionException">The session could not be opened; the exception holds the reason and the broker's ERROR.</exception>
    public static Task<StompConnection> OpenAsync(string uri, CancellationToken cancellationToken = default) =>
        OpenAsync(StompOptions.For(uri), cancellationToken);

    /// <summary>Opens a connection and waits until its session is open.</summary>
    /// <param name="options">How.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OptionsValidationException">The options are wrong; all that is wrong is listed.</exception>
    /// <exception cref="StompConnectionException">The session could not be opened; the exception holds the reason and the broker's ERROR.</exception>
    public static async Task<StompConnection> OpenAsync(StompOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await OpenCheckedAsync(Checked(options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens with options that were checked.</summary>
    internal static async Task<StompConnection> OpenCheckedAsync(StompOptions options, CancellationToken cancellationToken)
    {
        var connection = new StompConnection(options);
        try
        {
            var operation = new Operation(connection.Driver.NextOp());
            connection.Driver.Post(Mail.Open(operation));
            var outcome = await connection.Turns.Join(operation.Task, cancellationToken).ConfigureAwait(false);
            return outcome is Outcome.Closed closed ? throw new StompConnectionException(closed.Reason, connection.Driver.AttemptsBefore(closed.Reason)) : connection;
        }
        catch
        {
            await connection.EndAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts a connection without waiting: sends and subscriptions wait, bounded, until its session is open.</summary>
    /// <param name="options">How.</param>
    /// <exception cref="OptionsValidationException">The options are wrong; all that is wrong is listed.</exception>
    public static StompConnection Start(StompOptions options)
    {
        var connection = new StompConnection(Checked(options));
        connection.Driver.Post(Mail.Open(new Operation(connection.Driver.NextOp())));
        return connection;
    }

    /// <summary>
    /// Sends a text in the charset of the content type, else in <see cref="StompOptions.Encoding"/>. What one thread sends goes out in the order of its
    /// calls, whether it awaits them one by one or not.
    /// </summary>
    /// <param name="destination">Where to, for instance <c>/queue/orders</c>.</param>
    /// <param name="text">The message.</param>
    /// <param name="options">Content type, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NotSupportedException">The charset of the content type is unknown here.</exception>
    /// <exception cref="StompException">It did not go well; the derived type says what became of the message.</exception>
    public Task SendAsync(string destination, string text, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        SendTextAsync(destination, text, options, null, cancellationToken);

    /// <summary>
    /// Sends octets. They may be reused as soon as the task completes. What one thread sends goes out in the order of its calls, whether it awaits them one
    /// by one or not.
    /// </summary>
    /// <param name="destination">Where to, for instance <c>/queue/orders</c>.</param>
    /// <param name="body">The message.</param>
    /// <param name="options">Content type, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompException">It did not go well; the derived type says what became of the message.</exception>
    public Task SendAsync(string destination, ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        SendOctetsAsync(destination, body, options, null, cancellationToken);

    /// <summary>Sends a text and says what became of it instead of throwing. What one thread sends goes out in the order of its calls.</summary>
    /// <param name="destination">Where to, for instance <c>/queue/orders</c>.</param>
    /// <param name="text">The message.</param>
    /// <param name="options">Content type, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="NotSupportedException">The charset of the content type is unknown here.</exception>
    /// <exception cref="ObjectDisposedException">The connection was disposed. After <see cref="CloseAsync"/> alone the outcome is <see cref="Outcome.NotSent"/>.</exception>
    public Task<Outcome> TrySendAsync(string destination, string text, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var typed = WithTextType(options);
        return TrySendAsync(destination, Encode(text, typed), typed, null, cancellationToken);
    }

    /// <summary>
    /// Sends octets and says what became of them instead of throwing. They may be reused as soon as the task completes. What one thread sends goes out in the
    /// order of its calls.
    /// </summary>
    /// <param name="destination">Where to, for instance <c>/queue/orders</c>.</param>
    /// <param name="body">The message.</param>
    /// <param name="options">Content type, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting: the outcome says whether the message may have left.</param>
    /// <exception cref="ObjectDisposedException">The connection was disposed. After <see cref="CloseAsync"/> alone the outcome is <see cref="Outcome.NotSent"/>.</exception>
    public Task<Outcome> TrySendAsync(string destination, ReadOnlyMemory<byte> body, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        TrySendAsync(destination, body, options, null, cancellationToken);

    /// <summary>Subscribes: SUBSCRIBE is on its way when the task completes.</summary>
    /// <param name="destination">Where from.</param>
    /// <param name="mode">When messages count as consumed.</param>
    /// <param name="options">Id, prefetch, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The messages as a stream; disposing it unsubscribes.</returns>
    /// <exception cref="StompException">It did not go well; the derived type says what happened.</exception>
    public Task<StompSubscription> SubscribeAsync(
        string destination, AckMode mode = AckMode.Auto, SubscribeOptions? options = null, CancellationToken cancellationToken = default) =>
        SubscribeAsync(destination, mode, options, false, cancellationToken);

    internal Task<StompSubscription> SubscribeForRepliesAsync(string destination, CancellationToken cancellationToken) =>
        SubscribeAsync(destination, AckMode.Auto, null, true, cancellationToken);

    private async Task<StompSubscription> SubscribeAsync(
        string destination, AckMode mode, SubscribeOptions? options, bool forReplies, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var subscription = new StompSubscription(this, destination, mode, options?.DurableName, !forReplies);
        var receipt = Wish(options?.ReceiptId, options is { WaitForReceipt: true });
        var outcome = await OrderAsync(
            op => new SessionEvent.Subscribe(default, op, destination, mode)
            {
                Id = options?.Id,
                ForReplies = forReplies,
                DurableName = options?.DurableName,
                Prefetch = options?.Prefetch ?? (mode == AckMode.Auto || NamesPrefetch(options?.Headers ?? default) ? null : _options.Prefetch),
                Headers = options?.Headers ?? default,
                Receipt = receipt,
            },
            0,
            subscription,
            options?.Timeout,
            cancellationToken).ConfigureAwait(false);
        if (outcome is not (Outcome.Sent or Outcome.Confirmed))
            subscription.End(null);
        outcome.EnsureSuccess(cancellationToken);
        return subscription;
    }

    /// <summary>Subscribes with a handler. It is called for one message after the other and never on the connection's loop; an exception of it is logged.</summary>
    /// <param name="destination">Where from.</param>
    /// <param name="handler">What to do with a message. Its token ends when the connection is being closed.</param>
    /// <param name="mode">When messages count as consumed.</param>
    /// <param name="options">Id, prefetch, receipt, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<StompSubscription> SubscribeAsync(
        string destination,
        Func<StompMessage, CancellationToken, ValueTask> handler,
        AckMode mode = AckMode.Auto,
        SubscribeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = await SubscribeAsync(destination, mode, options, cancellationToken).ConfigureAwait(false);
        subscription.Pump(handler, _options.LoggerFactory.CreateLogger(typeof(StompSubscription).FullName!));
        return subscription;
    }

    /// <summary>Sends a question and waits for its answer: a temporary queue and <c>correlation-id</c> bring them together (N05).</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="text">The question.</param>
    /// <param name="timeout">How long to wait for the answer, from 0 to 49 days.</param>
    /// <param name="options">Content type, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="StompUnknownException">The session ended while the answer was awaited; nobody knows whether the question was answered.</exception>
    public Task<StompMessage> RequestAsync(
        string destination, string text, TimeSpan timeout, SendOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        var typed = WithTextType(options);
        return RequestAsync(destination, Encode(text, typed), timeout, typed, cancellationToken);
    }

    /// <summary>Sends a question and waits for its answer: a temporary queue and <c>correlation-id</c> bring them together (N05).</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="body">The question.</param>
    /// <param name="timeout">How long to wait for the answer, from 0 to 49 days.</param>
    /// <param name="options">Content type, headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="TimeoutException">No answer came in time.</exception>
    /// <exception cref="StompUnknownException">The session ended while the answer was awaited; nobody knows whether the question was answered.</exception>
    public Task<StompMessage> RequestAsync(
        string destination, ReadOnlyMemory<byte> body, TimeSpan timeout, SendOptions? options = null, CancellationToken cancellationToken = default) =>
        _requests.AskAsync(destination, body, options, timeout, _options.TimeProvider, cancellationToken);

    /// <summary>Answers questions: each message of a destination goes to a function, whose result goes to where the message wants its reply.</summary>
    /// <param name="destination">Where the questions come from.</param>
    /// <param name="answer">The answer to a question. An exception of it is logged, and the question stays without an answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The service; disposing it ends it.</returns>
    public Task<StompSubscription> RespondAsync(
        string destination, Func<StompMessage, CancellationToken, ValueTask<string>> answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return SubscribeAsync(destination, RespondAsync, AckMode.Auto, null, cancellationToken);

        async ValueTask RespondAsync(StompMessage question, CancellationToken closing)
        {
            var text = await Turns.Join(answer(question, closing)).ConfigureAwait(false);
            if (question.Headers[HeaderNames.ReplyTo] is not { } replyTo)
                return;
            var headers = question.Headers[RequestDesk.CorrelationId] is { } id ? Headers.Of([new(RequestDesk.CorrelationId, id)]) : default;
            await SendAsync(replyTo, text, new() { Headers = headers }, closing).ConfigureAwait(false);
        }
    }

    /// <summary>Answers questions: each message of a destination goes to a function, whose result goes to where the message wants its reply.</summary>
    /// <param name="destination">Where the questions come from.</param>
    /// <param name="answer">The answer to a question. An exception of it is logged, and the question stays without an answer.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The service; disposing it ends it.</returns>
    public Task<StompSubscription> RespondAsync(string destination, Func<StompMessage, string> answer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return RespondAsync(destination, (question, _) => ValueTask.FromResult(answer(question)), cancellationToken);
    }

    /// <summary>Begins a transaction.</summary>
    /// <param name="id">Its id; null counts.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The transaction; leaving it without a commit aborts it.</returns>
    public async Task<StompTransaction> BeginAsync(string? id = null, FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        var receipt = Wish(options);
        var operation = new NamedOperation(Driver.NextOp());
        BeginWork(operation);
        var outcome = await OrderAsync(
            operation,
            new SessionEvent.Begin(default, operation.Number, id) { Receipt = receipt, Headers = options?.Headers ?? default },
            0,
            null,
            options?.Timeout,
            cancellationToken).ConfigureAwait(false);
        // What nobody knows may be open.
        if (outcome is not (Outcome.Sent or Outcome.Confirmed or Outcome.Unknown))
            EndWork(operation);
        if (outcome is Outcome.Unknown && operation.Name is { } name)
        {
            // Nobody will use it, but the broker may have opened it: it must not stay.
            _ = OrderAsync(op => new SessionEvent.Abort(default, op, name), operation.Transport, null, null, CancellationToken.None);
        }

        outcome.EnsureSuccess(cancellationToken);
        var transaction = new StompTransaction(this, operation.Name!, operation.Transport);
        BeginWork(transaction);
        EndWork(operation);
        _transactions[transaction.Id] = transaction;
        return transaction;
    }

    /// <summary>The state now, then every change, until the connection is closed; the last one is <see cref="StompState.Closed"/>.</summary>
    public IAsyncEnumerable<StompState> WatchStatesAsync(CancellationToken cancellationToken = default) => Driver.States.WatchAsync(cancellationToken);

    /// <summary>Waits until the connection is in a state.</summary>
    /// <param name="matches">Which.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompConnectionException">The connection was closed before.</exception>
    public async Task<StompState> WaitForStateAsync(Func<StompState, bool> matches, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(matches);
        var last = State;
        await foreach (var state in WatchStatesAsync(cancellationToken).ConfigureAwait(false))
        {
            if (matches(state))
                return state;
            last = state;
        }

        var reason = ((StompState.Closed)last).Reason;
        throw new StompConnectionException(reason, Driver.AttemptsBefore(reason));
    }

    /// <summary>
    /// Says goodbye: waits for outstanding receipts, then for the broker's confirmation, both at most as long as the disconnect timeout. In every
    /// state; a second call gives the same answer.
    /// </summary>
    /// <param name="options">Receipt id and headers.</param>
    /// <param name="cancellationToken">Stops waiting; the goodbye goes on.</param>
    /// <returns>How the connection ended.</returns>
    public async Task<EndReason> CloseAsync(FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        // What handlers do when they learn of it is theirs: it neither holds the goodbye up nor makes it fail.
        _ = Turns.CancelAsync(_closing);
        var operation = new Operation(Driver.NextOp());
        var receipt = options?.ReceiptId is { } id ? ReceiptWish.Named(id) : ReceiptWish.Counted;
        var order = new SessionEvent.Disconnect(default, operation.Number) { Receipt = receipt, Headers = options?.Headers ?? default };
        if (!Driver.Post(Mail.Of(order, 0, operation, 0, null)))
            return State is StompState.Closed over ? over.Reason : new EndReason.Cancelled();
        var outcome = await Turns.Join(operation.Task, cancellationToken).ConfigureAwait(false);
        switch (outcome)
        {
            case Outcome.Closed closed:
                return closed.Reason;
            case Outcome.Rejected { Why.Kind: RejectionKind.InvalidState }:
                return ((StompState.Closed)await WaitForStateAsync(static state => state is StompState.Closed, cancellationToken).ConfigureAwait(false)).Reason;
            default:
                outcome.EnsureSuccess(cancellationToken);
                return new EndReason.Disconnected(true);
        }
    }

    /// <summary>Says goodbye and gives everything back.</summary>
    public async ValueTask DisposeAsync() => await Turns.Pass(EndAsync()).ConfigureAwait(false);

    internal async Task EndAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        try
        {
            await CloseAsync().ConfigureAwait(false);
        }
        catch (StompException)
        {
            // It is over either way.
        }
        catch (ObjectDisposedException)
        {
            // It was over before.
        }

        await Driver.DisposeAsync().ConfigureAwait(false);
    }

    internal Task<Outcome> SettleAsync(StompMessage message, bool accept, StompTransaction? transaction, FrameOptions? options, CancellationToken cancellationToken)
    {
        if (TrySettleNow(message, accept, transaction, options, cancellationToken))
            return SentTask;
        var receipt = Wish(options);
        if (message.Subscription.Mode == AckMode.Auto)
        {
            return Task.FromResult<Outcome>(new Outcome.Rejected(new(
                RejectionKind.AlreadySettled,
                $"the subscription to {message.Subscription.Destination} is in mode auto: its messages are settled when they are sent, there is nothing to acknowledge")));
        }

        if (transaction is not null && transaction.Transport != message.Transport)
            return Task.FromResult<Outcome>(Outcome.Stale.Instance);
        return OrderAsync(
            op => new SessionEvent.Settle(default, op, message.Delivery, accept)
            {
                Transaction = transaction?.Id,
                Receipt = receipt,
                Headers = options?.Headers ?? default,
            },
            message.Transport,
            null,
            options?.Timeout,
            cancellationToken);
    }

    /// <summary>Settles at once, where it asks for nothing but that.</summary>
    private bool TrySettleNow(StompMessage message, bool accept, StompTransaction? transaction, FrameOptions? options, CancellationToken cancellationToken) =>
        options is null
        && !cancellationToken.IsCancellationRequested
        && message.Subscription.Mode != AckMode.Auto
        && (transaction is null || transaction.Transport == message.Transport)
        && Driver.TryObeyNow(new SettleOrder(message.Delivery, accept, transaction?.Id), message.Transport);

    internal void BeginWork(object work) => _openWork[work] = null;

    internal void EndWork(object work) => _openWork.TryRemove(work, out _);

    /// <summary>Whether nothing was left behind: no subscription, no transaction, no message at the broker that waits for its ACK.</summary>
    internal async Task<bool> IsCleanAsync() => !HasOpenWork && await Driver.LookAsync().ConfigureAwait(false) is { IsConnected: true, HoldsMessages: false };

    /// <summary>
    /// Ends the subscriptions and transactions that were left open, and says whether that is enough. Messages that wait for their ACK go back to the broker for sure
    /// only when the session ends, so with them it is not.
    /// </summary>
    internal async Task<bool> CleanAsync(CancellationToken cancellationToken)
    {
        var confirmed = new FrameOptions { WaitForReceipt = true };
        foreach (var subscription in _openWork.Keys.OfType<StompSubscription>().OrderBy(static subscription => subscription.Key))
            await subscription.UnsubscribeAsync(confirmed, cancellationToken).ConfigureAwait(false);
        foreach (var transaction in _openWork.Keys.OfType<StompTransaction>().OrderBy(static transaction => transaction.Id, StringComparer.Ordinal))
            await transaction.AbortAsync(confirmed, cancellationToken).ConfigureAwait(false);
        return await IsCleanAsync().ConfigureAwait(false);
    }

    internal Task<Outcome> UnsubscribeAsync(long key, bool deletes, FrameOptions? options, CancellationToken cancellationToken)
    {
        var receipt = Wish(options);
        var operation = new NamedOperation(Driver.NextOp()) { Ends = key };
        var order = new SessionEvent.Unsubscribe(default, operation.Number, key) { Deletes = deletes, Receipt = receipt, Headers = options?.Headers ?? default };
        return OrderAsync(operation, order, 0, null, options?.Timeout, cancellationToken);
    }

    internal Task<Outcome> OrderAsync(
        Func<long, SessionEvent.Order> make, long epoch, object? subject, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var operation = new Operation(Driver.NextOp());
        return OrderAsync(operation, make(operation.Number), epoch, subject, timeout, cancellationToken);
    }

    internal static ReceiptWish Wish(FrameOptions? options) => Wish(options?.ReceiptId, options is { WaitForReceipt: true });

    private static ReceiptWish Wish(string? id, bool counted) => id is not null ? ReceiptWish.Named(id) : counted ? ReceiptWish.Counted : default;

    private Task<Outcome> OrderAsync(
        Operation operation, SessionEvent.Order order, long epoch, object? subject, TimeSpan? timeout, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? Task.FromResult<Outcome>(NeverSent(AbandonReason.Cancelled))
            : PostAsync(operation, Mail.Of(order, epoch, operation, 0, subject), timeout, cancellationToken);

    /// <summary>Posts an order; cancellation and the call's own deadline become events, so that the core alone decides what became of it.</summary>
    private Task<Outcome> PostAsync(Operation operation, Mail mail, TimeSpan? timeout, CancellationToken cancellationToken) =>
        WaitForAsync(operation, Driver.Post(mail), mail.Credits, timeout, cancellationToken);

    private async Task<Outcome> WaitForAsync(Operation operation, bool isPosted, long credits, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        if (!isPosted)
        {
            // The next in the row learns of it too.
            Driver.Gate.Release(credits);
            throw new ObjectDisposedException(nameof(StompConnection));
        }

        if (operation.Task.IsCompleted || (!cancellationToken.CanBeCanceled && timeout is null))
            return await Turns.Join(operation.Task).ConfigureAwait(false);
        using var registration = cancellationToken.Register(() => Abandon(operation, AbandonReason.Cancelled));
        using var timer = timeout is { } limit
            ? _options.TimeProvider.CreateTimer(_ => Abandon(operation, AbandonReason.DeadlinePassed), null, limit, Timeout.InfiniteTimeSpan)
            : null;
        return await Turns.Join(operation.Task).ConfigureAwait(false);
    }

    private void Abandon(Operation operation, AbandonReason why) =>
        Driver.Post(Mail.Of(new Pure.Connections.ConnectionEvent.Abandon(default, operation.Number, why)));

    /// <summary>Whether a caller limits by hand what the broker sends ahead: then the option's default stays out of it.</summary>
    private bool NamesPrefetch(Headers headers) =>
        !headers.IsEmpty && (Names(headers, BrokerProfile.RabbitMq) || Names(headers, BrokerProfile.ActiveMq) || Names(headers, _options.Profile));

    private static bool Names(Headers headers, BrokerProfile? profile) => profile?.PrefetchHeader is { } name && headers.Contains(name);

    internal static StompOptions Checked(StompOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Check() is { Count: > 0 } problems)
            Refuse(problems);
        return options;
    }

    [DoesNotReturn]
    private static void Refuse(List<string> problems) => throw new OptionsValidationException(nameof(StompOptions), typeof(StompOptions), problems);
}
