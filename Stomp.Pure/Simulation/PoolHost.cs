using System;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>A pool's shell in small, and its tenants.</summary>
internal sealed class PoolHost : Actor
{
    private const int TickComes = 0;
    private const int Rents = 1;
    private const int Uses = 2;
    private const int Returns = 3;
    private const int GivesUp = 4;
    private const int Reports = 5;
    private const int Chatters = 6;

    private readonly World _world;
    private readonly PoolPlan _plan;
    private readonly SortedDictionary<long, Client> _members = [];
    private readonly SortedDictionary<long, Lease> _leases = [];
    private readonly Queue<long> _drains = new();
    private readonly List<long> _waiting = [];
    private PoolState _state;
    private PoolState _shadow;
    private long _armed = long.MaxValue;
    private long _lastOp;

    public PoolHost(World world, PoolPlan plan)
    {
        (_world, _plan) = (world, plan);
        _state = _shadow = Pool.Initial(plan.Pool, unchecked(world.Scenario.Seed * 7));
    }

    private sealed record Lease(long Number, long Member, long Op);

    private Dice Work => _world.Work;

    public void Begin()
    {
        _world.Soon(0, this, TickComes, 0, null);
        for (var tenant = 0; tenant < _plan.Tenants; tenant++)
            _world.Soon(Work.Between(0, 10 * World.Second), this, Rents, tenant, null);
    }

    public void Drain()
    {
        Step(new PoolEvent.Drain(_world.Time, Enqueue()));
        Chatter();
    }

    /// <summary>What a pool still hears of its members and tenants when it is about to end, or has ended.</summary>
    private void Chatter()
    {
        for (var more = 10 + Work.Below(20); more > 0; more--)
            _world.Soon(Work.Between(0, World.Second / 5), this, Chatters, Work.Between(1, 12), null);
        for (var more = 10 + Work.Below(20); more > 0; more--)
            _world.Soon(Work.Between(15 * World.Second, 20 * World.Second), this, Chatters, Work.Between(1, 12), null);
    }

    /// <summary>Something about a member or a lease that is none, or no more.</summary>
    private void Chat(long number)
    {
        var (at, other) = (_world.Time, 900_000 + number);
        var reason = new EndReason.Cancelled();
        switch (number)
        {
            case 1:
                _waiting.Add(++_lastOp);
                Step(new PoolEvent.Rent(at, _lastOp));
                break;
            case 2:
                Step(new PoolEvent.Return(at, other, true));
                break;
            case 3:
                Step(new PoolEvent.Abandon(at, other, AbandonReason.Cancelled));
                break;
            case 4:
                Step(new PoolEvent.MemberOpened(at, other));
                break;
            case 5:
                Step(new PoolEvent.MemberFailed(at, other, reason));
                break;
            case 6:
                Step(new PoolEvent.MemberLost(at, other, reason));
                break;
            case 7:
                Step(new PoolEvent.MemberClosed(at, other));
                break;
            case 8:
                Step(new PoolEvent.ProbeAnswered(at, other, true));
                break;
            case 9:
                Step(new PoolEvent.Cleaned(at, other, true));
                break;
            case 10:
                Step(new PoolEvent.Tick(at));
                break;
            default:
                Step(new PoolEvent.Drain(at, Enqueue()));
                break;
        }
    }

    public void CheckRest()
    {
        _world.Check(Invariant.NobodyStarves, _waiting.Count == 0, "somebody still waits for a lease at rest");
        var due = Pool.NextDeadline(_state);
        _world.Check(Invariant.EverythingComesToRest, due is null || due.Value.Reason is PoolDeadlineReason.Idle, $"something is due in the pool at rest: {due}");
        _world.Check(Invariant.ReplayIsEqual, _shadow == _state, "the pool's state differs when its events are folded again");
        foreach (var (_, client) in _members)
            client.CheckRest();
    }

    public void CheckClosed() =>
        _world.Check(Invariant.EverythingComesToRest, _state is PoolState.Closed && _members.Count == 0 && _drains.Count == 0, FormattableString.Invariant($"the pool was drained and is {(_state is PoolState.Closed ? "closed" : "not closed")} with {_members.Count} members"));

    public void MemberOpens(Client client, Outcome outcome) => Report(outcome is Outcome.Closed closed
        ? new PoolEvent.MemberFailed(default, MemberOf(client), closed.Reason)
        : new PoolEvent.MemberOpened(default, MemberOf(client)));

