using System.Linq;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;
using static Stomp.Pure.Frames.StompVersion;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>From CONNECT to CONNECTED, or not.</summary>
[Trait("Row", "M45")]
public sealed class ConnectingTests : SessionScenarios
{
    private const string NotOffered = "which was not offered";

    [Fact]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-01"), Trait("Spec", "CL-1.1-01"), Trait("Spec", "CL-1.2-01")]
    [Trait("Spec", "CL-1.1-02"), Trait("Spec", "CL-1.2-02")]
    [Trait("Spec", "CL-1.0-03"), Trait("Spec", "CL-1.1-03"), Trait("Spec", "CL-1.2-03")]
    [Trait("Spec", "CL-1.2-07"), Trait("Spec", "CL-1.2-11")]
    public void K01_Of_all_versions_offered_1_2_is_chosen()
    {
        var s = new SessionHarness(Config);
        s.Open("tx CONNECT{accept-version:1.0,1.1,1.2; host:h}");
        s.Rx("CONNECTED{version:1.2; session:s1; server:x/1.0}", "established 1.2 session 's1' server 'x/1.0'");
        Assert.Equal(V12, s.Live.Version);
        s.RxOctets("RECEIPT\nreceipt-id:a\\rb\n\n\0", "note UnknownReceipt a\rb");
    }

    [Fact]
    [Trait("Row", "M02"), Trait("Row", "M03")]
    [Trait("Spec", "CL-1.1-07")]
    public void K02_The_chosen_version_rules_from_then_on()
    {
        var s = Opened(Config);
        s.Rx("CONNECTED{version:1.1}", "established 1.1");
        s.RxOctets("RECEIPT\nreceipt-id:a\\rb\n\n\0", "ended malformed(bad-escape)", "close");

        s = Opened(Config);
        s.Rx("CONNECTED{version:1.0}", "established 1.0");
        s.RxOctets("RECEIPT\nreceipt-id:a\\rb\n\n\0", "note UnknownReceipt a\\rb");
    }

    [Fact]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-07"), Trait("Spec", "CL-1.0-08"), Trait("Spec", "CL-1.1-08"), Trait("Spec", "CL-1.2-08"), Trait("Spec", "CL-1.0-11")]
    public void K03_No_version_means_1_0()
    {
        var s = Opened(Config with { Heartbeat = Beats(1000, 1000) });
        s.Rx("CONNECTED{session:a}", "established 1.0 session 'a'");
        s.NothingDue();
        s.Do(Subscribe("/q", AckMode.ClientIndividual), "done 1 Rejected(NotInThisVersion)");
        s.Do(Nack(1), "done 2 Rejected(NotInThisVersion)");

        s = Opened(Config);
        s.Rx("CONNECTED{}", "established 1.0");

        s = Opened(Offering(V11, V12));
        s.Rx("CONNECTED{session:a}", "ended protocol-fault(CONNECTED has no version and 1.0 was not offered)", "close");
        s.IsOver();
    }

    [Fact]
    [Trait("Row", "M02")]
    [Trait("Spec", "CL-1.0-08"), Trait("Spec", "CL-1.1-08"), Trait("Spec", "CL-1.2-08"), Trait("Spec", "CL-1.1-49")]
    public void K04_A_version_that_was_not_offered_ends_the_attempt()
    {
        foreach (var (config, version) in new[]
        {
            (Offering(V12), "1.1"), (Config, "2.0"), (Config, ""), (Config, " 1.2"), (Config, "1.2,1.1"), (Config, "1.2 "), (Config, "01.2"),
        })
        {
            var s = Opened(config);
            s.Rx($"CONNECTED{{version:{version}}}", $"ended protocol-fault(CONNECTED chose version \"{version}\", {NotOffered})", "close");
        }

        var first = Opened(Config);
        first.Rx("CONNECTED{version:1.1; version:1.2}", "established 1.1");
    }

    [Fact]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-09"), Trait("Spec", "CL-1.1-09"), Trait("Spec", "CL-1.2-09")]
    public void K05_An_ERROR_instead_of_CONNECTED_is_a_refusal()
    {
        var s = Opened(Config);
        s.Rx("ERROR{version:2.1,3.0; message:no}'Supported'", "ended refused('no: Supported')", "close");
        var refused = Assert.IsType<EndReason.Refused>(Assert.IsType<SessionState.Ended>(s.State).Reason);
        Assert.Equal(["version:2.1,3.0", "message:no"], refused.Error.Headers.Select(header => header.ToString()));
        Assert.Equal("Supported", refused.Error.Text);
        s.RxOctets("CONNECTED\nversion:1.2\n\n\0");
        s.Eof();
        s.Tick();

        s = Opened(Config);
        s.Rx("ERROR{}", "ended refused('(an ERROR without text)')", "close");
    }

