using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Simulation;

/// <summary>What goes out and comes in, and what the application makes of it.</summary>
internal sealed partial class Client
{
    private Delivery? _settling;

    private void Transmit(Wire wire, SessionEffect.Transmit transmit)
    {
        var frame = transmit.Frame;
        var start = _world.Scratch.WrittenCount;
        var reveal = frame.Command is Command.Connect or Command.Stomp ? Passcodes() : null;
        if (FrameEncoder.Encode(frame, transmit.Rules, _world.Scratch, reveal) is { } fault)
            _world.Fail(Invariant.NothingIsThrown, $"a frame of {this} cannot be written: {fault}");
        Accent.Apply(_world, _world.Scratch, start, transmit.Rules.Dialect);
        foreach (var header in frame.Headers)
            _world.Check(Invariant.SecretsStaySecret, !header.Value.Contains(Scenario.Passcode, StringComparison.Ordinal), $"a frame of {this} holds a password");
        var receipt = frame.Headers[HeaderNames.Receipt];
        switch (frame.Command)
        {
            case Command.Connect or Command.Stomp:
                wire.Offered = Heartbeats.HeartbeatOffer.Parse(frame.Headers[HeaderNames.HeartBeat] ?? "0,0")!.Value;
                return;
            case Command.Send:
                NoteSend(wire, frame, receipt);
                return;
            case Command.Subscribe:
                wire.Autos[frame.Headers[HeaderNames.Id]!] = (frame.Headers[HeaderNames.Ack] ?? "auto") == "auto";
                break;
            case Command.Commit:
                NoteCommit(wire, frame.Headers[HeaderNames.Transaction]!);
                break;
            case Command.Abort:
                if (VentureOf(wire, frame.Headers[HeaderNames.Transaction]!) is { } aborted)
                    Undo(aborted);
                break;
            case Command.Ack or Command.Nack:
                NoteSettle(wire, frame);
                break;
        }

        if (_ordered is { Op: > 0 } order)
            (_ops[(int)order.Op - 1].Receipt, _ops[(int)order.Op - 1].Wire) = (receipt, wire);
    }

    private Func<Values.Secret, string> Passcodes()
    {
        if (_world.Rate(FaultKind.WrongPassword) == 0 || !_world.Network.Chance(_world.Rate(FaultKind.WrongPassword)))
            return Reveal;
        _world.Count(FaultKind.WrongPassword);
        return static _ => "wrong";
    }

    private void NoteSend(Wire wire, Frame frame, string? receipt)
    {
        // One of misuse has the number 0.
        if (frame.Headers[HeaderNames.Destination] == "/topic/nobody")
            return;
        if (_world.Find(Letter.NumberOf(frame)) is not { } letter)
        {
            _world.Fail(Invariant.NothingIsThrown, $"{this} sent what nobody asked it to send");
            return;
        }

        letter.Sends++;
        letter.Link = wire.Link;
        letter.Broker = _world.Forgotten;
        _world.Check(Invariant.NothingIsDoubled, letter.Sends == 1 || letter.MayBeSentAgain, $"{letter} was sent again, and nobody asked for it");
        if (OpOf(letter) is { } op)
            (op.Receipt, op.Wire) = (receipt, wire);
        if (frame.Headers[HeaderNames.Transaction] is not { } id)
            letter.Rank = ++_world.LastRank;
        else if (VentureOf(wire, id) is { } venture)
            venture.Letters.Add(letter);
    }

    /// <summary>The operation that a message is sent for. One that was just ordered is the youngest.</summary>
    private Op? OpOf(Letter letter)
    {
        for (var i = _ops.Count - 1; i >= 0; i--)
        {
            if (ReferenceEquals(_ops[i].Letter, letter))
                return _ops[i];
        }

        return null;
    }

    private Venture? VentureOf(Wire wire, string id)
    {
        foreach (var venture in _ventures)
        {
            if (venture.Id == id && ReferenceEquals(venture.Wire ?? wire, wire))
            {
                venture.Wire = wire;
                return venture;
            }
        }

        return null;
    }

    private void NoteCommit(Wire wire, string id)
    {
        if (VentureOf(wire, id) is not { } venture)
            return;
        venture.IsOver = true;
        foreach (var letter in venture.Letters)
            letter.Rank = ++_world.LastRank;
        foreach (var delivery in venture.Consumed)
            delivery.Letter.IsConsumed = true;
    }

