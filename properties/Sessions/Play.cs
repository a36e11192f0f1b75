using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Properties.Sessions;

/// <summary>A course carried out: the events that it came to, and what each one led to. The last event ends the session if nothing else did.</summary>
internal sealed class Play
{
    private static readonly Instant Start = Instant.FromSeconds(100);

    private readonly List<SessionEvent> _events = [];
    private readonly List<Transition<SessionState, SessionEffect>> _steps = [];
    private readonly List<long> _ops = [];
    private readonly List<string> _transactions = [];
    private readonly List<(long Key, string Id)> _subscriptions = [];
    private Instant _now = Start;
    private byte[] _kept = [];
    private long _op;
    private long _delivery;
    private long _transmission;

    private Play(SessionConfig config)
    {
        Config = config;
        State = Session.Initial(config);
    }

    public SessionConfig Config { get; }

    public SessionState State { get; private set; }

    public IReadOnlyList<SessionEvent> Events => _events;

    public IReadOnlyList<Transition<SessionState, SessionEffect>> Steps => _steps;

    /// <summary>All operations that were asked for.</summary>
    public IReadOnlyList<long> Ops => _ops;

    public IEnumerable<SessionEffect> Effects => _steps.SelectMany(step => step.Effects);

    public static Play Of(Course course)
    {
        var play = new Play(course.Config);
        foreach (var move in course.Moves)
        {
            play._now += TimeSpan.FromMilliseconds(move.After);
            play.Feed(play.Event(move));
        }

        play.Feed(new SessionEvent.PeerClosed(play._now));
        return play;
    }

    /// <summary>The same session led through events again.</summary>
    public static List<Transition<SessionState, SessionEffect>> Again(SessionConfig config, IEnumerable<SessionEvent> events)
    {
        var steps = new List<Transition<SessionState, SessionEffect>>();
        var state = Session.Initial(config);
        foreach (var @event in events)
        {
            var step = Session.Step(state, @event);
            steps.Add(step);
            state = step.State;
        }

        return steps;
    }

    private void Feed(SessionEvent @event)
    {
        var step = Session.Step(State, @event);
        _events.Add(@event);
        _steps.Add(step);
        State = step.State;
        foreach (var effect in step.Effects)
            Learn(effect, @event);
    }

    private void Learn(SessionEffect effect, SessionEvent cause)
    {
        if (effect is SessionEffect.Transmit transmit)
            _transmission = transmit.Number;
        else if (effect is SessionEffect.TransmitHeartbeat beat)
            _transmission = beat.Number;
        else if (effect is SessionEffect.Deliver deliver)
            _delivery = deliver.Delivery;
        else if (effect is SessionEffect.Named named && cause is SessionEvent.Begin)
            _transactions.Add(named.Id);
        else if (effect is SessionEffect.Named subscription)
            _subscriptions.Add((subscription.Op, subscription.Id));
    }

    private SessionEvent Event(Move move) => move.Deed switch
    {
        Deed.Open => new SessionEvent.Opened(_now),
        Deed.ServerConnects => Says(Connected(move.One), move.Two == 0),
        Deed.ServerDelivers => Says(Message(move), move.Two % 11 == 0),
        Deed.ServerConfirms => Says(Frame(Command.Receipt, [new("receipt-id", ReceiptId(move.One))], ""), move.Two % 11 == 0),
        Deed.ServerErrs => Says(Error(move), move.Two % 5 == 0),
        Deed.ServerBeats => Says("\n"u8.ToArray(), false),
        Deed.ServerBabbles => Says(Babble(move), false),
        Deed.PeerCloses => new SessionEvent.PeerClosed(_now),
        Deed.TransportFails => new SessionEvent.TransportFailed(_now, new(TransportFaultKind.Reset, "", "reset")),
        Deed.Writes => new SessionEvent.Written(_now, Math.Max(0, _transmission - (move.One % 5 == 0 ? 1 : 0))),
        Deed.TimePasses => new SessionEvent.Tick(_now),
        Deed.DeadlinePasses => new SessionEvent.Tick(_now = Instant.Max(_now, Session.NextDeadline(State)?.At ?? _now)),
        Deed.Takes => new SessionEvent.Taken(_now, move.One % 4, move.Two % 300),
        Deed.Abandons => new SessionEvent.Abandon(_now, Pick(_ops, move.One), (AbandonReason)(move.Two % 2)),
        Deed.Sends or Deed.Subscribes or Deed.Unsubscribes or Deed.Settles or Deed.Begins or Deed.Commits or Deed.Aborts or Deed.Disconnects => Order(move),
        _ => throw new ArgumentException(move.ToString()),
    };

