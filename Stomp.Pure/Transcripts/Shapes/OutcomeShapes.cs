using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of how things end.</summary>
internal static class OutcomeShapes
{
    public static readonly Shape<TransportFault> TransportFault = new RecordBuilder<TransportFault>()
        .Has("kind", Names<TransportFaultKind>(), x => x.Kind, out var faultKind)
        .Has("code", Text, x => x.Code, out var faultCode)
        .Has("text", Text, x => x.Text, out var faultText)
        .Makes(x => new(faultKind.Of(x), faultCode.Of(x), faultText.Of(x)));

    public static readonly Shape<ServerError> ServerError = new RecordBuilder<ServerError>()
        .Has("headers", FrameShapes.Headers, x => x.Headers, out var errorHeaders)
        .Has("body", Octets, x => x.Body, out var errorBody)
        .Makes(x => new(errorHeaders.Of(x), errorBody.Of(x)));

    public static readonly Shape<EndReason> EndReason = new UnionBuilder<EndReason>()
        .Case("Disconnected", new RecordBuilder<EndReason.Disconnected>()
            .Has("confirmed", Flag, x => x.Confirmed, out var confirmed)
            .Makes(x => new(confirmed.Of(x))))
        .Case("Cancelled", new RecordBuilder<EndReason.Cancelled>().Makes(_ => new()))
        .Case("Refused", new RecordBuilder<EndReason.Refused>()
            .Has("error", ServerError, x => x.Error, out var refusal)
            .Makes(x => new(refusal.Of(x))))
        .Case("BrokerFault", new RecordBuilder<EndReason.BrokerFault>()
            .Has("error", ServerError, x => x.Error, out var brokerFault)
            .Makes(x => new(brokerFault.Of(x))))
        .Case("ProtocolFault", new RecordBuilder<EndReason.ProtocolFault>()
            .Has("text", Text, x => x.Text, out var protocolFault)
            .Makes(x => new(protocolFault.Of(x))))
        .Case("Malformed", new RecordBuilder<EndReason.Malformed>()
            .Has("fault", FrameShapes.Fault, x => x.Fault, out var malformed)
            .Makes(x => new(malformed.Of(x))))
        .Case("ConnectionLost", new RecordBuilder<EndReason.ConnectionLost>()
            .Has("fault", MaybeNone(TransportFault), x => x.Fault, out var lost)
            .Has("inside", MaybeNone(FrameShapes.Fault), x => x.Inside, out var inside)
            .Makes(x => new(lost.Of(x), inside.Of(x))))
        .Case("DialFailed", new RecordBuilder<EndReason.DialFailed>()
            .Has("fault", TransportFault, x => x.Fault, out var dialFault)
            .Makes(x => new(dialFault.Of(x))))
        .Case("CredentialsFailed", new RecordBuilder<EndReason.CredentialsFailed>()
            .Has("text", Text, x => x.Text, out var credentials)
            .Makes(x => new(credentials.Of(x))))
        .Case("ConnectTimedOut", new RecordBuilder<EndReason.ConnectTimedOut>()
            .Has("limit", Span, x => x.Limit, out var connectLimit)
            .Makes(x => new(connectLimit.Of(x))))
        .Case("HeartbeatTimedOut", new RecordBuilder<EndReason.HeartbeatTimedOut>()
            .Has("limit", Span, x => x.Limit, out var beatLimit)
            .Makes(x => new(beatLimit.Of(x))))
        .Case("SlowConsumer", new RecordBuilder<EndReason.SlowConsumer>()
            .Has("subscription", Long, x => x.Subscription, out var slow)
            .Makes(x => new(slow.Of(x))))
        .Whole();

    public static readonly Shape<Rejection> Rejection = new RecordBuilder<Rejection>()
        .Has("kind", Names<RejectionKind>(), x => x.Kind, out var rejectionKind)
        .Has("text", Text, x => x.Text, out var rejectionText)
        .Makes(x => new(rejectionKind.Of(x), rejectionText.Of(x)));

    public static readonly Shape<Cause> Cause = new UnionBuilder<Cause>()
        .Case("SessionEnded", new RecordBuilder<Cause.SessionEnded>().Has("reason", EndReason, x => x.Reason, out _).IsOnlyWritten())
        .Case("ReceiptTimedOut", new RecordBuilder<Cause.ReceiptTimedOut>().Has("limit", Span, x => x.Limit, out _).IsOnlyWritten())
        .Case("Abandoned", new RecordBuilder<Cause.Abandoned>().Has("why", Names<AbandonReason>(), x => x.Why, out _).IsOnlyWritten())
        .Whole();

    public static readonly Shape<SurvivableError> Survivable = new RecordBuilder<SurvivableError>()
        .Has("message", Text, x => x.Message, out var message)
        .Has("scope", Names<ErrorScope>(), x => x.Scope, out var scope)
        .Makes(x => new(message.Of(x), scope.Of(x)));