    /// <summary>What was acknowledged in a transaction that is aborted is to be acknowledged again.</summary>
    private void Undo(Venture venture)
    {
        venture.IsOver = true;
        _unsettled.AddRange(venture.Consumed);
    }

    /// <summary>An ACK or NACK is written: it must be of the session that delivered, and what it settles is consumed.</summary>
    private void NoteSettle(Wire wire, Frame frame)
    {
        if (_ordered is not SessionEvent.Settle settle || _settling is not { } delivery)
            return;
        _world.Check(Invariant.StaleWritesNothing, ReferenceEquals(delivery.Wire, wire), $"{this} acknowledged over transport {wire.Transport} what transport {delivery.Wire.Transport} had delivered");
        var venture = frame.Headers[HeaderNames.Transaction] is { } id ? VentureOf(wire, id) : null;
        var isCumulative = delivery.Interest.Mode == AckMode.Client;
        var unsettled = delivery.Interest.Unsettled;
        for (var i = unsettled.Count - 1; i >= 0; i--)
        {
            var one = unsettled[i];
            if (one.Number != settle.Delivery && !(isCumulative && one.Number < settle.Delivery))
                continue;
            if (venture is null)
                unsettled.RemoveAt(i);
            if (!settle.Accept || frame.Command == Command.Nack)
                one.Letter.Refusals++;
            if (venture is null)
                one.Letter.IsConsumed = true;
            else
                venture.Consumed.Add(one);
        }
    }

    private void Name(Wire wire, SessionEffect.Named named)
    {
        var op = _ops[(int)named.Op - 1];
        if (op.Interest is { } interest && interest.Key == named.Op)
        {
            if (_ordered is not SessionEvent.Subscribe)
            {
                _world.Check(Invariant.SubscriptionsAreRestored, named.Op > _lastRestored, $"{this} restored subscription {named.Op} behind {_lastRestored}");
                _world.Check(Invariant.SubscriptionsAreRestored, !interest.IsOver, $"{this} restored subscription {named.Op}, which is over");
                _lastRestored = named.Op;
            }

            interest.Id = named.Id;
            interest.Wire = wire;
            interest.LastRanks.Clear();
            interest.Seen.Clear();
            interest.Unsettled.Clear();
        }
        else if (op.Venture is { } venture)
        {
            (venture.Id, venture.Wire) = (named.Id, wire);
        }
    }

    private void Deliver(Wire wire, SessionEffect.Deliver deliver)
    {
        _world.Delivered++;
        _unread++;
        _unreadOctets += deliver.Frame.Length;
        CheckUnread();
        var op = deliver.Subscription > 0 && deliver.Subscription <= _ops.Count ? _ops[(int)deliver.Subscription - 1] : null;
        if (op?.Interest is not { } interest || _world.Find(Letter.NumberOf(deliver.Frame)) is not { } letter)
        {
            _world.Fail(Invariant.NothingIsThrown, $"{this} got something that nobody sent, or for nobody: {deliver}");
            return;
        }

        _world.Mix((ulong)letter.Number);
        _world.Check(Invariant.SubscriptionsAreRestored, !interest.IsOver, $"{this} got {letter} for subscription {interest.Key}, which is over");
        CheckDelivery(wire, interest, letter, deliver.Frame);
        var delivery = new Delivery(interest, wire, deliver.Delivery, deliver.Frame.Length, letter);
        if (interest.Mode == AckMode.Auto)
            letter.IsConsumed = true;
        else
            interest.Unsettled.Add(delivery);
        _inbox.Enqueue(delivery);
        if (!_isTaking)
        {
            _isTaking = true;
            _world.Soon(Pace(), this, Takes, 0, null);
        }
    }

    private void CheckDelivery(Wire wire, Interest interest, Letter letter, Frame frame)
    {
        var destination = frame.Headers[HeaderNames.Destination];
        var isOwn = destination == letter.Destination;
        var isMarked = frame.Headers[HeaderNames.Redelivered] == "true";
        _world.Check(Invariant.NothingConfirmedIsLost, letter.Sends > 0 && letter.Rank > 0, $"{letter} was delivered and cannot have taken effect");
        if (isMarked)
            return;
        if (!letter.IsToQueue)
        {
            if (isOwn)
                _world.Check(Invariant.NothingIsDoubled, interest.Seen.Add(letter.Number) || letter.Sends > 1, $"{letter} came twice from a topic to one subscription");
        }
        else if (isOwn)
        {
            _world.Check(Invariant.NothingIsDoubled, ++letter.Unmarked <= letter.Sends, $"{letter} was sent {letter.Sends} times and delivered {letter.Unmarked} times without a mark");
        }
        else
        {
            _world.Check(Invariant.NothingIsDoubled, ++letter.UnmarkedDead <= letter.Refusals, $"{letter} was refused {letter.Refusals} times and came {letter.UnmarkedDead} times as refused");
        }

        if (isOwn && letter.Sends == 1 && ReferenceEquals(interest.Wire, wire))
            CheckOrder(interest, letter);
    }