    public void MemberAnswers(Client client, bool isAlive) => Report(new PoolEvent.ProbeAnswered(default, MemberOf(client), isAlive));

    /// <summary>A member is closed: because the pool wanted it, because it never opened, or because it was lost.</summary>
    public void MemberCloses(Client client, EndReason reason)
    {
        var member = MemberOf(client);
        Report(client.IsUnwanted ? new PoolEvent.MemberClosed(default, member) : new PoolEvent.MemberLost(default, member, reason));
    }

    public override void Happen(int what, long number, object? with)
    {
        switch (what)
        {
            case TickComes:
                if (number == _armed)
                    _armed = long.MaxValue;
                Step(new PoolEvent.Tick(_world.Time));
                break;
            case Rents:
                Rent(number);
                break;
            case Uses:
                Use((Lease)with!);
                break;
            case Returns:
                Step(new PoolEvent.Return(_world.Time, number, with is null));
                break;
            case GivesUp:
                Step(new PoolEvent.Abandon(_world.Time, number, AbandonReason.Cancelled));
                break;
            case Chatters:
                Chat(number);
                break;
            case Reports:
                Take((PoolEvent)with! with { At = _world.Time });
                break;
        }
    }

    private static long MemberOf(Client client) => client.Number - World.FirstMember;

    private long Enqueue()
    {
        _drains.Enqueue(++_lastOp);
        return _lastOp;
    }

    /// <summary>Later, because a member tells while it is being stepped itself.</summary>
    private void Report(PoolEvent @event) => _world.Soon(0, this, Reports, 0, @event);

    private void Take(PoolEvent @event)
    {
        switch (@event)
        {
            case PoolEvent.MemberFailed { Member: var member }:
                Forget(member);
                break;
            case PoolEvent.MemberLost { Member: var member }:
                // One that failed to open was told already.
                if (!_members.ContainsKey(member))
                    return;
                Forget(member);
                break;
            case PoolEvent.MemberClosed { Member: var member }:
                if (!_members.ContainsKey(member))
                    return;
                Forget(member);
                break;
            case PoolEvent.MemberOpened { Member: var member } when !_members.ContainsKey(member):
                return;
        }

        Step(@event);
    }

    private void Forget(long member)
    {
        _members.Remove(member);
        EndLease(member);
    }

    private void EndLease(long member)
    {
        foreach (var (number, lease) in _leases)
        {
            if (lease.Member == member)
            {
                _leases.Remove(number);
                return;
            }
        }
    }

    private void Rent(long tenant)
    {
        if (_world.IsCalm)
            return;
        _world.Soon(Work.Between(World.Second, 2 * _world.Scenario.Work.Pause.Ticks), this, Rents, tenant, null);
        var op = ++_lastOp;
        _waiting.Add(op);
        if (_world.Rate(FaultKind.Abandonment) > 0 && Work.Chance(_world.Rate(FaultKind.Abandonment)))
        {
            _world.Count(FaultKind.Abandonment);
            _world.Soon(Work.Between(0, 10 * World.Second), this, GivesUp, op, null);
        }

        Step(new PoolEvent.Rent(_world.Time, op));
    }

    private void Use(Lease lease)
    {
        if (_leases.ContainsKey(lease.Number) && _members.TryGetValue(lease.Member, out var client) && !_world.IsOver)
            client.Send("/queue/pooled", true);
    }

    private void Step(PoolEvent @event)
    {
        if (_world.Breach is not null)
            return;
        var before = _state;
        var due = Pool.NextDeadline(before);
        if (@event is PoolEvent.Return back)
            _leases.Remove(back.Lease);
        Transition<PoolState, PoolEffect> step;
        try
        {
            step = Pool.Step(before, @event);
        }
        catch (Exception exception)
        {
            _world.Fail(Invariant.NothingIsThrown, $"the pool at {@event}: {exception}");
            return;
        }

        _state = step.State;
        _world.Note(Reach.Of(before, @event), 9_999, step.Effects.Count);
        _world.Diary?.Add(_world.Now, "pool", $"{@event} → {step.Effects}");
        if (_world.IsWatched)
            _world.Watch(new SimulatedStep.OfPool(before, @event, step));
        CheckStep(before, due, @event, step);
        foreach (var effect in step.Effects)
            Carry(effect);
        _world.Check(Invariant.LeasesAreExclusive, _members.Count <= _plan.Pool.Max && _state.Counts.Members == _members.Count, FormattableString.Invariant($"the pool has {_state.Counts.Members} members by its count, and {_members.Count} of at most {_plan.Pool.Max}"));
        _world.Check(Invariant.LeasesAreExclusive, _state.Counts.Leased == _leases.Count && _state.Counts.Waiting == _waiting.Count, "the pool's count of leases, or of those who wait, is wrong");
        if (Pool.NextDeadline(_state) is { } next && next.At.Ticks < _armed)
        {
            _armed = Math.Max(next.At.Ticks, _world.Now);
            _world.TickAt(_armed, this, TickComes);
        }
    }