    [Fact]
    [Trait("Spec", "CL-1.0-10"), Trait("Spec", "CL-1.1-10"), Trait("Spec", "CL-1.2-10")]
    public void K06_Silence_or_a_close_before_CONNECTED_is_no_refusal()
    {
        var s = Opened(Config);
        s.Eof("ended lost", "close");

        s = Opened(Config);
        s.Breaks(TransportFaultKind.Reset, "ended lost(Reset)", "close");

        s = Opened(Config);
        s.Due(30_000, DeadlineReason.Connect);
        s.At(29_999).Tick();
        s.At(30_000).Tick("ended connect-timed-out(30 s)", "close");
        s.At(30_001).Tick();

        s = Opened(Config);
        s.RxOctets("CONNEC");
        s.Eof("ended lost(truncated)", "close");

        s = Opened(Config);
        s.RxOctets("\n");
        s.RxOctets("\r\n");
        s.Rx("CONNECTED{version:1.2}", "established 1.2");
        s.NothingDue();
    }

    [Fact]
    [Trait("Spec", "CL-1.0-05"), Trait("Spec", "CL-1.1-05"), Trait("Spec", "CL-1.2-05")]
    public void K07_STOMP_instead_of_CONNECT_is_an_option_without_1_0()
    {
        var config = Offering(V11, V12) with { UseStompCommand = true };
        Assert.Null(config.Check());
        var s = new SessionHarness(config);
        s.Open("tx STOMP{accept-version:1.1,1.2; host:h}");
        s.Rx("CONNECTED{version:1.2}", "established 1.2");

        Assert.Equal(RejectionKind.InvalidArgument, (Config with { UseStompCommand = true }).Check()?.Kind);

        foreach (var login in new[] { "a:b", "a\\b" })
        {
            var special = config with { Login = login };
            Assert.Null(special.Check());
            s = new SessionHarness(special);
            s.Open(
                "note StompEscaping login holds a colon or a backslash, and servers differ in reading them in STOMP frames; CONNECT is safer",
                $"tx STOMP{{accept-version:1.1,1.2; host:h; login:{login}}}");
        }
    }

    [Fact]
    [Trait("Spec", "CL-1.0-01"), Trait("Spec", "CL-1.1-01"), Trait("Spec", "CL-1.2-01")]
    public void K08_Nothing_but_CONNECT_is_sent_before_CONNECTED()
    {
        var s = new SessionHarness(Config);
        s.Do(Send("/q", "x"), "done 1 Rejected(InvalidState)");
        s.Open(Offer);
        s.Do(Send("/q", "x") with { Receipt = Receipt }, "done 2 Rejected(InvalidState)");
        s.Do(Subscribe("/q"), "done 3 Rejected(InvalidState)");
        s.Do(Unsubscribe(3), "done 4 Rejected(InvalidState)");
        s.Do(Ack(1), "done 5 Rejected(InvalidState)");
        s.Do(Begin(), "done 6 Rejected(InvalidState)");
        s.Do(Commit("t1"), "done 7 Rejected(InvalidState)");
        s.Do(Abort("t1"), "done 8 Rejected(InvalidState)");
        s.Rx("CONNECTED{version:1.2}", "established 1.2");
        s.Do(Send("/q", "x"), "tx SEND{destination:/q}'x'", "done 9 Sent");
    }

    [Fact]
    [Trait("Row", "M02"), Trait("Row", "M03")]
    [Trait("Spec", "CL-1.1-07"), Trait("Spec", "CL-1.2-07")]
    public void K09_The_rules_change_in_the_middle_of_a_chunk()
    {
        var s = Opened(Config);
        s.RxOctets("CONNECTED\nversion:1.2\n\n\0ERROR\nmessage:a\\cb\n\n\0", "established 1.2", "ended broker-fault('a:b')", "close");

        s = Opened(Config);
        s.RxOctets("CONNECTED\nversion:1.0\n\n\0ERROR\nmessage:a\\cb\n\n\0", "established 1.0", "ended broker-fault('a\\cb')", "close");

        s = Opened(Config);
        s.RxOctets("CONNECTED\nversion:1.1\n\n\0\r\n", "established 1.1", "ended malformed(unknown-command)", "close");

        s = Opened(Config);
        s.RxOctets("CONNECTED\nversion:1.2\n\n\0\r\n", "established 1.2");
        Assert.IsType<SessionState.Connected>(s.State);
    }

    [Fact]
    [Trait("Row", "M03")]
    [Trait("Spec", "CL-1.0-11"), Trait("Spec", "CL-1.1-11"), Trait("Spec", "CL-1.2-11")]
    public void K10_Padding_in_the_handshake_is_trimmed_at_1_0_alone()
    {
        var s = Opened(Config);
        s.Rx("CONNECTED{session: abc; server: x }", "established 1.0 session 'abc' server 'x'");

        foreach (var version in new[] { "1.1", "1.2" })
        {
            s = Opened(Config);
            s.Rx($"CONNECTED{{version:{version}; session: abc; server:///, what is this}}", $"established {version} session ' abc' server '///, what is this'");
        }
    }

