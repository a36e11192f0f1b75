using System;
using System.Globalization;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>Receipts: who waits for which, and until when. The clock of a receipt starts when its frame was written.</summary>
public static partial class Session
{
    private const int RememberedTimeouts = 32;

    /// <summary>The number of the next receipt. A caller may have taken that id for himself: then the count goes past it.</summary>
    private static long NextReceipt(in Turn turn)
    {
        var number = turn.Receipts.Last + 1;
        while (IsTaken(in turn, number))
            number++;
        return number;
    }

    private static bool IsTaken(in Turn turn, long number) =>
        (turn.Receipts.Given > 0 || !turn.Ledger.TimedOut.IsEmpty) && IsAwaited(in turn, CountedId(number));

    private static string CountedId(long number) => string.Create(CultureInfo.InvariantCulture, $"r{number}");

    private static void AwaitReceipt(ref Turn turn, SessionEvent.Order order, long number, long transmission)
    {
        var restores = order is SessionEvent.Subscribe { Op: 0 } subscribe ? subscribe.Key : 0;
        if (restores != 0)
            turn.Change().Unrestored++;
        turn.ChangeReceipts().Add(number, new(order.Op, transmission, order.Receipt.Id, restores));
        // Whoever waits for a RECEIPT needs the reader.
        Regulate(ref turn, null);
    }

    private static void NoteWritten(ref Turn turn, long through)
    {
        var before = turn.Flow.Written;
        turn.Flow = turn.Flow with { Written = Math.Clamp(through, before, turn.Flow.Handed), LastWrite = turn.At };
        if (turn.Receipts.AreIn(before, turn.Flow.Written))
            turn.ChangeReceipts().Write(turn.Flow.Written, turn.ReaderNow);
    }

    private static void OnReceipt(ref Turn turn, Frame frame)
    {
        if (!frame.Headers.TryGetOctets("receipt-id"u8, out var octets))
            Fail(ref turn, new EndReason.ProtocolFault("a RECEIPT has no receipt-id"));
        else if (turn.Goodbye is null && FindCounted(in turn, octets) is { } counted)
            Confirm(ref turn, counted);
        else
            OnReceipt(ref turn, frame.Headers[HeaderNames.ReceiptId]!);
    }

    private static void OnReceipt(ref Turn turn, string id)
    {
        if (turn.Goodbye is { Step: GoodbyeStep.AwaitingReceipt } goodbye && goodbye.ReceiptId == id)
        {
            Leave(ref turn, goodbye, confirmed: true);
            return;
        }

        if (FindReceipt(in turn, id) is not { } found)
        {
            var late = Contains(turn.Ledger.TimedOut, id);
            if (late)
                turn.Change().TimedOut = turn.Ledger.TimedOut.Where(other => other != id);
            turn.Note(late ? NoteKind.LateReceipt : NoteKind.UnknownReceipt, id);
            return;
        }

        Confirm(ref turn, found);
    }

    private static void Confirm(ref Turn turn, FoundReceipt found)
    {
        DropReceipt(ref turn, found.Key);
        NoteRestored(ref turn, found);
        turn.Complete(found.Op, Outcome.Confirmed.Instance);
        AfterReceipts(ref turn);
    }

    /// <summary>The operation that waits for a counted receipt, by the octets of its id as they came: nearly all are of this kind, and need no text.</summary>
    private static FoundReceipt? FindCounted(in Turn turn, ReadOnlySpan<byte> id) =>
        id.Length > 1 && id[0] == (byte)'r' && TryNumber(id[1..], out var number)
        && turn.Receipts.TryGet(number, out var receipt) && receipt.GivenId is null
            ? new(number, receipt.Op, receipt.Restores)
            : null;

    /// <summary>The broker answered about a subscription that was to be restored. One about which it stays silent remains open.</summary>
    private static void NoteRestored(ref Turn turn, FoundReceipt found)
    {
        if (found.Restores != 0)
            turn.Change().Unrestored--;
    }

    private readonly record struct FoundReceipt(long Key, long Op, long Restores);

    private static FoundReceipt? FindReceipt(in Turn turn, string id)
    {
        if (id.Length > 1 && id[0] == 'r'
            && long.TryParse(id.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && turn.Receipts.TryGet(number, out var counted) && counted.GivenId is null && id == CountedId(number))
        {
            return new(number, counted.Op, counted.Restores);
        }

        return FindGiven(in turn, id);
    }

    private static FoundReceipt? FindGiven(in Turn turn, string id) =>
        turn.Receipts.Find(id) is { } number && turn.Receipts.TryGet(number, out var receipt) ? new(number, receipt.Op, receipt.Restores) : null;

    /// <summary>Whether a RECEIPT with this id may come: for an operation that waits, or late for one that no longer does.</summary>
    private static bool IsAwaited(in Turn turn, string id) => FindReceipt(in turn, id) is not null || Contains(turn.Ledger.TimedOut, id);

    private static void DropReceipt(ref Turn turn, long key) => turn.ChangeReceipts().Remove(key);

    /// <summary>An operation less waits: a goodbye may go on, and a reader that went on only for its sake may pause.</summary>
    private static void AfterReceipts(ref Turn turn)
    {
        if (turn.Goodbye is { Step: GoodbyeStep.Draining } goodbye && turn.Receipts.Pending == 0)
            SayGoodbye(ref turn, goodbye);
        else
            Regulate(ref turn, null);
    }

    private static Instant? ReceiptDue(Receipts receipts, SessionConfig config) =>
        receipts.OldestWrittenAt is { } writtenAt ? writtenAt + config.ReceiptTimeout : null;

    private static void ExpireReceipts(ref Turn turn)
    {
        var expired = false;
        while (turn.Ledger.Clock.PausedSince is null
            && ReceiptDue(turn.Receipts, turn.Config) is { } due && due <= turn.ReaderNow
            && turn.Receipts.TryOldest(out var number, out var oldest))
        {
            expired = true;
            Remember(ref turn, oldest.GivenId ?? CountedId(number));
            DropReceipt(ref turn, number);
            turn.Complete(oldest.Op, new Outcome.Unknown(new Cause.ReceiptTimedOut(turn.Config.ReceiptTimeout)));
        }

        if (expired)
            AfterReceipts(ref turn);
    }

    private static void Remember(ref Turn turn, string id)
    {
        ref var ledger = ref turn.Change();
        var kept = ledger.TimedOut.Count < RememberedTimeouts ? ledger.TimedOut : ValueList.Of(ledger.TimedOut.Span[1..]);
        ledger.TimedOut = kept.Add(id);
    }

    private static void Abandon(ref Turn turn, SessionEvent.Abandon abandon)
    {
        if (abandon.Op == 0)
            return;
        if (turn.Goodbye is { } goodbye && goodbye.Op == abandon.Op)
        {
            // Nobody waits for it any more; it goes on and ends by itself.
            turn.Goodbye = goodbye with { Op = 0 };
            turn.Complete(abandon.Op, new Outcome.Unknown(new Cause.Abandoned(abandon.Why)));
            return;
        }

        if (turn.Receipts.OfOperation(abandon.Op) is not { } number || !turn.Receipts.TryGet(number, out var receipt))
            return;
        Remember(ref turn, receipt.GivenId ?? CountedId(number));
        DropReceipt(ref turn, number);
        turn.Complete(abandon.Op, new Outcome.Unknown(new Cause.Abandoned(abandon.Why)));
        AfterReceipts(ref turn);
    }
}
