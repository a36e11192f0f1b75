using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Pools;
using Xunit;

namespace Stomp.Pure.Tests.Pools;

/// <summary>Where members are opened: one backoff for each endpoint, whoever was on it.</summary>
[Trait("Row", "M41")]
public sealed class PlaceTests
{
    private static readonly PoolConfig Both = new PoolConfig { Max = 4, Endpoints = [new("b1", 1), new("b2", 2)] }.WithBackoff(policy => policy.WithJitter(0));

    [Fact]
    public void As_long_as_nothing_is_known_one_goes_ahead()
    {
        var pool = new PoolHarness(Both, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Rent(2, "");
        pool.Rent(3, "");
        pool.Opened(1, "lend 1 to 1, open 2 at b1, open 3 at b1");
    }

    [Fact]
    public void While_one_endpoint_waits_members_are_opened_at_the_other()
    {
        var pool = new PoolHarness(Both, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Rent(2, "");
        pool.Failed(1, "open 2 at b2");
        pool.Opened(2, "lend 2 to 1, open 3 at b2");
        pool.Opened(3, "lend 3 to 2");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Pass(100);
        pool.Tick("");
        pool.NothingIsDue();
    }

    /// <summary>The preferred one is tried again when somebody is wanted anyway; nobody waits for that.</summary>
    [Fact]
    public void An_endpoint_that_may_hang_costs_nobody_time()
    {
        var pool = new PoolHarness(Both, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Failed(1, "open 2 at b2");
        pool.Opened(2, "lend 2 to 1");
        pool.Pass(100);
        pool.Tick("");
        pool.Rent(2, "open 3 at b1, open 4 at b2");
        pool.Opened(4, "lend 4 to 2");
        // one is under way there, and there is room for one more only
        pool.Rent(3, "open 5 at b2");
        pool.Opened(3, "lend 3 to 3");
        pool.Opened(5, "");
        pool.Rent(4, "lend 5 to 4");
        pool.Return(1, "");
    }

    [Fact]
    public void The_last_room_goes_where_it_works()
    {
        var pool = new PoolHarness(Both with { Max = 1 }, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Failed(1, "open 2 at b2");
        pool.Opened(2, "lend 2 to 1");
        pool.Pass(100);
        pool.Tick("");
        pool.Rent(2, "");
        pool.Soil(pool.LastLease, "close 2");
        pool.Closed(2, "open 3 at b2");
        // and when that is lost, back to the preferred one
        pool.Failed(3, "open 4 at b1");
    }

    [Fact]
    public void When_all_are_down_each_is_tried_once_in_each_of_its_waits()
    {
        var pool = new PoolHarness(Both with { Min = 3 }, isKnown: false);
        pool.Tick("open 1 at b1");
        pool.Rent(1, "");
        pool.Failed(1, "open 2 at b2");
        pool.Pass(30);
        pool.Failed(2, "");
        pool.IsDue(PoolDeadlineReason.Retry, 70);
        pool.Pass(70);
        pool.Tick("open 3 at b1");
        pool.Failed(3, "");
        pool.IsDue(PoolDeadlineReason.Retry, 30);
        pool.Pass(30);
        pool.Tick("open 4 at b2");
        pool.Failed(4, "");
        pool.IsDue(PoolDeadlineReason.Retry, 120);
        pool.Pass(119);
        pool.Tick("");
        pool.Pass(1);
        pool.Tick("open 5 at b1");
        pool.Opened(5, "lend 5 to 1, open 6 at b1, open 7 at b1");
    }

    [Fact]
    public void What_is_lost_at_one_endpoint_says_nothing_of_the_other()
    {
        var pool = new PoolHarness(Both with { Min = 2 });
        pool.Tick("open 1 at b1, open 2 at b1");
        pool.Opened(1, "");
        pool.Opened(2, "");
        pool.Lost(1, "open 3 at b2");
        pool.Lost(2, "open 4 at b2");
        pool.Opened(3, "");
        pool.Opened(4, "");
        pool.Lost(4, "");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
    }

    /// <summary>What is still being opened where something failed is not relied upon.</summary>
    [Fact]
    public void Who_waits_for_a_member_of_an_endpoint_that_failed_gets_one_elsewhere()
    {
        var pool = new PoolHarness(Both);
        pool.Rent(1, "open 1 at b1");
        pool.Rent(2, "open 2 at b1");
        pool.Failed(1, "open 3 at b2, open 4 at b2");
        pool.Opened(4, "lend 4 to 1");
        pool.Opened(2, "lend 2 to 2");
    }

    [Fact]
    public void A_refusal_is_final_when_every_endpoint_was_asked()
    {
        var pool = new PoolHarness(Both, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Rent(2, "");
        pool.Refused(1, "open 2 at b2");
        pool.Failed(2, "no 1 CannotOpen, no 2 CannotOpen");
        pool.Rent(3, "no 3 CannotOpen");
        var patient = new PoolHarness(Both.WithBackoff(policy => policy with { RetryRefused = true }), isKnown: false);
        patient.Rent(1, "open 1 at b1");
        patient.Refused(1, "open 2 at b2");
        patient.Refused(2, "");
        patient.Rent(2, "");
    }

    [Fact]
    public void An_endpoint_that_stands_there_twice_has_one_backoff()
    {
        var pool = new PoolHarness(Both with { Endpoints = [new("b1", 1), new("b1", 1)] }, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Failed(1, "");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
    }

    [Fact]
    public void Endpoints_in_a_thrown_order_are_used_alike()
    {
        var config = new PoolConfig { Max = 300, Randomize = true, Endpoints = [new("a", 1), new("b", 1), new("c", 1)] };
        var pool = new PoolHarness(config);
        var hosts = new List<string>();
        for (var op = 1; op <= 300; op++)
        {
            var step = Pool.Step(pool.State, new PoolEvent.Rent(pool.Now, op));
            pool.State = step.State;
            hosts.Add(Assert.IsType<PoolEffect.OpenMember>(Assert.Single(step.Effects)).Endpoint.Host);
        }

        Assert.All(hosts.CountBy(host => host), count => Assert.InRange(count.Value, 70, 130));
        Assert.Equal(3, hosts.Distinct().Count());
    }

    [Fact]
    public void A_lease_says_how_long_it_was_waited_for()
    {
        var pool = new PoolHarness(Both);
        pool.Rent(1, "open 1 at b1");
        pool.Pass(250);
        var step = Pool.Step(pool.State, new PoolEvent.MemberOpened(pool.Now, 1));
        Assert.Equal(new PoolEffect.Granted(1, 1, 1, TimeSpan.FromMilliseconds(250)), Assert.Single(step.Effects));
    }

    /// <summary>What is looked at before it is lent and found silent goes, and what is opened in its place is opened with care.</summary>
    [Fact]
    public void A_member_is_looked_at_before_it_is_lent()
    {
        var pool = new PoolHarness(Both with { Endpoints = [new("b1", 1)] });
        pool.Return(pool.Lend(1, 1, "b1"), "");
        var step = Pool.Step(pool.State, new PoolEvent.Rent(pool.Now, 2));
        Assert.Equal(new PoolEffect.ProbeMember(1, Asks: false), Assert.Single(step.Effects));
        pool.State = step.State;
        pool.Feed(new PoolEvent.ProbeAnswered(pool.Now, 1, false), "close 1");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Pass(100);
        pool.Tick("open 2 at b1");
    }

    [Fact]
    public void Why_members_are_missing_is_told_unless_an_endpoint_is_well()
    {
        var pool = new PoolHarness(Both with { WaitTimeout = TimeSpan.FromSeconds(1) }, isKnown: false);
        pool.Rent(1, "open 1 at b1");
        pool.Failed(1, "open 2 at b2");
        pool.Failed(2, "");
        pool.Pass(1000);
        var refused = Pool.Step(pool.State, new PoolEvent.Tick(pool.Now)).Effects.OfType<PoolEffect.Refused>().Single();
        Assert.Equal(new PoolRefusal.TimedOut(TimeSpan.FromSeconds(1), PoolHarness.Reset), refused.Why);
    }
}
