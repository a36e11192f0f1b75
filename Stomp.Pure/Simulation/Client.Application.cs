using System;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>The application over a connection: when it comes, what it asks for, and when it comes back.</summary>
internal sealed partial class Client
{
    private const int Bursts = 10;
    private const int Does = 11;
    private const int Takes = 12;
    private const int Ventures = 13;
    private const int Abandons = 14;
    private const int Opens = 15;
    private const int Returns = 16;
    private const int Strays = 17;
    private const int Prattles = 19;

    private static readonly string[] Destinations = ["/queue/a", "/queue/b", "/queue/service", "/topic/t"];

    private readonly List<Op> _ops = [];
    private readonly List<Interest> _interests = [];
    private readonly List<Venture> _ventures = [];
    private readonly Queue<Delivery> _inbox = new();
    private readonly List<Delivery> _unsettled = [];
    private Op? _opening;
    private Op? _probe;
    private bool _isTaking;
    private bool _isLeaving;
    private int _pendingOps;

    private Dice Work => _world.Work;

    /// <summary>Operations that have no outcome yet.</summary>
    public int PendingOps => _pendingOps;

    public void Begin()
    {
        for (var strays = _world.Rate(FaultKind.Straggler) > 0 ? Work.Below(6) : 0; strays > 0; strays--)
            StrayIn(Work.Between(0, World.Second));
        _world.Soon(Work.Between(0, 3 * World.Second), this, Opens, 0, null);
        if (_plan.Subscriptions > 0 || !_world.Scenario.Work.Deeds.IsEmpty)
            _world.Soon(Work.Between(0, 5 * World.Second), this, Bursts, 0, null);
    }

    /// <summary>Opens at once, for somebody else who waits for it.</summary>
    public void OpenNow()
    {
        var op = NewOp("open");
        _opening = op;
        Step(new ConnectionEvent.Open(_world.Time, op.Number), null);
    }


    /// <summary>Asks the broker for a sign of life.</summary>
    public void Probe()
    {
        Send("/topic/probe", true);
        _probe = _ops[^1];
        // It may have been answered already.
        if (_probe.IsDone)
            Owner?.MemberAnswers(this, _probe.Outcome is Outcome.Confirmed);
    }

    private void Act(int what, long number, object? with)
    {
        switch (what)
        {
            case Opens:
                Open();
                break;
            case Bursts:
                Burst();
                break;
            case Does:
                if (!_world.Scenario.Work.Deeds.IsEmpty)
                    Do(Work.Pick(_world.Scenario.Work.Deeds.Span));
                break;
            case Takes:
                Take();
                break;
            case Ventures:
                Venture((Venture)with!);
                break;
            case Abandons:
                if (!_world.IsCalm)
                {
                    _world.Count(FaultKind.Abandonment);
                    Step(new ConnectionEvent.Abandon(_world.Time, number, Work.Chance(50) ? AbandonReason.Cancelled : AbandonReason.DeadlinePassed), null);
                }

                break;
            case Returns:
                if (!_world.IsOver)
                    _world.Enter(new(_world, _plan, Number, Life + 1));
                break;
            case Prattles:
                Misuse();
                break;
            case Leaves:
                Disconnect();
                break;
            case Strays:
                Stray();
                break;
        }
    }

    private void Open()
    {
        if (State is not ConnectionState.Idle)
            return;
        if (_plan.IsHandedOver && !_world.IsBrokerDown)
        {
            Connect(1);
            Step(new ConnectionEvent.Opened(_world.Time, 1), null);
            return;
        }

        OpenNow();
    }

    private void Burst()
    {
        if (State is ConnectionState.Closed || _isLeaving)
            return;
        if (_world.IsCalm)
        {
            CatchUp();
            return;
        }

        var plan = _world.Scenario.Work;
        _world.Soon(Work.Between(1, 2 * plan.Pause.Ticks), this, Bursts, 0, null);
        var at = 0L;
        for (var deeds = 1 + Work.Below(plan.Burst); deeds > 0; deeds--)
        {
            _world.Soon(at, this, Does, 0, null);
            at += Work.Chance(50) ? 0 : Work.Between(0, 200 * World.Millisecond);
        }
    }

