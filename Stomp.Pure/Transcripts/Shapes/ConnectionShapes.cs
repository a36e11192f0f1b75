using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of a connection's configuration, events and effects.</summary>
internal static class ConnectionShapes
{
    public static readonly Shape<ConnectionConfig> Config = new RecordBuilder<ConnectionConfig>()
        .Has("endpoints", List(PlainShapes.Endpoint), x => x.Endpoints, out var endpoints)
        .Has("host", MaybeText, x => x.Host, out var host)
        .Has("randomize", Flag, x => x.Randomize, out var randomize)
        .Has("session", SessionShapes.Config, x => x.Session, out var session)
        .Has("asksCredentials", Flag, x => x.AsksCredentials, out var asksCredentials)
        .Has("reconnect", PlainShapes.Policy, x => x.Reconnect, out var reconnect)
        .Has("whenDown", Names<WhenDown>(), x => x.WhenDown, out var whenDown)
        .Has("onUnknown", Names<UnknownPolicy>(), x => x.OnUnknown, out var onUnknown)
        .Has("maxKept", Int, x => x.MaxKept, out var maxKept)
        .Has("maxKeptOctets", Long, x => x.MaxKeptOctets, out var maxKeptOctets)
        .Has("maxQueued", Int, x => x.MaxQueued, out var maxQueued)
        .Has("maxQueuedOctets", Long, x => x.MaxQueuedOctets, out var maxQueuedOctets)
        .Makes(x => new()
        {
            Endpoints = endpoints.Of(x),
            Host = host.Of(x),
            Randomize = randomize.Of(x),
            Session = session.Of(x),
            AsksCredentials = asksCredentials.Of(x),
            Reconnect = reconnect.Of(x),
            WhenDown = whenDown.Of(x),
            OnUnknown = onUnknown.Of(x),
            MaxKept = maxKept.Of(x),
            MaxKeptOctets = maxKeptOctets.Of(x),
            MaxQueued = maxQueued.Of(x),
            MaxQueuedOctets = maxQueuedOctets.Of(x),
        });

