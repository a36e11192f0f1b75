using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>
/// An open session but for the count of what it handed to its transport. A send that asks for a RECEIPT changes only what is said of receipts, and a session
/// that never asked for one has nothing to say of them.
/// </summary>
internal abstract record Books
{
    private protected Books()
    {
    }

    // What prints itself prints what is public, and each is a part of itself here.

    /// <summary>What is said of everything else.</summary>
    internal Standing Rest => this as Standing ?? ((WithReceipts)this).Others;

    internal Receipts Receipts => (this as WithReceipts)?.Own ?? Receipts.Empty;

    public static Books Of(Standing rest, Receipts receipts) => receipts.IsUntouched ? rest : new WithReceipts(rest, receipts);

    private sealed record WithReceipts(Standing Others, Receipts Own) : Books;

    /// <summary>An open session but for that count and for receipts. Changed only by the step that made it, while nobody else has it.</summary>
    public sealed record Standing : Books
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
}
