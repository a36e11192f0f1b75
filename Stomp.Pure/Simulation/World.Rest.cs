using System;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Simulation;

/// <summary>The calm: what must hold when nothing fails any more.</summary>
internal sealed partial class World
{
    /// <summary>Members of the pool are numbered from here.</summary>
    public const int FirstMember = 1_000;

    private Client? _auditor;

    private void CheckRest()
    {
        if (Breach is not null)
            return;
        foreach (var client in _clients)
            client.CheckRest();
        _pool?.CheckRest();
        foreach (var wire in _wires)
        {
            wire.ToBroker.CheckPromise();
            wire.ToClient.CheckPromise();
        }

        CheckBrokerReplay();
    }

    /// <summary>The applications say goodbye, and the pool drains.</summary>
    private void Leave()
    {
        if (Breach is not null)
            return;
        IsOver = true;
        foreach (var client in _clients)
            client.Disconnect();
        _pool?.Drain();
    }

    /// <summary>What is left in the queues goes to somebody who only reads.</summary>
    private void Audit()
    {
        if (Breach is not null)
            return;
        foreach (var client in _clients)
            client.CheckClosed();
        _pool?.CheckClosed();
        var plan = new ClientPlan
        {
            Connection = new()
            {
                Session = new() { Versions = Scenario.Broker.Versions, Login = Scenario.Login, Passcode = new(1), Heartbeat = default },
            },
        };
        _auditor = new(this, plan, FirstMember - 1, 1);
        _auditor.OpenNow();
        var queues = new System.Collections.Generic.HashSet<string>();
        foreach (var letter in Letters)
        {
            if (letter.IsToQueue && letter.Destination != Scenario.Forbidden && queues.Add(letter.Destination))
                _auditor.Listen(letter.Destination, AckMode.Auto, true);
        }

        _auditor.Listen(Scenario.DeadLetters, AckMode.Auto, true);
        Soon(30 * Second, _auditor, Client.Leaves, 0, null);
    }

    private void CheckEnd()
    {
        if (Breach is not null)
            return;
        _auditor!.CheckClosed();
        Check(Invariant.EverythingComesToRest, _broker.LinkCount == 0, FormattableString.Invariant($"the broker has {_broker.LinkCount} links at the end"));
        Check(Invariant.EverythingComesToRest, Brokers.Broker.NextDeadline(_broker) is null, "something is due in the broker at the end");
        Check(
            Invariant.EverythingComesToRest,
            _broker.MessageCount == 0 && _broker.OctetCount == 0,
            FormattableString.Invariant($"the broker holds {_broker.MessageCount} messages of {_broker.OctetCount} octets at the end"));
        CheckBrokerReplay();
        foreach (var letter in Letters)
        {
            if (letter.IsConfirmed && letter.IsToQueue)
                Check(Invariant.NothingConfirmedIsLost, IsAccountedFor(letter), $"{letter} was confirmed and is lost");
        }
    }

    private bool IsAccountedFor(Letter letter)
    {
        if (letter.IsConsumed || letter.Broker < Forgotten)
            return true;
        foreach (var transit in letter.Transits ?? [])
        {
            // Written in mode auto, and never read, or read when nobody wanted it any more.
            var wire = _wires[(int)transit.Wire - 1];
            if (transit.End > wire.ToClient.Taken || wire.HasDroppedMessages)
                return true;
        }

        return false;
    }
}
