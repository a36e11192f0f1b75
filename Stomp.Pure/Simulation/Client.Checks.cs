using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>What must hold for one connection at every step.</summary>
internal sealed partial class Client
{
    private SessionEvent.Order? _ordered;

    private void CheckStep(ConnectionState before, Deadline? due, ConnectionEvent @event, Transition<ConnectionState, ConnectionEffect> step)
    {
        var repeated = Connection.Step(_shadow, @event);
        _shadow = repeated.State;
        _world.Check(Invariant.ReplayIsEqual, repeated.Effects == step.Effects, $"the effects of {this} differ when its events are folded again");
        if ((++_steps & 255) == 0)
            CheckReplay();
        var isTick = @event is ConnectionEvent.Tick;
        if (isTick && (due is null || due.Value.At > @event.At))
            _world.Check(Invariant.IdleTicksChangeNothing, step.Effects.IsEmpty && IsSame(before, step.State), $"an early tick changed {this}");
        var next = Connection.NextDeadline(step.State);
        _world.Check(
            Invariant.DeadlinesAreAhead,
            next is null || (isTick ? next.Value.At > @event.At : next.Value.At >= @event.At),
            $"the deadline of {this} lies in the past: {next}");
        if ((_steps & 31) == 0)
            CheckIdleTick(step.State, next);
        CheckStale(before, @event, step);
        if (next is { } deadline && deadline.At.Ticks < _armed)
        {
            _armed = deadline.At.Ticks;
            _world.TickAt(_armed, this, TickComes);
        }
    }

    private static bool IsSame(ConnectionState one, ConnectionState other) => ReferenceEquals(one, other) || one == other;

    public void CheckReplay() => _world.Check(Invariant.ReplayIsEqual, _shadow == State, $"the state of {this} differs when its events are folded again");

    /// <summary>A tick at any moment before the deadline, a repeated one among them.</summary>
    private void CheckIdleTick(ConnectionState state, Deadline? next)
    {
        var latest = next is { } deadline ? deadline.At.Ticks - 1 : _world.Now + (100 * World.Second);
        if (latest < _world.Now)
            return;
        var at = _world.Watching.Chance(30) ? _world.Now : _world.Watching.Between(_world.Now, latest);
        var tick = Connection.Step(state, new ConnectionEvent.Tick(new(at)));
        _world.Check(Invariant.IdleTicksChangeNothing, tick.Effects.IsEmpty && IsSame(state, tick.State), $"a tick without anything due changed {this}");
    }

    /// <summary>What is not of the transport at hand is answered by closing that transport, and by nothing else.</summary>
    private void CheckStale(ConnectionState before, ConnectionEvent @event, Transition<ConnectionState, ConnectionEffect> step)
    {
        var transport = @event switch
        {
            ConnectionEvent.Opened e => e.Transport,
            ConnectionEvent.BytesReceived e => e.Transport,
            ConnectionEvent.PeerClosed e => e.Transport,
            ConnectionEvent.TransportFailed e => e.Transport,
            ConnectionEvent.Written e => e.Transport,
            ConnectionEvent.Taken e => e.Transport,
            ConnectionEvent.DialFailed e => e.Transport,
            ConnectionEvent.CredentialsReady e => e.Transport,
            ConnectionEvent.CredentialsFailed e => e.Transport,
            _ => -1,
        };
        if (transport < 0 || before is ConnectionState.Idle || transport == TransportOf(before))
            return;
        var isQuiet = true;
        foreach (var effect in step.Effects)
            isQuiet &= effect is ConnectionEffect.CloseTransport close && close.Transport == transport;
        _world.Check(Invariant.StaleWritesNothing, isQuiet && IsSame(before, step.State), $"{this} took an event of transport {transport}, which is not its own: {@event}");
    }

    private static long TransportOf(ConnectionState state) => state switch
    {
        ConnectionState.Dialling dialling => dialling.Transport,
        ConnectionState.WithTransport with => with.Transport,
        ConnectionState.Idle or ConnectionState.Waiting or ConnectionState.Closed => 0,
    };

