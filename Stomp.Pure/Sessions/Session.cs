using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>
/// One client session on one transport, from CONNECT to the end. It knows nothing of other transports: what survives a loss is the
/// business of the connection above it.
/// </summary>
public static partial class Session
{
    /// <summary>A session whose transport is not open yet.</summary>
    public static SessionState Initial(SessionConfig config) => new SessionState.Unopened(config);

    /// <summary>Takes one event.</summary>
    /// <param name="state">Where the session stands.</param>
    /// <param name="event">What happened.</param>
    public static Transition<SessionState, SessionEffect> Step(SessionState state, SessionEvent @event) => state switch
    {
        SessionState.Unopened unopened => StepUnopened(unopened, @event),
        SessionState.Connecting connecting => StepConnecting(connecting, @event),
        SessionState.Live live => StepLive(live, @event),
        SessionState.Ended ended => StepEnded(ended, @event),
    };

    /// <summary>Where the octets that come next may be read to, so that nobody need copy them, empty for anywhere; see <see cref="FrameDecoder.Room"/> for who may.</summary>
    public static Memory<byte> Room(SessionState state) => state is SessionState.Live live ? FrameDecoder.Room(live.Decoder) : default;

    private static Transition<SessionState, SessionEffect> StepUnopened(SessionState.Unopened state, SessionEvent @event) => @event switch
    {
        SessionEvent.Opened opened => Open(state.Config, opened.At),
        SessionEvent.TransportFailed failed => Over(new EndReason.ConnectionLost(failed.Fault, null)),
        SessionEvent.PeerClosed => Over(new EndReason.ConnectionLost(null, null)),
        SessionEvent.Disconnect disconnect => Cancel(disconnect),
        SessionEvent.Order order => Refuse(state, order, "the session is not open yet"),
        SessionEvent.BytesReceived or SessionEvent.Written or SessionEvent.Tick or SessionEvent.Taken or SessionEvent.Abandon =>
            Transition.Quiet<SessionState, SessionEffect>(state),
    };

    private static Transition<SessionState, SessionEffect> StepConnecting(SessionState.Connecting state, SessionEvent @event) => @event switch
    {
        SessionEvent.BytesReceived received => ReadWhileConnecting(state, received.At, received.Octets.Span),
        SessionEvent.PeerClosed => Over(new EndReason.ConnectionLost(null, FrameDecoder.End(state.Decoder).Fault)),
        SessionEvent.TransportFailed failed => Over(new EndReason.ConnectionLost(failed.Fault, FrameDecoder.End(state.Decoder).Fault)),
        SessionEvent.Tick tick => tick.At >= state.Deadline
            ? Over(new EndReason.ConnectTimedOut(state.Config.ConnectTimeout))
            : Transition.Quiet<SessionState, SessionEffect>(state),
        SessionEvent.Written written => Transition.Quiet<SessionState, SessionEffect>(
            state with { Flow = state.Flow with { Written = Math.Clamp(written.Through, state.Flow.Written, state.Flow.Handed), LastWrite = written.At } }),
        SessionEvent.Disconnect disconnect => Cancel(disconnect),
        SessionEvent.Order order => Refuse(state, order, "CONNECTED has not come yet"),
        SessionEvent.Opened or SessionEvent.Taken or SessionEvent.Abandon => Transition.Quiet<SessionState, SessionEffect>(state),
    };

    private static Transition<SessionState, SessionEffect> StepLive(SessionState.Live state, SessionEvent @event)
    {
        if (@event is SessionEvent.Opened)
            return Transition.Quiet<SessionState, SessionEffect>(state);
        var turn = new Turn(@event.At, state);
        switch (@event)
        {
            case SessionEvent.BytesReceived received:
                Read(ref turn, received);
                break;
            case SessionEvent.PeerClosed:
                Lose(ref turn, null);
                break;
            case SessionEvent.TransportFailed failed:
                Lose(ref turn, failed.Fault);
                break;
            case SessionEvent.Written written:
                NoteWritten(ref turn, written.Through);
                break;
            case SessionEvent.Tick:
                Tick(ref turn);
                break;
            case SessionEvent.Taken taken:
                Take(ref turn, taken);
                break;
            case SessionEvent.Abandon abandon:
                Abandon(ref turn, abandon);
                break;
            case SessionEvent.Disconnect disconnect:
                Disconnect(ref turn, disconnect);
                break;
            case SessionEvent.Order order:
                Obey(ref turn, order);
                break;
        }

        return turn.Finish();
    }

    private static void Obey(ref Turn turn, SessionEvent.Order order)
    {
        if (turn.Goodbye is not null)
        {
            turn.Reject(order.Op, RejectionKind.InvalidState, "the session is saying goodbye; nothing may follow DISCONNECT");
            return;
        }

        switch (order)
        {
            case SessionEvent.Send send:
                Send(ref turn, send);
                break;
            case SessionEvent.Subscribe subscribe:
                Subscribe(ref turn, subscribe);
                break;
            case SessionEvent.Unsubscribe unsubscribe:
                Unsubscribe(ref turn, unsubscribe);
                break;
            case SessionEvent.Settle settle:
                Settle(ref turn, settle);
                break;
            case SessionEvent.Begin begin:
                Begin(ref turn, begin);
                break;
            case SessionEvent.Commit commit:
                Commit(ref turn, commit);
                break;
            case SessionEvent.Abort abort:
                Abort(ref turn, abort);
                break;
        }
    }

    private static Transition<SessionState, SessionEffect> StepEnded(SessionState.Ended state, SessionEvent @event) => @event switch
    {
        SessionEvent.Disconnect { Op: not 0 } disconnect => new(
            state, Effects.One<SessionEffect>(new SessionEffect.Completed(disconnect.Op, new Outcome.Closed(state.Reason)))),
        SessionEvent.Order order => Refuse(state, order, "the session is over: " + state.Reason.Describe()),
        SessionEvent.Opened or SessionEvent.BytesReceived or SessionEvent.PeerClosed or SessionEvent.TransportFailed
            or SessionEvent.Written or SessionEvent.Tick or SessionEvent.Taken or SessionEvent.Abandon =>
            Transition.Quiet<SessionState, SessionEffect>(state),
    };

    private static Transition<SessionState, SessionEffect> Refuse(SessionState state, SessionEvent.Order order, string why) =>
        order.Op == 0
            ? Transition.Quiet<SessionState, SessionEffect>(state)
            : new(state, Effects.One<SessionEffect>(new SessionEffect.Completed(
                order.Op, new Outcome.Rejected(new(RejectionKind.InvalidState, why)))));

    /// <summary>The end of a session that was never open.</summary>
    private static Transition<SessionState, SessionEffect> Over(EndReason reason)
    {
        var effects = default(EffectList<SessionEffect>);
        effects.Add(new SessionEffect.Ended(reason));
        effects.Add(new SessionEffect.Close());
        return new(new SessionState.Ended(reason), effects.ToEffects());
    }

    private static Transition<SessionState, SessionEffect> Cancel(SessionEvent.Disconnect disconnect)
    {
        var reason = new EndReason.Cancelled();
        var effects = default(EffectList<SessionEffect>);
        effects.Add(new SessionEffect.Ended(reason));
        effects.Add(new SessionEffect.Close());
        if (disconnect.Op != 0)
            effects.Add(new SessionEffect.Completed(disconnect.Op, new Outcome.Closed(reason)));
        return new(new SessionState.Ended(reason), effects.ToEffects());
    }
}
