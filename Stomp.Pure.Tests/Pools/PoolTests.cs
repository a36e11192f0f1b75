using System;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Pools;

/// <summary>Leases, members and those who wait, one example for each rule.</summary>
public sealed class PoolTests
{
    private static readonly PoolConfig Two = new PoolConfig { Max = 2 }.WithBackoff(policy => policy.WithJitter(0));

    [Fact]
    public void It_grows_to_its_maximum_and_then_lets_wait_in_order()
    {
        var pool = new PoolHarness(Two);
        pool.NothingIsDue();
        pool.Rent(1, "open 1");
        pool.Rent(2, "open 2");
        pool.Rent(3, "");
        pool.Rent(4, "");
        pool.Opened(2, "lend 2 to 1");
        pool.Opened(1, "lend 1 to 2");
        Assert.Equal(new PoolCounts(0, 0, 2, 0, 0, 2), pool.State.Counts);
        pool.Return(1, "lend 2 to 3");
        pool.Rent(5, "");
        pool.Return(2, "lend 1 to 4");
        pool.Return(3, "lend 2 to 5");
        pool.Return(4, "");
        pool.Rent(6, "lend 1 to 6");
    }

    [Fact]
    public void A_lease_ends_once()
    {
        var pool = new PoolHarness(Two);
        var lease = pool.Lend(1, 1);
        pool.Return(lease, "");
        pool.Rent(2, "lend 1 to 2");
        pool.Rent(3, "open 2");
        pool.Return(lease, "");
        Assert.Equal(1, pool.State.Counts.Leased);
    }

    [Fact]
    public void The_freshest_member_is_lent_so_that_the_others_age()
    {
        var pool = new PoolHarness(Two with { IdleTime = TimeSpan.FromSeconds(1) });
        var (one, two) = (pool.Lend(1, 1), pool.Lend(2, 2));
        pool.Return(two, "");
        pool.Pass(1);
        pool.Return(one, "");
        pool.Pass(800);
        pool.Rent(3, "lend 1 to 3");
        pool.Return(pool.LastLease, "");
        pool.IsDue(PoolDeadlineReason.Idle, 199);
        pool.Pass(199);
        pool.Tick("close 2");
    }

    [Fact]
    public void The_minimum_is_opened_at_once_and_stays()
    {
        var pool = new PoolHarness(new() { Min = 2, Max = 3, IdleTime = TimeSpan.FromSeconds(1) });
        pool.IsDue(PoolDeadlineReason.Fill, 0);
        pool.Tick("open 1, open 2");
        pool.Opened(1, "");
        pool.Opened(2, "");
        pool.NothingIsDue();
        pool.Rent(1, "lend 2 to 1");
        pool.Rent(2, "lend 1 to 2");
        var third = pool.Lend(3, 3);
        pool.Return(1, "");
        pool.Return(2, "");
        pool.Pass(1);
        pool.Return(third, "");
        pool.IsDue(PoolDeadlineReason.Idle, 999);
        pool.Pass(998);
        pool.Tick("");
        pool.Pass(1);
        pool.Tick("close 1");
        pool.NothingIsDue();
        pool.Pass(60_000);
        pool.Tick("");
        pool.Closed(1, "");
        Assert.Equal(new PoolCounts(0, 2, 0, 0, 0, 0), pool.State.Counts);
    }

    [Fact]
    public void What_is_being_closed_still_takes_its_place()
    {
        var pool = new PoolHarness(new() { Max = 1 });
        var lease = pool.Lend(1, 1);
        pool.Rent(2, "");
        pool.Soil(lease, "close 1");
        Assert.Equal(new PoolCounts(0, 0, 0, 0, 1, 1), pool.State.Counts);
        pool.Closed(1, "open 2");
        pool.Opened(2, "lend 2 to 2");
    }

    [Fact]
    public void Nobody_waits_for_ever()
    {
        var pool = new PoolHarness(new() { Max = 1, WaitTimeout = TimeSpan.FromSeconds(2) });
        var lease = pool.Lend(1, 1);
        pool.Rent(2, "");
        pool.Pass(500);
        pool.Rent(3, "");
        pool.IsDue(PoolDeadlineReason.Wait, 1500);
        pool.Pass(1500);
        pool.Tick("no 2 TimedOut");
        pool.IsDue(PoolDeadlineReason.Wait, 500);
        pool.Abandon(3, "no 3 Abandoned");
        pool.Abandon(3, "");
        pool.NothingIsDue();
        pool.Return(lease, "");
    }

