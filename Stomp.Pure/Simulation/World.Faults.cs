using System;
using Stomp.Pure.Brokers;

namespace Stomp.Pure.Simulation;

/// <summary>What goes wrong, when, and how it heals.</summary>
internal sealed partial class World
{
    private const int FaultComes = 10;
    private const int BrokerComesBack = 11;
    private const int SpikeEnds = 12;
    private const int WireBreaks = 13;

    private static readonly FaultKind[] Happenings =
    [
        FaultKind.LatencySpike, FaultKind.Cut, FaultKind.HalfOpen, FaultKind.Stall, FaultKind.BrokerRestart, FaultKind.BrokerCrash, FaultKind.BrokerAmnesia,
        FaultKind.WallClockJump, FaultKind.Straggler,
    ];

    private readonly Dice[] _trouble = new Dice[Enum.GetValues<FaultKind>().Length];
    private long _wallOffset;

    public override void Happen(int what, long number, object? with)
    {
        switch (what)
        {
            case BrokerTick:
                TickBroker(number);
                break;
            case LinkLost:
                if (with is Wire { IsDropped: false } lost)
                {
                    lost.IsDropped = true;
                    StepBroker(new BrokerEvent.Lost(Time, number), null);
                }

                break;
            case ReceiptComes:
                if (with is Wire { LateReceipts.Count: > 0 } late)
                    late.WriteLate(0);

                break;
            case FaultComes when !IsCalm:
                ComeNext((FaultKind)number);
                Strike((FaultKind)number, _trouble[number]);
                break;
            case WireBreaks when !IsCalm && with is Wire breaking:
                Count(FaultKind.Cut);
                breaking.Break(_trouble[(int)FaultKind.Cut].Below(1001), _trouble[(int)FaultKind.Cut].Chance(50));
                break;
            case BrokerComesBack:
                IsBrokerDown = false;
                break;
            case SpikeEnds:
                ((Pipe)with!).ExtraLatency = 0;
                break;
        }
    }

