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
        private protected Live(Standing standing, Receipts receipts, long handed) => (Standing, Receipts, Handed) = (standing, receipts, handed);

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

        /// <summary>What a step that only writes leaves as it is; nearly all of a busy session's steps share it.</summary>
        internal Standing Standing { get; }

        /// <summary>The receipts that are awaited, which a send that asks for one changes without the rest.</summary>
        internal Receipts Receipts { get; }

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
        internal Connected(Standing standing, Receipts receipts, long handed)
            : base(standing, receipts, handed)
        {
        }

        internal Connected(Terms terms, DecoderState decoder, Flow flow, in Ledger ledger, Receipts receipts)
            : base(new(terms, decoder, flow, in ledger), receipts, flow.Handed)
        {
        }
    }

    /// <summary>A goodbye is under way.</summary>
    public sealed record Disconnecting : Live
    {
        internal Disconnecting(Standing standing, Receipts receipts, long handed, Goodbye goodbye)
            : base(standing, receipts, handed) => Goodbye = goodbye;

        internal Disconnecting(Terms terms, DecoderState decoder, Flow flow, in Ledger ledger, Receipts receipts, Goodbye goodbye)
            : this(new(terms, decoder, flow, in ledger), receipts, flow.Handed, goodbye)
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

/// <summary>An open session but for the count of what it handed to its transport. Changed only by the step that made it, while nobody else has it.</summary>
internal sealed record Standing
{
    public Ledger Ledger;

    public Standing(Terms terms, DecoderState decoder, Flow flow, in Ledger ledger)
    {
        (Terms, Decoder, Ledger) = (terms, decoder, ledger);
        (Written, LastWrite, LastRead, EndsLine) = (flow.Written, flow.LastWrite, flow.LastRead, flow.EndsLine);
    }

    public Terms Terms { get; }

    public DecoderState Decoder { get; private set; }

    public long Written { get; private set; }

    public Instant LastWrite { get; private set; }

    public Instant LastRead { get; private set; }

    public bool EndsLine { get; private set; }

    /// <summary>The same with these parts, which is itself when they are its own.</summary>
    public Standing With(DecoderState decoder, in Flow flow) =>
        ReferenceEquals(Decoder, decoder) && Written == flow.Written && LastWrite == flow.LastWrite && LastRead == flow.LastRead && EndsLine == flow.EndsLine
            ? this
            : new(Terms, decoder, flow, in Ledger);

    /// <summary>Takes these parts, before anybody else has it.</summary>
    public Standing Take(DecoderState decoder, in Flow flow)
    {
        Decoder = decoder;
        (Written, LastWrite, LastRead, EndsLine) = (flow.Written, flow.LastWrite, flow.LastRead, flow.EndsLine);
        return this;
    }
}
