using System;
using System.Buffers;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Properties.Connections;

/// <summary>One client: a connection, its shell in small, and an application that does what it is told.</summary>
internal sealed class Player
{
    private static readonly string[] Destinations = ["/queue/a", "/queue/b", "/topic/t"];

    private readonly World _world;
    private readonly Chronicle _chronicle;
    private readonly Reach _reach;
    private readonly Dictionary<long, Wire> _wires = [];
    private readonly HashSet<long> _unwanted = [];
    private readonly List<long> _subscriptions = [];
    private readonly List<(long Transport, long Delivery)> _deliveries = [];
    private readonly List<(long Transport, string Id)> _transactions = [];
    private readonly HashSet<long> _begins = [];
    private long _lastOp;
    private int _lastMessage;

    public Player(World world, Chronicle chronicle, Reach reach, int number, Plot plot)
    {
        (_world, _chronicle, _reach, Number) = (world, chronicle, reach, number);
        var beat = TimeSpan.FromMilliseconds(plot.Beats);
        State = Connection.Initial(
            new()
            {
                Endpoints = [new Endpoint("one", 1), new Endpoint("two", 2)],
                Session = new() { Heartbeat = new(beat, beat), ReceiptTimeout = TimeSpan.FromSeconds(5), MaxUnreadMessages = plot.Unread },
                Reconnect = new() { FirstRounds = null, Max = TimeSpan.FromSeconds(2), StableAfter = TimeSpan.FromSeconds(1) },
                MaxQueued = 10,
            },
            (ulong)plot.Seed + (ulong)number);
    }

    public int Number { get; }

    public ConnectionState State { get; private set; }

    public long LinkOf(long transport) => (Number * 1_000_000L) + transport;

    public void Open()
    {
        _chronicle.AsksToOpen(Number, ++_lastOp);
        Step(new ConnectionEvent.Open(_world.Now, _lastOp));
    }

    public void Do(Act act)
    {
        switch (act.Deed)
        {
            case Deed.Send:
                Ask(Message(act, null));
                break;
            case Deed.SendConfirmed:
                Ask(Message(act, null) with { Receipt = ReceiptWish.Counted });
                break;
            case Deed.SendInTransaction when Pick(_transactions, act.Two) is { Id: not null } open:
                Ask(Message(act, open.Id), open.Transport);
                break;
            case Deed.Subscribe:
                Subscribe(Destinations[act.One % Destinations.Length], (AckMode)(act.Two % 3), act.Two % 2 == 0);
                break;
            case Deed.Unsubscribe when _subscriptions.Count > 0:
                Ask(new SessionEvent.Unsubscribe(default, 0, Pick(_subscriptions, act.One)) { Receipt = Wish(act) });
                break;
            case Deed.Ack or Deed.Nack when _deliveries.Count > 0:
                var (transport, delivery) = Pick(_deliveries, act.One);
                var within = act.Two % 3 == 0 ? _transactions.Find(open => open.Transport == transport).Id : null;
                Ask(new SessionEvent.Settle(default, 0, delivery, act.Deed == Deed.Ack) { Transaction = within, Receipt = Wish(act) }, transport);
                break;
            case Deed.Begin:
                _begins.Add(_lastOp + 1);
                Ask(new SessionEvent.Begin(default, 0, null) { Receipt = Wish(act) });
                break;
            case Deed.Commit or Deed.Abort when _transactions.Count > 0:
                var ended = Pick(_transactions, act.One);
                Ask(
                    act.Deed == Deed.Commit
                        ? new SessionEvent.Commit(default, 0, ended.Id) { Receipt = Wish(act) }
                        : new SessionEvent.Abort(default, 0, ended.Id) { Receipt = Wish(act) },
                    ended.Transport);
                _transactions.Remove(ended);
                break;
            case Deed.Abandon when _lastOp > 0:
                Step(new ConnectionEvent.Abandon(_world.Now, Math.Max(1, _lastOp - (act.One % 3)), AbandonReason.Cancelled));
                break;
            case Deed.Cut:
                Cut(act.One % 2 == 0);
                break;
            case Deed.Disconnect:
                Disconnect();
                break;
        }
    }

