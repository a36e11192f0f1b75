using System;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>The broker's shell: steps it, writes what it asks for, and reads along.</summary>
internal sealed partial class World
{
    private const int BrokerTick = 0;
    public const int LinkLost = 1;
    private const int ReceiptComes = 2;

    private BrokerState _broker;
    private BrokerState _shadow;
    private long _brokerArmed = long.MaxValue;
    private int _brokerSteps;
    private Wire? _output;
    private long _outputThrough;

    /// <summary>How many brokers forgot everything so far.</summary>
    public int Forgotten { get; private set; }

    public bool IsBrokerDown { get; private set; }

    public void StepBroker(BrokerEvent @event, byte[]? lent)
    {
        if (Breach is not null)
            return;
        var before = _broker;
        var due = Broker.NextDeadline(before);
        var pair = Reach.Of(before, @event);
        var again = @event is BrokerEvent.Received received ? received with { Octets = Payload.Copy(received.Octets.Span) } : @event;
        Transition<BrokerState, BrokerEffect> step;
        try
        {
            step = Broker.Step(before, @event);
        }
        catch (Exception exception)
        {
            Fail(Invariant.NothingIsThrown, $"the broker at {@event}: {exception}");
            return;
        }

        _broker = step.State;
        lent?.AsSpan().Fill((byte)'#');
        Note(pair, 0, step.Effects.Count);
        Diary?.Add(Now, "broker", Telling.Of(again, step.Effects));
        if (IsWatched)
            Watch(new SimulatedStep.OfBroker(before, again, step));
        CheckBroker(before, due, again, step);
        _output = null;
        foreach (var effect in step.Effects)
            Carry(effect);
        Flush();
    }

    private void CheckBroker(BrokerState before, BrokerDeadline? due, BrokerEvent @event, Transition<BrokerState, BrokerEffect> step)
    {
        var repeated = Broker.Step(_shadow, @event);
        _shadow = repeated.State;
        Check(Invariant.ReplayIsEqual, repeated.Effects == step.Effects, "the broker's effects differ when its events are folded again");
        if ((++_brokerSteps & 1023) == 0)
            CheckBrokerReplay();
        var isTick = @event is BrokerEvent.Tick;
        if (isTick && (due is null || due.Value.At > @event.At))
            Check(Invariant.IdleTicksChangeNothing, step.Effects.IsEmpty && (ReferenceEquals(before, step.State) || before == step.State), "an early tick changed the broker");
        var next = Broker.NextDeadline(step.State);
        Check(Invariant.DeadlinesAreAhead, next is null || (isTick ? next.Value.At > @event.At : next.Value.At >= @event.At), "the broker's deadline lies in the past");
        Check(
            Invariant.MemoryIsBounded,
            step.State.MessageCount >= 0 && step.State.MessageCount <= Scenario.Broker.Limits.Messages && step.State.OctetCount >= 0 && step.State.OctetCount <= Scenario.Broker.Limits.Octets,
            "the broker holds more than it may, or less than nothing");
        if (next is { } deadline && deadline.At.Ticks < _brokerArmed)
        {
            _brokerArmed = deadline.At.Ticks;
            TickAt(_brokerArmed, this, BrokerTick);
        }
    }

    private void CheckBrokerReplay() => Check(Invariant.ReplayIsEqual, _shadow == _broker, "the broker's state differs when its events are folded again");

    private void Carry(BrokerEffect effect)
    {
        var wire = _wires[(int)effect.Link - 1];
        switch (effect)
        {
            case BrokerEffect.Transmit transmit:
                Transmit(wire, transmit);
                break;
            case BrokerEffect.TransmitHeartbeat beat:
                Aim(wire);
                FrameEncoder.EncodeHeartbeat(Scratch);
                _outputThrough = beat.Number;
                break;
            case BrokerEffect.HalfClose:
                Flush();
                WriteLate(wire);
                wire.ToClient.End();
                break;
            case BrokerEffect.Close:
                Flush();
                wire.Drop();
                break;
            case BrokerEffect.Diagnostic diagnostic:
                Check(Invariant.SecretsStaySecret, !diagnostic.Text.Contains(Scenario.Passcode, StringComparison.Ordinal), "a diagnostic of the broker holds a password");
                if (diagnostic.Kind == BrokerDiagnosticKind.PeerSilent)
                    CheckDeath(wire, wire.ToBroker, wire.Upwards, Scenario.Broker.Margin.Tolerance);
                break;
        }
    }