    private void Do(Deed deed)
    {
        if (_world.IsCalm || _isLeaving)
            return;
        switch (deed)
        {
            case Deed.Send:
                Send(Work.Pick<string>(Destinations), false);
                break;
            case Deed.SendConfirmed:
                Send(_world.Rate(FaultKind.Refusal) > 0 && Work.Below(1000) < _world.Rate(FaultKind.Refusal) ? Scenario.Forbidden : Work.Pick<string>(Destinations), true);
                break;
            case Deed.Transaction:
                BeginVenture();
                break;
            case Deed.Subscribe:
                Subscribe(Work.Pick<string>(Destinations), (AckMode)Work.Below(3));
                break;
            case Deed.Unsubscribe:
                Unsubscribe();
                break;
            case Deed.Settle:
                SettleSomething();
                break;
            case Deed.Request:
                Request();
                break;
            case Deed.Farewell:
                if (Work.Chance(30))
                    Disconnect();
                break;
            case Deed.Misuse:
                Misuse();
                break;
        }
    }

    private Op NewOp(string what)
    {
        var op = new Op(_ops.Count + 1, what);
        _ops.Add(op);
        _pendingOps++;
        return op;
    }

    private void Order(Op op, SessionEvent.Order order, long epoch)
    {
        if (!_isLeaving && _world.Rate(FaultKind.Abandonment) > 0 && Work.Chance(_world.Rate(FaultKind.Abandonment)))
            _world.Soon(Work.Between(0, 8 * World.Second), this, Abandons, op.Number, null);
        op.GivenReceipt = order.Receipt.Id;
        Step(new ConnectionEvent.Ordered(order with { Op = op.Number, At = _world.Time }, epoch), null);
    }

    private ReceiptWish Wish(bool wanted)
    {
        // Who lets messages pile up and waits for RECEIPTs behind them loses the session. In the calm nobody does.
        if (!wanted || (_world.IsCalm && !_world.IsOver))
            return ReceiptWish.None;
        // 1, 11, 111: each is the beginning of the next, and they are used again when they are free.
        return _plan.NamesReceipts && Work.Chance(50) ? ReceiptWish.Named(new string('1', 1 + Work.Below(8)) + (Work.Chance(30) ? "" : FormattableString.Invariant($"-{_ops.Count}"))) : ReceiptWish.Counted;
    }

    public void Send(string destination, bool confirmed) => Send(_world.Letter(destination), confirmed, null, default);

    private void Send(Letter letter, bool confirmed, Venture? venture, Headers more)
    {
        var op = NewOp("send");
        op.Letter = letter;
        letter.IsInTransaction = venture is not null;
        letter.MayBeSentAgain = _plan.Connection.OnUnknown == UnknownPolicy.Resend && confirmed && venture is null;
        var buffer = Letter.Body(letter.Number, Work.Below(_world.Scenario.Work.Body + 1));
        var body = Payload.Wrap(buffer);
        var stamp = new Header("sent-at", _world.WallClock());
        Order(
            op,
            new SessionEvent.Send(default, 0, letter.Destination, body) { Receipt = Wish(confirmed), Transaction = venture?.Id, Headers = more.IsEmpty ? [stamp] : more.Add(stamp) },
            venture?.Wire?.Transport ?? 0);
        // The body was lent: what waits, or is kept to be sent again, owns its octets. Whoever watches keeps effects that still show it.
        if (!_world.IsWatched)
            buffer.AsSpan().Fill((byte)'#');
    }

    private void Subscribe(string destination, AckMode mode)
    {
        if (CountInterests() >= _plan.Subscriptions)
            return;
        Listen(destination, mode, Work.Chance(50));
    }

    public void Listen(string destination, AckMode mode, bool confirmed)
    {
        var op = NewOp("subscribe");
        op.Interest = new(op.Number, destination, mode);
        _interests.Add(op.Interest);
        Order(op, new SessionEvent.Subscribe(default, 0, destination, mode) { Receipt = Wish(confirmed), Key = op.Number, Prefetch = Work.Chance(50) ? 16 : null }, 0);
    }

    private int CountInterests()
    {
        var count = 0;
        foreach (var interest in _interests)
            count += interest.IsOver ? 0 : 1;
        return count;
    }

