using System;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>One connection and its shell in small: it steps it, carries out what it asks for, and checks what it says.</summary>
internal sealed partial class Client : Actor
{
    public const int TransportFails = 0;
    public const int TransportEnds = 1;
    private const int TickComes = 2;
    private const int DialAnswers = 3;
    private const int CredentialsAnswer = 4;

    private static readonly Func<Secret, string> Reveal = secret => secret.Number == 1 ? Scenario.Passcode : "wrong";

    private readonly World _world;
    private readonly ClientPlan _plan;
    private readonly List<Wire?> _wires = [];
    private ConnectionState _shadow;
    private Wire? _wire;
    private long _armed = long.MaxValue;
    private int _steps;
    private int _unread;
    private long _unreadOctets;
    private TimeSpan _lastWait;
    private int _equalWaits;
    private long _lastRestored;

    public Client(World world, ClientPlan plan, int number, int life)
    {
        (_world, _plan, Number, Life) = (world, plan, number, life);
        State = _shadow = Connection.Initial(plan.Connection, Seed);
    }

    /// <summary>Its place in the world.</summary>
    public int Number { get; }

    /// <summary>How often it came back after its connection was closed for good.</summary>
    public int Life { get; }

    public ConnectionState State { get; private set; }

    /// <summary>The pool that it is a member of, null when it has an application of its own.</summary>
    public PoolHost? Owner { get; init; }

    /// <summary>Whether the pool wants it closed.</summary>
    public bool IsUnwanted { get; set; }

    public ulong Seed => unchecked((_world.Scenario.Seed * 31) + ((ulong)Number * 1009) + (ulong)Life);

    public override void Happen(int what, long number, object? with)
    {
        switch (what)
        {
            case TransportFails:
                if (with is Wire { IsLeft: false })
                    Step(new ConnectionEvent.TransportFailed(_world.Time, number, new(TransportFaultKind.Reset, "", "reset")), null);
                break;
            case TransportEnds:
                if (with is Wire { IsLeft: false })
                    Step(new ConnectionEvent.PeerClosed(_world.Time, number), null);
                break;
            case TickComes:
                if (number == _armed)
                    _armed = long.MaxValue;
                Step(new ConnectionEvent.Tick(_world.Time), null);
                break;
            case DialAnswers:
                AnswerDial(number);
                break;
            case CredentialsAnswer:
                AnswerCredentials(number);
                break;
            default:
                Act(what, number, with);
                break;
        }
    }

    public void Step(ConnectionEvent @event, byte[]? lent)
    {
        if (_world.Breach is not null)
            return;
        var before = State;
        var due = Connection.NextDeadline(before);
        var pair = Reach.Of(before, @event);
        var again = Own(@event);
        Transition<ConnectionState, ConnectionEffect> step;
        try
        {
            step = Connection.Step(before, @event);
        }
        catch (Exception exception)
        {
            _world.Fail(Invariant.NothingIsThrown, $"{this} at {@event}: {exception}");
            return;
        }

        State = step.State;
        // What was lent is used for something else.
        lent?.AsSpan().Fill((byte)'#');
        _world.Note(pair, Number + 1, step.Effects.Count);
        if (Reach.OfSession(before, @event) is >= 0 and var session)
            _world.Note(session);
        _world.Diary?.Add(_world.Now, ToString(), Telling.Of(again, step.Effects));
        if (_world.IsWatched)
            _world.Watch(new SimulatedStep.OfConnection(ToString(), _plan.Connection, before, again, step));
        CheckStep(before, due, again, step);
        _ordered = (again as ConnectionEvent.Ordered)?.Order;
        foreach (var effect in step.Effects)
            Carry(effect);
        CheckBooks();
    }

    /// <summary>The same event with octets of its own.</summary>
    private static ConnectionEvent Own(ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived received => received with { Octets = Payload.Copy(received.Octets.Span) },
        ConnectionEvent.Ordered { Order: SessionEvent.Send send } ordered => ordered with { Order = send with { Body = Payload.Copy(send.Body.Span) } },
        _ => @event,
    };

    public override string ToString() => FormattableString.Invariant($"client {(Number < World.FirstMember ? Number : Number - World.FirstMember)}{(Number < World.FirstMember ? "" : " of the pool")}.{Life}");

