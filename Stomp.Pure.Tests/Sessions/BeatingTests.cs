using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Heart-beats of a session, and the silence of its peer.</summary>
[Trait("Row", "M45")]
public sealed class BeatingTests : SessionScenarios
{
    private const long Day = 86_400_000;

    private static SessionHarness Beating(StompVersion version, (int Send, int Receive) own, string theirs) =>
        new SessionHarness(Config with { Heartbeat = Beats(own.Send, own.Receive) }).Connect($"CONNECTED{{version:{version.ToText()}; heart-beat:{theirs}}}");

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-12"), Trait("Spec", "CL-1.1-15"), Trait("Spec", "CL-1.1-16"), Trait("Spec", "CL-1.1-17"), Trait("Spec", "CL-1.1-18")]
    [Trait("Spec", "CL-1.2-12"), Trait("Spec", "CL-1.2-15"), Trait("Spec", "CL-1.2-16"), Trait("Spec", "CL-1.2-17"), Trait("Spec", "CL-1.2-18")]
    public void K12_Beats_in_both_directions(StompVersion version)
    {
        var s = new SessionHarness(Config with { Heartbeat = Beats(1000, 2000) });
        s.Open("tx CONNECT{accept-version:1.0,1.1,1.2; host:h; heart-beat:1000,2000}");
        s.Rx($"CONNECTED{{version:{version.ToText()}; heart-beat:1500,500}}", $"established {version.ToText()} out 1000 in 2000");
        s.Due(750, DeadlineReason.HeartbeatSend);
        s.At(749).Tick();
        s.At(750).Tick("tx EOL");
        s.At(750).Tick();
        s.At(1500).Tick("tx EOL");
        s.At(1900).RxOctets("\n");
        foreach (var due in new[] { 2250, 3000, 3750, 4500, 5250 })
        {
            s.Due(due, DeadlineReason.HeartbeatSend);
            s.At(due).Tick("tx EOL");
        }

        s.Due(5900, DeadlineReason.HeartbeatReceive);
        s.At(5899).Tick();
        s.At(5900).Tick("ended heartbeat-timed-out(4 s)", "close");
        s.At(5901).Tick();
    }

