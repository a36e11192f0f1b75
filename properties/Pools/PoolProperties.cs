using System;
using System.Linq;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Stomp.Pure.Pools;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Pools;

/// <summary>What holds for a pool whatever happens to it. Bounds, leases and the order of those who wait are checked at every step of every play.</summary>
[Trait("Row", "M41"), Trait("Row", "M45")]
[Properties(Arbitrary = [typeof(PoolCourses)], MaxTest = Cases.Some, QuietOnSuccess = true)]
public sealed class PoolProperties
{
    [Property]
    public void Every_Rent_gets_exactly_one_answer(PoolCourse course)
    {
        var play = PoolPlay.Of(course);
        play.End();
        Assert.Equal(play.Rents, play.Answers.Count);
    }

    /// <summary>When nobody's patience ends, nobody goes without as soon as the broker is well and leases come back.</summary>
    [Property]
    public void Nobody_who_waits_starves(PoolCourse course)
    {
        var patient = course with { Config = course.Config with { WaitTimeout = TimeSpan.FromDays(300) }, Moves = [.. course.Moves.Where(move => move.Deed is not (PoolDeed.Drains or PoolDeed.IsRefused or PoolDeed.GivesUp or PoolDeed.DeadlinePasses))] };
        var play = PoolPlay.Of(patient);
        play.Settle();
        Assert.All(play.Answers.Values, answer => Assert.IsType<PoolEffect.Granted>(answer));
        Assert.Equal(play.Answers.Keys.Order(), play.Answers.Keys);
    }

    [Property]
    public void A_tick_that_comes_early_or_twice_changes_nothing(PoolCourse course)
    {
        foreach (var (@event, step) in PoolPlay.Of(course).Steps)
        {
            var due = Pool.NextDeadline(step.State);
            var early = due is { } deadline ? deadline.At - TimeSpan.FromTicks(1) : @event.At + TimeSpan.FromDays(1);
            if (early >= @event.At)
                Assert.Equal(Transition.Quiet<PoolState, PoolEffect>(step.State), Pool.Step(step.State, new PoolEvent.Tick(early)));
            if (due is null)
                continue;
            var at = Instant.Max(due.Value.At, @event.At);
            var ticked = Pool.Step(step.State, new PoolEvent.Tick(at));
            Assert.NotEqual(Transition.Quiet<PoolState, PoolEffect>(step.State), ticked);
            Assert.True(Pool.NextDeadline(ticked.State) is not { } next || next.At > at, "something is due still");
            Assert.Equal(Transition.Quiet<PoolState, PoolEffect>(ticked.State), Pool.Step(ticked.State, new PoolEvent.Tick(at)));
        }
    }

    [Property]
    public void Old_states_stay_what_they_were(PoolCourse course)
    {
        var steps = PoolPlay.Of(course).Steps;
        var shown = steps.Select(step => step.Step).ToList();
        var again = PoolPlay.Of(course).Steps;
        for (var i = steps.Count - 1; i > 0; i--)
        {
            Assert.Equal(again[i].Step, Pool.Step(steps[i - 1].Step.State, steps[i].Event));
            Pool.Step(steps[i - 1].Step.State, new PoolEvent.Rent(steps[i].Event.At, 999));
            Pool.Step(steps[i - 1].Step.State, new PoolEvent.Drain(steps[i].Event.At, 998));
        }

        Assert.Equal(again.Select(step => step.Step), shown);
    }

    [Fact]
    public void The_courses_reach_everything()
    {
        var plays = PoolCourses.All.Sample(1000).Select(PoolPlay.Of).ToList();
        foreach (var play in plays)
            play.End();
        var steps = plays.SelectMany(play => play.Steps).ToList();
        AllOf<PoolEvent>(steps.Select(step => (object)step.Event));
        AllOf<PoolState>(steps.Select(step => (object)step.Step.State));
        var effects = steps.SelectMany(step => step.Step.Effects).ToList();
        AllOf<PoolEffect>(effects);
        AllOf<PoolRefusal>(effects.OfType<PoolEffect.Refused>().Select(refused => (object)refused.Why));
        Assert.Equal(
            Enum.GetValues<PoolDeadlineReason>(),
            steps.Select(step => Pool.NextDeadline(step.Step.State)?.Reason).Append(PoolDeadlineReason.Fill).OfType<PoolDeadlineReason>().Distinct().Order());
        Assert.Contains(steps, step => step.Step.State.Counts is { Leased: > 2, Waiting: > 1 });
        Assert.True(plays.Sum(play => play.Seen.Elsewhere) > 200, "hardly any member was opened elsewhere");
        Assert.True(plays.Sum(play => play.Seen.Retries) > 200, "hardly any endpoint was tried again");
        foreach (var asks in new[] { true, false })
            Assert.Contains(effects, effect => effect is PoolEffect.ProbeMember probe && probe.Asks == asks);
    }

    private static void AllOf<T>(System.Collections.Generic.IEnumerable<object> seen, params string[] above)
    {
        var names = seen.Select(one => one.GetType().Name).ToHashSet();
        var cases = typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).Select(type => type.Name);
        Assert.Equal([], cases.Except(above).Where(name => !names.Contains(name)));
    }
}
