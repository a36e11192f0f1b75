using System;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Connections;

/// <summary>
/// A client's life across transports: dial, session, loss, wait, and again; subscriptions are restored in their order and before anything
/// that waited. It composes the session with the attempts and keeps what outlives a session.
/// </summary>
public static partial class Connection
{
    /// <summary>A connection that nobody asked for yet.</summary>
    /// <param name="config">How it is to be led.</param>
    /// <param name="seed">For its dice.</param>
    public static ConnectionState Initial(ConnectionConfig config, ulong seed) =>
        new ConnectionState.Idle(new() { Config = config, Attempts = Attempts.Begin(seed), Order = config.Endpoints });

    /// <summary>Takes one event.</summary>
    /// <param name="state">Where the connection stands.</param>
    /// <param name="event">What happened.</param>
    public static Transition<ConnectionState, ConnectionEffect> Step(ConnectionState state, ConnectionEvent @event) => state switch
    {
        ConnectionState.Connected connected => StepConnected(connected, @event),
        ConnectionState.Idle idle => StepIdle(idle, @event),
        ConnectionState.Dialling dialling => StepDialling(dialling, @event),
        ConnectionState.Connecting connecting => StepConnecting(connecting, @event),
        ConnectionState.Closing closing => StepClosing(closing, @event),
        ConnectionState.Waiting waiting => StepWaiting(waiting, @event),
        ConnectionState.Closed closed => StepClosed(closed, @event),
    };

    /// <summary>The earliest thing that is due, null when only events can move the connection.</summary>
    public static Deadline? NextDeadline(ConnectionState state) => state switch
    {
        ConnectionState.Connected connected => Session.NextDeadline(connected.Session),
        ConnectionState.Connecting connecting => Session.NextDeadline(connecting.Session),
        ConnectionState.Closing closing => Session.NextDeadline(closing.Session),
        ConnectionState.Dialling dialling => new Deadline(dialling.Deadline, DeadlineReason.Connect),
        ConnectionState.Waiting waiting => new Deadline(waiting.Until, DeadlineReason.Reconnect),
        ConnectionState.Idle or ConnectionState.Closed => null,
    };

    /// <summary>
    /// Where the octets that come next on a transport may be read to, so that nobody need copy them; empty for anywhere. See
    /// <see cref="Frames.FrameDecoder.Room"/> for who may.
    /// </summary>
    public static Memory<byte> Room(ConnectionState state, long transport) => state switch
    {
        ConnectionState.Connected connected when connected.Transport == transport => Session.Room(connected.Session),
        ConnectionState.Closing closing when closing.Transport == transport => Session.Room(closing.Session),
        _ => default,
    };

