using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>The server's side of the protocol for many links at once, as a pure reducer.</summary>
public static class Broker
{
    /// <summary>A broker that nobody has connected to.</summary>
    public static BrokerState Initial(BrokerConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }

    /// <summary>What happens next. An event for a link that is over, or never was, changes nothing.</summary>
    /// <param name="state">Where the broker stands.</param>
    /// <param name="event">What happened.</param>
    public static Transition<BrokerState, BrokerEffect> Step(BrokerState state, BrokerEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(@event);
        return @event switch
        {
            BrokerEvent.Accepted accepted => Accept(state, accepted),
            BrokerEvent.Received received => Receive(state, received),
            BrokerEvent.PeerClosed closed => ClosePeer(state, closed),
            BrokerEvent.Lost lost => Lose(state, lost),
            BrokerEvent.Written written => Write(state, written),
            BrokerEvent.Tick tick => Wake(state, tick),
        };
    }

    /// <summary>When the broker wants a <see cref="BrokerEvent.Tick"/> next, null when it waits for others only.</summary>
    public static BrokerDeadline? NextDeadline(BrokerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Deadlines.TryFirst(out var first) ? first.Key : null;
    }

    private static Transition<BrokerState, BrokerEffect> Accept(BrokerState state, BrokerEvent.Accepted accepted)
    {
        if (state.Links.ContainsKey(accepted.Link))
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        var turn = new Turn(state, accepted.At);
        turn.Put(Connecting.Greet(ref turn, accepted.Link));
        return turn.Done();
    }

    private static Transition<BrokerState, BrokerEffect> Receive(BrokerState state, BrokerEvent.Received received)
    {
        if (!state.Links.TryGet(received.Link, out var link) || link is Link.Lingering || received.Octets.IsEmpty)
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        var turn = new Turn(state, received.At);
        Reading.Read(ref turn, link, received.Octets.Span);
        return turn.Done();
    }

    private static Transition<BrokerState, BrokerEffect> ClosePeer(BrokerState state, BrokerEvent.PeerClosed closed)
    {
        if (!state.Links.TryGet(closed.Link, out var link))
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        var turn = new Turn(state, closed.At);
        Ending.PeerClosed(ref turn, link);
        return turn.Done();
    }

    private static Transition<BrokerState, BrokerEffect> Lose(BrokerState state, BrokerEvent.Lost lost)
    {
        if (!state.Links.TryGet(lost.Link, out var link))
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        var turn = new Turn(state, lost.At);
        Ending.Drop(ref turn, link);
        return turn.Done();
    }

    private static Transition<BrokerState, BrokerEffect> Write(BrokerState state, BrokerEvent.Written written)
    {
        if (!state.Links.TryGet(written.Link, out var link))
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        var turn = new Turn(state, written.At);
        Writing.Wrote(ref turn, link, written.Through);
        return turn.Done();
    }

    private static Transition<BrokerState, BrokerEffect> Wake(BrokerState state, BrokerEvent.Tick tick)
    {
        var turn = new Turn(state, tick.At);
        if (!turn.TryDeadline(out _))
            return Transition.Quiet<BrokerState, BrokerEffect>(state);
        while (turn.TryDeadline(out var due))
            Waking.Wake(ref turn, due);
        return turn.Done();
    }
}