    private void Carry(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.OnTransport on:
                Carry(on.Transport, on.Effects);
                break;
            case ConnectionEffect.AskCredentials ask:
                Ask(ask.Transport);
                break;
            case ConnectionEffect.Dial dial:
                Dial(dial.Transport);
                break;
            case ConnectionEffect.CloseTransport close:
                WireOf(close.Transport)?.Leave();
                break;
            case ConnectionEffect.Completed completed:
                Complete(completed.Op, completed.Outcome);
                break;
            case ConnectionEffect.NotRestored gone:
                End(gone.Subscription);
                break;
            case ConnectionEffect.Waiting waiting:
                CheckWait(waiting.Until - _world.Time);
                break;
            case ConnectionEffect.Closed closed:
                Closes(closed.Reason);
                break;
        }
    }

    private void Carry(long transport, Effects<SessionEffect> effects)
    {
        var wire = WireOf(transport)!;
        var output = _world.Scratch;
        output.ResetWrittenCount();
        var through = 0L;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SessionEffect.Transmit transmit:
                    through = transmit.Number;
                    Transmit(wire, transmit);
                    break;
                case SessionEffect.TransmitHeartbeat beat:
                    FrameEncoder.EncodeHeartbeat(output);
                    through = beat.Number;
                    break;
                case SessionEffect.HalfClose:
                    Flush(wire, ref through);
                    wire.ToBroker.End();
                    break;
                case SessionEffect.Close:
                    Flush(wire, ref through);
                    wire.Leave();
                    break;
                case SessionEffect.PauseReading:
                    wire.ToClient.Pause();
                    break;
                case SessionEffect.ResumeReading:
                    wire.ToClient.Resume();
                    break;
                case SessionEffect.Established:
                    wire.ToBroker.Begin(wire.Upwards);
                    _lastRestored = 0;
                    break;
                case SessionEffect.Ended ended:
                    EndSession(wire, ended.Reason);
                    break;
                case SessionEffect.Named named:
                    Name(wire, named);
                    break;
                case SessionEffect.Completed completed:
                    Complete(completed.Op, completed.Outcome);
                    break;
                case SessionEffect.Deliver deliver:
                    Deliver(wire, deliver);
                    break;
                case SessionEffect.SubscriptionEnded ended:
                    End(ended.Subscription);
                    break;
                case SessionEffect.Noted { Kind: NoteKind.UnknownReceipt } noted:
                    CheckUnknownReceipt(wire, noted.Text);
                    break;
                case SessionEffect.Noted { Kind: NoteKind.InFlightDropped }:
                    wire.HasDroppedMessages = true;
                    break;
            }
        }

        Flush(wire, ref through);
    }

    private void Flush(Wire wire, ref long through)
    {
        if (_world.Scratch.WrittenCount > 0)
            wire.ToBroker.Write(_world.Scratch.WrittenSpan.ToArray(), through);
        _world.Scratch.ResetWrittenCount();
    }

    private Wire? WireOf(long transport) => transport > 0 && transport < _wires.Count ? _wires[(int)transport] : null;

    private Wire Connect(long transport)
    {
        while (_wires.Count <= transport)
            _wires.Add(null);
        _wire = _world.Open(this, transport);
        _wires[(int)transport] = _wire;
        (_unread, _unreadOctets) = (0, 0);
        if (_world.Rate(FaultKind.Straggler) > 0 && _world.Network.Chance(30))
            StrayIn(_world.Network.Between(0, 10 * World.Millisecond));
        if (_world.Rate(FaultKind.Cut) > 0 && _world.Network.Chance(5))
            _world.BreakSoon(_wire);
        if (!_world.IsCalm && Owner is null && _world.Network.Chance(2))
            _world.Soon(_world.Network.Between(0, 20 * World.Millisecond), this, Leaves, 0, null);
        return _wire;
    }

    private void Dial(long transport)
    {
        var network = _world.Network;
        if (_world.Rate(FaultKind.DialHangs) > 0 && network.Chance(_world.Rate(FaultKind.DialHangs)))
        {
            _world.Count(FaultKind.DialHangs);
            return;
        }

        _world.Soon(network.Between(World.Millisecond, 100 * World.Millisecond), this, DialAnswers, transport, null);
    }

    private void AnswerDial(long transport)
    {
        if (State is not ConnectionState.Dialling { AsksCredentials: false, Transport: var current } || current != transport)
            return;
        var isRefused = _world.Rate(FaultKind.DialRefused) > 0 && _world.Network.Chance(_world.Rate(FaultKind.DialRefused));
        if (isRefused || _world.IsBrokerDown)
        {
            _world.Count(FaultKind.DialRefused);
            Step(new ConnectionEvent.DialFailed(_world.Time, transport, new(TransportFaultKind.Refused, "", "nobody listens")), null);
            return;
        }

        Connect(transport);
        Step(new ConnectionEvent.Opened(_world.Time, transport), null);
    }

    private void Ask(long transport)
    {
        var network = _world.Network;
        if (_world.Rate(FaultKind.CredentialsSlow) > 0 && network.Chance(_world.Rate(FaultKind.CredentialsSlow)))
        {
            _world.Count(FaultKind.CredentialsSlow);
            _world.Soon(network.Between(World.Second, 12 * World.Second), this, CredentialsAnswer, transport, null);
            return;
        }

        _world.Soon(network.Between(0, 50 * World.Millisecond), this, CredentialsAnswer, transport, null);
    }

    private void AnswerCredentials(long transport)
    {
        if (_world.Rate(FaultKind.CredentialsFail) > 0 && _world.Network.Chance(_world.Rate(FaultKind.CredentialsFail)))
        {
            _world.Count(FaultKind.CredentialsFail);
            Step(new ConnectionEvent.CredentialsFailed(_world.Time, transport, "the vault is closed"), null);
            return;
        }

        Step(new ConnectionEvent.CredentialsReady(_world.Time, transport, Scenario.Login, new Secret(1)), null);
    }
}
