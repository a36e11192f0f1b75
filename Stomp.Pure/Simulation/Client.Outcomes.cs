using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>Transactions, outcomes, ends, and what comes too late.</summary>
internal sealed partial class Client
{
    private void BeginVenture()
    {
        var op = NewOp("begin");
        var venture = new Venture(Work.Chance(50) ? FormattableString.Invariant($"given-{op.Number}") : null) { Steps = 1 + Work.Below(4) };
        op.Venture = venture;
        _ventures.Add(venture);
        Order(op, new SessionEvent.Begin(default, 0, venture.Id) { Receipt = Wish(Work.Chance(40)) }, 0);
        _world.Soon(Work.Between(0, 300 * World.Millisecond), this, Ventures, 0, venture);
    }

    private void Venture(Venture venture)
    {
        if (venture.IsOver || venture.IsEnding || _world.IsCalm || _isLeaving)
            return;
        if (venture.Id is null)
        {
            // It has no name yet; there is no session.
            _world.Soon(Work.Between(World.Second, 5 * World.Second), this, Ventures, 0, venture);
            return;
        }

        if (venture.Steps-- > 0)
        {
            var letter = _world.Letter(Work.Pick<string>(Destinations));
            Send(letter, Work.Chance(30), venture, default);
            _world.Soon(Work.Between(0, Work.Chance(80) ? 100 * World.Millisecond : 20 * World.Second), this, Ventures, 0, venture);
            return;
        }

        // Some are forgotten.
        if (!Work.Chance(10))
            Finish(venture, Work.Chance(70));
    }

    private void Finish(Venture venture, bool commit)
    {
        var op = NewOp(commit ? "commit" : "abort");
        (op.Venture, op.IsCommit, venture.IsEnding) = (venture, commit, true);
        var receipt = Wish(Work.Chance(60));
        SessionEvent.Order order = commit
            ? new SessionEvent.Commit(default, 0, venture.Id!) { Receipt = receipt }
            : new SessionEvent.Abort(default, 0, venture.Id!) { Receipt = receipt };
        Order(op, order, venture.Wire?.Transport ?? 0);
    }

    private void Complete(long number, Outcome outcome)
    {
        if (number < 1 || number > _ops.Count)
        {
            _world.Fail(Invariant.EveryAwaitEnds, FormattableString.Invariant($"{this} was answered for operation {number}, which it never asked for"));
            return;
        }

        var op = _ops[(int)number - 1];
        _world.Check(Invariant.EveryAwaitEnds, !op.IsDone, $"{op} of {this} ended a second time, as {outcome}");
        (op.IsDone, op.Outcome) = (true, outcome);
        _pendingOps--;
        if (outcome is Outcome.Confirmed)
            Confirm(op);
        if (outcome is Outcome.Rejected { Why.Kind: RejectionKind.Duplicate } && op.GivenReceipt is { } given)
            _world.Check(Invariant.ConfirmedMeansReceipt, IsTaken(given, op), $"{op} of {this} was told that a RECEIPT {given} is awaited already");
        if (op.Interest is { } interest && interest.Key == number)
        {
            interest.Stands = outcome is Outcome.Sent or Outcome.Confirmed;
            if (!interest.Stands)
                End(number);
        }

        if (ReferenceEquals(op, _opening))
            Owner?.MemberOpens(this, outcome);
        if (ReferenceEquals(op, _probe))
            Owner?.MemberAnswers(this, outcome is Outcome.Confirmed);
        if (op.Venture is not { } venture)
            return;
        if (outcome is Outcome.Rejected { Why.Kind: not RejectionKind.Unknown } && venture.IsEnding)
            venture.IsEnding = false;
        else if (outcome is Outcome.NotSent or Outcome.Rejected)
            venture.IsOver = true;
    }

