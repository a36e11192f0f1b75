using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Simulation;

/// <summary>What must hold for a connection when all is calm.</summary>
internal sealed partial class Client
{
    public const int Leaves = 18;

    /// <summary>What was put off is done now, if the application is not about to come back anyway.</summary>
    public void CalmDown()
    {
        if (State is not ConnectionState.Closed)
            _world.Soon(0, this, Bursts, 0, null);
    }

    public void CheckRest()
    {
        _world.Check(Invariant.EveryAwaitEnds, _pendingOps == 0, FormattableString.Invariant($"{this} has {_pendingOps} operations without an end, the first is {FirstPending()}"));
        _world.Check(Invariant.EverythingComesToRest, State is ConnectionState.Connected or ConnectionState.Closed or ConnectionState.Idle, $"{this} does not come to rest, it is {Reach.NameOf(State)}");
        CheckReplay();
        if (State is not ConnectionState.Connected { Session: var session })
            return;
        _world.Check(Invariant.EverythingComesToRest, !session.IsReadingPaused && session.UnreadMessages == 0, $"{this} has {session.UnreadMessages} unread messages at rest, and nobody who takes them");
        _world.Check(Invariant.EverythingComesToRest, session.UnsettledMessages == 0, $"{this} has {session.UnsettledMessages} unsettled messages at rest");
        var standing = 0;
        foreach (var interest in _interests)
            standing += interest.IsOver ? 0 : 1;
        _world.Check(Invariant.SubscriptionsAreRestored, session.Subscriptions == standing, $"{this} has {session.Subscriptions} subscriptions at rest, and its application {standing}");
        var due = Connection.NextDeadline(State);
        _world.Check(
            Invariant.EverythingComesToRest,
            due is null || due.Value.Reason is DeadlineReason.HeartbeatSend or DeadlineReason.HeartbeatReceive,
            $"something is due at rest: {due}");
    }

    public void CheckClosed()
    {
        _world.Check(Invariant.EverythingComesToRest, State is ConnectionState.Closed, $"{this} said goodbye and is {Reach.NameOf(State)}");
        _world.Check(Invariant.EveryAwaitEnds, _pendingOps == 0, FormattableString.Invariant($"{this} has {_pendingOps} operations without an end, the first is {FirstPending()}"));
    }

    private Op? FirstPending()
    {
        foreach (var op in _ops)
        {
            if (!op.IsDone)
                return op;
        }

        return null;
    }
}
