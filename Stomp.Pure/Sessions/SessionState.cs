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
        private protected Live(Terms terms, DecoderState decoder, Flow flow, SharedLedger ledger) =>
            (Terms, Decoder, Flow, Ledger) = (terms, decoder, flow, ledger);

        /// <summary>What was agreed.</summary>
        public SessionInfo Session => Terms.Info;

        /// <summary>The version in force.</summary>
        public StompVersion Version => Terms.Info.Version;

        /// <summary>Operations whose RECEIPT is awaited.</summary>
        public int PendingReceipts => Ledger.Value.PendingReceipts;

        /// <summary>Subscriptions of an earlier session that this one asked for again, about which the broker has said nothing.</summary>
        internal int Unrestored => Ledger.Value.Unrestored;

        /// <summary>Open subscriptions.</summary>
        public int Subscriptions => Ledger.Value.Subscriptions.Count;

        /// <summary>Delivered messages of acknowledged modes that are not settled.</summary>
        public int UnsettledMessages => Ledger.Value.Unsettled.Count;

        /// <summary>Delivered messages that no consumer took yet.</summary>
        public int UnreadMessages => Ledger.Value.UnreadMessages;

        /// <summary>Open transactions.</summary>
        public int Transactions => Ledger.Value.Transactions.Count;

        /// <summary>Whether reading pauses because consumers are slow.</summary>
        public bool IsReadingPaused => Ledger.Value.Clock.PausedSince is not null;

        internal Terms Terms { get; }

        internal DecoderState Decoder { get; }

        internal Flow Flow { get; }

        internal SharedLedger Ledger { get; }
    }

    /// <summary>The session is open.</summary>
    public sealed record Connected : Live
    {
        internal Connected(Terms terms, DecoderState decoder, Flow flow, SharedLedger ledger)
            : base(terms, decoder, flow, ledger)
        {
        }
    }

    /// <summary>A goodbye is under way.</summary>
    public sealed record Disconnecting : Live
    {
        internal Disconnecting(Terms terms, DecoderState decoder, Flow flow, SharedLedger ledger, Goodbye goodbye)
            : base(terms, decoder, flow, ledger) => Goodbye = goodbye;

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