    private void CheckOrder(Interest interest, Letter letter)
    {
        for (var i = 0; i < interest.LastRanks.Count; i++)
        {
            if (interest.LastRanks[i].Key != letter.Link)
                continue;
            _world.Check(Invariant.OrderHolds, interest.LastRanks[i].Value < letter.Rank, $"{this} got {letter} behind what was sent after it");
            interest.LastRanks[i] = new(letter.Link, letter.Rank);
            return;
        }

        interest.LastRanks.Add(new(letter.Link, letter.Rank));
    }

    private long Pace() => _plan.IsSlow && !_world.IsCalm ? Work.Between(World.Second / 4, 6 * World.Second) : Work.Between(World.Millisecond / 10, 20 * World.Millisecond);

    private void Take()
    {
        _isTaking = false;
        var batch = _plan.IsSlow && !_world.IsCalm ? 1 : 16;
        if (_plan.IsSlow && !_world.IsCalm)
            _world.Count(FaultKind.SlowReader);
        while (batch-- > 0 && _inbox.TryDequeue(out var delivery))
        {
            if (ReferenceEquals(delivery.Wire, _wire) && !delivery.Wire.IsLeft)
                (_unread, _unreadOctets) = (_unread - 1, _unreadOctets - delivery.Octets);
            Step(new ConnectionEvent.Taken(_world.Time, delivery.Wire.Transport, 1, delivery.Octets), null);
            Consume(delivery);
        }

        if (_inbox.Count > 0 && !_isTaking)
        {
            _isTaking = true;
            _world.Soon(Pace(), this, Takes, 0, null);
        }
    }

    private void Consume(Delivery delivery)
    {
        if (delivery.Letter.ReplyTo is { } reply && !_isLeaving && !_world.IsOver && Work.Chance(80) && _plan.Subscriptions > 0)
            Send(reply, Work.Chance(50));
        if (delivery.Interest.Mode == AckMode.Auto)
            return;
        switch (_plan.Habit)
        {
            case AckHabit.Prompt:
                Settle(delivery, true, null);
                break;
            case AckHabit.Picky:
                Settle(delivery, delivery.Number % 3 != 0 || _world.IsCalm, null);
                break;
            case AckHabit.Transactional when OpenVenture() is { } venture:
                Settle(delivery, true, venture);
                break;
            default:
                _unsettled.Add(delivery);
                break;
        }
    }

    private Venture? OpenVenture()
    {
        foreach (var venture in _ventures)
        {
            if (!venture.IsOver && venture.Id is not null && ReferenceEquals(venture.Wire, _wire))
                return venture;
        }

        return null;
    }

    private void Settle(Delivery delivery, bool accept, Venture? venture)
    {
        var op = NewOp("settle");
        (op.Delivery, op.Acknowledges) = (delivery, accept && venture is null);
        _settling = delivery;
        Order(
            op,
            new SessionEvent.Settle(default, 0, delivery.Number, accept) { Receipt = Wish(Work.Chance(30)), Transaction = venture?.Id },
            delivery.Wire.Transport);
        _settling = null;
        if (op.Outcome is Outcome.Rejected { Why.Kind: not (RejectionKind.AlreadySettled or RejectionKind.Unknown) })
            _unsettled.Add(delivery);
        if (delivery.Wire.Transport != (State as ConnectionState.WithTransport)?.Transport)
            _world.Check(Invariant.StaleWritesNothing, op.Outcome is Outcome.Stale, $"{this} settled what belongs to a session that is over, and was told {op.Outcome}");
    }

    private void SettleSomething()
    {
        if (_unsettled.Count == 0 || _plan.Habit == AckHabit.Careless)
            return;
        var at = Work.Below(_unsettled.Count);
        var delivery = _unsettled[at];
        _unsettled.RemoveAt(at);
        Settle(delivery, Work.Chance(85), Work.Chance(30) ? OpenVenture() : null);
    }
}
