using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Pools;

/// <summary>
/// A course played against a model of the shell, which knows nothing of the pool but its effects: which members there are, what they do, who holds
/// which lease and who waits. What must hold is checked at every effect.
/// </summary>
internal sealed class PoolPlay
{
    private static readonly EndReason Refused = new EndReason.Refused(new(default, default));
    private static readonly EndReason Reset = new EndReason.ConnectionLost(new(TransportFaultKind.Reset, "", "reset"), null);

    private readonly PoolConfig _config;
    private readonly SortedDictionary<long, string> _members = [];
    private readonly SortedDictionary<long, long> _leases = [];
    private readonly List<long> _waiting = [];
    private readonly List<long> _draining = [];
    private readonly Dictionary<long, int> _rented = [];
    private long _lastOp;
    private readonly EndpointWatch _watch;

    private PoolPlay(PoolConfig config)
    {
        _config = config;
        _watch = new(config);
        State = Pool.Initial(config, 7);
    }

    public PoolConfig Config => _config;

    public PoolState State { get; private set; }

    public Instant Now { get; private set; }

    public List<(PoolEvent Event, Transition<PoolState, PoolEffect> Step)> Steps { get; } = [];

    public Dictionary<long, PoolEffect> Answers { get; } = [];

    public long Rents { get; private set; }

    /// <summary>Members that were opened at an endpoint that is not the most preferred, and attempts at one after a wait.</summary>
    public (int Elsewhere, int Retries) Seen => (_watch.Elsewhere, _watch.Retries);

    /// <summary>Plays a course; afterwards everything comes to rest and the pool drains.</summary>
    public static PoolPlay Of(PoolCourse course)
    {
        var play = new PoolPlay(course.Config);
        foreach (var move in course.Moves)
        {
            play.Now += TimeSpan.FromMilliseconds(move.After);
            play.Do(move);
        }

        return play;
    }

    /// <summary>From here on the broker is well and everybody gives back: whoever waits gets a lease, unless its own deadline passes.</summary>
    public void Settle()
    {
        for (var i = 0; i < 2000 && _waiting.Count > 0; i++)
        {
            if (Oblige())
                continue;
            if (_leases.Count > 0)
                Feed(new PoolEvent.Return(Now, _leases.Keys.First(), true));
            else
                Due();
        }

        Assert.Empty(_waiting);
    }

    public void End()
    {
        Do(new(PoolDeed.Drains, 0, 0));
        for (var i = 0; i < 2000 && State is not PoolState.Closed; i++)
        {
            if (!Oblige())
                Due();
        }

        Assert.IsType<PoolState.Closed>(State);
        Assert.Empty(_draining);
        Assert.Empty(_waiting);
    }

    public void Do(PoolMove move)
    {
        switch (move.Deed)
        {
            case PoolDeed.Rents:
                Rents++;
                _rented[_lastOp + 1] = Steps.Count;
                _waiting.Add(++_lastOp);
                Feed(new PoolEvent.Rent(Now, _lastOp));
                break;
            case PoolDeed.GivesBack or PoolDeed.GivesBackUnclean:
                if (Pick(_leases.Keys, move.One) is { } lease)
                    Feed(new PoolEvent.Return(Now, lease, move.Deed == PoolDeed.GivesBack));
                break;
            case PoolDeed.GivesUp:
                Feed(new PoolEvent.Abandon(Now, Pick(_waiting, move.One) ?? 1, AbandonReason.Cancelled));
                break;
            case PoolDeed.Opens when Pick("opening", move.One) is { } member:
                _watch.Opened(member);
                Report(member, "idle", new PoolEvent.MemberOpened(Now, member));
                break;
            case PoolDeed.Fails or PoolDeed.IsRefused when Pick("opening", move.One) is { } member:
                _watch.Failed(member, Now);
                Report(member, null, new PoolEvent.MemberFailed(Now, member, move.Deed == PoolDeed.Fails ? Reset : Refused));
                break;
            case PoolDeed.IsLost when Pick(_members.Keys.Where(key => _members[key] is not "opening"), move.One) is { } member:
                foreach (var (key, of) in _leases.ToArray())
                {
                    if (of == member)
                        _leases.Remove(key);
                }

                if (_members[member] is not "closing")
                    _watch.Failed(member, Now);
                Report(member, null, new PoolEvent.MemberLost(Now, member, Reset));
                break;
            case PoolDeed.Closes when Pick("closing", move.One) is { } member:
                Report(member, null, new PoolEvent.MemberClosed(Now, member));
                break;
            case PoolDeed.Answers or PoolDeed.IsSilent when Pick("probing", move.One) is { } member:
                if (move.Deed == PoolDeed.IsSilent && State is PoolState.Running)
                    _watch.Failed(member, Now);
                Report(member, "idle", new PoolEvent.ProbeAnswered(Now, member, move.Deed == PoolDeed.Answers));
                break;
            case PoolDeed.IsCleaned or PoolDeed.StaysUnclean when Pick("cleaning", move.One) is { } member:
                Report(member, "idle", new PoolEvent.Cleaned(Now, member, move.Deed == PoolDeed.IsCleaned));
                break;
            case PoolDeed.TimePasses:
                Feed(new PoolEvent.Tick(Now));
                break;
            case PoolDeed.DeadlinePasses:
                Due();
                break;
            case PoolDeed.Drains:
                _draining.Add(++_lastOp);
                Feed(new PoolEvent.Drain(Now, _lastOp));
                break;
        }
    }