    private SessionEvent.Order Order(Move move)
    {
        var op = ++_op;
        _ops.Add(op);
        var receipt = (move.Two % 6) switch { 0 or 1 => ReceiptWish.Counted, 2 => ReceiptWish.Named("r" + (move.One % 12).ToString(CultureInfo.InvariantCulture)), _ => ReceiptWish.None };
        var headers = (move.Two % 13) switch { 0 => Headers.Of([new("a:b", "c\n")]), 1 => Headers.Of([new("receipt", "x")]), _ => Headers.Empty };
        SessionEvent.Order order = move.Deed switch
        {
            Deed.Sends => new SessionEvent.Send(_now, op, move.One % 17 == 0 ? "" : "/q" + (move.One % 3).ToString(CultureInfo.InvariantCulture), Payload.FromText("body"))
            {
                Transaction = move.One % 4 == 0 ? Transaction(move.One) : null,
            },
            Deed.Subscribes => new SessionEvent.Subscribe(_now, op, move.One % 4 == 0 ? "/q0" : "/q1", (AckMode)(move.Two % 3))
            {
                Id = move.One % 7 == 0 ? "id" + (move.One % 5).ToString(CultureInfo.InvariantCulture) : move.One % 7 == 1 ? (move.Two % 5).ToString(CultureInfo.InvariantCulture) : null,
                Prefetch = move.One % 5 == 0 ? 3 : null,
            },
            Deed.Unsubscribes => new SessionEvent.Unsubscribe(_now, op, Pick(_subscriptions, move.One).Key),
            Deed.Settles => new SessionEvent.Settle(_now, op, _delivery - (move.One % 5), move.Two % 3 != 0) { Transaction = move.One % 3 == 0 ? Transaction(move.One) : null },
            Deed.Begins => new SessionEvent.Begin(_now, op, move.One % 3 == 0 ? "t" + (move.One % 5).ToString(CultureInfo.InvariantCulture) : null),
            Deed.Commits => new SessionEvent.Commit(_now, op, Transaction(move.One)),
            Deed.Aborts => new SessionEvent.Abort(_now, op, Transaction(move.One)),
            _ => new SessionEvent.Disconnect(_now, op),
        };
        return order with { Receipt = receipt, Headers = headers };
    }

    private string Transaction(int at) => _transactions.Count == 0 ? "t1" : Pick(_transactions, at)!;

    private static T? Pick<T>(IReadOnlyList<T> list, int at) => list.Count == 0 ? default : list[list.Count - 1 - (at % Math.Min(list.Count, 4))];

    /// <summary>Octets arrive; now and then the end of them only with the next ones.</summary>
    private SessionEvent.BytesReceived Says(byte[] octets, bool keepsEnd)
    {
        byte[] all = [.. _kept, .. octets];
        var now = keepsEnd ? all.Length / 2 : all.Length;
        _kept = all[now..];
        return new(_now, Payload.Wrap(all.AsMemory(0, now)));
    }

    private byte[] Connected(int at) => Frame(Command.Connected, (at % 16) switch
    {
        0 => [new("session", "s")],
        4 => [new("version", "9.9")],
        5 => [new("version", "1.2"), new("heart-beat", "x")],
        6 or 7 => [new("version", "1.2"), new("server", "RabbitMQ/3.10.8")],
        var other => [new("version", other % 2 == 0 ? "1.2" : "1.1"), new("heart-beat", "1000,1000")],
    }, "");

    private byte[] Message(Move move)
    {
        var headers = new List<Header>();
        if (move.Two % (State is SessionState.Live { Version: StompVersion.V10 } ? 3 : 29) != 0)
            headers.Add(new("subscription", move.One % 6 == 0 ? "9" : _subscriptions.Count == 0 ? "0" : Pick(_subscriptions, move.One).Id));
        headers.Add(new("message-id", "m" + move.One.ToString(CultureInfo.InvariantCulture)));
        headers.Add(new("destination", "/q1"));
        if (move.Two % 31 != 0)
            headers.Add(new("ack", "a:" + move.Two.ToString(CultureInfo.InvariantCulture)));
        return Frame(Command.Message, [.. headers], "some body");
    }

    private string ReceiptId(int at) =>
        State is SessionState.Disconnecting { Goodbye.ReceiptId: { } goodbye } && at % 2 == 0 ? goodbye
        : State is SessionState.Live live ? "r" + Math.Max(0, live.Receipts.Last - (at % 4)).ToString(CultureInfo.InvariantCulture)
        : "r1";

    /// <summary>Mostly an ERROR that the broker's profile knows, if it knows any.</summary>
    private byte[] Error(Move move)
    {
        var known = State is SessionState.Live live ? live.Session.Profile.Survivable : default;
        var message = known.IsEmpty || move.One % 4 == 0 ? "bad" : known[move.One % known.Count].Message;
        var headers = new List<Header> { new("message", message) };
        if (move.Two % 3 != 0)
            headers.Add(new("receipt-id", ReceiptId(move.Two)));
        if (_subscriptions.Count > 0)
            headers.Add(new("subscription", Pick(_subscriptions, move.Two).Id));
        return Frame(Command.Error, [.. headers], "why");
    }

    private static byte[] Babble(Move move)
    {
        var octets = Encoding.UTF8.GetBytes((move.One % 4) switch { 0 => "MESSAGE\nno colon\n\n\0", 1 => "MESSAGE\ncontent-length:2000\n\n", 2 => "CONNECTED\nversion:1.2\n\n\0", _ => "RECEIPT\n\n\0" });
        if (move.Two % 2 == 0)
            octets[move.Two % octets.Length] = (byte)move.One;
        return octets;
    }

    private byte[] Frame(Command command, Header[] headers, string body)
    {
        var dialect = State is SessionState.Live live ? Dialect.Of(live.Version) : command is Command.Connected or Command.Error ? Dialect.Initial : Dialect.V12;
        var output = new ArrayBufferWriter<byte>();
        return FrameEncoder.Encode(new(command, Headers.Of(headers), Payload.FromText(body)), new() { Dialect = dialect, From = Side.Server }, output) is { } fault
            ? throw new InvalidOperationException(fault.ToString())
            : output.WrittenSpan.ToArray();
    }
}