    public void Subscribe(string destination, AckMode mode, bool confirmed)
    {
        _subscriptions.Add(_lastOp + 1);
        Ask(new SessionEvent.Subscribe(default, 0, destination, mode) { Receipt = confirmed ? ReceiptWish.Counted : default });
    }

    public void Disconnect() => Ask(new SessionEvent.Disconnect(default, 0) { Receipt = ReceiptWish.Counted });

    public void Tick() => Step(new ConnectionEvent.Tick(_world.Now));

    private void Cut(bool reset)
    {
        if (State is not ConnectionState.WithTransport { Transport: var transport } || !_wires.TryGetValue(transport, out var wire) || wire.IsCut)
            return;
        _reach.Count("cut");
        wire.IsCut = true;
        _world.Soon(() =>
        {
            if (!wire.IsLeft)
                Step(reset ? new ConnectionEvent.TransportFailed(_world.Now, transport, new(TransportFaultKind.Reset, "", "cut")) : new ConnectionEvent.PeerClosed(_world.Now, transport));
        });
        _world.LoseLink(wire.Link);
    }

    private SessionEvent.Send Message(Act act, string? transaction) => new(
        default, 0, Destinations[act.One % Destinations.Length], Payload.FromText(FormattableString.Invariant($"{(char)('A' + Number)}{++_lastMessage}")))
    {
        Transaction = transaction,
        Receipt = transaction is not null && act.Two % 2 == 0 ? ReceiptWish.Counted : default,
    };

    private static ReceiptWish Wish(Act act) => act.Two % 2 == 0 ? ReceiptWish.Counted : default;

    private static T? Pick<T>(List<T> list, int number) => list.Count == 0 ? default : list[number % list.Count];

    private void Ask(SessionEvent.Order order) => Ask(order, 0);

    private void Ask(SessionEvent.Order order, long epoch)
    {
        order = order with { At = _world.Now, Op = ++_lastOp };
        if (order is SessionEvent.Subscribe subscribe)
            order = subscribe with { Key = _lastOp };
        _chronicle.Asks(Number, order, epoch);
        Step(new ConnectionEvent.Ordered(order, epoch));
    }

    private void Step(ConnectionEvent @event)
    {
        var transition = Connection.Step(State, @event);
        _world.Watch?.Invoke(Number, State, @event, transition);
        State = transition.State;
        foreach (var effect in transition.Effects)
            Carry(effect);
    }

    private void Carry(ConnectionEffect effect)
    {
        switch (effect)
        {
            case ConnectionEffect.Dial dial:
                Dial(dial.Transport);
                break;
            case ConnectionEffect.CloseTransport close:
                _unwanted.Add(close.Transport);
                if (_wires.TryGetValue(close.Transport, out var wire))
                    _world.Leave(wire);
                break;
            case ConnectionEffect.OnTransport on:
                Carry(on.Transport, on.Effects);
                break;
            case ConnectionEffect.Completed completed:
                _chronicle.Ends(Number, completed.Op, completed.Outcome);
                break;
            case ConnectionEffect.NotRestored gone:
                _reach.Count("not restored");
                _subscriptions.Remove(gone.Subscription);
                break;
            case ConnectionEffect.Waiting:
                _reach.Count("waiting");
                break;
        }
    }

    private void Dial(long transport) => _world.Soon(() =>
    {
        if (_unwanted.Contains(transport))
            return;
        if (_world.Fails())
        {
            Step(new ConnectionEvent.DialFailed(_world.Now, transport, new(TransportFaultKind.Refused, "", "nobody listens")));
            return;
        }

        _wires.Add(transport, _world.Accept(LinkOf(transport), this, transport));
        Step(new ConnectionEvent.Opened(_world.Now, transport));
    });

