using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>An open session while one event is stepped: the parts of the state laid out to be changed, and what was asked for so far.</summary>
internal ref struct Turn
{
    public readonly Instant At;
    public readonly Terms Terms;
    public DecoderState Decoder;
    public Flow Flow;
    public Goodbye? Goodbye;
    public EndReason? End;
    public EffectList<SessionEffect> Effects;

    private readonly Books _before;
    private readonly Books.Standing _standing;
    private Books.Standing? _own;
    private Receipts? _ownReceipts;

    public Turn(Instant at, SessionState.Live before)
    {
        At = at;
        (_before, _standing) = (before.Books, before.Standing);
        Terms = before.Terms;
        Decoder = before.Decoder;
        Flow = before.Flow;
        Goodbye = (before as SessionState.Disconnecting)?.Goodbye;
    }

    /// <summary>The session opens in this very step.</summary>
    public Turn(Instant at, Terms terms, DecoderState decoder, Flow flow)
    {
        At = at;
        Terms = terms;
        Decoder = decoder;
        Flow = flow with { LastWrite = at, LastRead = at };
        _before = _standing = new(terms, decoder, Flow, new());
    }

    /// <summary>The books, to read.</summary>
    public readonly ref readonly Ledger Ledger => ref (_own ?? _standing).Ledger;

    /// <summary>The books about receipts, to read.</summary>
    public readonly Receipts Receipts => _ownReceipts ?? _before.Receipts;

    public readonly Dialect Dialect => Terms.Dialect;

    public readonly SessionConfig Config => Terms.Config;

    public readonly Instant ReaderNow => Ledger.Clock.Now(At);

    public readonly Heartbeat Heartbeat => BeatOf(Terms, Flow, Goodbye);

    /// <summary>The books, to write, in a copy that the step makes when it asks for them first.</summary>
    public ref Ledger Change() => ref (_own ??= new(Terms, Decoder, Flow, in _standing.Ledger)).Ledger;

    /// <summary>The books about receipts, to write, likewise.</summary>
    public Receipts ChangeReceipts() => _ownReceipts ??= _before.Receipts with { };

    /// <summary>The beats as they stand. Behind a half-close nothing can be written, so no EOL is due.</summary>
    public static Heartbeat BeatOf(Terms terms, Flow flow, Goodbye? goodbye) => new(
        terms.Info.Heartbeat, terms.Config.Margin, flow.LastWrite, flow.LastRead,
        Writing: flow.Handed > flow.Written || goodbye is { Step: GoodbyeStep.AwaitingClose });

    public long NextTransmission()
    {
        Flow = Flow with { Handed = Flow.Handed + 1 };
        return Flow.Handed;
    }

    public void Complete(long op, Outcome outcome)
    {
        // Nobody waits for operation 0.
        if (op != 0)
            Effects.Add(new SessionEffect.Completed(op, outcome));
    }

    public void Reject(long op, RejectionKind kind, string text) => Complete(op, new Outcome.Rejected(new(kind, text)));

    public void Note(NoteKind kind, string text) => Effects.Add(new SessionEffect.Noted(kind, text));

    public readonly Transition<SessionState, SessionEffect> Finish()
    {
        if (End is not null)
            return new(new SessionState.Ended(End), Effects.ToEffects());
        var standing = _own is null ? _standing.With(Decoder, in Flow) : _own.Take(Decoder, in Flow);
        var books = _ownReceipts is null && ReferenceEquals(standing, _standing) ? _before : Books.Of(standing, Receipts);
        SessionState state = Goodbye is null
            ? new SessionState.Connected(books, Flow.Handed)
            : new SessionState.Disconnecting(books, Flow.Handed, Goodbye);
        return new(state, Effects.ToEffects());
    }
}
