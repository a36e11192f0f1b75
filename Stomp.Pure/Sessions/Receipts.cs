using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>An operation whose RECEIPT is awaited. Its place in the books is its number, from which counted ids are made.</summary>
/// <param name="Op">Which.</param>
/// <param name="Transmission">The transmission that asked for it.</param>
/// <param name="GivenId">The caller's own receipt id, null for a counted one.</param>
/// <param name="Restores">The key of the subscription that it restores, for which nobody waits; 0 when it is none.</param>
internal readonly record struct PendingReceipt(long Op, long Transmission, string? GivenId, long Restores);

/// <summary>A receipt as it stands in the books.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Pending">What waits for it.</param>
/// <param name="WrittenAt">When the frame that asks for it was written, on the reader's clock; null while it is not.</param>
internal readonly record struct AwaitedReceipt(long Number, PendingReceipt Pending, Instant? WrittenAt);

/// <summary>
/// The books about receipts. Changed only by the step that made them, while nobody else has them. There may be very many receipts at a time, so what few of them
/// have stands apart, and when their frames were written is not kept for each: they are numbered in the order of their transmissions, which is that of
/// writing, so a mark for each write says it for all.
/// </summary>
internal sealed record Receipts
{
    // So many are not worth a look.
    private const int FewMarks = 16;

    private Window<Plain> _awaited;

    // The last transmission that each write completed, and when that was, on the reader's clock. The oldest one covers the oldest receipt.
    private Window<Instant> _writes;

    // The transmission of the receipt that was added last.
    private long _newest;
    private Special _special = Special.None;

    public static Receipts Empty { get; } = new();

    /// <summary>The number of the last one.</summary>
    public long Last { get; set; }

    /// <summary>Whether there was never one.</summary>
    public bool IsUntouched => Last == 0 && Pending == 0;

    public int Pending => _awaited.Count;

    /// <summary>How many of those that are awaited have an id that the caller gave.</summary>
    public int Given => _special.Given;

    /// <summary>How many of them nobody waits for.</summary>
    public int Unawaited => _special.Unawaited;

    /// <summary>Whether somebody waits for a RECEIPT. Nobody does for those of restored subscriptions.</summary>
    public bool IsAwaited => Pending > Unawaited;

    /// <summary>How many writes are remembered.</summary>
    public int Marks => _writes.Count;

    /// <summary>When the frame of the oldest one was written, null while it is not.</summary>
    public Instant? OldestWrittenAt => _writes.TryOldest(out var oldest) ? oldest.Value : null;

    /// <summary>All that are awaited, oldest first.</summary>
    public List<AwaitedReceipt> ToList()
    {
        var all = new List<AwaitedReceipt>(Pending);
        var writes = _writes.GetEnumerator();
        var isWritten = writes.MoveNext();
        foreach (var (number, plain) in _awaited)
        {
            while (isWritten && writes.Current.Key < plain.Transmission)
                isWritten = writes.MoveNext();
            all.Add(new(number, Whole(number, plain), isWritten ? writes.Current.Value : null));
        }

        return all;
    }

    public bool TryGet(long number, out PendingReceipt receipt)
    {
        var found = _awaited.TryGet(number, out var plain);
        receipt = found ? Whole(number, plain) : default;
        return found;
    }

    public bool TryOldest(out long number, out PendingReceipt receipt)
    {
        var found = _awaited.TryOldest(out var oldest);
        number = oldest.Key;
        receipt = found ? Whole(number, oldest.Value) : default;
        return found;
    }

    /// <summary>The number of the one that has an id which a caller gave.</summary>
    public long? Find(string givenId) => _special.Find(givenId);

    /// <summary>The number of the one for which an operation waits.</summary>
    public long? OfOperation(long op)
    {
        foreach (var (number, plain) in _awaited)
        {
            if (plain.Op == op)
                return number;
        }

        return null;
    }