    /// <summary>What the wall's clock shows, in as many digits whatever it is. It is nothing but data.</summary>
    public string WallClock() => (1_800_000_000_000L + ((Now + _wallOffset) / Millisecond)).ToString("D15", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>A wire was let go; perhaps something still comes from it.</summary>
    public void Straggle(Wire wire)
    {
        if (Rate(FaultKind.Straggler) > 0)
            wire.Client.StrayIn(_trouble[(int)FaultKind.Straggler].Between(0, 50 * Millisecond));
    }

    /// <summary>A wire breaks when it has hardly begun, or is about to end.</summary>
    public void BreakSoon(Wire wire) => Soon(_trouble[(int)FaultKind.Cut].Between(0, 30 * Millisecond), this, WireBreaks, 0, wire);

    private void BeginFaults()
    {
        foreach (var kind in Happenings)
        {
            if (_rates[(int)kind] > 0)
                ComeNext(kind);
        }
    }

    /// <summary>So many times an hour, on the average.</summary>
    private void ComeNext(FaultKind kind) => Soon(_trouble[(int)kind].Between(1, 2 * 3_600 * Second / (4 * _rates[(int)kind])), this, FaultComes, (long)kind, null);

    private void Strike(FaultKind kind, Dice dice)
    {
        switch (kind)
        {
            case FaultKind.WallClockJump:
                _wallOffset = dice.Between(-30 * 86_400 * Second, 30 * 86_400 * Second);
                Count(kind);
                return;
            case FaultKind.Straggler:
                if (_clients.Count > 0)
                    _clients[dice.Below(_clients.Count)].StrayIn(0);
                StrayToBroker(dice);
                return;
            case FaultKind.BrokerRestart or FaultKind.BrokerCrash or FaultKind.BrokerAmnesia:
                if (!IsBrokerDown)
                    EndBroker(kind, dice);
                return;
        }

        if (Victim(dice) is not { } wire)
            return;
        Count(kind);
        Diary?.Add(Now, "network", FormattableString.Invariant($"{kind} at link {wire.Link} of {wire.Client}"));
        var pipe = dice.Chance(50) ? wire.ToBroker : wire.ToClient;
        switch (kind)
        {
            case FaultKind.Cut:
                wire.Break(dice.Below(1001), dice.Chance(50));
                break;
            case FaultKind.HalfOpen:
                var both = dice.Chance(40);
                Vanish(pipe);
                if (both)
                    Vanish(ReferenceEquals(pipe, wire.ToBroker) ? wire.ToClient : wire.ToBroker);
                break;
            case FaultKind.Stall:
                pipe.StalledUntil = Math.Max(pipe.StalledUntil, Now + dice.Between(Second, 40 * Second));
                pipe.WasTroubled = true;
                break;
            case FaultKind.LatencySpike:
                pipe.ExtraLatency = dice.Between(200 * Millisecond, 5 * Second);
                pipe.WasTroubled = true;
                Soon(dice.Between(Second, 60 * Second), this, SpikeEnds, 0, pipe);
                break;
        }
    }

    /// <summary>Something still comes for a link that is over.</summary>
    private void StrayToBroker(Dice dice)
    {
        if (_wires.Count == 0)
            return;
        var wire = _wires[dice.Below(_wires.Count)];
        if (!wire.IsDropped)
            return;
        var before = _broker;
        StepBroker(
            dice.Below(4) switch
            {
                0 => new BrokerEvent.Received(Time, wire.Link, Values.Payload.FromText("SEND\ndestination:/queue/late\n\n\0")),
                1 => new BrokerEvent.PeerClosed(Time, wire.Link),
                2 => new BrokerEvent.Lost(Time, wire.Link),
                _ => new BrokerEvent.Written(Time, wire.Link, 1_000_000),
            },
            null);
        Check(Invariant.StaleWritesNothing, before == _broker, "the broker took an event of a link that is over");
    }

    private static void Vanish(Pipe pipe)
    {
        pipe.Vanishes = true;
        pipe.WasTroubled = true;
    }

    /// <summary>A wire that both sides still use.</summary>
    private Wire? Victim(Dice dice)
    {
        var open = 0;
        for (var i = _wires.Count - 1; i >= 0; i--)
            open += IsUsed(_wires[i]) ? 1 : 0;
        if (open == 0)
            return null;
        var chosen = dice.Below(open);
        foreach (var wire in _wires)
        {
            if (IsUsed(wire) && chosen-- == 0)
                return wire;
        }

        return null;
    }

    private static bool IsUsed(Wire wire) => wire is { IsBroken: false, IsLeft: false, IsDropped: false };

    /// <summary>The broker ends, and comes back after a while.</summary>
    private void EndBroker(FaultKind kind, Dice dice)
    {
        Count(kind);
        Diary?.Add(Now, "broker", kind.ToString());
        IsBrokerDown = true;
        for (var i = 0; i < _wires.Count; i++)
        {
            var wire = _wires[i];
            if (kind == FaultKind.BrokerRestart && !wire.IsDropped)
            {
                // In order: what was written arrives, then the end.
                StepBroker(new BrokerEvent.Lost(Time, wire.Link), null);
                wire.Drop();
            }
            else if (!wire.IsBroken)
            {
                wire.Break(dice.Below(1001), true);
                if (!wire.IsDropped)
                    StepBroker(new BrokerEvent.Lost(Time, wire.Link), null);
                wire.IsDropped = true;
            }
        }

        if (kind == FaultKind.BrokerAmnesia)
        {
            CheckBrokerReplay();
            _broker = _shadow = Broker.Initial(Scenario.Broker);
            Forgotten++;
        }

        Soon(dice.Between(Second / 10, 20 * Second), this, BrokerComesBack, 0, null);
    }

    /// <summary>Faults end and the network heals: what vanished on the way is noticed now.</summary>
    private void CalmDown()
    {
        IsCalm = true;
        IsBrokerDown = false;
        for (var i = 0; i < _wires.Count; i++)
        {
            var wire = _wires[i];
            if (wire.ToBroker.Vanishes || wire.ToClient.Vanishes)
                wire.Break(0, true);
            wire.ToBroker.ExtraLatency = wire.ToClient.ExtraLatency = 0;
        }

        for (var i = 0; i < _clients.Count; i++)
            _clients[i].CalmDown();
    }
}