    private static Transition<ConnectionState, ConnectionEffect> StepIdle(ConnectionState.Idle state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Open open => Dial(state.Plan with { OpenOp = open.Op }, open.At),
        ConnectionEvent.Opened opened => Begin(
            state.Plan with { LastTransport = opened.Transport },
            opened.Transport,
            state.Plan.Config.Endpoints[0],
            opened.At,
            state.Plan.Config.SessionFor(state.Plan.Config.Endpoints[0])),
        ConnectionEvent.Ordered ordered => Defer(state, state.Plan, ordered, plan => new ConnectionState.Idle(plan), 0),
        ConnectionEvent.Abandon abandon => AbandonQueued(state, state.Plan, abandon, plan => new ConnectionState.Idle(plan)),
        _ => Stray(state, @event, 0),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepDialling(ConnectionState.Dialling state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Opened opened when opened.Transport == state.Transport && state.Phase is DialPhase.Opening opening =>
            Begin(state.Plan, state.Transport, state.Endpoint, state.Since, opening.Session),
        ConnectionEvent.CredentialsReady ready when ready.Transport == state.Transport && state.Phase is DialPhase.Asking =>
            DialAs(state, ready),
        ConnectionEvent.CredentialsFailed failed when failed.Transport == state.Transport && state.Phase is DialPhase.Asking =>
            Retry(state.Plan, failed.At, new EndReason.CredentialsFailed(failed.Text), default),
        ConnectionEvent.DialFailed failed when failed.Transport == state.Transport && state.Phase is DialPhase.Opening =>
            Retry(state.Plan, failed.At, new EndReason.DialFailed(failed.Fault), default),
        ConnectionEvent.Tick tick when tick.At >= state.Deadline =>
            GiveUpDial(state, tick.At),
        ConnectionEvent.Ordered ordered => Defer(state, state.Plan, ordered, plan => state with { Plan = plan }, state.Transport),
        ConnectionEvent.Abandon abandon => AbandonQueued(state, state.Plan, abandon, plan => state with { Plan = plan }),
        _ => Stray(state, @event, state.Transport),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepWaiting(ConnectionState.Waiting state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Tick tick when tick.At >= state.Until => Dial(state.Plan, tick.At),
        ConnectionEvent.Ordered ordered => Defer(state, state.Plan, ordered, plan => state with { Plan = plan }, 0),
        ConnectionEvent.Abandon abandon => AbandonQueued(state, state.Plan, abandon, plan => state with { Plan = plan }),
        _ => Stray(state, @event, 0),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepConnecting(ConnectionState.Connecting state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Ordered { Order: SessionEvent.Disconnect disconnect } => Forward(state, state.Session, disconnect, default),
        ConnectionEvent.Ordered ordered => Defer(state, state.Plan, ordered, plan => state with { Plan = plan }, state.Transport),
        ConnectionEvent.Abandon abandon => AbandonQueued(state, state.Plan, abandon, plan => state with { Plan = plan }),
        _ => ToSession(@event, state.Transport) is { } inner ? Forward(state, state.Session, inner, default) : Stray(state, @event, state.Transport),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepConnected(ConnectionState.Connected state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Ordered ordered => Obey(state, ordered),
        ConnectionEvent.Abandon abandon => Abandon(state, state.Session, abandon),
        _ => ToSession(@event, state.Transport) is { } inner ? Forward(state, state.Session, inner, default) : Stray(state, @event, state.Transport),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepClosing(ConnectionState.Closing state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Ordered ordered when IsStale(ordered, state.Transport) => AnswerStale(state, state.Plan, ordered),
        ConnectionEvent.Ordered ordered => Forward(state, state.Session, ordered.Order, default),
        ConnectionEvent.Abandon abandon => Abandon(state, state.Session, abandon),
        _ => ToSession(@event, state.Transport) is { } inner ? Forward(state, state.Session, inner, default) : Stray(state, @event, state.Transport),
    };

    private static Transition<ConnectionState, ConnectionEffect> StepClosed(ConnectionState.Closed state, ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.Open open => Answer(state, open.Op, new Outcome.Closed(state.Reason)),
        ConnectionEvent.Ordered { Order: SessionEvent.Disconnect disconnect } => Answer(state, disconnect.Op, new Outcome.Closed(state.Reason)),
        ConnectionEvent.Ordered { Order: SessionEvent.Settle settle } => Answer(state, settle.Op, Outcome.Stale.Instance),
        ConnectionEvent.Ordered ordered => Answer(state, ordered.Order.Op, new Outcome.NotSent(new Cause.SessionEnded(state.Reason))),
        _ => Stray(state, @event, 0),
    };

    /// <summary>The session's view of a transport event, null when it is not of this transport.</summary>
    private static SessionEvent? ToSession(ConnectionEvent @event, long transport) => @event switch
    {
        ConnectionEvent.BytesReceived e when e.Transport == transport => new SessionEvent.BytesReceived(e.At, e.Octets) { IsGiven = e.IsGiven },
        ConnectionEvent.Written e when e.Transport == transport => new SessionEvent.Written(e.At, e.Through),
        ConnectionEvent.Taken e when e.Transport == transport => new SessionEvent.Taken(e.At, e.Messages, e.Octets),
        ConnectionEvent.Tick e => new SessionEvent.Tick(e.At),
        ConnectionEvent.PeerClosed e when e.Transport == transport => new SessionEvent.PeerClosed(e.At),
        ConnectionEvent.TransportFailed e when e.Transport == transport => new SessionEvent.TransportFailed(e.At, e.Fault),
        _ => null,
    };

    /// <summary>
    /// What does not concern this state: an event of a transport that is not current is answered by closing that transport and nothing else;
    /// a second Open by what is the case; everything else by nothing.
    /// </summary>
    private static Transition<ConnectionState, ConnectionEffect> Stray(ConnectionState state, ConnectionEvent @event, long current) => @event switch
    {
        ConnectionEvent.Opened e when e.Transport != current => CloseStray(state, e.Transport),
        ConnectionEvent.BytesReceived e when e.Transport != current => CloseStray(state, e.Transport),
        ConnectionEvent.Written e when e.Transport != current => CloseStray(state, e.Transport),
        ConnectionEvent.PeerClosed e when e.Transport != current => CloseStray(state, e.Transport),
        ConnectionEvent.TransportFailed e when e.Transport != current => CloseStray(state, e.Transport),
        ConnectionEvent.Open e => Answer(state, e.Op, new Outcome.Rejected(new(RejectionKind.InvalidState, "the connection is open or opening already"))),
        _ => Transition.Quiet<ConnectionState, ConnectionEffect>(state),
    };

    private static Transition<ConnectionState, ConnectionEffect> CloseStray(ConnectionState state, long transport) =>
        new(state, Effects.One<ConnectionEffect>(new ConnectionEffect.CloseTransport(transport)));

    private static Transition<ConnectionState, ConnectionEffect> Answer(ConnectionState state, long op, Outcome outcome) => op == 0
        ? Transition.Quiet<ConnectionState, ConnectionEffect>(state)
        : new(state, Effects.One<ConnectionEffect>(new ConnectionEffect.Completed(op, outcome)));

    /// <summary>A goodbye is meant for the connection, whatever its session.</summary>
    private static bool IsStale(ConnectionEvent.Ordered ordered, long current) =>
        ordered.Epoch != 0 && ordered.Epoch != current && ordered.Order is not SessionEvent.Disconnect;

    /// <summary>What belongs to a session that is over gets its answer without a frame (N06, CL-1.2-51).</summary>
    private static Transition<ConnectionState, ConnectionEffect> AnswerStale(ConnectionState state, Plan plan, ConnectionEvent.Ordered ordered) =>
        Answer(state, ordered.Order.Op, ordered.Order switch
        {
            SessionEvent.Settle => Outcome.Stale.Instance,
            SessionEvent.Send { Transaction: not null } or SessionEvent.Commit or SessionEvent.Abort =>
                new Outcome.Rejected(new(RejectionKind.Unknown, "the transaction died with the session in which it was begun")),
            _ => new Outcome.NotSent(new Cause.SessionEnded(plan.Cause)),
        });
}
