using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>Where a session stands.</summary>
public abstract record SessionState
{
    private protected SessionState()
    {
    }

    /// <summary>The transport is not open yet.</summary>
    /// <param name="Config">How the session is to be led.</param>
    public sealed record Unopened(SessionConfig Config) : SessionState;

    /// <summary>CONNECT is on its way, CONNECTED is awaited.</summary>
    public sealed record Connecting : SessionState
    {
        internal Connecting(SessionConfig config, Instant deadline, DecoderState decoder, Flow flow) =>
            (Config, Deadline, Decoder, Flow) = (config, deadline, decoder, flow);

        /// <summary>How the session is to be led.</summary>
        public SessionConfig Config { get; }

        /// <summary>CONNECTED must come before.</summary>
        public Instant Deadline { get; }

        internal DecoderState Decoder { get; init; }

        internal Flow Flow { get; init; }
    }

    /// <summary>The session is open: connected, or saying goodbye.</summary>
    public abstract record Live : SessionState
    {
        private protected Live(Books books, long handed) => (Books, Handed) = (books, handed);

        /// <summary>What was agreed.</summary>
        public SessionInfo Session => Terms.Info;

        /// <summary>The version in force.</summary>
        public StompVersion Version => Terms.Info.Version;

        /// <summary>Operations whose RECEIPT is awaited.</summary>
        public int PendingReceipts => Receipts.Pending;

        /// <summary>Subscriptions of an earlier session that this one asked for again, about which the broker has said nothing.</summary>
        internal int Unrestored => Ledger.Unrestored;

        /// <summary>Open subscriptions.</summary>
        public int Subscriptions => Ledger.Subscriptions.Count;

        /// <summary>Delivered messages of acknowledged modes that are not settled.</summary>
        public int UnsettledMessages => Ledger.Unsettled.Count;

        /// <summary>Delivered messages that no consumer took yet.</summary>
        public int UnreadMessages => Ledger.UnreadMessages;

        /// <summary>Open transactions.</summary>
        public int Transactions => Ledger.Transactions.Count;

        /// <summary>Whether reading pauses because consumers are slow.</summary>
        public bool IsReadingPaused => Ledger.Clock.PausedSince is not null;

        /// <summary>What a step that only writes, and asks for no RECEIPT, leaves as it is; nearly all of a busy session's steps share it.</summary>
        internal Books Books { get; }

        internal Books.Standing Standing => Books.Rest;

        internal Receipts Receipts => Books.Receipts;

        /// <summary>The last transmission handed to the transport.</summary>
        internal long Handed { get; }

        internal Terms Terms => Standing.Terms;

        internal DecoderState Decoder => Standing.Decoder;

        internal Flow Flow => new(Handed, Standing.Written, Standing.LastWrite, Standing.LastRead, Standing.EndsLine);

        internal ref readonly Ledger Ledger => ref Standing.Ledger;
    }

    /// <summary>The session is open.</summary>
    public sealed record Connected : Live
    {
        internal Connected(Books books, long handed)
            : base(books, handed)
        {
        }

        internal Connected(Terms terms, DecoderState decoder, Flow flow, in Ledger ledger, Receipts receipts)
            : base(Books.Of(new Books.Standing(terms, decoder, flow, in ledger), receipts), flow.Handed)
        {
        }
    }

    /// <summary>A goodbye is under way.</summary>
    public sealed record Disconnecting : Live
    {
        internal Disconnecting(Books books, long handed, Goodbye goodbye)
            : base(books, handed) => Goodbye = goodbye;

        internal Disconnecting(Terms terms, DecoderState decoder, Flow flow, in Ledger ledger, Receipts receipts, Goodbye goodbye)
            : this(Books.Of(new(terms, decoder, flow, in ledger), receipts), flow.Handed, goodbye)
        {
        }

        /// <summary>How far it is.</summary>
        public GoodbyeStep Step => Goodbye.Step;

        internal Goodbye Goodbye { get; }
    }

    /// <summary>The session is over.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Ended(EndReason Reason) : SessionState;
}

/// <summary>What holds for the whole of an open session.</summary>
internal sealed record Terms(SessionConfig Config, SessionInfo Info, Dialect Dialect, EncoderRules Rules, EncoderRules OtherLengthRules)
{
    /// <summary>The rules with the wished treatment of content-length.</summary>
    public EncoderRules RulesFor(ContentLengthMode? wish) =>
        wish is null || wish == Rules.ContentLength ? Rules : OtherLengthRules;
}