    /// <summary>Whether an id of a RECEIPT may still come for another operation of the session at hand.</summary>
    private bool IsTaken(string given, Op besides)
    {
        foreach (var other in _ops)
        {
            // Of what waited for a session the wire is not always known.
            if (!ReferenceEquals(other, besides) && other.GivenReceipt == given && ReferenceEquals(other.Wire ?? _wire, _wire) && other.Outcome is not Outcome.Confirmed)
                return true;
        }

        return false;
    }

    /// <summary>A RECEIPT came, and the session says that nobody waits for it.</summary>
    private void CheckUnknownReceipt(Wire wire, string id)
    {
        foreach (var op in _ops)
        {
            if (!op.IsDone && op.Receipt == id && ReferenceEquals(op.Wire, wire))
                _world.Fail(Invariant.ConfirmedMeansReceipt, $"{op} of {this} waits for RECEIPT {id}, which came and was taken for one that nobody waits for");
        }
    }

    private void Confirm(Op op)
    {
        CheckConfirmed(op);
        if (op.Letter is { IsInTransaction: false } letter)
            letter.IsConfirmed = true;
        if (op is { Acknowledges: true, Delivery: { } delivery })
            delivery.Letter.IsAcknowledged = true;
        if (op is { IsCommit: true, Venture: { } venture })
        {
            foreach (var one in venture.Letters)
                one.IsConfirmed = true;
        }
    }

    /// <summary>The subscription is over for the application.</summary>
    private void End(long key)
    {
        if (_ops[(int)key - 1].Interest is { } interest)
            interest.IsOver = true;
    }

    /// <summary>What was not taken yet and belongs to a mode that acknowledges is dropped: the broker delivers it again.</summary>
    private void LoseDeliveries(Wire wire)
    {
        for (var count = _inbox.Count; count > 0; count--)
        {
            var delivery = _inbox.Dequeue();
            if (delivery.Interest.Mode == AckMode.Auto || !ReferenceEquals(delivery.Wire, wire))
                _inbox.Enqueue(delivery);
        }
    }

    private void Closes(EndReason reason)
    {
        if (Owner is { } pool)
        {
            pool.MemberCloses(this, reason);
            return;
        }

        foreach (var interest in _interests)
            interest.IsOver = true;
        if (!_world.IsOver)
            _world.Soon(Work.Between(World.Second, 20 * World.Second), this, Returns, 0, null);
    }

    /// <summary>Something comes that nobody waits for: of a transport that never was, or of one that is over.</summary>
    private void Stray()
    {
        var transport = Work.Chance(50) ? 999_999 : Work.Between(1, Math.Max(1, _wires.Count));
        if (transport == TransportOf(State))
            transport = 999_999;
        _world.Count(FaultKind.Straggler);
        var at = _world.Time;
        ConnectionEvent @event = Work.Below(13) switch
        {
            0 => new ConnectionEvent.BytesReceived(at, transport, Payload.FromText("ERROR\nmessage:too late\n\n\0")),
            1 => new ConnectionEvent.PeerClosed(at, transport),
            2 => new ConnectionEvent.TransportFailed(at, transport, new(TransportFaultKind.Reset, "", "too late")),
            3 => new ConnectionEvent.Written(at, transport, 1_000_000),
            4 => new ConnectionEvent.Taken(at, transport, 1, 100),
            5 => new ConnectionEvent.DialFailed(at, transport, new(TransportFaultKind.Refused, "", "too late")),
            6 => new ConnectionEvent.CredentialsReady(at, transport, Scenario.Login, new Secret(1)),
            7 => new ConnectionEvent.CredentialsFailed(at, transport, "too late"),
            8 => new ConnectionEvent.Tick(at),
            9 => new ConnectionEvent.Abandon(at, 1 + Work.Below(Math.Max(1, _ops.Count)), AbandonReason.Cancelled),
            10 => new ConnectionEvent.Open(at, NewOp("open again").Number),
            _ => State is ConnectionState.Idle ? new ConnectionEvent.Tick(at) : new ConnectionEvent.Opened(at, transport),
        };
        Step(@event, null);
    }

    public void StrayIn(long after) => _world.Soon(after, this, Strays, 0, null);
}