    /// <summary>What the state holds, against the limits and against what was seen.</summary>
    private void CheckBooks()
    {
        var config = _plan.Connection;
        switch (State)
        {
            case ConnectionState.Connected connected:
                CheckSession(connected.Session, connected.Plan, config);
                break;
            case ConnectionState.Waiting waiting:
                CheckPlan(waiting.Plan, config);
                break;
            case ConnectionState.Dialling dialling:
                CheckPlan(dialling.Plan, config);
                break;
        }
    }

    private void CheckSession(SessionState.Live live, Plan plan, ConnectionConfig config)
    {
        CheckPlan(plan, config);
        _world.Check(Invariant.MemoryIsBounded, live.PendingReceipts <= config.Session.MaxPendingReceipts, $"{this} waits for more receipts than it may");
        _world.Check(Invariant.MemoryIsBounded, live.UnreadMessages == _unread && live.Ledger.UnreadOctets == _unreadOctets, $"{this} counts {live.UnreadMessages} unread messages with {live.Ledger.UnreadOctets} octets, and there are {_unread} with {_unreadOctets} octets");
        if (_wire is not { } wire || wire.ToClient.WasPaused || wire.Downwards == 0)
            return;
        var allowed = (long)((Int128)wire.Downwards * config.Session.Margin.Tolerance / ReconnectPolicy.Million);
        _world.Check(Invariant.TheDeadAreNoticed, _world.Now - wire.ToClient.LastTaken <= allowed, $"{this} did not notice that the broker is silent");
    }

    private void CheckPlan(Plan plan, ConnectionConfig config) => _world.Check(
        Invariant.MemoryIsBounded,
        plan.Queue.Count <= config.MaxQueued && plan.QueuedOctets >= 0 && plan.QueuedOctets <= config.MaxQueuedOctets
            && plan.Kept.Count <= config.MaxKept && plan.KeptOctets >= 0 && plan.KeptOctets <= config.MaxKeptOctets,
        $"{this} keeps more than it may");

    /// <summary>A wait lies between the first and the longest one with its jitter, and at the cap it is never the same twice.</summary>
    private void CheckWait(TimeSpan wait)
    {
        var policy = _plan.Connection.Reconnect;
        var most = (long)((Int128)policy.Max.Ticks * (ReconnectPolicy.Million + policy.Jitter) / ReconnectPolicy.Million);
        var least = Math.Min(policy.Initial.Ticks, policy.Max.Ticks);
        _world.Check(Invariant.BackoffHasJitter, wait.Ticks >= least && wait.Ticks <= most, $"{this} waits {wait.Ticks} ticks, which is not between {least} and {most}");
        _equalWaits = wait == _lastWait ? _equalWaits + 1 : 0;
        _lastWait = wait;
        _world.Check(Invariant.BackoffHasJitter, policy.Jitter == 0 || _equalWaits < 2, $"{this} waits the same time again and again, without jitter");
    }

    /// <summary>A message came: beyond the hard limit no further one does.</summary>
    private void CheckUnread()
    {
        var config = _plan.Connection.Session;
        _world.Check(
            Invariant.MemoryIsBounded,
            State is not ConnectionState.Connected { Session.IsReadingPaused: false } || _unread < (long)config.MaxUnreadMessages * config.HardLimitFactor,
            $"{this} has {_unread} unread messages and reads on");
    }

    private void EndSession(Wire wire, EndReason reason)
    {
        wire.ToClient.CheckPromise();
        switch (reason)
        {
            case EndReason.HeartbeatTimedOut:
                _world.CheckDeath(wire, wire.ToClient, wire.Downwards, _plan.Connection.Session.Margin.Tolerance);
                break;
            case EndReason.Malformed or EndReason.ProtocolFault:
                _world.Fail(Invariant.EverythingComesToRest, $"the session of {this} ended for no reason: {reason}");
                break;
            case EndReason.SlowConsumer:
                wire.HasDroppedMessages = true;
                break;
        }

        (_unread, _unreadOctets) = (0, 0);
        LoseDeliveries(wire);
    }

    private void CheckConfirmed(Op op)
    {
        if (op.Receipt is { } receipt && op.Wire is { } wire)
            _world.Check(Invariant.ConfirmedMeansReceipt, wire.Receipts.Contains(receipt), $"{this} was told that {op} is confirmed, and the broker never wrote a RECEIPT {receipt}");
    }

}
