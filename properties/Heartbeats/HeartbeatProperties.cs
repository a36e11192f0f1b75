using System;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Heartbeats;

/// <summary>What holds for heart-beats whatever was agreed, and whenever octets went and came.</summary>
[Trait("Row", "M45")]
[Properties(Arbitrary = [typeof(Beats)], MaxTest = Cases.Many, QuietOnSuccess = true)]
public sealed class HeartbeatProperties
{
    [Property]
    public void A_beat_is_due_within_the_promise_and_a_peer_is_dead_only_beyond_it(Heartbeat beat)
    {
        Assert.Equal(beat.Agreement.Send > TimeSpan.Zero && !beat.Writing, beat.SendDue is not null);
        Assert.Equal(beat.Agreement.Receive > TimeSpan.Zero, beat.PeerDeadAt is not null);
        if (beat.SendDue is { } due)
            Assert.InRange((due - beat.LastWrite).Ticks, 0, beat.Agreement.Send.Ticks);
        if (beat.PeerDeadAt is { } dead)
            Assert.True(dead - beat.LastRead >= beat.Agreement.Receive);
    }

    [Property]
    public void What_was_written_or_read_moves_the_deadline_into_the_future(Heartbeat beat, PositiveInt later)
    {
        var at = Instant.Max(beat.LastWrite, beat.LastRead) + TimeSpan.FromTicks(later.Get);
        var wrote = beat.Wrote(at, true);
        if (wrote.SendDue is { } due)
            Assert.True(due > at);
        if (beat.Read(at).PeerDeadAt is { } dead)
            Assert.True(dead > at);
        Assert.Null(beat.Handed().SendDue);
    }

    [Property]
    public void Only_time_that_passes_counts(Heartbeat beat, NonNegativeInt seconds)
    {
        var offset = TimeSpan.FromSeconds(seconds.Get) + TimeSpan.FromTicks(3);
        var shifted = beat with { LastWrite = beat.LastWrite + offset, LastRead = beat.LastRead + offset };
        Assert.Equal(beat.SendDue is { } due ? due + offset : null, shifted.SendDue);
        Assert.Equal(beat.PeerDeadAt is { } dead ? dead + offset : null, shifted.PeerDeadAt);
    }

    [Property]
    public void A_readers_clock_loses_exactly_its_pauses(PositiveInt before, PositiveInt pause, PositiveInt after)
    {
        var start = Instant.Zero + TimeSpan.FromTicks(before.Get);
        var end = start + TimeSpan.FromTicks(pause.Get);
        var later = end + TimeSpan.FromTicks(after.Get);
        var clock = default(ReaderClock).Pause(start);
        Assert.Equal(clock.Now(start), clock.Now(later));
        Assert.Null(clock.When(start));
        var resumed = clock.Resume(end);
        Assert.Equal(clock.Now(start) + TimeSpan.FromTicks(after.Get), resumed.Now(later));
        Assert.Equal(later, resumed.When(resumed.Now(later)));
        Assert.Equal(resumed, resumed.Resume(later));
        Assert.Equal(clock, clock.Pause(later));
    }

    [Fact]
    public void The_beats_reach_both_directions_and_none()
    {
        var beats = Beats.All.Sample(500);
        Assert.Contains(beats, beat => beat.SendDue is not null && beat.PeerDeadAt is not null);
        Assert.Contains(beats, beat => beat.SendDue is null && !beat.Writing);
        Assert.Contains(beats, beat => beat.PeerDeadAt is null);
        Assert.Contains(beats, beat => beat.Writing);
    }
}

/// <summary>Random beats.</summary>
public static class Beats
{
    private static readonly Gen<TimeSpan> Intervals =
        from milliseconds in Gen.Frequency((1, Gen.Constant(0)), (4, Gen.Choose(1, 100_000)), (1, Gen.Constant(int.MaxValue)))
        select TimeSpan.FromMilliseconds(milliseconds);

    private static readonly Gen<Instant> Instants = from ticks in Gen.Choose(0, int.MaxValue) select new Instant(ticks * 1_000L);

    public static Gen<Heartbeat> All { get; } =
        from send in Intervals
        from receive in Intervals
        from fraction in Gen.Choose(1, 1_000_000)
        from tolerance in Gen.Choose(1_000_000, 5_000_000)
        from wrote in Instants
        from read in Instants
        from writing in Gen.Elements(true, false, false)
        select new Heartbeat(new(send, receive), new(fraction, tolerance), wrote, read, writing);

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<Heartbeat> Arbitrary() => Arb.From(All);
}