    private void CheckStep(PoolState before, PoolDeadline? due, PoolEvent @event, Transition<PoolState, PoolEffect> step)
    {
        var repeated = Pool.Step(_shadow, @event);
        _shadow = repeated.State;
        _world.Check(Invariant.ReplayIsEqual, repeated.Effects == step.Effects && (step.Effects.IsEmpty || _shadow == _state), "the pool's effects or state differ when its events are folded again");
        var isTick = @event is PoolEvent.Tick;
        if (isTick && (due is null || due.Value.At > @event.At))
            _world.Check(Invariant.IdleTicksChangeNothing, step.Effects.IsEmpty && before == step.State, "an early tick changed the pool");
        var next = Pool.NextDeadline(step.State);
        if (isTick)
        {
            _world.Check(Invariant.DeadlinesAreAhead, next is null || next.Value.At > @event.At, "the pool's deadline lies in the past after a tick");
            var again = Pool.Step(step.State, @event);
            _world.Check(Invariant.IdleTicksChangeNothing, again.Effects.IsEmpty && again.State == step.State, "a repeated tick changed the pool");
        }
    }

    private void Carry(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.OpenMember open:
                var member = new ClientPlan { Connection = _plan.Member.WithEndpoints(open.Endpoint) };
                var client = new Client(_world, member, World.FirstMember + (int)open.Member, 1) { Owner = this };
                _members.Add(open.Member, client);
                client.OpenNow();
                break;
            case PoolEffect.CloseMember close:
                EndLease(close.Member);
                if (_members.TryGetValue(close.Member, out var closing))
                {
                    closing.IsUnwanted = true;
                    closing.Disconnect();
                }

                break;
            case PoolEffect.ProbeMember probe:
                if (probe.Asks)
                    _members[probe.Member].Probe();
                else
                    Report(new PoolEvent.ProbeAnswered(default, probe.Member, _members[probe.Member].State is ConnectionState.Connected));
                break;
            case PoolEffect.CleanMember clean:
                Report(new PoolEvent.Cleaned(default, clean.Member, Work.Chance(50)));
                break;
            case PoolEffect.Granted granted:
                Grant(granted);
                break;
            case PoolEffect.Refused refused:
                _world.Check(Invariant.NobodyStarves, _waiting.Remove(refused.Op), "somebody was refused a lease who did not wait");
                break;
            case PoolEffect.Drained drained:
                _world.Check(Invariant.EveryAwaitEnds, _drains.TryDequeue(out var op) && op == drained.Op, "a drain ended that was not asked for");
                break;
        }
    }

    private void Grant(PoolEffect.Granted granted)
    {
        _world.Check(Invariant.NobodyStarves, _waiting.Count > 0 && _waiting[0] == granted.Op, "somebody got a lease before who waits longer");
        _waiting.Remove(granted.Op);
        foreach (var (_, other) in _leases)
            _world.Check(Invariant.LeasesAreExclusive, other.Member != granted.Member, FormattableString.Invariant($"member {granted.Member} was lent twice"));
        var lease = new Lease(granted.Lease, granted.Member, granted.Op);
        _world.Check(Invariant.LeasesAreExclusive, !_leases.ContainsKey(granted.Lease), "a lease was given twice");
        _leases[granted.Lease] = lease;
        for (var uses = Work.Below(4); uses > 0; uses--)
            _world.Soon(Work.Between(0, 2 * World.Second), this, Uses, 0, lease);
        _world.Soon(Work.Between(0, Work.Chance(80) ? 2 * World.Second : 60 * World.Second), this, Returns, granted.Lease, Work.Chance(80) ? null : this);
    }
}
