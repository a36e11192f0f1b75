using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Captures;

/// <summary>
/// Leads a session machine through a capture: what the client wrote becomes its orders, what the broker wrote is what it reads, each at its
/// recorded moment. What the machine transmits counts as written at once.
/// </summary>
internal sealed class CapturedClient
{
    private readonly CaptureReader _client = new(Side.Client);
    private readonly List<string> _refusals = [];
    private readonly List<Frame> _taken = [];
    private readonly List<Frame> _transmitted = [];
    private readonly Dictionary<string, long> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _deliveries = new(StringComparer.Ordinal);
    private readonly Dictionary<long, Frame> _orders = [];
    private SessionState _state = Session.Initial(new());
    private bool _connected;
    private bool _negotiated;
    private long _lastOp;

    private CapturedClient()
    {
    }

    /// <summary>How the session ended, null when it did not.</summary>
    public EndReason? End => (_state as SessionState.Ended)?.Reason;

    /// <summary>What the machine did not take from the client, in order: the frame's beginning and why.</summary>
    public IReadOnlyList<string> Refusals => _refusals;

    /// <summary>The frames that the machine wrote.</summary>
    public IReadOnlyList<Frame> Transmitted => _transmitted;

    /// <summary>The frames of the client that the machine took as orders.</summary>
    public IReadOnlyList<Frame> Taken => _taken;

    public static CapturedClient Replay(Capture capture)
    {
        var client = new CapturedClient();
        foreach (var passage in capture.Passages)
        {
            client.PassTime(passage.At);
            if (passage.From == Side.Server)
                client.Hear(passage);
            else
                client.Say(passage);
        }

        return client;
    }

    private void PassTime(Instant at)
    {
        while (Session.NextDeadline(_state) is { } deadline && deadline.At <= at)
            Step(new SessionEvent.Tick(deadline.At));
    }

    private void Hear(Passage passage)
    {
        if (!passage.Octets.IsEmpty)
            Step(new SessionEvent.BytesReceived(passage.At, passage.Octets));
        if (passage.IsEnd)
            Step(new SessionEvent.PeerClosed(passage.At));
    }

    /// <summary>The client's end of the stream is an act of its shell, which a session does not hear of.</summary>
    private void Say(Passage passage)
    {
        if (!_negotiated && _state is SessionState.Live live)
        {
            _negotiated = true;
            _client.Adopt(new() { Dialect = Dialect.Of(live.Version), From = Side.Client });
        }

        foreach (var (frame, fault) in _client.Read(passage.Octets.ToArray()))
        {
            if (frame is null)
                _refusals.Add(fault!);
            else
                Say(passage.At, frame);
        }
    }

    private void Say(Instant at, Frame frame)
    {
        if (!_connected && frame.Command is Command.Connect or Command.Stomp)
        {
            _connected = true;
            _taken.Add(frame);
            var config = ConfigOf(frame);
            if (config.Check() is { } wrong)
            {
                _refusals.Add($"{Mark(frame)}: {wrong.Kind}");
                config = config with { Versions = [StompVersion.V12] };
            }

            _state = Session.Initial(config);
            Step(new SessionEvent.Opened(at));
        }
        else if (OrderOf(at, ++_lastOp, frame) is { } order)
        {
            _taken.Add(frame);
            _orders.Add(order.Op, frame);
            Step(order);
        }
        else
        {
            Refuse(frame, "no order of a session says it");
        }
    }

    private void Refuse(Frame frame, string why)
    {
        _taken.Remove(frame);
        _refusals.Add($"{Mark(frame)}: {why}");
    }

    private static string Mark(Frame frame)
    {
        var headers = frame.Headers;
        return $"{frame.Command.ToText()} {headers["receipt"] ?? headers["transaction"] ?? headers["id"] ?? headers["message-id"] ?? headers["accept-version"]}";
    }

