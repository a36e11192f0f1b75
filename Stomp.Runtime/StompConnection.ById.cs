using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

// What is open, by the names that the wire knows it by.
public sealed partial class StompConnection
{
    private readonly ConcurrentDictionary<StompSubscription, byte> _subscriptions = new();
    private readonly ConcurrentDictionary<string, StompTransaction> _transactions = new();

    /// <summary>Ends the subscription to a destination, in every version (M26): the id is looked up here.</summary>
    /// <param name="destination">As it was given to SUBSCRIBE.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">No subscription to it is open, or several are; then the message names their ids.</exception>
    public async Task UnsubscribeAsync(string destination, FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        await Only(subscription => subscription.Destination == destination, $"to {destination}").UnsubscribeAsync(options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the subscription with an id.</summary>
    /// <param name="id">As it is on the wire: <see cref="StompSubscription.Id"/>.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">No subscription with it is open.</exception>
    public async Task UnsubscribeByIdAsync(string id, FrameOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(id);
        await Only(subscription => subscription.Id == id, $"with the id {id}").UnsubscribeAsync(options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Acknowledges a message by its id; <see cref="StompMessage.AckAsync"/> does it by the message and can tell a stale one.</summary>
    /// <param name="id">The message's <c>ack</c> header at 1.2, its <c>message-id</c> before.</param>
    /// <param name="subscription">The id of its subscription; null when the message's id alone tells.</param>
    /// <param name="transaction">The id of an open transaction in which it is acknowledged; null for none.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">This session delivered no message with that id that waits for it, or several.</exception>
    /// <exception cref="StompStaleMessageException">There is no session, or the transaction died with its session; the broker delivers the message again.</exception>
    public Task AckAsync(
        string id, string? subscription = null, string? transaction = null, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleAsync(id, true, subscription, transaction, options, cancellationToken);

    /// <summary>Refuses a message by its id, as <see cref="StompMessage.NackAsync"/> does by the message. Not at 1.0.</summary>
    /// <param name="id">The message's <c>ack</c> header at 1.2, its <c>message-id</c> before.</param>
    /// <param name="subscription">The id of its subscription; null when the message's id alone tells.</param>
    /// <param name="transaction">The id of an open transaction in which it is refused; null for none.</param>
    /// <param name="options">Receipt and headers, for instance RabbitMQ's <c>requeue</c>.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">This session delivered no message with that id that waits for it, or several; or it is at 1.0.</exception>
    /// <exception cref="StompStaleMessageException">There is no session, or the transaction died with its session; the broker delivers the message again.</exception>
    public Task NackAsync(
        string id, string? subscription = null, string? transaction = null, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        SettleAsync(id, false, subscription, transaction, options, cancellationToken);

    /// <summary>Carries the transaction with an id out.</summary>
    /// <param name="transaction">The id: <see cref="StompTransaction.Id"/>.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">None with it is open, or it died with the session in which it was begun.</exception>
    public async Task CommitAsync(string transaction, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        await Opened(transaction).CommitAsync(options, cancellationToken).ConfigureAwait(false);

    /// <summary>Drops the transaction with an id.</summary>
    /// <param name="transaction">The id: <see cref="StompTransaction.Id"/>.</param>
    /// <param name="options">Receipt and headers.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="StompRejectedException">None with it is open, or it died with the session in which it was begun.</exception>
    public async Task AbortAsync(string transaction, FrameOptions? options = null, CancellationToken cancellationToken = default) =>
        await Opened(transaction).AbortAsync(options, cancellationToken).ConfigureAwait(false);

    internal void Begun(StompSubscription subscription)
    {
        BeginWork(subscription);
        _subscriptions[subscription] = 0;
    }

    internal void Ended(StompSubscription subscription)
    {
        EndWork(subscription);
        _subscriptions.TryRemove(subscription, out _);
    }

    internal void Ended(StompTransaction transaction)
    {
        EndWork(transaction);
        // Ids that are counted begin anew with each session: it may be another one's by now.
        _transactions.TryRemove(KeyValuePair.Create(transaction.Id, transaction));
    }

    private async Task SettleAsync(
        string id, bool accept, string? subscription, string? transaction, FrameOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(id);
        var within = transaction is null ? null : Opened(transaction);
        var receipt = Wish(options);
        var outcome = await OrderAsync(
            op => new SessionEvent.Settle(default, op, 0, accept)
            {
                Id = id,
                SubscriptionId = subscription,
                Transaction = transaction,
                Receipt = receipt,
                Headers = options?.Headers ?? default,
            },
            within?.Transport ?? 0,
            null,
            options?.Timeout,
            cancellationToken).ConfigureAwait(false);
        outcome.EnsureSuccess(cancellationToken);
    }

    private StompTransaction Opened(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _transactions.TryGetValue(id, out var open) ? open : throw new StompRejectedException(NoTransaction(id));
    }

    private static Rejection NoTransaction(string id) =>
        new(RejectionKind.Unknown, $"transaction {id} is not open on this connection; it was never begun, or is committed or aborted");

    private StompSubscription Only(Func<StompSubscription, bool> matches, string which)
    {
        var found = new List<StompSubscription>();
        foreach (var (subscription, _) in _subscriptions)
        {
            // Before its SUBSCRIBE is ordered there is nothing to end.
            if (subscription.Key != 0 && matches(subscription))
                found.Add(subscription);
        }

        if (found.Count == 1)
            return found[0];
        if (found.Count == 0)
            throw new StompRejectedException(new(RejectionKind.Unknown, $"there is no open subscription {which}"));
        found.Sort(static (one, other) => one.Key.CompareTo(other.Key));
        var ids = string.Join(", ", found.ConvertAll(static subscription => subscription.Id));
        throw new StompRejectedException(new(
            RejectionKind.InvalidArgument, FormattableString.Invariant($"{found.Count} subscriptions {which} are open, with the ids {ids}; say by id which one is meant")));
    }
}
