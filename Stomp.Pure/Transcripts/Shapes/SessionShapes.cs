using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of a session's configuration, state and effects.</summary>
internal static class SessionShapes
{
    public static readonly Shape<SessionConfig> Config = new RecordBuilder<SessionConfig>()
        .Has("versions", List(Names<StompVersion>()), x => x.Versions, out var versions)
        .Has("host", Text, x => x.Host, out var host)
        .Has("useStompCommand", Flag, x => x.UseStompCommand, out var useStompCommand)
        .Has("login", MaybeText, x => x.Login, out var login)
        .Has("passcode", Maybe(Basic.Secret), x => x.Passcode, out var passcode)
        .Has("clientId", MaybeText, x => x.ClientId, out var clientId)
        .Has("connectHeaders", FrameShapes.Headers, x => x.ConnectHeaders, out var connectHeaders)
        .Has("heartbeat", PlainShapes.Offer, x => x.Heartbeat, out var heartbeat)
        .Has("margin", PlainShapes.Margin, x => x.Margin, out var margin)
        .Has("connectTimeout", Span, x => x.ConnectTimeout, out var connectTimeout)
        .Has("receiptTimeout", Span, x => x.ReceiptTimeout, out var receiptTimeout)
        .Has("disconnectTimeout", Span, x => x.DisconnectTimeout, out var disconnectTimeout)
        .Has("limits", FrameShapes.Limits, x => x.Limits, out var limits)
        .Has("leniency", Flags<Leniency>(), x => x.Leniency, out var leniency)
        .Has("contentLength", Names<ContentLengthMode>(), x => x.ContentLength, out var contentLength)
        .Has("escapesConnect", Flag, x => x.EscapesConnect, out var escapesConnect)
        .Has("profile", MaybeNone(OutcomeShapes.Profile), x => x.Profile, out var profile)
        .Has("maxPendingReceipts", Int, x => x.MaxPendingReceipts, out var maxPendingReceipts)
        .Has("maxUnreadMessages", Int, x => x.MaxUnreadMessages, out var maxUnreadMessages)
        .Has("maxUnreadOctets", Long, x => x.MaxUnreadOctets, out var maxUnreadOctets)
        .Has("hardLimitFactor", Int, x => x.HardLimitFactor, out var hardLimitFactor)
        .Has("observes", Flag, x => x.Observes, out var observes)
        .Makes(x => new()
        {
            Versions = versions.Of(x),
            Host = host.Of(x),
            UseStompCommand = useStompCommand.Of(x),
            Login = login.Of(x),
            Passcode = passcode.Of(x),
            ClientId = clientId.Of(x),
            ConnectHeaders = connectHeaders.Of(x),
            Heartbeat = heartbeat.Of(x),
            Margin = margin.Of(x),
            ConnectTimeout = connectTimeout.Of(x),
            ReceiptTimeout = receiptTimeout.Of(x),
            DisconnectTimeout = disconnectTimeout.Of(x),
            Limits = limits.Of(x),
            Leniency = leniency.Of(x),
            ContentLength = contentLength.Of(x),
            EscapesConnect = escapesConnect.Of(x),
            Profile = profile.Of(x),
            MaxPendingReceipts = maxPendingReceipts.Of(x),
            MaxUnreadMessages = maxUnreadMessages.Of(x),
            MaxUnreadOctets = maxUnreadOctets.Of(x),
            HardLimitFactor = hardLimitFactor.Of(x),
            Observes = observes.Of(x),
        });

    public static readonly Shape<SessionEffect> Effect = new UnionBuilder<SessionEffect>()
        .Case("Deliver", new RecordBuilder<SessionEffect.Deliver>()
            .Has("subscription", Long, x => x.Subscription, out _)
            .Has("delivery", Long, x => x.Delivery, out _)
            .Has("frame", FrameShapes.FrameBrief, x => x.Frame, out _)
            .IsOnlyWritten())
        .Case("Transmit", new RecordBuilder<SessionEffect.Transmit>()
            .Has("number", Long, x => x.Number, out _)
            .Has("frame", FrameShapes.FrameBrief, x => x.Frame, out _)
            .Has("rules", FrameShapes.EncoderRules, x => x.Rules, out _)
            .IsOnlyWritten())
        .Case("Completed", new RecordBuilder<SessionEffect.Completed>()
            .Has("op", Long, x => x.Op, out _)
            .Has("outcome", OutcomeShapes.Outcome, x => x.Outcome, out _)
            .IsOnlyWritten())
        .Case("TransmitHeartbeat", new RecordBuilder<SessionEffect.TransmitHeartbeat>().Has("number", Long, x => x.Number, out _).IsOnlyWritten())
        .Case("HalfClose", new RecordBuilder<SessionEffect.HalfClose>().IsOnlyWritten())
        .Case("Close", new RecordBuilder<SessionEffect.Close>().IsOnlyWritten())
        .Case("PauseReading", new RecordBuilder<SessionEffect.PauseReading>().IsOnlyWritten())
        .Case("ResumeReading", new RecordBuilder<SessionEffect.ResumeReading>().IsOnlyWritten())
        .Case("Established", new RecordBuilder<SessionEffect.Established>().Has("session", OutcomeShapes.Info, x => x.Session, out _).IsOnlyWritten())
        .Case("Ended", new RecordBuilder<SessionEffect.Ended>().Has("reason", OutcomeShapes.EndReason, x => x.Reason, out _).IsOnlyWritten())
        .Case("Named", new RecordBuilder<SessionEffect.Named>()
            .Has("op", Long, x => x.Op, out _)
            .Has("id", Text, x => x.Id, out _)
            .IsOnlyWritten())
        .Case("SubscriptionEnded", new RecordBuilder<SessionEffect.SubscriptionEnded>()
            .Has("subscription", Long, x => x.Subscription, out _)
            .Has("error", OutcomeShapes.ServerError, x => x.Error, out _)
            .IsOnlyWritten())
        .Case("Observed", new RecordBuilder<SessionEffect.Observed>().Has("frame", FrameShapes.FrameBrief, x => x.Frame, out _).IsOnlyWritten())
        .Case("HeartbeatSeen", new RecordBuilder<SessionEffect.HeartbeatSeen>().IsOnlyWritten())
        .Case("Noted", new RecordBuilder<SessionEffect.Noted>()
            .Has("kind", Names<NoteKind>(), x => x.Kind, out _)
            .Has("text", Text, x => x.Text, out _)
            .IsOnlyWritten())
        .Whole();

