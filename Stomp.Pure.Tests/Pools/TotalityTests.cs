using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Pools;

/// <summary>Every state takes every event: by a step that is listed here, or not at all.</summary>
[Trait("Row", "M45"), Trait("Row", "N08")]
public sealed class TotalityTests
{
    /// <summary>What each event does to each state; all pairs that do not stand here change nothing and ask for nothing.</summary>
    private static readonly string[] Listed =
    [
        "Running Rent > Running", "Running Return > Running clean 1", "Running Abandon > Running no 90 Abandoned",
        "Running MemberOpened > Running lend 5 to 90, open 7", "Running MemberFailed > Running", "Running MemberLost > Running",
        "Running MemberClosed > Running", "Running ProbeAnswered > Running lend 4 to 90", "Running Cleaned > Running lend 3 to 90",
        "Running Drain > Draining no 90 Closed, no 91 Closed, no 92 Closed, no 93 Closed, close 3, close 4, close 5",
        "Running Tick > Running no 90 TimedOut, no 91 TimedOut, no 92 TimedOut, no 93 TimedOut",
        "Draining Rent > Draining no 900 Closed", "Draining Return > Draining close 1", "Draining MemberFailed > Draining", "Draining MemberLost > Draining",
        "Draining MemberClosed > Draining", "Draining Drain > Draining", "Draining Tick > Draining close 1",
        "Closed Rent > Closed no 900 Closed", "Closed Drain > Closed drained 900", "Closed MemberOpened > Closed close 5",
    ];

    [Fact]
    public void Every_state_takes_every_event()
    {
        var found = new List<string>();
        foreach (var state in States())
        {
            foreach (var @event in Events())
            {
                var before = Deep(state);
                var step = Pool.Step(state, @event);
                Assert.Equal(before, Deep(state));
                if (step.State != state || !step.Effects.IsEmpty)
                    found.Add($"{state.GetType().Name} {@event.GetType().Name} > {step.State.GetType().Name} {PoolHarness.Show(step.Effects)}".TrimEnd());
            }
        }

        Assert.Equal(string.Join('\n', Listed.Order(StringComparer.Ordinal)), string.Join('\n', found.Order(StringComparer.Ordinal)));
    }

    /// <summary>What went another way from the same state does not show in it, nor in what came of it the first time.</summary>
    [Fact]
    public void A_state_can_be_left_in_many_ways()
    {
        foreach (var state in States())
        {
            var before = Deep(state);
            var firsts = Events().Select(@event => Pool.Step(state, @event)).ToArray();
            var shown = firsts.Select(step => Deep(step.State)).ToArray();
            foreach (var first in firsts)
            {
                foreach (var @event in Events())
                    Pool.Step(first.State, @event);
            }

            Assert.Equal(before, Deep(state));
            Assert.Equal(shown, firsts.Select(step => Deep(step.State)));
            Assert.Equal(firsts, Events().Select(@event => Pool.Step(state, @event)));
        }
    }

    [Fact]
    public void A_tick_that_comes_early_changes_nothing()
    {
        foreach (var state in States())
        {
            var early = new PoolEvent.Tick((Pool.NextDeadline(state)?.At ?? Instant.FromSeconds(9000)) - TimeSpan.FromTicks(1));
            var step = Pool.Step(state, early);
            Assert.Same(state, step.State);
            Assert.True(step.Effects.IsEmpty);
        }
    }

    [Fact]
    public void Each_state_has_its_branch()
    {
        Assert.Equal(["running", "draining", "closed"], States().Select(state => state.Match(running: _ => "running", draining: _ => "draining", closed: _ => "closed")));
    }

    /// <summary>Member 1 is lent, 2 closes, 3 is cleaned, 4 is probed, 5 opens; four wait.</summary>
    private static PoolState[] States()
    {
        var pool = new PoolHarness(new PoolConfig { Max = 7, ProbesBeforeLease = true, WhenUnclean = WhenUnclean.Clean });
        for (var member = 1; member <= 4; member++)
            pool.Lend(member, member);
        pool.Soil(2, "clean 2");
        pool.Feed(new PoolEvent.Cleaned(pool.Now, 2, false), "close 2");
        pool.Return(4, "");
        pool.Rent(90, "probe 4");
        pool.Soil(3, "clean 3");
        pool.Rent(91, "");
        pool.Rent(92, "open 5");
        pool.Rent(93, "open 6");
        pool.Failed(6, "");
        var running = pool.State;
        Assert.Equal(new PoolCounts(1, 0, 1, 2, 1, 4), running.Counts);
        pool.Drain(94, "no 90 Closed, no 91 Closed, no 92 Closed, no 93 Closed, close 3, close 4, close 5");
        var draining = pool.State;
        PoolState[] states = [running, draining, PoolState.Closed.Instance];
        Assert.Equal(CasesOf(typeof(PoolState)), states.Select(state => state.GetType().Name).Order());
        return states;
    }

    private static PoolEvent[] Events()
    {
        var at = Instant.FromSeconds(7200);
        PoolEvent[] events =
        [
            new PoolEvent.Rent(at, 900), new PoolEvent.Return(at, 1, false), new PoolEvent.Abandon(at, 90, AbandonReason.Cancelled), new PoolEvent.MemberOpened(at, 5),
            new PoolEvent.MemberFailed(at, 5, PoolHarness.Reset), new PoolEvent.MemberLost(at, 1, PoolHarness.Reset), new PoolEvent.MemberClosed(at, 2),
            new PoolEvent.ProbeAnswered(at, 4, true), new PoolEvent.Cleaned(at, 3, true), new PoolEvent.Drain(at, 900), new PoolEvent.Tick(at),
        ];
        Assert.Equal(CasesOf(typeof(PoolEvent)), events.Select(@event => @event.GetType().Name).Order());
        return events;
    }

    /// <summary>All that a state holds as text, the hidden parts as well.</summary>
    private static string Deep(PoolState state) => state switch
    {
        PoolState.Running running => $"{running} {running.Roster}",
        PoolState.Draining draining => $"{draining} {draining.Ops} {draining.Roster}",
        _ => state.ToString(),
    };

    private static IEnumerable<string> CasesOf(Type type) => type.Assembly.GetTypes().Where(one => one.IsSubclassOf(type) && !one.IsAbstract).Select(one => one.Name).Order();
}