    [Fact]
    [Trait("Spec", "CL-1.0-02"), Trait("Spec", "CL-1.1-02"), Trait("Spec", "CL-1.2-02")]
    [Trait("Spec", "CL-1.0-03"), Trait("Spec", "CL-1.1-03"), Trait("Spec", "CL-1.2-03")]
    [Trait("Spec", "CL-1.0-04"), Trait("Spec", "CL-1.1-04"), Trait("Spec", "CL-1.2-04")]
    [Trait("Spec", "CL-1.0-06"), Trait("Spec", "CL-1.1-06"), Trait("Spec", "CL-1.2-06")]
    [Trait("Spec", "CL-1.0-12"), Trait("Spec", "CL-1.1-12"), Trait("Spec", "CL-1.2-12")]
    public void K11_CONNECT_says_what_was_configured()
    {
        Says(Offering(V12, V10), "CONNECT{accept-version:1.0,1.2; host:h}");
        Says(Offering(V12, V10, V11), "CONNECT{accept-version:1.0,1.1,1.2; host:h}");
        Says(Offering(V10), "CONNECT{}");
        Says(Offering(V10) with { Heartbeat = Beats(1000, 1000), Host = "" }, "CONNECT{}");
        Says(Config with { Login = "a:b\\c", Passcode = new Secret(7) }, "CONNECT{accept-version:1.0,1.1,1.2; host:h; login:a:b\\c; passcode:***}");
        Says(Config with { Heartbeat = Beats(1000, 0) }, "CONNECT{accept-version:1.0,1.1,1.2; host:h; heart-beat:1000,0}");
        Says(Config with { Heartbeat = Beats(1000, 2000) }, "CONNECT{accept-version:1.0,1.1,1.2; host:h; heart-beat:1000,2000}");
        Says(Config with { Heartbeat = Beats(0, 0) }, "CONNECT{accept-version:1.0,1.1,1.2; host:h}");
        Says(Config with { ConnectHeaders = [new("client-id", "c")] }, "CONNECT{accept-version:1.0,1.1,1.2; host:h; client-id:c}");
        Says(new SessionConfig() with { Heartbeat = HeartbeatOffer.None }, "CONNECT{accept-version:1.0,1.1,1.2; host:localhost}");

        IsRefused(Config with { Versions = default });
        IsRefused(Config with { Host = "" });
        foreach (var text in new[] { "a\nb", "a\rb", "a\0b" })
        {
            IsRefused(Config with { Login = text });
            IsRefused(Config with { Host = text });
            IsRefused(Config with { ConnectHeaders = [new("client-id", text)] });
        }

        foreach (var name in new[] { "receipt", "accept-version", "host", "login", "passcode", "heart-beat", "content-length" })
            IsRefused(Config with { ConnectHeaders = [new(name, "1")] });
    }

    private static void Says(SessionConfig config, string frame)
    {
        Assert.Null(config.Check());
        new SessionHarness(config).Open("tx " + frame);
    }

    private static void IsRefused(SessionConfig config) => Assert.Equal(RejectionKind.InvalidArgument, config.Check()?.Kind);

    [Fact]
    [Trait("Row", "M01")]
    [Trait("Spec", "CL-1.0-50"), Trait("Spec", "CL-1.1-50"), Trait("Spec", "CL-1.2-50")]
    public void K38_Frames_that_cannot_occur_before_CONNECTED()
    {
        foreach (var frame in new[] { "MESSAGE\ndestination:/q\nmessage-id:1\n\n\0", "RECEIPT\nreceipt-id:1\n\n\0", "SEND\ndestination:/q\n\n\0", "CONNECT\n\n\0" })
        {
            var s = Opened(Config);
            s.RxOctets(frame, "ended malformed(unknown-command)", "close");
            s.Rx("CONNECTED{version:1.2}");
        }
    }

    [Fact]
    [Trait("Spec", "CL-1.0-51"), Trait("Spec", "CL-1.1-51"), Trait("Spec", "CL-1.2-51")]
    public void Nothing_of_one_session_is_in_the_next()
    {
        var first = Connected(V12, Config with { Heartbeat = Beats(1000, 1000) });
        first.Do(Subscribe("/q", AckMode.Client), "named 1 0", "tx SUBSCRIBE{id:0; destination:/q; ack:client}", "done 1 Sent");
        first.Eof("ended lost", "close");

        var second = Opened(Config with { Heartbeat = Beats(1000, 1000) });
        second.Rx("CONNECTED{version:1.1}", "established 1.1");
        second.NothingDue();
        second.Rx(Message(V11, "m", "a"), "note UnknownSubscription 0");
        second.Do(Ack(1), "done 1 Rejected(Unknown)");
    }
}