    /// <summary>One more is awaited.</summary>
    public void Add(long number, PendingReceipt receipt)
    {
        (Last, _newest) = (number, receipt.Transmission);
        _awaited = _awaited.Add(number, new(receipt.Op, receipt.Transmission));
        if (Special.Is(receipt))
            _special = _special.With(number, receipt);
    }

    /// <summary>One is awaited no more.</summary>
    public void Remove(long number)
    {
        if (!TryGet(number, out var receipt))
            return;
        _awaited = _awaited.Remove(number);
        if (Special.Is(receipt))
            _special = _special.Without(number, receipt);
        var oldest = _awaited.TryOldest(out var left) ? left.Value.Transmission : long.MaxValue;
        while (_writes.TryOldest(out var write) && write.Key < oldest)
            _writes = _writes.Remove(write.Key);
    }

    /// <summary>Whether what was written after one transmission, and up to another, may have completed one of them.</summary>
    public bool AreIn(long before, long through) =>
        _newest > before && through > before && _awaited.TryOldest(out var oldest) && oldest.Value.Transmission <= through;

    /// <summary>Everything up to a transmission was written.</summary>
    public void Write(long through, Instant at)
    {
        _writes = _writes.Add(through, at);
        if (Marks > (2 * Pending) + FewMarks)
            _writes = NeededMarks();
    }

    /// <summary>Whether everything up to a transmission was written, and nothing else, as far as is said here.</summary>
    public bool AreWrittenThrough(long written)
    {
        foreach (var receipt in ToList())
        {
            if (receipt.WrittenAt is not null != receipt.Pending.Transmission <= written)
                return false;
        }

        return true;
    }

    public bool Equals(Receipts? other) =>
        // Writes that say the same of each receipt are not told apart.
        ReferenceEquals(this, other) || (other is not null && Last == other.Last && Pending == other.Pending && ToList().SequenceEqual(other.ToList()));

    public override int GetHashCode() => HashCode.Combine(Last, Pending);

    /// <summary>One receipt that does not come would hold on to the marks of all that came after it.</summary>
    private Window<Instant> NeededMarks()
    {
        var needed = Window<Instant>.Empty;
        var receipts = _awaited.GetEnumerator();
        var isAwaited = receipts.MoveNext();
        foreach (var (through, at) in _writes)
        {
            if (!isAwaited || receipts.Current.Value.Transmission > through)
                continue;
            needed = needed.Add(through, at);
            while (isAwaited && receipts.Current.Value.Transmission <= through)
                isAwaited = receipts.MoveNext();
        }

        return needed;
    }

    private PendingReceipt Whole(long number, Plain plain) => _special.Whole(number, plain);

    /// <summary>What all of them have. There is no reference in it, so that those who collect garbage need not look at each.</summary>
    private readonly record struct Plain(long Op, long Transmission);

    /// <summary>What few of them have.</summary>
    private sealed record Special(Window<PendingReceipt> Receipts, int Given, int Unawaited)
    {
        public static Special None { get; } = new(default, 0, 0);

        public static bool Is(PendingReceipt receipt) => receipt.Op == 0 || receipt.GivenId is not null || receipt.Restores != 0;

        public PendingReceipt Whole(long number, Plain plain) =>
            !Receipts.IsEmpty && Receipts.TryGet(number, out var receipt) ? receipt : new(plain.Op, plain.Transmission, null, 0);

        public Special With(long number, PendingReceipt receipt) => Count(Receipts.Add(number, receipt), receipt, 1);

        public Special Without(long number, PendingReceipt receipt) => Count(Receipts.Remove(number), receipt, -1);

        public long? Find(string givenId)
        {
            if (Given == 0)
                return null;
            foreach (var (number, receipt) in Receipts)
            {
                if (receipt.GivenId is { } given && string.Equals(given, givenId, StringComparison.Ordinal))
                    return number;
            }

            return null;
        }

        private Special Count(Window<PendingReceipt> receipts, PendingReceipt receipt, int one) =>
            new(receipts, Given + (receipt.GivenId is null ? 0 : one), Unawaited + (receipt.Op == 0 ? one : 0));
    }
}
