using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>How a message is sent.</summary>
public sealed record SendOptions
{
    // What the core is told of these options: made once, since most programs send many messages with the same ones. A copy has other options.
    private Memo _memo;

    /// <summary>
    /// The <c>content-type</c> header; null sends none for octets, and <c>text/plain</c> with the charset of <see cref="StompOptions.Encoding"/> for text,
    /// unless <see cref="Headers"/> hold one. A charset in it decides how a text is encoded.
    /// </summary>
    public string? ContentType { get; init; }

    /// <summary>Waits until the broker's RECEIPT confirms the message. Default no: the task completes when the message is handed to the transport.</summary>
    public bool WaitForReceipt { get; init; }

    /// <summary>The caller's own receipt id; implies <see cref="WaitForReceipt"/>.</summary>
    public string? ReceiptId { get; init; }

    /// <summary>More headers.</summary>
    public Headers Headers { get; init; }

    /// <summary>The id of an open transaction to which the message belongs; null for none. A <see cref="StompTransaction"/> sets it by itself.</summary>
    public string? Transaction { get; init; }

    /// <summary>Whether <c>content-length</c> is added; null as the connection is configured.</summary>
    public ContentLengthMode? ContentLength { get; init; }

    /// <summary>Gives up waiting after this time, from 0 to 49 days; null waits as long as the receipt timeout allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = CallTimeout.Checked(value);
    }

    internal bool WantsReceipt => WaitForReceipt || ReceiptId is not null;

    /// <summary>What the core is told of these options in a transaction, or without one.</summary>
    internal OrderDetails ToDetails(string? transaction)
    {
        if (_memo.Made is { } made && ReferenceEquals(made.Of, this) && made.Details.Transaction == transaction)
            return made.Details;
        var details = new OrderDetails
        {
            Headers = ContentType is { } type ? Pure.Frames.Headers.Of([new(HeaderNames.ContentType, type)]).Concat(Headers) : Headers,
            Receipt = ReceiptId is { } id ? ReceiptWish.Named(id) : WaitForReceipt ? ReceiptWish.Counted : default,
            Transaction = transaction,
            ContentLength = ContentLength,
        };
        _memo = new(new(this, details));
        return details;
    }

    /// <summary>Equal to any other: what is remembered is no part of what the options say.</summary>
    private readonly struct Memo(Made made) : IEquatable<Memo>
    {
        public Made? Made { get; } = made;

        public bool Equals(Memo other) => true;

        public override bool Equals(object? obj) => obj is Memo;

        public override int GetHashCode() => 0;
    }

    private sealed class Made(SendOptions of, OrderDetails details)
    {
        public SendOptions Of => of;

        public OrderDetails Details => details;
    }
}

/// <summary>How to subscribe.</summary>
public sealed record SubscribeOptions
{
    /// <summary>
    /// Options for a durable subscription to a topic: the broker goes on collecting for it while nobody reads, until <see cref="StompSubscription.DeleteAsync"/>.
    /// What that looks like on the wire follows from the broker's profile. ActiveMQ needs <see cref="StompOptions.ClientId"/> as well.
    /// </summary>
    /// <param name="name">The name under which the broker knows it. On RabbitMQ whoever subscribes with it shares it.</param>
    public static SubscribeOptions Durable(string name) => new() { DurableName = name };

    /// <summary>The caller's own subscription id; null counts.</summary>
    public string? Id { get; init; }

    /// <summary>The name of a durable subscription, null for one that ends with its session; see <see cref="Durable"/>.</summary>
    public string? DurableName { get; init; }

    /// <summary>
    /// How many unacknowledged messages the broker may send ahead, where its profile knows a header for it; null takes <see cref="StompOptions.Prefetch"/> in
    /// the modes that acknowledge, unless <see cref="Headers"/> hold such a header.
    /// </summary>
    public int? Prefetch { get; init; }

    /// <summary>Waits until the broker's RECEIPT confirms the subscription. Default no: SUBSCRIBE is on its way.</summary>
    public bool WaitForReceipt { get; init; }

    /// <summary>The caller's own receipt id; implies <see cref="WaitForReceipt"/>. A subscription that is restored counts.</summary>
    public string? ReceiptId { get; init; }

    /// <summary>More headers.</summary>
    public Headers Headers { get; init; }

    /// <summary>Gives up waiting after this time, from 0 to 49 days; null waits as long as the receipt timeout, or the wait for a session, allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = CallTimeout.Checked(value);
    }
}

/// <summary>How an ACK, NACK, UNSUBSCRIBE, BEGIN, COMMIT, ABORT or DISCONNECT is sent.</summary>
public sealed record FrameOptions
{
    /// <summary>Waits until the broker's RECEIPT confirms the frame.</summary>
    public bool WaitForReceipt { get; init; }

    /// <summary>The caller's own receipt id; implies <see cref="WaitForReceipt"/>.</summary>
    public string? ReceiptId { get; init; }

    /// <summary>More headers, for instance RabbitMQ's <c>requeue</c> on NACK.</summary>
    public Headers Headers { get; init; }

    /// <summary>Gives up waiting after this time, from 0 to 49 days; null waits as long as the receipt timeout, or the wait for a session, allows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or longer.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = CallTimeout.Checked(value);
    }
}
