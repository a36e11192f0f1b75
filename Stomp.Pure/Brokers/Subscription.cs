using System;
using System.Globalization;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>When a message counts as settled.</summary>
internal enum SettleMode
{
    /// <summary>When it was written.</summary>
    Auto,

    /// <summary>When it, or a later one of the subscription, was acknowledged.</summary>
    Client,

    /// <summary>When it was acknowledged itself.</summary>
    ClientIndividual,
}

/// <summary>An open subscription.</summary>
internal sealed record Subscription
{
    /// <summary>Unique within the broker.</summary>
    public required long Key { get; init; }

    /// <summary>The client's id, null where it gave none (1.0).</summary>
    public required string? Id { get; init; }

    public required string Destination { get; init; }

    public required bool IsTopic { get; init; }

    public required SettleMode Mode { get; init; }

    /// <summary>Delivered and not settled, by number of delivery. Those acknowledged in an open transaction are with the transaction.</summary>
    public Table<long, Held> Pending { get; init; }

    /// <summary>What waits for this subscription alone: messages of a topic that found the link full.</summary>
    public Backlog Backlog { get; init; }

    /// <summary>The place among the subscriptions that wait for room on the link, 0 when it does not wait.</summary>
    public long StalledAt { get; init; }

    /// <summary>The highest number of a message that was delivered here in auto mode, where an ACK may name it before 1.2; else 0.</summary>
    public long Newest { get; init; }
}

/// <summary>What a client at 1.0 or 1.1 names when it acknowledges.</summary>
internal readonly record struct MessageKey(long Message, long Subscription) : IComparable<MessageKey>
{
    public int CompareTo(MessageKey other) =>
        Message != other.Message ? Message.CompareTo(other.Message) : Subscription.CompareTo(other.Subscription);
}

/// <summary>What a client at 1.2 names when it acknowledges: unique for every delivery (SV-1.2-38).</summary>
internal readonly record struct AckKey(long Subscription, long Delivery)
{
    public static AckKey Parse(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? default : new(Digits.Read(text.AsSpan(0, dash)), Digits.Read(text.AsSpan(dash + 1)));
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Subscription}-{Delivery}");
}