    private void Unsubscribe()
    {
        if (_interests.Count == 0)
            return;
        var interest = _interests[Work.Below(_interests.Count)];
        var op = NewOp("unsubscribe");
        op.Interest = interest;
        Order(op, new SessionEvent.Unsubscribe(default, 0, interest.Key) { Receipt = Wish(Work.Chance(50)) }, 0);
        if (op.Outcome is not Outcome.Rejected)
            End(interest.Key);
    }

    private void Request()
    {
        var reply = FormattableString.Invariant($"/queue/reply-{Number}");
        var listens = false;
        foreach (var interest in _interests)
            listens |= !interest.IsOver && interest.Destination == reply;
        if (!listens)
            Listen(reply, AckMode.Auto, false);
        var question = new Letter(_world.Letters.Count + 1, "/queue/service") { ReplyTo = reply };
        _world.Letters.Add(question);
        Send(question, Work.Chance(50), null, [new(HeaderNames.ReplyTo, reply)]);
    }

    public void Disconnect()
    {
        var op = NewOp("disconnect");
        Order(op, new SessionEvent.Disconnect(default, 0) { Receipt = Wish(Work.Chance(80)) }, 0);
        _isLeaving |= op.Outcome is not Outcome.Rejected;
        if (_world.Rate(FaultKind.Cut) > 0 && Work.Chance(20) && _wire is { } wire)
            _world.BreakSoon(wire);
        if (Owner is not null || Number >= World.FirstMember - 1 || !Work.Chance(30))
            return;
        // Some do not stop when they have said goodbye.
        for (var more = Work.Below(8); more > 0; more--)
            _world.Soon(Work.Between(0, World.Second / 5), this, Prattles, 0, null);
        if (_world.Scenario.RateOf(FaultKind.Straggler) > 0)
        {
            for (var more = Work.Below(20); more > 0; more--)
                StrayIn(Work.Between(0, 50 * World.Millisecond));
        }
    }

    /// <summary>What cannot be, at least in this state.</summary>
    private void Misuse()
    {
        switch (Work.Below(10))
        {
            case 6:
                Order(NewOp("send to nobody"), new SessionEvent.Send(default, 0, "/topic/nobody", Payload.FromText("hello")), 0);
                break;
            case 7:
                Order(NewOp("begin twice"), new SessionEvent.Begin(default, 0, "twice"), 0);
                break;
            case 8:
                Order(NewOp("subscribe badly"), new SessionEvent.Subscribe(default, 0, "", AckMode.Auto), 0);
                break;
            case 9 when State is ConnectionState.Closing or ConnectionState.Closed:
                Order(NewOp("disconnect again"), new SessionEvent.Disconnect(default, 0), 0);
                break;
            case 0:
                Step(new ConnectionEvent.Open(_world.Time, NewOp("open again").Number), null);
                break;
            case 1:
                Order(NewOp("unsubscribe nothing"), new SessionEvent.Unsubscribe(default, 0, 1_000_000), 0);
                break;
            case 2:
                Order(NewOp("commit nothing"), new SessionEvent.Commit(default, 0, "nothing"), 0);
                break;
            case 3:
                Order(NewOp("abort nothing"), new SessionEvent.Abort(default, 0, "nothing"), 0);
                break;
            case 4:
                Order(NewOp("settle nothing"), new SessionEvent.Settle(default, 0, 1_000_000, Work.Chance(50)), 0);
                break;
            case 5:
                Order(NewOp("send nowhere"), new SessionEvent.Send(default, 0, "", default), 0);
                break;
        }
    }

    /// <summary>All is calm: the application does what it had put off.</summary>
    private void CatchUp()
    {
        _world.Soon(2 * World.Second, this, Bursts, 0, null);
        for (var i = 0; i < _ventures.Count; i++)
        {
            if (_ventures[i] is { IsOver: false, IsEnding: false, Id: not null })
                Finish(_ventures[i], true);
        }

        for (var i = _unsettled.Count - 1; i >= 0; i--)
        {
            var delivery = _unsettled[i];
            _unsettled.RemoveAt(i);
            Settle(delivery, true, null);
        }
    }
}
