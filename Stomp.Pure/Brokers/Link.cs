using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>Where one client's connection stands. One that is over is not kept.</summary>
internal abstract record Link
{
    private Link(long number) => Number = number;

    public long Number { get; }

    /// <summary>When it wants to be woken, and why.</summary>
    public abstract BrokerDeadline? Due { get; }

    /// <summary>No CONNECT yet.</summary>
    public sealed record Greeting(long Number, DecoderState Decoder, Instant Until) : Link(Number)
    {
        public override BrokerDeadline? Due => new BrokerDeadline(Until, Number, BrokerDeadlineReason.Connect);
    }

    /// <summary>In session.</summary>
    public sealed record Open(long Number, DecoderState Decoder, Heartbeat Heartbeat, Outbox Outbox) : Link(Number)
    {
        /// <summary>Subscriptions by key.</summary>
        public Table<long, Subscription> Subscriptions { get; init; }

        /// <summary>Keys of subscriptions by the client's id.</summary>
        public Table<string, long> Ids { get; init; }

        /// <summary>Keys of subscriptions that wait for room, in the order in which they found none.</summary>
        public Table<long, long> Stalled { get; init; }

        /// <summary>Deliveries as clients before 1.2 name them.</summary>
        public Table<MessageKey, long> Deliveries { get; init; }

        public Table<string, BrokerTransaction> Transactions { get; init; }

        public Dialect Dialect => Decoder.Rules.Dialect;

        public override BrokerDeadline? Due => (Heartbeat.SendDue, Heartbeat.PeerDeadAt) switch
        {
            (null, null) => null,
            (null, { } dead) => Silent(dead),
            ({ } beat, null) => Beat(beat),
            ({ } beat, { } dead) => beat < dead ? Beat(beat) : Silent(dead),
        };

        public Open With(Subscription subscription) => this with { Subscriptions = Subscriptions.Set(subscription.Key, subscription) };

        private BrokerDeadline Beat(Instant at) => new(at, Number, BrokerDeadlineReason.Beat);

        private BrokerDeadline Silent(Instant at) => new(at, Number, BrokerDeadlineReason.PeerSilent);
    }

    /// <summary>Half-closed after the last frame (A-LINGER).</summary>
    /// <param name="Number">Which link.</param>
    /// <param name="Outbox">What is still to be written.</param>
    /// <param name="Until">Then it is closed.</param>
    /// <param name="PeerClosed">Whether the client closed its side; then it is closed as soon as all is written.</param>
    public sealed record Lingering(long Number, Outbox Outbox, Instant Until, bool PeerClosed) : Link(Number)
    {
        public override BrokerDeadline? Due => new BrokerDeadline(Until, Number, BrokerDeadlineReason.Linger);
    }
}
