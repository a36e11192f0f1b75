using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>An open subscription, as the session knows it. Its place in the ledger is its number, from which counted ids are made.</summary>
/// <param name="Key">The number of the operation that first asked for it.</param>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Destination">Where its messages come from.</param>
/// <param name="Mode">When they count as consumed.</param>
/// <param name="IsSilent">Whether the broker made it by itself: no SUBSCRIBE and no UNSUBSCRIBE is written for it.</param>
/// <param name="DurableName">Its name at the broker when it is durable, null when it is not.</param>
internal sealed record Subscription(long Key, string Id, string Destination, AckMode Mode, bool IsSilent, string? DurableName = null);

/// <summary>A delivered message that is not settled. Its place in the ledger is the number of its delivery.</summary>
/// <param name="Subscription">The number of its subscription.</param>
/// <param name="Token">What an ACK repeats: the <c>ack</c> header at 1.2, else the <c>message-id</c>.</param>
internal readonly record struct Unsettled(long Subscription, AckToken Token);

/// <summary>An open transaction.</summary>
/// <param name="Id">Its id on the wire.</param>
/// <param name="Reserved">Deliveries that are settled when it commits, in the order in which they were.</param>
internal sealed record Transaction(string Id, Window<long> Reserved)
{
    public bool Holds(long delivery)
    {
        foreach (var (_, reserved) in Reserved)
        {
            if (reserved == delivery)
                return true;
        }

        return false;
    }
}

/// <summary>The book-keeping of an open session. Counters never go back, so no id is used twice on a connection (CL-1.2-24, CL-1.2-35).</summary>
internal record struct Ledger
{
    public Window<Unsettled> Unsettled;
    public long LastDelivery;

    public int UnreadMessages;
    public long UnreadOctets;

    // Most steps that change something copy all of the above; these they share.
    private Roster _roster;

    public Ledger() => _roster = Roster.Empty;

    public ReaderClock Clock
    {
        readonly get => _roster.Clock;
        set => _roster = _roster with { Clock = value };
    }

    public Window<Subscription> Subscriptions
    {
        readonly get => _roster.Subscriptions;
        set => _roster = _roster with { Subscriptions = value };
    }

    public ValueList<string> GivenSubscriptionIds
    {
        readonly get => _roster.GivenSubscriptionIds;
        set => _roster = _roster with { GivenSubscriptionIds = value };
    }

    public long NextSubscription
    {
        readonly get => _roster.NextSubscription;
        set => _roster = _roster with { NextSubscription = value };
    }

    public int Unrestored
    {
        readonly get => _roster.Unrestored;
        set => _roster = _roster with { Unrestored = value };
    }

    public bool HasUnsubscribed
    {
        readonly get => _roster.HasUnsubscribed;
        set => _roster = _roster with { HasUnsubscribed = value };
    }

    public ValueList<string> TimedOut
    {
        readonly get => _roster.TimedOut;
        set => _roster = _roster with { TimedOut = value };
    }

    public ValueList<Transaction> Transactions
    {
        readonly get => _roster.Transactions;
        set => _roster = _roster with { Transactions = value };
    }

    public ValueList<string> GivenTransactionIds
    {
        readonly get => _roster.GivenTransactionIds;
        set => _roster = _roster with { GivenTransactionIds = value };
    }

    public long LastTransaction
    {
        readonly get => _roster.LastTransaction;
        set => _roster = _roster with { LastTransaction = value };
    }

    /// <summary>What changes seldom: with subscriptions, transactions, receipts that never came and pauses.</summary>
    private sealed record Roster
    {
        public static Roster Empty { get; } = new();

        public ReaderClock Clock { get; init; }

        public Window<Subscription> Subscriptions { get; init; }

        public ValueList<string> GivenSubscriptionIds { get; init; }

        public long NextSubscription { get; init; }

        public int Unrestored { get; init; }

        public bool HasUnsubscribed { get; init; }

        public ValueList<string> TimedOut { get; init; }

        public ValueList<Transaction> Transactions { get; init; }

        public ValueList<string> GivenTransactionIds { get; init; }

        public long LastTransaction { get; init; }
    }
}

/// <summary>What changes with nearly every step.</summary>
/// <param name="Handed">The last transmission handed to the transport.</param>
/// <param name="Written">The last transmission that is written whole.</param>
/// <param name="LastWrite">When octets were last written.</param>
/// <param name="LastRead">When octets were last read, on the reader's clock.</param>
/// <param name="EndsLine">Whether an EOL that comes now stands behind a frame: brokers put one there, and it is no beat.</param>
internal readonly record struct Flow(long Handed, long Written, Instant LastWrite, Instant LastRead, bool EndsLine);

/// <summary>A goodbye under way.</summary>
/// <param name="Op">Who asked for it.</param>
/// <param name="Step">How far it is.</param>
/// <param name="Deadline">When the wait at this step ends.</param>
/// <param name="ReceiptId">The receipt that DISCONNECT asked for, null while draining or without one.</param>
/// <param name="Wanted">What is to be said.</param>
internal sealed record Goodbye(long Op, GoodbyeStep Step, Instant Deadline, string? ReceiptId, SessionEvent.Disconnect Wanted);

/// <summary>How far a goodbye is.</summary>
public enum GoodbyeStep
{
    /// <summary>Outstanding receipts are awaited: RabbitMQ drops them once DISCONNECT arrives.</summary>
    Draining,

    /// <summary>DISCONNECT is on its way, its RECEIPT is awaited.</summary>
    AwaitingReceipt,

    /// <summary>DISCONNECT without receipt is on its way, the peer's close is awaited.</summary>
    AwaitingClose,
}