    /// <summary>Octets, or the end of them, arrive over a wire.</summary>
    public void Arrives(Wire wire, long transport, byte[]? octets)
    {
        wire.Held.Enqueue(() => Read(wire, transport, octets));
        ReadOn(wire);
    }

    private static void ReadOn(Wire wire)
    {
        while (!wire.IsPaused && wire.Held.TryDequeue(out var read))
            read();
    }

    private void Read(Wire wire, long transport, byte[]? octets)
    {
        if (wire.IsLeft)
            return;
        if (octets is null)
        {
            Step(new ConnectionEvent.PeerClosed(_world.Now, transport));
            return;
        }

        wire.Fed += octets.Length;
        wire.HasDropped |= State is ConnectionState.Closing;
        var lent = (byte[])octets.Clone();
        var isGiven = lent.Length % 2 == 0;
        Step(new ConnectionEvent.BytesReceived(_world.Now, transport, Payload.Wrap(lent)) { IsGiven = isGiven });
        if (!isGiven)
            Array.Fill(lent, (byte)'#');
    }

    private void Carry(long transport, Effects<SessionEffect> effects)
    {
        var wire = _wires[transport];
        var output = new ArrayBufferWriter<byte>();
        var through = 0L;
        foreach (var effect in effects)
        {
            switch (effect)
            {
                case SessionEffect.Transmit transmit:
                    if (FrameEncoder.Encode(transmit.Frame, transmit.Rules, output) is { } fault)
                        throw new WrongException($"a frame cannot be written: {fault}");
                    through = transmit.Number;
                    _chronicle.Writes(Number, transport, transmit.Rules.Dialect.Version ?? _world.Version, transmit.Frame);
                    break;
                case SessionEffect.TransmitHeartbeat beat:
                    FrameEncoder.EncodeHeartbeat(output);
                    through = beat.Number;
                    _reach.Count("beat");
                    break;
                case SessionEffect.Completed completed:
                    if (completed.Outcome is not (Outcome.Sent or Outcome.Confirmed))
                        _subscriptions.Remove(completed.Op);
                    _chronicle.Ends(Number, completed.Op, completed.Outcome);
                    break;
                case SessionEffect.Named named when _begins.Contains(named.Op):
                    _transactions.Add((transport, named.Id));
                    break;
                case SessionEffect.Deliver deliver:
                    _chronicle.Gets(Number, transport, deliver);
                    _deliveries.Add((transport, deliver.Delivery));
                    var octets = deliver.Frame.Length;
                    _world.Later(() => Step(new ConnectionEvent.Taken(_world.Now, transport, 1, octets)));
                    break;
                case SessionEffect.Noted { Kind: NoteKind.InFlightDropped }:
                    _reach.Count("dropped in flight");
                    wire.HasDropped = true;
                    break;
                case SessionEffect.PauseReading:
                    _reach.Count("pause");
                    wire.IsPaused = true;
                    break;
                case SessionEffect.ResumeReading:
                    wire.IsPaused = false;
                    _world.Next(() => ReadOn(wire));
                    break;
                case SessionEffect.Ended ended:
                    _chronicle.SessionEnds(Number, wire, ended.Reason);
                    break;
                case SessionEffect.HalfClose:
                    Flush(wire, transport, output, ref through);
                    _world.HangUp(wire);
                    break;
                case SessionEffect.Close:
                    Flush(wire, transport, output, ref through);
                    _world.Leave(wire);
                    break;
            }
        }

        Flush(wire, transport, output, ref through);
    }

    private void Flush(Wire wire, long transport, ArrayBufferWriter<byte> output, ref long through)
    {
        if (output.WrittenCount == 0)
            return;
        _world.ToBroker(wire, output.WrittenSpan.ToArray());
        output.Clear();
        var written = through;
        _world.Soon(() =>
        {
            if (!wire.IsLeft && !wire.IsCut)
                Step(new ConnectionEvent.Written(_world.Now, transport, written));
        });
    }
}