    /// <summary>Does what the pool asked for, one thing; false when nothing is under way.</summary>
    private bool Oblige()
    {
        var before = Steps.Count;
        foreach (var deed in new[] { PoolDeed.Opens, PoolDeed.Closes, PoolDeed.Answers, PoolDeed.IsCleaned })
        {
            if (Steps.Count == before)
                Do(new(deed, 0, 0));
        }

        return Steps.Count > before;
    }

    private void Due()
    {
        if (Pool.NextDeadline(State) is not { } due)
            return;
        Now = Instant.Max(Now, due.At);
        Feed(new PoolEvent.Tick(Now));
    }

    private void Report(long member, string? doing, PoolEvent @event)
    {
        if (doing is null)
            _members.Remove(member);
        else
            _members[member] = doing;
        Feed(@event);
    }

    private void Feed(PoolEvent @event)
    {
        if (@event is PoolEvent.Return back && _leases.Remove(back.Lease, out var returned))
            _members[returned] = "idle";
        var step = Pool.Step(State, @event);
        Steps.Add((@event, step));
        State = step.State;
        foreach (var effect in step.Effects)
            Carry(effect);
        Assert.Equal(_waiting.Count, State.Counts.Waiting);
        Assert.Equal(_members.Count, State.Counts.Members);
        Assert.Equal(_leases.Count, State.Counts.Leased);
    }

    private void Carry(PoolEffect effect)
    {
        switch (effect)
        {
            case PoolEffect.OpenMember open:
                Assert.True(_members.Count < _config.Max, "more than the maximum");
                _watch.Tries(open, Now);
                Assert.DoesNotContain(Steps, step => step.Step.Effects.Any(other => other is PoolEffect.OpenMember earlier && earlier.Member == open.Member && !ReferenceEquals(other, effect)));
                _members.Add(open.Member, "opening");
                break;
            case PoolEffect.CloseMember close:
                Assert.NotEqual("closing", _members[close.Member]);
                foreach (var (lease, member) in _leases.ToArray())
                {
                    if (member == close.Member)
                        _leases.Remove(lease);
                }

                _members[close.Member] = "closing";
                _watch.Closed(close.Member);
                break;
            case PoolEffect.ProbeMember probe:
                Assert.Equal("idle", _members[probe.Member]);
                _members[probe.Member] = "probing";
                break;
            case PoolEffect.CleanMember clean:
                Assert.Equal("idle", _members[clean.Member]);
                _members[clean.Member] = "cleaning";
                break;
            case PoolEffect.Granted granted:
                Assert.Equal("idle", _members[granted.Member]);
                Assert.Equal(_waiting[0], granted.Op);
                _waiting.RemoveAt(0);
                Answers.Add(granted.Op, effect);
                Assert.Equal(Now - Steps[_rented[granted.Op]].Event.At, granted.Waited);
                _members[granted.Member] = "leased";
                _leases.Add(granted.Lease, granted.Member);
                break;
            case PoolEffect.Refused refused:
                if (!_waiting.Remove(refused.Op))
                    Assert.Fail($"{refused.Op} did not wait");
                Answers.Add(refused.Op, effect);
                break;
            case PoolEffect.Drained drained:
                Assert.Empty(_members);
                Assert.True(_draining.Remove(drained.Op));
                break;
        }
    }

    private long? Pick(string doing, int one) => Pick(_members.Keys.Where(key => _members[key] == doing), one);

    private static long? Pick(IEnumerable<long> from, int one) => from.ToList() is { Count: > 0 } all ? all[one % all.Count] : null;
}