    private void Step(SessionEvent @event)
    {
        var before = _state;
        var transition = Session.Step(before, @event);
        _state = transition.State;
        var last = 0L;
        foreach (var effect in transition.Effects)
        {
            switch (effect)
            {
                case SessionEffect.Transmit transmit:
                    last = transmit.Number;
                    _transmitted.Add(transmit.Frame);
                    break;
                case SessionEffect.TransmitHeartbeat beat:
                    last = beat.Number;
                    break;
                case SessionEffect.Deliver deliver:
                    _deliveries[deliver.Frame.Headers["ack"] ?? deliver.Frame.Headers["message-id"] ?? ""] = deliver.Delivery;
                    _deliveries[deliver.Frame.Headers["message-id"] ?? ""] = deliver.Delivery;
                    break;
                case SessionEffect.Completed { Outcome: Outcome.Rejected rejected } completed:
                    Refuse(_orders[completed.Op], rejected.Why.Kind.ToString());
                    break;
                case SessionEffect.Completed { Outcome: Outcome.Closed } completed when before is SessionState.Ended:
                    Refuse(_orders[completed.Op], nameof(Outcome.Closed));
                    break;
            }
        }

        if (last > 0)
            Step(new SessionEvent.Written(@event.At, last));
    }

    private static SessionConfig ConfigOf(Frame connect) => new()
    {
        Versions = ValueList.From((connect.Headers["accept-version"] ?? "1.0").Split(',').Select(StompVersionText.Parse).OfType<StompVersion>()),
        Host = connect.Headers["host"] ?? "",
        UseStompCommand = connect.Command == Command.Stomp,
        Login = connect.Headers["login"],
        Passcode = connect.Headers.Contains("passcode") ? new Secret(1) : null,
        Heartbeat = HeartbeatOffer.Parse(connect.Headers["heart-beat"] ?? "0,0")!.Value,
    };

    private SessionEvent.Order? OrderOf(Instant at, long op, Frame frame)
    {
        var destination = frame.Headers["destination"] ?? "";
        SessionEvent.Order? order = frame.Command switch
        {
            Command.Send => new SessionEvent.Send(at, op, destination, frame.Body)
            {
                Transaction = frame.Headers["transaction"],
                ContentLength = frame.Headers.Contains("content-length") ? ContentLengthMode.Auto : ContentLengthMode.AsGiven,
            },
            Command.Subscribe => Subscribe(at, op, frame),
            Command.Unsubscribe => new SessionEvent.Unsubscribe(at, op, Find(_subscriptions, frame.Headers["id"] ?? destination)),
            Command.Ack or Command.Nack => new SessionEvent.Settle(
                at, op, Find(_deliveries, frame.Headers["id"] ?? frame.Headers["message-id"]), frame.Command == Command.Ack)
            {
                Transaction = frame.Headers["transaction"],
            },
            Command.Begin => new SessionEvent.Begin(at, op, frame.Headers["transaction"]),
            Command.Commit => new SessionEvent.Commit(at, op, frame.Headers["transaction"] ?? ""),
            Command.Abort => new SessionEvent.Abort(at, op, frame.Headers["transaction"] ?? ""),
            Command.Disconnect => new SessionEvent.Disconnect(at, op),
            _ => null,
        };
        return order is null ? null : order with
        {
            Receipt = frame.Headers["receipt"] is { } receipt ? ReceiptWish.Named(receipt) : ReceiptWish.None,
            Headers = Headers.From(frame.Headers.Where(header => !IsOfOrder(frame.Command, header.Name))),
        };
    }

    private SessionEvent.Subscribe Subscribe(Instant at, long op, Frame frame)
    {
        _subscriptions[frame.Headers["id"] ?? frame.Headers["destination"] ?? ""] = op;
        return new(at, op, frame.Headers["destination"] ?? "", AckModeText.Parse(frame.Headers["ack"]) ?? AckMode.Auto) { Id = frame.Headers["id"] };
    }

    /// <summary>An id that nobody gave stands for an operation that never was.</summary>
    private static long Find(Dictionary<string, long> numbers, string? id) => numbers.GetValueOrDefault(id ?? "", -1);

    /// <summary>Headers that the order says itself, and so may not be given beside it.</summary>
    private static bool IsOfOrder(Command command, string name) => name switch
    {
        "receipt" or "content-length" => true,
        "destination" => command is Command.Send or Command.Subscribe or Command.Unsubscribe,
        "transaction" => command != Command.Subscribe,
        "id" => command is Command.Subscribe or Command.Unsubscribe or Command.Ack or Command.Nack,
        "ack" => command == Command.Subscribe,
        "message-id" or "subscription" => command is Command.Ack or Command.Nack,
        _ => false,
    };
}
