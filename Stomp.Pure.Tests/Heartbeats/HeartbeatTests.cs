using System;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Heartbeats;

/// <summary>Offers, agreements and deadlines of heart-beats.</summary>
[Trait("Row", "M45")]
public sealed class HeartbeatTests
{
    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);

    [Theory]
    [Trait("Spec", "CL-1.1-12"), Trait("Spec", "CL-1.2-12")]
    [InlineData(0, 0, "0,0", true)]
    [InlineData(1000, 2000, "1000,2000", false)]
    [InlineData(0.5, 0.999, "0,0", true)]
    [InlineData(1.5, -5, "1,0", false)]
    [InlineData(1e12, 2147483648.0, "2147483647,2147483647", false)]
    public void An_offer_is_written_in_whole_milliseconds(double send, double receive, string text, bool none)
    {
        var offer = new HeartbeatOffer(Ms(send), Ms(receive));
        Assert.Equal(text, offer.ToText());
        Assert.Equal(none, offer.IsNone);
    }

    [Theory]
    [Trait("Spec", "CL-1.1-14"), Trait("Spec", "CL-1.2-14")]
    [InlineData("0,0", 0, 0)]
    [InlineData("1000,2000", 1000, 2000)]
    [InlineData("007,1", 7, 1)]
    [InlineData("99999999999999999999999999,2147483648", int.MaxValue, int.MaxValue)]
    public void A_header_of_two_numbers_is_read(string text, int send, int receive) =>
        Assert.Equal(new HeartbeatOffer(Ms(send), Ms(receive)), HeartbeatOffer.Parse(text));

    [Theory]
    [Trait("Spec", "CL-1.1-14"), Trait("Spec", "CL-1.2-14")]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("1000")]
    [InlineData("1,")]
    [InlineData(",1")]
    [InlineData("1,2,3")]
    [InlineData("1, 2")]
    [InlineData("-1,0")]
    [InlineData("+1,0")]
    [InlineData("1.5,0")]
    [InlineData("\u0661,\u0662")]
    public void Anything_else_is_malformed(string text) => Assert.Null(HeartbeatOffer.Parse(text));

    [Theory]
    [Trait("Spec", "CL-1.1-15"), Trait("Spec", "CL-1.2-15"), Trait("Spec", "CL-1.1-16"), Trait("Spec", "CL-1.2-16")]
    [InlineData("0,0", "1000,1000", 0, 0)]
    [InlineData("5,0", "0,10", 10, 0)]
    [InlineData("10,0", "0,5", 10, 0)]
    [InlineData("0,5", "10,0", 0, 10)]
    [InlineData("0,10", "5,0", 0, 10)]
    [InlineData("1000,1000", "0,0", 0, 0)]
    [InlineData("10000,5000", "4000,20000", 20000, 5000)]
    public void Each_direction_has_the_larger_interval_or_none(string own, string peer, int send, int receive)
    {
        var agreement = HeartbeatAgreement.Between(HeartbeatOffer.Parse(own)!.Value, HeartbeatOffer.Parse(peer)!.Value);
        Assert.Equal(new(Ms(send), Ms(receive)), agreement);
    }

    [Fact]
    public void What_the_header_cannot_say_is_not_agreed()
    {
        // The header says 0,0: a peer that took it at its word would be taken for dead.
        var peer = new HeartbeatOffer(Ms(1000), Ms(1000));
        Assert.Equal(default, HeartbeatAgreement.Between(new(Ms(0.9), Ms(0.9)), peer));
        Assert.Equal(new(Ms(1500), Ms(1000)), HeartbeatAgreement.Between(new(Ms(1500.9), Ms(1)), peer));
    }

    [Fact]
    [Trait("Spec", "CL-1.1-17"), Trait("Spec", "CL-1.2-17"), Trait("Spec", "CL-1.1-18"), Trait("Spec", "CL-1.2-18")]
    public void Deadlines_follow_from_the_last_octets()
    {
        var beat = Heartbeat.Start(new(Ms(1000), Ms(2000)), HeartbeatMargin.Default, Instant.FromMilliseconds(10), Instant.FromMilliseconds(20));
        Assert.Equal(Instant.FromMilliseconds(760), beat.SendDue);
        Assert.Equal(Instant.FromMilliseconds(5020), beat.PeerDeadAt);
        Assert.Equal(Instant.FromMilliseconds(5100), beat.Read(Instant.FromMilliseconds(100)).PeerDeadAt);
        Assert.Null(beat.Handed().SendDue);
        Assert.Null(beat.Wrote(Instant.FromMilliseconds(500), all: false).SendDue);
        Assert.Equal(Instant.FromMilliseconds(1250), beat.Handed().Wrote(Instant.FromMilliseconds(500), all: true).SendDue);
        var none = Heartbeat.Start(default, HeartbeatMargin.Default, Instant.Zero, Instant.Zero);
        Assert.Null(none.SendDue);
        Assert.Null(none.PeerDeadAt);
    }

    [Fact]
    public void The_longest_interval_does_not_overflow()
    {
        var day = TimeSpan.FromMilliseconds(int.MaxValue);
        var beat = Heartbeat.Start(new(day, day), new(1_000_000, int.MaxValue), new(long.MaxValue - 1), Instant.Zero);
        Assert.Equal(new Instant(long.MaxValue), beat.SendDue);
        Assert.Equal(new Instant((long)((Int128)day.Ticks * int.MaxValue / 1_000_000)), beat.PeerDeadAt);
    }

    [Fact]
    public void A_readers_clock_stands_still_while_it_pauses()
    {
        var clock = default(ReaderClock);
        Assert.Equal(Instant.FromMilliseconds(5), clock.Now(Instant.FromMilliseconds(5)));
        clock = clock.Pause(Instant.FromMilliseconds(10));
        Assert.Equal(clock, clock.Pause(Instant.FromMilliseconds(12)));
        Assert.Equal(Instant.FromMilliseconds(10), clock.Now(Instant.FromMilliseconds(99)));
        Assert.Null(clock.When(Instant.FromMilliseconds(11)));
        clock = clock.Resume(Instant.FromMilliseconds(100));
        Assert.Equal(clock, clock.Resume(Instant.FromMilliseconds(200)));
        Assert.Equal(Instant.FromMilliseconds(11), clock.Now(Instant.FromMilliseconds(101)));
        Assert.Equal(Instant.FromMilliseconds(101), clock.When(Instant.FromMilliseconds(11)));
        clock = clock.Pause(Instant.FromMilliseconds(101)).Resume(Instant.FromMilliseconds(111));
        Assert.Equal(Instant.FromMilliseconds(11), clock.Now(Instant.FromMilliseconds(111)));
    }
}
