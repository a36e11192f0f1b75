using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Properties.Connections;

/// <summary>Something that must not happen, happened.</summary>
public sealed class WrongException(string message) : Exception(message);

/// <summary>What everybody did and got, and whether it may be so.</summary>
internal sealed class Chronicle(Reach reach)
{
    private readonly Dictionary<string, Sent> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Player, long Transport, string Id), List<Sent>> _open = [];
    private readonly Dictionary<(int Player, long Transport, string Id), List<Sent>> _committed = [];
    private readonly Dictionary<(int Player, long Transport, string Id), AckMode> _modes = [];
    private readonly Dictionary<(int Player, long Op), Asked> _asked = [];
    private readonly List<Got> _got = [];
    private readonly List<UnderWay> _underWay = [];
    private long _rank;

    /// <summary>A message, and its place in the order in which its producer's messages take effect; none when it cannot have taken effect.</summary>
    private sealed class Sent(int producer, string destination)
    {
        public int Producer { get; } = producer;
        public string Destination { get; } = destination;
        public long Transport { get; set; }
        public long? Rank { get; set; }
        public bool IsConfirmed { get; set; }
    }

    private sealed class Asked(SessionEvent.Order order, long epoch)
    {
        public SessionEvent.Order Order { get; } = order;
        public long Epoch { get; } = epoch;
        public bool IsDone { get; set; }
    }

    private sealed record Got(int Player, long Transport, long Subscription, long Delivery, string Body, string Destination, bool Again)
    {
        public bool IsSettled { get; set; }
    }

    private sealed record UnderWay(int Player, long Transport, Wire Wire, long End, string Body, bool IsAuto);

    public void Asks(int player, SessionEvent.Order order, long epoch)
    {
        _asked.Add((player, order.Op), new(order, epoch));
        if (order is SessionEvent.Send send)
            _sent.Add(send.Body.ToText(), new(player, send.Destination));
    }

    public void AsksToOpen(int player, long op) => _asked.Add((player, op), new(new SessionEvent.Disconnect(default, op), 0));

    public void Ends(int player, long op, Outcome outcome)
    {
        if (!_asked.TryGetValue((player, op), out var asked))
            throw new WrongException($"{player} was answered for operation {op}, which it never asked for");
        if (asked.IsDone)
            throw new WrongException($"{player}'s operation {op} ended a second time, as {outcome}");
        asked.IsDone = true;
        reach.Count(outcome.GetType().Name);
        if (outcome is not Outcome.Confirmed)
            return;
        switch (asked.Order)
        {
            case SessionEvent.Send { Transaction: null } send:
                _sent[send.Body.ToText()].IsConfirmed = true;
                break;
            case SessionEvent.Commit commit:
                foreach (var sent in _committed[(player, asked.Epoch, commit.Transaction)])
                    sent.IsConfirmed = true;
                break;
            case SessionEvent.Settle { Transaction: null, Accept: true } settle:
                foreach (var got in _got.Where(got => got.Player == player && got.Transport == asked.Epoch && got.Delivery == settle.Delivery))
                    got.IsSettled = true;
                break;
        }
    }

    public void Writes(int player, long transport, StompVersion version, Frame frame)
    {
        reach.Count(version, frame.Command);
        if (frame.Command is Command.Send or Command.Ack or Command.Nack && frame.Headers["transaction"] is not null)
            reach.Count($"{frame.Command.ToText()} in a transaction");
        switch (frame.Command)
        {
            case Command.Send:
                var sent = _sent[frame.Body.ToText()];
                if (sent.Transport != 0)
                    throw new WrongException($"{frame.Body.ToText()} was sent again");
                sent.Transport = transport;
                if (frame.Headers["transaction"] is { } id)
                    _open[(player, transport, id)].Add(sent);
                else
                    sent.Rank = ++_rank;
                break;
            case Command.Begin:
                _open.Add((player, transport, frame.Headers["transaction"]!), []);
                break;
            case Command.Commit:
                _open.Remove((player, transport, frame.Headers["transaction"]!), out var all);
                foreach (var one in all!)
                    one.Rank = ++_rank;
                _committed.Add((player, transport, frame.Headers["transaction"]!), all);
                break;
            case Command.Abort:
                _open.Remove((player, transport, frame.Headers["transaction"]!));
                break;
            case Command.Subscribe:
                var mode = AckModeText.Parse(frame.Headers["ack"] ?? "auto")!.Value;
                reach.Count(version, mode);
                _modes.Add((player, transport, frame.Headers["id"]!), mode);
                break;
        }
    }

    /// <summary>A MESSAGE was put into a wire.</summary>
    public void BrokerSends(int player, long transport, Wire wire, Frame frame)
    {
        var isAuto = _modes[(player, transport, frame.Headers["subscription"]!)] == AckMode.Auto;
        _underWay.Add(new(player, transport, wire, wire.Sent, frame.Body.ToText(), isAuto));
    }

    public void Gets(int player, long transport, SessionEffect.Deliver deliver)
    {
        var got = new Got(
            player, transport, deliver.Subscription, deliver.Delivery, deliver.Frame.Body.ToText(),
            deliver.Frame.Headers["destination"]!, deliver.Frame.Headers["redelivered"] == "true");
        reach.Count(got.Again ? "redelivered" : "delivered");
        if (!_sent.TryGetValue(got.Body, out var sent) || sent.Rank is null)
            throw new WrongException($"{got.Body} was delivered and cannot have taken effect");
        if (IsQueue(got.Destination) && _got.Any(one => one.IsSettled && one.Body == got.Body && one.Destination == got.Destination))
            throw new WrongException($"{got.Body} was delivered although its acknowledgement was confirmed");
        if (!got.Again && _got.Any(one => IsDouble(one, got)))
            throw new WrongException($"{got.Body} was delivered twice from {got.Destination} and is not marked");
        if (!got.Again && got.Destination == sent.Destination && _got.LastOrDefault(one => Precedes(one, got)) is { } last && _sent[last.Body].Rank > sent.Rank)
            throw new WrongException($"{got.Body} was delivered after {last.Body}");
        _got.Add(got);
    }

    /// <summary>Of a topic every subscription gets its own, and each may refuse it.</summary>
    private bool IsDouble(Got one, Got other) =>
        !one.Again && one.Body == other.Body && one.Destination == other.Destination
        && (IsQueue(_sent[one.Body].Destination)
            || (!IsQueue(one.Destination) && one.Player == other.Player && one.Transport == other.Transport && one.Subscription == other.Subscription));

    /// <summary>From the same session of the same producer to the same session of the same consumer, not redelivered, not by a detour.</summary>
    private bool Precedes(Got one, Got other) =>
        one.Player == other.Player && one.Transport == other.Transport && one.Subscription == other.Subscription && !one.Again
        && one.Destination == _sent[one.Body].Destination
        && _sent[one.Body].Producer == _sent[other.Body].Producer && _sent[one.Body].Transport == _sent[other.Body].Transport;

    public void SessionEnds(int player, Wire wire, EndReason reason)
    {
        reach.Count(reason.GetType().Name);
        if (reason is EndReason.SlowConsumer)
            wire.HasDropped = true;
        if (reason is EndReason.Malformed or EndReason.ProtocolFault or EndReason.BrokerFault or EndReason.Refused)
            throw new WrongException($"{player}'s session ended: {reason}");
    }

    /// <summary>Nobody waits, and everything that was confirmed is accounted for.</summary>
    public void CheckAnswers()
    {
        foreach (var ((player, op), asked) in _asked)
        {
            if (!asked.IsDone)
                throw new WrongException($"{player}'s operation {op} never ended: {asked.Order}");
        }
    }

    public void CheckLosses()
    {
        var got = _got.Select(one => one.Body).ToHashSet(StringComparer.Ordinal);
        foreach (var (body, sent) in _sent)
        {
            if (!sent.IsConfirmed || !IsQueue(sent.Destination))
                continue;
            reach.Count("accounted for");
            if (!got.Contains(body) && !_underWay.Any(one => one.Body == body && IsExcused(one)))
                throw new WrongException($"{body} was confirmed and is lost");
        }
    }

    /// <summary>In mode auto a message is settled when it was written: what did not arrive, or came when nobody wanted it, is gone.</summary>
    private static bool IsExcused(UnderWay one) => one.IsAuto && (one.End > one.Wire.Fed || one.Wire.HasDropped);

    private static bool IsQueue(string destination) => destination.StartsWith("/queue/", StringComparison.Ordinal);
}
