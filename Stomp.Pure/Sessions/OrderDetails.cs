using System;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>
/// What an order says beside its subject. Many orders share one of these, so it is what it costs to make it once, and it remembers the headers of the
/// sends that it was used for, checked and written. What is remembered is no part of its value.
/// </summary>
public sealed class OrderDetails : IEquatable<OrderDetails>
{
    private const int Most = 8;

    private volatile Remembered[] _remembered = [];
    private int _missed;

    /// <summary>Nothing.</summary>
    public static OrderDetails None { get; } = new();

    /// <summary>Whether the frame asks for a RECEIPT.</summary>
    public ReceiptWish Receipt { get; init; }

    /// <summary>More headers for the frame, behind its own.</summary>
    public Headers Headers { get; init; }

    /// <summary>The transaction it belongs to, null for none.</summary>
    public string? Transaction { get; init; }

    /// <summary>Whether content-length is added; null as the session is configured.</summary>
    public ContentLengthMode? ContentLength { get; init; }

    internal OrderDetails With(ReceiptWish receipt) => new() { Receipt = receipt, Headers = Headers, Transaction = Transaction, ContentLength = ContentLength };

    internal OrderDetails With(Headers headers) => new() { Receipt = Receipt, Headers = headers, Transaction = Transaction, ContentLength = ContentLength };

    internal OrderDetails WithTransaction(string? transaction) => new() { Receipt = Receipt, Headers = Headers, Transaction = transaction, ContentLength = ContentLength };

    internal OrderDetails With(ContentLengthMode? contentLength) => new() { Receipt = Receipt, Headers = Headers, Transaction = Transaction, ContentLength = contentLength };

    /// <summary>The headers of a SEND to a destination as they were written before, none when they are not remembered.</summary>
    internal Headers Recall(string destination, EncoderRules rules)
    {
        foreach (var known in _remembered)
        {
            if (ReferenceEquals(known.Rules, rules) && string.Equals(known.Destination, destination, StringComparison.Ordinal))
                return known.Headers;
        }

        return default;
    }

    /// <summary>
    /// Whether headers that are not remembered are worth being written for later: not the first time, since many orders are one of their kind; then while
    /// there is room; then now and then, so that a few destinations among many find their way in and the many cost little.
    /// </summary>
    internal bool IsWorthRemembering() => ++_missed > 1 && (_remembered.Length < Most || _missed % (4 * Most) == 0);

    internal void Remember(string destination, EncoderRules rules, Headers headers)
    {
        // Whoever remembers something else at the same time may win: then this one is made again.
        var before = _remembered;
        var kept = before.Length < Most ? before : before[1..];
        _remembered = [.. kept, new Remembered(destination, rules, headers)];
    }

    /// <inheritdoc/>
    public bool Equals(OrderDetails? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Receipt == other.Receipt && Headers == other.Headers && Transaction == other.Transaction && ContentLength == other.ContentLength));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OrderDetails);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Receipt, Headers, Transaction, ContentLength);

    /// <summary>What differs from nothing, in words; <c>none</c> when nothing does.</summary>
    public override string ToString()
    {
        var said = Receipt is { Wanted: true, Id: var id } ? id is null ? ", receipt" : $", receipt {id}" : "";
        said += Headers.IsEmpty ? "" : $", headers {Headers}";
        said += Transaction is null ? "" : $", transaction {Transaction}";
        said += ContentLength is { } length ? $", content-length {length}" : "";
        return said.Length == 0 ? "none" : said[2..];
    }

    private sealed record Remembered(string Destination, EncoderRules Rules, Headers Headers);
}