    [Theory]
    [Trait("Spec", "CL-1.1-15"), Trait("Spec", "CL-1.2-15"), Trait("Spec", "CL-1.1-16"), Trait("Spec", "CL-1.2-16")]
    [InlineData(0, 0, "1000,1000", "")]
    [InlineData(1000, 0, "1000,1000", " out 1000")]
    [InlineData(0, 1000, "1000,1000", " in 1000")]
    [InlineData(1000, 1000, "0,0", "")]
    [InlineData(1000, 1000, "0,1000", " out 1000")]
    [InlineData(1000, 1000, "1000,0", " in 1000")]
    [InlineData(10000, 5000, "4000,20000", " out 20000 in 5000")]
    public void K13_Which_directions_exist(int send, int receive, string theirs, string agreed)
    {
        foreach (var version in new[] { V11, V12 })
        {
            var s = Opened(Config with { Heartbeat = Beats(send, receive) });
            s.Rx($"CONNECTED{{version:{version.ToText()}; heart-beat:{theirs}}}", $"established {version.ToText()}{agreed}");
            if (agreed.Length == 0)
                s.NothingDue();
            if (!agreed.Contains("in ", StringComparison.Ordinal))
                s.At(Day).Tick(agreed.Contains("out ", StringComparison.Ordinal) ? ["tx EOL"] : []);
            else if (!agreed.Contains("out ", StringComparison.Ordinal))
                s.Due(2000, DeadlineReason.HeartbeatReceive);
        }
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-13"), Trait("Spec", "CL-1.2-13"), Trait("Spec", "CL-1.1-14"), Trait("Spec", "CL-1.2-14"), Trait("Spec", "CL-1.1-49"), Trait("Spec", "CL-1.2-49")]
    public void K14_A_missing_header_means_none_and_a_malformed_one_is_fatal(StompVersion version)
    {
        var config = Config with { Heartbeat = Beats(1000, 1000) };
        var text = version.ToText();
        var s = Opened(config);
        s.Rx($"CONNECTED{{version:{text}}}", $"established {text}");
        s.NothingDue();
        s.At(Day).Tick();

        foreach (var bad in new[] { "", "1000", "1,2,3", "a,b", "-1,0", "+1,0", "1, 2", " 1,2", "1.5,2", "1,", ",1", "1,2 " })
        {
            s = Opened(config);
            s.Rx(
                $"CONNECTED{{version:{text}; heart-beat:{bad}}}",
                $"ended protocol-fault(CONNECTED has heart-beat \"{bad}\"; it must be two decimal numbers with a comma)", "close");
        }

        s = Opened(config);
        s.Rx($"CONNECTED{{version:{text}; heart-beat:99999999999,0}}", $"established {text} in 2147483647");

        s = Opened(config);
        s.Rx($"CONNECTED{{version:{text}; heart-beat:5000,6000; heart-beat:x}}", $"established {text} out 6000 in 5000");
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-17"), Trait("Spec", "CL-1.2-17")]
    public void K15_Real_traffic_replaces_beats(StompVersion version)
    {
        var s = Beating(version, (1000, 0), "0,1000");
        s.At(700).Do(Send("/q"), "tx SEND{destination:/q}", "done 1 Sent");
        s.At(750).Tick();
        s.Due(1450, DeadlineReason.HeartbeatSend);
        s.At(1449).Tick();
        s.At(1450).Tick("tx EOL");

        // A frame written in pieces, at 700 and 1400: each piece counts, and no EOL is placed inside.
        s = Beating(version, (1000, 0), "0,1000");
        s.Written(1);
        s.HoldsWrites = true;
        s.At(600).Do(Send("/q"), "tx SEND{destination:/q}", "done 1 Sent");
        s.At(700).Written(1);
        s.NothingDue();
        s.At(1399).Tick();
        s.At(1400).Written(2);
        s.Due(2150, DeadlineReason.HeartbeatSend);
        s.At(2149).Tick();
        s.At(2150).Tick("tx EOL");
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-18"), Trait("Spec", "CL-1.2-18")]
    public void K16_Any_octet_keeps_the_server_alive(StompVersion version)
    {
        var s = Beating(version, (0, 1000), "1000,0");
        s.At(900).RxOctets("M");
        s.At(1800).RxOctets("E");
        s.At(3799).Tick();
        s.At(3799).RxOctets("SSAGE\ndestination");
        s.Due(5799, DeadlineReason.HeartbeatReceive);
        s.At(5798).Tick();
        s.At(5799).Tick("ended heartbeat-timed-out(2 s)", "close");

        s = Beating(version, (0, 1000), "1000,0");
        s.At(1999).RxOctets("\n");
        s.Due(3999, DeadlineReason.HeartbeatReceive);

        // A clock that jumps finds one fault.
        s = Beating(version, (0, 1000), "1000,0");
        s.At(500).Tick();
        s.At(60_000).Tick("ended heartbeat-timed-out(2 s)", "close");
        s.At(120_000).Tick();
    }

    [Fact]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-12")]
    public void K17_There_are_no_beats_at_1_0()
    {
        foreach (var theirs in new[] { "1000,1000", "nonsense" })
        {
            var s = new SessionHarness(Offering(V10, V11) with { Heartbeat = Beats(1000, 1000) });
            s.Open("tx CONNECT{accept-version:1.0,1.1; host:h; heart-beat:1000,1000}");
            s.Rx($"CONNECTED{{heart-beat:{theirs}}}", "established 1.0");
            s.NothingDue();
            s.At(Day).Tick();
            s.At(Day).RxOctets("\n\n");
            s.NothingDue();
        }
    }

    [Theory, InlineData(V11), InlineData(V12)]
    [Trait("Spec", "CL-1.1-17"), Trait("Spec", "CL-1.2-17")]
    public void K18_A_slow_writer_gets_no_queue_of_beats(StompVersion version)
    {
        var s = Beating(version, (1000, 0), "0,1000");
        s.Written(1);
        s.HoldsWrites = true;
        s.At(100).Do(Send("/q"), "tx SEND{destination:/q}", "done 1 Sent");
        foreach (var time in new[] { 850, 1700, 4000, 4999 })
            s.At(time).Tick();
        s.NothingDue();
        s.At(5000).Written(2);
        s.Due(5750, DeadlineReason.HeartbeatSend);
        s.At(5749).Tick();
        s.At(5750).Tick("tx EOL");

        // The beat itself is pending now, for a day: no second one, and no fault of this side's own.
        s.At(Day).Tick();
        s.NothingDue();
        s.At(Day).Written(3);
        s.Due(Day + 750, DeadlineReason.HeartbeatSend);
    }

    [Fact]
    [Trait("Spec", "CL-1.1-18"), Trait("Spec", "CL-1.2-18")]
    public void By_default_a_broker_may_be_silent_for_two_and_a_half_intervals()
    {
        var s = new SessionHarness(new() { Heartbeat = Beats(0, 1000) }).Connect("CONNECTED{version:1.2; heart-beat:1000,0}");
        s.Due(2500, DeadlineReason.HeartbeatReceive);
    }

    [Fact]
    public void A_margin_that_cannot_be_kept_is_refused()
    {
        foreach (var margin in new[] { new HeartbeatMargin(0, 2_500_000), new(1_000_001, 2_500_000), new(750_000, 999_999) })
            Assert.Equal(RejectionKind.InvalidArgument, (Config with { Margin = margin }).Check()?.Kind);
        Assert.Null((Config with { Margin = new(1_000_000, 1_000_000) }).Check());
    }
}