    /// <summary>Events without their instant, which stands in the line.</summary>
    public static readonly Shape<ConnectionEvent> Event = new UnionBuilder<ConnectionEvent>()
        .Case("BytesReceived", new RecordBuilder<ConnectionEvent.BytesReceived>()
            .Has("transport", Long, x => x.Transport, out var received)
            .Has("octets", Octets, x => x.Octets, out var octets)
            .Has("isGiven", Flag, x => x.IsGiven, out var isGiven)
            .Makes(x => new(default, received.Of(x), octets.Of(x)) { IsGiven = isGiven.Of(x) }))
        .Case("Written", new RecordBuilder<ConnectionEvent.Written>()
            .Has("transport", Long, x => x.Transport, out var written)
            .Has("through", Long, x => x.Through, out var through)
            .Makes(x => new(default, written.Of(x), through.Of(x))))
        .Case("Ordered", new RecordBuilder<ConnectionEvent.Ordered>()
            .Has("order", OrderShapes.Any, x => x.Order, out var order)
            .Has("epoch", Long, x => x.Epoch, out var epoch)
            .Makes(x => new(order.Of(x), epoch.Of(x))))
        .Case("Taken", new RecordBuilder<ConnectionEvent.Taken>()
            .Has("transport", Long, x => x.Transport, out var taken)
            .Has("messages", Int, x => x.Messages, out var messages)
            .Has("octets", Long, x => x.Octets, out var takenOctets)
            .Makes(x => new(default, taken.Of(x), messages.Of(x), takenOctets.Of(x))))
        .Case("Tick", new RecordBuilder<ConnectionEvent.Tick>().Makes(_ => new(default)))
        .Case("Open", new RecordBuilder<ConnectionEvent.Open>()
            .Has("op", Long, x => x.Op, out var open)
            .Makes(x => new(default, open.Of(x))))
        .Case("CredentialsReady", new RecordBuilder<ConnectionEvent.CredentialsReady>()
            .Has("transport", Long, x => x.Transport, out var ready)
            .Has("login", Text, x => x.Login, out var login)
            .Has("secret", Secret, x => x.Secret, out var secret)
            .Makes(x => new(default, ready.Of(x), login.Of(x), secret.Of(x))))
        .Case("CredentialsFailed", new RecordBuilder<ConnectionEvent.CredentialsFailed>()
            .Has("transport", Long, x => x.Transport, out var unready)
            .Has("text", Text, x => x.Text, out var why)
            .Makes(x => new(default, unready.Of(x), why.Of(x))))
        .Case("Opened", new RecordBuilder<ConnectionEvent.Opened>()
            .Has("transport", Long, x => x.Transport, out var opened)
            .Makes(x => new(default, opened.Of(x))))
        .Case("DialFailed", new RecordBuilder<ConnectionEvent.DialFailed>()
            .Has("transport", Long, x => x.Transport, out var dialled)
            .Has("fault", OutcomeShapes.TransportFault, x => x.Fault, out var dialFault)
            .Makes(x => new(default, dialled.Of(x), dialFault.Of(x))))
        .Case("PeerClosed", new RecordBuilder<ConnectionEvent.PeerClosed>()
            .Has("transport", Long, x => x.Transport, out var closed)
            .Makes(x => new(default, closed.Of(x))))
        .Case("TransportFailed", new RecordBuilder<ConnectionEvent.TransportFailed>()
            .Has("transport", Long, x => x.Transport, out var failed)
            .Has("fault", OutcomeShapes.TransportFault, x => x.Fault, out var fault)
            .Makes(x => new(default, failed.Of(x), fault.Of(x))))
        .Case("Abandon", new RecordBuilder<ConnectionEvent.Abandon>()
            .Has("op", Long, x => x.Op, out var abandoned)
            .Has("why", Names<AbandonReason>(), x => x.Why, out var reason)
            .Makes(x => new(default, abandoned.Of(x), reason.Of(x))))
        .Whole();

    public static readonly Shape<ConnectionEffect> Effect = new UnionBuilder<ConnectionEffect>()
        .Case("OnTransport", new RecordBuilder<ConnectionEffect.OnTransport>()
            .Has("transport", Long, x => x.Transport, out _)
            .Has("effects", Effects(SessionShapes.Effect), x => x.Effects, out _)
            .IsOnlyWritten())
        .Case("Completed", new RecordBuilder<ConnectionEffect.Completed>()
            .Has("op", Long, x => x.Op, out _)
            .Has("outcome", OutcomeShapes.Outcome, x => x.Outcome, out _)
            .IsOnlyWritten())
        .Case("AskCredentials", new RecordBuilder<ConnectionEffect.AskCredentials>().Has("transport", Long, x => x.Transport, out _).IsOnlyWritten())
        .Case("Dial", new RecordBuilder<ConnectionEffect.Dial>()
            .Has("transport", Long, x => x.Transport, out _)
            .Has("endpoint", PlainShapes.Endpoint, x => x.Endpoint, out _)
            .IsOnlyWritten())
        .Case("CloseTransport", new RecordBuilder<ConnectionEffect.CloseTransport>().Has("transport", Long, x => x.Transport, out _).IsOnlyWritten())
        .Case("NotRestored", new RecordBuilder<ConnectionEffect.NotRestored>()
            .Has("subscription", Long, x => x.Subscription, out _)
            .Has("why", OutcomeShapes.Rejection, x => x.Why, out _)
            .IsOnlyWritten())
        .Case("Waiting", new RecordBuilder<ConnectionEffect.Waiting>()
            .Has("until", Moment, x => x.Until, out _)
            .Has("cause", OutcomeShapes.EndReason, x => x.Cause, out _)
            .IsOnlyWritten())
        .Case("Closed", new RecordBuilder<ConnectionEffect.Closed>().Has("reason", OutcomeShapes.EndReason, x => x.Reason, out _).IsOnlyWritten())
        .Whole();

}
