using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>Errors, goodbyes and the other ends of a session.</summary>
public static partial class Session
{
    private static void OnError(ref Turn turn, ServerError error)
    {
        if (Survives(ref turn, error))
            return;
        if (turn.Goodbye is { } goodbye)
        {
            turn.Complete(goodbye.Op, new Outcome.Refused(error));
            turn.Goodbye = goodbye with { Op = 0 };
        }

        if (Culprit(in turn, error) is { } named)
        {
            Refuse(ref turn, named, error);
        }

        Fail(ref turn, new EndReason.BrokerFault(error), error);
    }

    /// <summary>The broker refused what asked for a receipt. A subscription that it refused is none; one that was to be restored ends.</summary>
    private static void Refuse(ref Turn turn, FoundReceipt found, ServerError error)
    {
        DropReceipt(ref turn, found.Key);
        NoteRestored(ref turn, found);
        if (Find(in turn, found.Op == 0 ? found.Restores : found.Op) is { } subscription)
            Forget(ref turn, subscription.Number);
        if (found.Restores != 0)
            turn.Effects.Add(new SessionEffect.SubscriptionEnded(found.Restores, error));
        turn.Complete(found.Op, new Outcome.Refused(error));
    }

    /// <summary>
    /// The operation that an ERROR refuses: the one it names, or, where the broker's ERRORs name none, the only one there is (N04). Subscriptions
    /// are restored before anything else and one after the other, so the oldest of them that has no RECEIPT yet is the one.
    /// </summary>
    private static FoundReceipt? Culprit(in Turn turn, ServerError error)
    {
        if (error.ReceiptId is { } id)
            return FindReceipt(in turn, id);
        if (turn.Terms.Info.Profile.ErrorsNameReceipts || turn.Goodbye is { Step: not GoodbyeStep.Draining }
            || !turn.Receipts.TryOldest(out var number, out var oldest))
        {
            return null;
        }

        return turn.Receipts.Pending == 1 || oldest.Restores != 0 ? new(number, oldest.Op, oldest.Restores) : null;
    }

    /// <summary>Whether the broker's profile knows the ERROR for one that does not end the session (A-ERR11).</summary>
    private static bool Survives(ref Turn turn, ServerError error)
    {
        foreach (var known in turn.Terms.Info.Profile.Survivable)
        {
            if (known.Message == error.Message && Survives(ref turn, error, known.Scope))
                return true;
        }

        return false;
    }

    private static bool Survives(ref Turn turn, ServerError error, ErrorScope scope)
    {
        switch (scope)
        {
            case ErrorScope.AfterUnsubscribe when turn.Ledger.HasUnsubscribed:
                turn.Note(NoteKind.ServerError, error.ToString());
                return true;
            case ErrorScope.Subscription when error.Headers[HeaderNames.Subscription] is { } id && FindByText(in turn, id) is { } found:
                turn.Effects.Add(new SessionEffect.SubscriptionEnded(found.Subscription.Key, error));
                Forget(ref turn, found.Number);
                return true;
            case ErrorScope.Operation when error.ReceiptId is { } receipt && FindReceipt(in turn, receipt) is { } operation:
                turn.Note(NoteKind.ServerError, error.ToString());
                Refuse(ref turn, operation, error);
                AfterReceipts(ref turn);
                return true;
            default:
                return false;
        }
    }

    private static FoundSubscription? FindByText(in Turn turn, string id)
    {
        foreach (var (number, subscription) in turn.Ledger.Subscriptions)
        {
            if (string.Equals(subscription.Id, id, System.StringComparison.Ordinal))
                return new(number, subscription);
        }

        return null;
    }

    private static void Lose(ref Turn turn, TransportFault? fault)
    {
        if (turn.Goodbye is { Step: not GoodbyeStep.Draining } goodbye)
            Leave(ref turn, goodbye, confirmed: false);
        else
            Fail(ref turn, new EndReason.ConnectionLost(fault, FrameDecoder.End(turn.Decoder).Fault));
    }

    private static void Fail(ref Turn turn, EndReason reason) => Fail(ref turn, reason, null);

    private static void Fail(ref Turn turn, EndReason reason, ServerError? error)
    {
        turn.End = reason;
        turn.Effects.Add(new SessionEffect.Ended(reason));
        FailAll(ref turn, reason, error);
        if (turn.Goodbye is { } goodbye)
            turn.Complete(goodbye.Op, new Outcome.Closed(reason));
        turn.Effects.Add(new SessionEffect.Close());
    }

    private static void FailAll(ref Turn turn, EndReason reason, ServerError? error)
    {
        foreach (var receipt in turn.Receipts.ToList())
            turn.Complete(receipt.Pending.Op, new Outcome.Unknown(new Cause.SessionEnded(reason)) { Error = error });
    }

    private static void Disconnect(ref Turn turn, SessionEvent.Disconnect disconnect)
    {
        if (turn.Goodbye is not null)
        {
            turn.Reject(disconnect.Op, RejectionKind.InvalidState, "the session is saying goodbye already");
            return;
        }

        // Checked before anything changes: the frame itself is only made when the outstanding receipts have come.
        var receipt = disconnect.Receipt.Wanted ? disconnect.Receipt.Id ?? CountedId(1) : null;
        if ((HeaderProblem(disconnect, Command.Disconnect, null) ?? ReceiptProblem(in turn, disconnect)
            ?? FrameProblem(Farewell(disconnect, receipt), turn.Terms.Rules)) is { } problem)
        {
            turn.Complete(disconnect.Op, new Outcome.Rejected(problem));
            return;
        }

        foreach (var transaction in turn.Ledger.Transactions)
            turn.Note(NoteKind.TransactionAborted, transaction.Id);
        var goodbye = new Goodbye(disconnect.Op, GoodbyeStep.Draining, turn.At + turn.Config.DisconnectTimeout, null, disconnect);
        turn.Goodbye = goodbye;
        Regulate(ref turn, null);
        if (turn.Receipts.Pending == 0)
            SayGoodbye(ref turn, goodbye);
    }

    private static void SayGoodbye(ref Turn turn, Goodbye goodbye)
    {
        var receipt = goodbye.Wanted.Receipt.Wanted ? goodbye.Wanted.Receipt.Id ?? CountedId(NextReceipt(in turn)) : null;
        turn.Effects.Add(new SessionEffect.Transmit(Farewell(goodbye.Wanted, receipt), turn.Terms.Rules, turn.NextTransmission()));
        if (receipt is null)
            turn.Effects.Add(new SessionEffect.HalfClose());
        turn.Goodbye = goodbye with
        {
            Step = receipt is null ? GoodbyeStep.AwaitingClose : GoodbyeStep.AwaitingReceipt,
            Deadline = turn.At + turn.Config.DisconnectTimeout,
            ReceiptId = receipt,
        };
    }

    private static Frame Farewell(SessionEvent.Disconnect wanted, string? receipt) =>
        new(Command.Disconnect, receipt is null ? wanted.Headers : Headers.Of([new(HeaderNames.Receipt, receipt)]).Concat(wanted.Headers));

    /// <summary>The end of a goodbye. What still waits for its RECEIPT will not get it.</summary>
    private static void Leave(ref Turn turn, Goodbye goodbye, bool confirmed)
    {
        var reason = new EndReason.Disconnected(confirmed);
        turn.End = reason;
        turn.Complete(goodbye.Op, new Outcome.Closed(reason));
        turn.Effects.Add(new SessionEffect.Ended(reason));
        FailAll(ref turn, reason, null);
        turn.Effects.Add(new SessionEffect.Close());
    }
}
