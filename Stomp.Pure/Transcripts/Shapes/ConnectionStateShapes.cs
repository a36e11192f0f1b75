using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of where a connection stands.</summary>
internal static class ConnectionStateShapes
{
    private static readonly Shape<DialPhase> Phase = new UnionBuilder<DialPhase>()
        .Case("Asking", new RecordBuilder<DialPhase.Asking>().Makes(_ => DialPhase.Asking.Instance))
        .Case("Opening", new RecordBuilder<DialPhase.Opening>()
            .Has("session", SessionShapes.Config, x => x.Session, out var opening)
            .Makes(x => new(opening.Of(x))))
        .Whole();

    private static readonly Shape<Plan> Plan = new RecordBuilder<Plan>()
        .Has("config", ConnectionShapes.Config, x => x.Config, out var config)
        .Has("attempts", PlainShapes.Attempts, x => x.Attempts, out var attempts)
        .Has("order", List(PlainShapes.Endpoint), x => x.Order, out var order)
        .Has("lastTransport", Long, x => x.LastTransport, out var lastTransport)
        .Has("cause", OutcomeShapes.EndReason, x => x.Cause, out var cause)
        .Has("openOp", Long, x => x.OpenOp, out var openOp)
        .Has("wasOpen", Flag, x => x.WasOpen, out var wasOpen)
        .Has("openSince", Moment, x => x.OpenSince, out var openSince)
        .Has("subscriptions", Window(OrderShapes.Subscribe), x => x.Subscriptions, out var subscriptions)
        .Has("lastSubscription", Long, x => x.LastSubscription, out var lastSubscription)
        .Has("queue", Window(OrderShapes.Any), x => x.Queue, out var queue)
        .Has("lastQueued", Long, x => x.LastQueued, out var lastQueued)
        .Has("kept", Window(OrderShapes.Send), x => x.Kept, out var kept)
        .Has("lastKept", Long, x => x.LastKept, out var lastKept)
        .Has("keptOctets", Long, x => x.KeptOctets, out var keptOctets)
        .Has("queuedOctets", Long, x => x.QueuedOctets, out var queuedOctets)
        .Makes(x => new()
        {
            Config = config.Of(x),
            Attempts = attempts.Of(x),
            Order = order.Of(x),
            LastTransport = lastTransport.Of(x),
            Cause = cause.Of(x),
            OpenOp = openOp.Of(x),
            WasOpen = wasOpen.Of(x),
            OpenSince = openSince.Of(x),
            Subscriptions = subscriptions.Of(x),
            LastSubscription = lastSubscription.Of(x),
            Queue = queue.Of(x),
            LastQueued = lastQueued.Of(x),
            Kept = kept.Of(x),
            LastKept = lastKept.Of(x),
            KeptOctets = keptOctets.Of(x),
            QueuedOctets = queuedOctets.Of(x),
        });

    public static readonly Shape<ConnectionState> State = new UnionBuilder<ConnectionState>()
        .Case("Connected", Over<ConnectionState.Connected>(out var connected)
            .Has("session", SessionShapes.State, x => x.Session, out var connectedSession)
            .Makes(x => new(connected.Plan.Of(x), connected.Transport.Of(x), connected.Endpoint.Of(x), Session<SessionState.Connected>(connectedSession.Of(x)))))
        .Case("Closing", Over<ConnectionState.Closing>(out var closing)
            .Has("session", SessionShapes.State, x => x.Session, out var closingSession)
            .Makes(x => new(closing.Plan.Of(x), closing.Transport.Of(x), closing.Endpoint.Of(x), Session<SessionState.Disconnecting>(closingSession.Of(x)))))
        .Case("Connecting", Over<ConnectionState.Connecting>(out var connecting)
            .Has("session", SessionShapes.State, x => x.Session, out var connectingSession)
            .Makes(x => new(connecting.Plan.Of(x), connecting.Transport.Of(x), connecting.Endpoint.Of(x), connectingSession.Of(x))))
        .Case("Dialling", new RecordBuilder<ConnectionState.Dialling>()
            .Has("plan", Plan, x => x.Plan, out var diallingPlan)
            .Has("transport", Long, x => x.Transport, out var transport)
            .Has("endpoint", PlainShapes.Endpoint, x => x.Endpoint, out var endpoint)
            .Has("since", Moment, x => x.Since, out var since)
            .Has("phase", Phase, x => x.Phase, out var phase)
            .Makes(x => new(diallingPlan.Of(x), transport.Of(x), endpoint.Of(x), since.Of(x), phase.Of(x))))
        .Case("Waiting", new RecordBuilder<ConnectionState.Waiting>()
            .Has("plan", Plan, x => x.Plan, out var waitingPlan)
            .Has("until", Moment, x => x.Until, out var until)
            .Has("cause", OutcomeShapes.EndReason, x => x.Cause, out var waitingCause)
            .Makes(x => new(waitingPlan.Of(x), until.Of(x), waitingCause.Of(x))))
        .Case("Idle", new RecordBuilder<ConnectionState.Idle>()
            .Has("plan", Plan, x => x.Plan, out var idlePlan)
            .Makes(x => new(idlePlan.Of(x))))
        .Case("Closed", new RecordBuilder<ConnectionState.Closed>()
            .Has("reason", OutcomeShapes.EndReason, x => x.Reason, out var reason)
            .Makes(x => new(reason.Of(x))))
        .Whole();

    private static T Session<T>(SessionState state)
        where T : SessionState => state as T ?? throw new UnreadableException($"a session is {state.GetType()} where it must be {typeof(T)}");

    private static RecordBuilder<T> Over<T>(out OverSlots slots)
        where T : ConnectionState.WithTransport
    {
        var builder = new RecordBuilder<T>()
            .Has("plan", Plan, x => x.Plan, out var plan)
            .Has("transport", Long, x => x.Transport, out var transport)
            .Has("endpoint", PlainShapes.Endpoint, x => x.Endpoint, out var endpoint);
        slots = new(plan, transport, endpoint);
        return builder;
    }

    private sealed class OverSlots(Slot<Plan> plan, Slot<long> transport, Slot<Endpoint> endpoint)
    {
        public Slot<Plan> Plan => plan;

        public Slot<long> Transport => transport;

        public Slot<Endpoint> Endpoint => endpoint;
    }
}