    private static readonly Shape<Terms> Terms = new RecordBuilder<Terms>()
        .Has("config", Config, x => x.Config, out var termsConfig)
        .Has("info", OutcomeShapes.Info, x => x.Info, out var info)
        .Has("dialect", FrameShapes.Dialect, x => x.Dialect, out var dialect)
        .Has("rules", FrameShapes.EncoderRules, x => x.Rules, out var rules)
        .Has("otherLengthRules", FrameShapes.EncoderRules, x => x.OtherLengthRules, out var otherLengthRules)
        .Makes(x => new(termsConfig.Of(x), info.Of(x), dialect.Of(x), rules.Of(x), otherLengthRules.Of(x)));

    private static readonly Shape<Flow> Flow = new RecordBuilder<Flow>()
        .Has("handed", Long, x => x.Handed, out var handed)
        .Has("written", Long, x => x.Written, out var written)
        .Has("lastWrite", Moment, x => x.LastWrite, out var lastWrite)
        .Has("lastRead", Moment, x => x.LastRead, out var lastRead)
        .Has("endsLine", Flag, x => x.EndsLine, out var endsLine)
        .Makes(x => new(handed.Of(x), written.Of(x), lastWrite.Of(x), lastRead.Of(x), endsLine.Of(x)));

    private static readonly Shape<Goodbye> Goodbye = new RecordBuilder<Goodbye>()
        .Has("op", Long, x => x.Op, out var goodbyeOp)
        .Has("step", Names<GoodbyeStep>(), x => x.Step, out var step)
        .Has("deadline", Moment, x => x.Deadline, out var goodbyeDeadline)
        .Has("receiptId", MaybeText, x => x.ReceiptId, out var receiptId)
        .Has("wanted", OrderShapes.Disconnect, x => x.Wanted, out var wanted)
        .Makes(x => new(goodbyeOp.Of(x), step.Of(x), goodbyeDeadline.Of(x), receiptId.Of(x), wanted.Of(x)));

    public static readonly Shape<SessionState> State = new UnionBuilder<SessionState>()
        .Case("Connected", Live<SessionState.Connected>(out var open)
            .Makes(x => new(open.Terms.Of(x), open.Decoder.Of(x), open.Flow.Of(x), open.Ledger(x), open.Receipts(x))))
        .Case("Disconnecting", Live<SessionState.Disconnecting>(out var leaving)
            .Has("goodbye", Goodbye, x => x.Goodbye, out var goodbye)
            .Makes(x => new(leaving.Terms.Of(x), leaving.Decoder.Of(x), leaving.Flow.Of(x), leaving.Ledger(x), leaving.Receipts(x), goodbye.Of(x))))
        .Case("Unopened", new RecordBuilder<SessionState.Unopened>()
            .Has("config", Config, x => x.Config, out var unopened)
            .Makes(x => new(unopened.Of(x))))
        .Case("Connecting", new RecordBuilder<SessionState.Connecting>()
            .Has("config", Config, x => x.Config, out var connecting)
            .Has("deadline", Moment, x => x.Deadline, out var deadline)
            .Has("decoder", FrameShapes.Decoder, x => x.Decoder, out var decoder)
            .Has("flow", Flow, x => x.Flow, out var flow)
            .Makes(x => new(connecting.Of(x), deadline.Of(x), decoder.Of(x), flow.Of(x))))
        .Case("Ended", new RecordBuilder<SessionState.Ended>()
            .Has("reason", OutcomeShapes.EndReason, x => x.Reason, out var reason)
            .Makes(x => new(reason.Of(x))))
        .Whole();

    private static RecordBuilder<T> Live<T>(out LiveSlots slots)
        where T : SessionState.Live
    {
        var builder = new RecordBuilder<T>()
            .Has("terms", Terms, x => x.Terms, out var terms)
            .Has("decoder", FrameShapes.Decoder, x => x.Decoder, out var decoder)
            .Has("flow", Flow, x => x.Flow, out var flow)
            .Has("ledger", LedgerShapes.Whole, x => new(x.Ledger, x.Receipts), out var books);
        slots = new(terms, decoder, flow, books);
        return builder;
    }

    private sealed class LiveSlots(Slot<Terms> terms, Slot<DecoderState> decoder, Slot<Flow> flow, Slot<LedgerShapes.ToldBooks?> books)
    {
        public Slot<Terms> Terms => terms;

        public Slot<DecoderState> Decoder => decoder;

        public Slot<Flow> Flow => flow;

        public Ledger Ledger(Parts x) => books.Of(x)!.Value.Ledger;

        public Receipts Receipts(Parts x)
        {
            var receipts = books.Of(x)!.Value.Receipts;
            return receipts.AreWrittenThrough(flow.Of(x).Written)
                ? receipts
                : throw new UnreadableException("the receipts that are awaited are not written as far as the session is");
        }
    }
}