    /// <summary>Somebody was declared dead by the reader of a pipe.</summary>
    public void CheckDeath(Wire wire, Pipe pipe, long promise, int tolerance)
    {
        var allowed = (long)((Int128)promise * tolerance / 1_000_000);
        Check(Invariant.TheLivingAreSpared, Now - pipe.LastTaken >= allowed || pipe.WasPaused, "a peer was declared dead although octets came in time");
        // Where CONNECTED came late, the client was silent for so long.
        var isNetwork = wire.ToBroker.WasTroubled || wire.ToClient.WasTroubled || wire.ToClient.WasPaused;
        Check(Invariant.TheLivingAreSpared, isNetwork, "a peer was declared dead, and the network did nothing to it");
    }

    private void Transmit(Wire wire, BrokerEffect.Transmit transmit)
    {
        var frame = transmit.Frame;
        foreach (var header in frame.Headers)
            Check(Invariant.SecretsStaySecret, !header.Value.Contains(Scenario.Passcode, StringComparison.Ordinal), "a frame of the broker holds a password");
        if (frame.Command == Command.Connected)
            wire.Agree(frame);
        Aim(wire);
        var start = Scratch.WrittenCount;
        if (FrameEncoder.Encode(frame, transmit.Rules, Scratch) is { } fault)
            Fail(Invariant.NothingIsThrown, $"a frame of the broker cannot be written: {fault}");
        Accent.Apply(this, Scratch, start, transmit.Rules.Dialect);
        _outputThrough = transmit.Number;
        switch (frame.Command)
        {
            case Command.Message:
                NoteMessage(wire, frame);
                break;
            case Command.Receipt:
                var id = frame.Headers[HeaderNames.ReceiptId] ?? "";
                if (Rate(FaultKind.LateReceipt) > 0 && Network.Chance(Rate(FaultKind.LateReceipt)))
                    KeepBack(wire, start, id);
                else
                    wire.Receipts.Add(id);
                break;
            case Command.Error:
                Count(FaultKind.Refusal);
                break;
        }
    }

    private void NoteMessage(Wire wire, Frame frame)
    {
        if (Find(Pure.Simulation.Letter.NumberOf(frame)) is not { IsToQueue: true } letter)
            return;
        Check(
            Invariant.NothingIsDoubled,
            !letter.IsAcknowledged || letter.Sends > 1 || frame.Headers[HeaderNames.Destination] != letter.Destination,
            $"{letter} is delivered although its ACK was confirmed");
        if (wire.Autos.TryGetValue(frame.Headers[HeaderNames.Subscription] ?? "", out var isAuto) && isAuto)
            (letter.Transits ??= []).Add(new(wire.Link, wire.ToClient.Written + Scratch.WrittenCount));
    }

    private void Aim(Wire wire)
    {
        if (ReferenceEquals(_output, wire))
            return;
        Flush();
        _output = wire;
        Scratch.ResetWrittenCount();
    }

    private void Flush()
    {
        if (_output is { } wire)
            wire.ToClient.Write(Scratch.WrittenSpan.ToArray(), _outputThrough);
        _output = null;
    }

    /// <summary>The RECEIPT at the end of what is to be written comes later than what follows it.</summary>
    private void KeepBack(Wire wire, int start, string id)
    {
        var receipt = Scratch.WrittenSpan[start..].ToArray();
        var before = Scratch.WrittenSpan[..start].ToArray();
        _output = null;
        wire.ToClient.Write(before, _outputThrough);
        wire.LateReceipts.Add(new(id, receipt));
        Count(FaultKind.LateReceipt);
        Soon(Network.Chance(80) ? Network.Between(0, 2 * Second) : Network.Between(2 * Second, 25 * Second), this, ReceiptComes, 0, wire);
    }

    /// <summary>What was kept back, youngest first.</summary>
    private static void WriteLate(Wire wire)
    {
        for (var i = wire.LateReceipts.Count - 1; i >= 0; i--)
            wire.WriteLate(i);
    }

    private void TickBroker(long at)
    {
        if (at == _brokerArmed)
            _brokerArmed = long.MaxValue;
        StepBroker(new BrokerEvent.Tick(Time), null);
    }
}