    private static readonly Shape<DurableHabit> Durable = new RecordBuilder<DurableHabit>()
        .Has("nameHeader", MaybeText, x => x.NameHeader, out var nameHeader)
        .Has("subscribeHeaders", FrameShapes.Headers, x => x.SubscribeHeaders, out var subscribeHeaders)
        .Has("deleteHeaders", FrameShapes.Headers, x => x.DeleteHeaders, out var deleteHeaders)
        .Has("needsClientId", Flag, x => x.NeedsClientId, out var needsClientId)
        .Has("leavesBeforeDeleting", Flag, x => x.LeavesBeforeDeleting, out var leavesBeforeDeleting)
        .Has("deletesOnlyClientIdAt10", Flag, x => x.DeletesOnlyClientIdAt10, out var deletesOnlyClientIdAt10)
        .Makes(x => new()
        {
            NameHeader = nameHeader.Of(x),
            SubscribeHeaders = subscribeHeaders.Of(x),
            DeleteHeaders = deleteHeaders.Of(x),
            NeedsClientId = needsClientId.Of(x),
            LeavesBeforeDeleting = leavesBeforeDeleting.Of(x),
            DeletesOnlyClientIdAt10 = deletesOnlyClientIdAt10.Of(x),
        });

    public static readonly Shape<BrokerProfile> Profile = new RecordBuilder<BrokerProfile>()
        .Has("name", Text, x => x.Name, out var name)
        .Has("serverPrefix", Text, x => x.ServerPrefix, out var serverPrefix)
        .Has("sessionName", MaybeText, x => x.SessionName, out var sessionName)
        .Has("survivable", List(Survivable), x => x.Survivable, out var survivable)
        .Has("errorsNameReceipts", Flag, x => x.ErrorsNameReceipts, out var errorsNameReceipts)
        .Has("leniencyOf10", Flags<Frames.Leniency>(), x => x.LeniencyOf10, out var leniencyOf10)
        .Has("leniency", Flags<Frames.Leniency>(), x => x.Leniency, out var leniency)
        .Has("prefetchHeader", MaybeText, x => x.PrefetchHeader, out var prefetchHeader)
        .Has("durable", MaybeNone(Durable), x => x.Durable, out var durable)
        .Has("passingRefusals", List(Text), x => x.PassingRefusals, out var passingRefusals)
        .Has("makesReplyQueues", Flag, x => x.MakesReplyQueues, out var makesReplyQueues)
        .Makes(x => new()
        {
            Name = name.Of(x),
            ServerPrefix = serverPrefix.Of(x),
            SessionName = sessionName.Of(x),
            Survivable = survivable.Of(x),
            ErrorsNameReceipts = errorsNameReceipts.Of(x),
            LeniencyOf10 = leniencyOf10.Of(x),
            Leniency = leniency.Of(x),
            PrefetchHeader = prefetchHeader.Of(x),
            Durable = durable.Of(x),
            PassingRefusals = passingRefusals.Of(x),
            MakesReplyQueues = makesReplyQueues.Of(x),
        });

    public static readonly Shape<SessionInfo> Info = new RecordBuilder<SessionInfo>()
        .Has("version", Names<Frames.StompVersion>(), x => x.Version, out var version)
        .Has("name", MaybeText, x => x.Name, out var sessionId)
        .Has("server", MaybeText, x => x.Server, out var server)
        .Has("heartbeat", PlainShapes.Agreement, x => x.Heartbeat, out var heartbeat)
        .Has("profile", Profile, x => x.Profile, out var profile)
        .Has("headers", FrameShapes.Headers, x => x.Headers, out var headers)
        .Makes(x => new(version.Of(x), sessionId.Of(x), server.Of(x), heartbeat.Of(x), profile.Of(x), headers.Of(x)));

    public static readonly Shape<Outcome> Outcome = new UnionBuilder<Outcome>()
        .Case("Sent", new RecordBuilder<Outcome.Sent>().IsOnlyWritten())
        .Case("Confirmed", new RecordBuilder<Outcome.Confirmed>().IsOnlyWritten())
        .Case("Refused", new RecordBuilder<Outcome.Refused>().Has("error", ServerError, x => x.Error, out _).IsOnlyWritten())
        .Case("Rejected", new RecordBuilder<Outcome.Rejected>().Has("why", Rejection, x => x.Why, out _).IsOnlyWritten())
        .Case("NotSent", new RecordBuilder<Outcome.NotSent>().Has("cause", Cause, x => x.Cause, out _).IsOnlyWritten())
        .Case("Unknown", new RecordBuilder<Outcome.Unknown>()
            .Has("cause", Cause, x => x.Cause, out _)
            .Has("error", MaybeNone(ServerError), x => x.Error, out _)
            .IsOnlyWritten())
        .Case("Stale", new RecordBuilder<Outcome.Stale>().IsOnlyWritten())
        .Case("Opened", new RecordBuilder<Outcome.Opened>().Has("session", Info, x => x.Session, out _).IsOnlyWritten())
        .Case("Closed", new RecordBuilder<Outcome.Closed>().Has("reason", EndReason, x => x.Reason, out _).IsOnlyWritten())
        .Whole();
}