    [Fact]
    public void After_a_failure_the_whole_pool_waits_and_tries_with_one()
    {
        var pool = new PoolHarness(new PoolConfig { Max = 3 }.WithBackoff(policy => policy.WithJitter(0)));
        pool.Rent(1, "open 1");
        pool.Rent(2, "open 2");
        pool.Failed(1, "");
        pool.Failed(2, "");
        pool.Rent(3, "");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Pass(100);
        pool.Tick("open 3");
        pool.Rent(4, "");
        pool.Failed(3, "");
        pool.IsDue(PoolDeadlineReason.Retry, 150);
        pool.Pass(150);
        pool.Tick("open 4");
        pool.Opened(4, "lend 4 to 1, open 5, open 6");
    }

    [Fact]
    public void What_is_lost_together_is_replaced_with_care()
    {
        var pool = new PoolHarness(new PoolConfig { Min = 3, Max = 3 }.WithBackoff(policy => policy.WithJitter(0)));
        pool.Tick("open 1, open 2, open 3");
        foreach (var member in new[] { 1, 2, 3 })
            pool.Opened(member, "");
        pool.Pass(40_000);
        pool.Rent(1, "lend 3 to 1");
        foreach (var member in new[] { 1, 2, 3 })
            pool.Lost(member, "");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Return(pool.LastLease, "");
        pool.Pass(100);
        pool.Tick("open 4");
        pool.Pass(50);
        pool.Opened(4, "open 5, open 6");
        // one that is lost soon after counts on
        pool.Lost(4, "");
        pool.IsDue(PoolDeadlineReason.Retry, 150);
    }

    [Fact]
    public void A_member_that_its_borrower_closed_is_no_failure()
    {
        var pool = new PoolHarness(Two with { Min = 1 });
        pool.Tick("open 1");
        pool.Opened(1, "");
        pool.Rent(1, "lend 1 to 1");
        pool.Feed(new PoolEvent.MemberLost(pool.Now, 1, new EndReason.Disconnected(true)), "open 2");
    }

    [Fact]
    public void A_refused_session_is_told_to_those_who_wait_when_nothing_else_is_there()
    {
        var pool = new PoolHarness(Two);
        pool.Rent(1, "open 1");
        pool.Rent(2, "open 2");
        pool.Refused(1, "");
        pool.Refused(2, "no 1 CannotOpen, no 2 CannotOpen");
        // whoever asks again learns it at once, and the broker is left alone until its wait is over
        pool.Rent(10, "no 10 CannotOpen");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Pass(100);
        pool.Tick("");
        pool.Rent(3, "open 3");
        pool.Opened(3, "lend 3 to 3");
        pool.Rent(4, "open 4");
        pool.Refused(4, "");
        pool.Return(pool.LastLease, "lend 3 to 4");
    }

    [Fact]
    public void A_probe_comes_before_a_lease()
    {
        var pool = new PoolHarness(Two with { ProbesBeforeLease = true });
        var lease = pool.Lend(1, 1);
        pool.Return(lease, "");
        pool.Rent(2, "probe 1");
        pool.Feed(new PoolEvent.ProbeAnswered(pool.Now, 1, true), "lend 1 to 2");
        pool.Feed(new PoolEvent.ProbeAnswered(pool.Now, 1, false), "");
        pool.Return(pool.LastLease, "");
        pool.Rent(3, "probe 1");
        pool.Rent(4, "open 2");
        pool.Opened(2, "lend 2 to 3");
        pool.Feed(new PoolEvent.ProbeAnswered(pool.Now, 1, false), "close 1");
        pool.IsDue(PoolDeadlineReason.Retry, 100);
        pool.Closed(1, "");
        pool.Return(pool.LastLease, "probe 2");
        pool.Abandon(4, "no 4 Abandoned");
        pool.Feed(new PoolEvent.ProbeAnswered(pool.Now, 2, true), "");
        Assert.Equal(1, pool.State.Counts.Idle);
    }

    [Fact]
    public void What_comes_back_unclean_can_be_cleaned()
    {
        var pool = new PoolHarness(Two with { WhenUnclean = WhenUnclean.Clean });
        pool.Soil(pool.Lend(1, 1), "clean 1");
        pool.Rent(2, "");
        pool.Feed(new PoolEvent.Cleaned(pool.Now, 1, true), "lend 1 to 2");
        pool.Soil(pool.LastLease, "clean 1");
        pool.Rent(3, "");
        pool.Feed(new PoolEvent.Cleaned(pool.Now, 1, false), "close 1, open 2");
    }

    [Fact]
    public void At_the_end_everything_is_closed_and_everybody_answered()
    {
        var pool = new PoolHarness(new() { Max = 3, DrainTimeout = TimeSpan.FromSeconds(3) });
        var (one, two) = (pool.Lend(1, 1), pool.Lend(2, 2));
        pool.Lend(3, 3);
        pool.Rent(4, "");
        pool.Return(one, "lend 1 to 4");
        pool.Return(pool.LastLease, "");
        pool.Rent(5, "lend 1 to 5");
        pool.Rent(6, "");
        pool.Return(pool.LastLease, "lend 1 to 6");
        pool.Return(pool.LastLease, "");
        pool.Drain(7, "close 1");
        pool.Drain(8, "");
        pool.Rent(9, "no 9 Closed");
        pool.Opened(99, "close 99");
        pool.IsDue(PoolDeadlineReason.Drain, 3000);
        pool.Return(two, "close 2");
        pool.Closed(1, "");
        pool.Lost(2, "");
        pool.Pass(3000);
        pool.Tick("close 3");
        pool.Tick("");
        pool.NothingIsDue();
        pool.Closed(3, "drained 7, drained 8");
        Assert.Equal(PoolState.Closed.Instance, pool.State);
        pool.Drain(10, "drained 10");
        pool.Rent(11, "no 11 Closed");
        pool.Opened(98, "close 98");
    }

    [Fact]
    public void Those_who_wait_and_what_opens_end_with_the_pool()
    {
        var pool = new PoolHarness(new() { Max = 1 });
        pool.Rent(1, "open 1");
        pool.Rent(2, "");
        pool.Drain(3, "no 1 Closed, no 2 Closed, close 1");
        pool.Opened(1, "");
        pool.Closed(1, "drained 3");
        new PoolHarness(new()).Drain(1, "drained 1");
    }

    [Theory]
    [InlineData(0, 0, "Max is 0; it must be at least 1")]
    [InlineData(3, 2, "Min is 3; it must be between 0 and Max, 2")]
    [InlineData(-1, 2, "Min is -1; it must be between 0 and Max, 2")]
    public void A_bad_configuration_is_named(int min, int max, string text) => Assert.Equal(text, new PoolConfig { Min = min, Max = max }.Check()?.Text);

    [Fact]
    public void The_rest_of_a_configuration_is_checked_too()
    {
        Assert.Null(new PoolConfig().Check());
        PoolConfig[] bad =
        [
            new() { Endpoints = default }, new() { IdleTime = TimeSpan.FromTicks(-1) }, new() { WaitTimeout = TimeSpan.FromTicks(-1) }, new() { DrainTimeout = TimeSpan.FromTicks(-1) },
            new PoolConfig().WithBackoff(policy => policy.WithInitial(TimeSpan.FromTicks(-1))), new PoolConfig().WithBackoff(policy => policy.WithJitter(-1)),
        ];
        Assert.All(bad, config => Assert.NotNull(config.Check()));
    }

    [Fact]
    public void A_refusal_says_why()
    {
        Assert.Equal("no connection of the pool was free within 1.5 s", new PoolRefusal.TimedOut(TimeSpan.FromSeconds(1.5), null).ToString());
        Assert.Equal(
            "no connection of the pool was free within 2 s, and there were fewer because of this: the connection was lost: reset",
            new PoolRefusal.TimedOut(TimeSpan.FromSeconds(2), PoolHarness.Reset).ToString());
        Assert.Equal("the pool is closed", PoolRefusal.Closed.Instance.ToString());
        Assert.Equal("cancelled", new PoolRefusal.Abandoned(AbandonReason.Cancelled).ToString());
        Assert.Equal("no connection of the pool could be opened: the connection was lost: reset", new PoolRefusal.CannotOpen(PoolHarness.Reset).ToString());
    }
}
