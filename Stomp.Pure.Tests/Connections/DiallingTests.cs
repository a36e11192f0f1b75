using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Connections;

/// <summary>Endpoints, rounds, deadlines, and transports that nobody wants.</summary>
[Trait("Row", "M45")]
public sealed class DiallingTests : ConnectionScenarios
{
    private const string Refused = "dial-failed(Refused)";

    private static ConnectionConfig Two => Plain with { Endpoints = [new("a", 1), new("b", 2) { VirtualHost = "v" }] };

    [Fact]
    [Trait("Row", "M04"), Trait("Row", "M11")]
    public void Endpoints_are_tried_in_order_and_the_first_open_takes_three_rounds()
    {
        var c = new ConnectionHarness(Two);
        c.Open("dial 1 a:1");
        c.Do(Send("/q"));
        c.DialFails("dial 2 b:2");
        c.DialFails("waiting 100 " + Refused);
        c.At(100).Tick("dial 3 a:1");
        c.Opened("3: " + FullOffer);
        c.Breaks("3: ended lost(Reset)", "3: close", "dial 4 b:2");
        c.Opened("4: tx CONNECT{accept-version:1.0,1.1,1.2; host:v}");
        c.Eof("4: ended lost", "4: close", "waiting 150 lost");
        c.At(250).Tick("dial 5 a:1");
        c.DialFails("dial 6 b:2");
        c.DialFails($"done 1 Closed({Refused})", $"done 2 NotSent({Refused})", $"closed {Refused}");
        Assert.Empty(c.Pending);
    }

    [Fact]
    [Trait("Row", "M11"), Trait("Row", "M40")]
    public void After_a_session_there_is_no_limit()
    {
        var c = Up(Plain);
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        for (var round = 0; round < 100; round++)
        {
            c.After(c.LastWait).Feed(new ConnectionEvent.Tick(c.Now));
            c.Feed(new ConnectionEvent.DialFailed(c.Now, c.Transport, new(TransportFaultKind.Refused, "", "")));
            Assert.IsType<ConnectionState.Waiting>(c.State);
        }

        Assert.Equal(TimeSpan.FromSeconds(60), c.LastWait);
    }

    [Fact]
    [Trait("Row", "M11")]
    public void Both_limits_can_be_set()
    {
        var c = new ConnectionHarness(Plain.WithReconnect(policy => policy with { FirstRounds = 1 }));
        c.Open("dial 1 a:1");
        c.DialFails($"done 1 Closed({Refused})", $"closed {Refused}");

        c = Up(Plain.WithReconnect(policy => policy with { Rounds = 0 }));
        c.Eof("1: ended lost", "1: close", "closed lost");

        // Two rounds after a loss, whatever it took to open the first session.
        c = new ConnectionHarness(Plain.WithReconnect(policy => policy with { FirstRounds = 5, Rounds = 2 }));
        c.Open("dial 1 a:1");
        c.DialFails("waiting 100 " + Refused);
        c.At(100).Tick("dial 2 a:1");
        c.DialFails("waiting 150 " + Refused);
        c.At(250).Tick("dial 3 a:1");
        c.DialFails("waiting 225 " + Refused);
        c.At(475).Tick("dial 4 a:1");
        c.Connect("CONNECTED{version:1.2}");
        c.Eof("4: ended lost", "4: close", "waiting 100 lost");
        c.At(575).Tick("dial 5 a:1");
        c.DialFails("waiting 150 " + Refused);
        c.At(725).Tick("dial 6 a:1");
        c.DialFails("closed " + Refused);

        c = new ConnectionHarness(Plain.WithReconnect(policy => policy with { FirstRounds = null, Initial = TimeSpan.Zero }));
        c.Open("dial 1 a:1");
        for (var round = 0; round < 50; round++)
        {
            c.DialFails("waiting 0 " + Refused);
            c.Tick(FormattableString.Invariant($"dial {round + 2} a:1"));
        }
    }

    [Fact]
    [Trait("Row", "M11")]
    public void A_session_that_lived_starts_the_count_anew_and_a_short_one_does_not()
    {
        var c = Up(Plain);
        c.At(29_999).Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(30_099).Tick("dial 2 a:1");
        c.Connect("CONNECTED{version:1.2}");
        c.At(30_099 + 29_999).Eof("2: ended lost", "2: close", "waiting 150 lost");
        c.At(60_248).Tick("dial 3 a:1");
        c.Connect("CONNECTED{version:1.2}");
        c.At(60_248 + 30_000).Eof("3: ended lost", "3: close", "waiting 100 lost");
    }

    [Theory]
    [Trait("Row", "M11"), Trait("Row", "M40")]
    // the broker said nothing about one of two: the session did not live
    [InlineData("RECEIPT{receipt-id:r1}", null, 150)]
    [InlineData("RECEIPT{receipt-id:r1}", "RECEIPT{receipt-id:r2}", 100)]
    // one that it refuses is restored no more, and counts no more
    [InlineData("RECEIPT{receipt-id:r1}", "ERROR{receipt-id:r2; message:no}", 100)]
    public void Only_a_session_that_restored_its_subscriptions_starts_the_count_anew(string first, string? second, int wait)
    {
        var forgiving = BrokerProfile.Standard with { Survivable = [new("no", ErrorScope.Operation)] };
        var c = Up(Plain.WithSession(session => session with { Profile = forgiving }));
        c.Do(Subscribe("/a"), "1: named 2 0", "1: tx SUBSCRIBE{id:0; destination:/a}", "1: done 2 Sent");
        c.Do(Subscribe("/b"), "1: named 3 1", "1: tx SUBSCRIBE{id:1; destination:/b}", "1: done 3 Sent");
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.Rx(
            "CONNECTED{version:1.2}", "2: established 1.2", "2: named 2 0",
            "2: tx SUBSCRIBE{id:0; destination:/a; receipt:r1}", "2: named 3 1", "2: tx SUBSCRIBE{id:1; destination:/b; receipt:r2}");
        c.Rx(first);
        if (second is not null)
            c.Rx(second, second[0] == 'E' ? ["2: note ServerError no", "2: subscription 3 ended 'no'"] : []);
        // at 15 s the receipts are awaited no more, which is no answer
        c.At(20_000).Tick();
        c.At(30_200).Eof("2: ended lost", "2: close", FormattableString.Invariant($"waiting {wait} lost"));
    }

    [Fact]
    [Trait("Row", "M04"), Trait("Row", "M40")]
    public void After_a_loss_the_first_endpoint_is_tried_first()
    {
        var c = new ConnectionHarness(Two);
        c.Open("dial 1 a:1");
        c.DialFails("dial 2 b:2");
        c.Connect("CONNECTED{version:1.2}");
        c.Eof("2: ended lost", "2: close", "waiting 100 lost");
        c.At(100).Tick("dial 3 a:1");
        c.DialFails("dial 4 b:2");
    }

    [Fact]
    [Trait("Row", "M12")]
    public void One_deadline_covers_the_dial_and_CONNECTED()
    {
        var c = new ConnectionHarness(Plain.WithSession(session => session with { ConnectTimeout = TimeSpan.FromSeconds(10) }));
        c.Open("dial 1 a:1");
        c.Due(10_000, DeadlineReason.Connect);
        c.At(9_999).Tick();
        c.At(10_000).Tick("close 1", "waiting 100 connect-timed-out(10 s)");
        c.Step(new ConnectionEvent.Opened(c.Now, 1), "close 1");
        c.At(10_100).Tick("dial 2 a:1");
        c.At(16_100).Opened("2: " + FullOffer);
        c.Due(20_100, DeadlineReason.Connect);
        c.At(20_099).Tick();
        c.At(20_100).Tick("2: ended connect-timed-out(10 s)", "2: close", "waiting 150 connect-timed-out(10 s)");

        // A dial that is answered too late, but before anybody looked at the clock.
        c.At(20_250).Tick("dial 3 a:1");
        c.At(40_000).Opened("3: " + FullOffer);
        c.Due(30_250, DeadlineReason.Connect);
        c.Tick("3: ended connect-timed-out(10 s)", "3: close", "done 1 Closed(connect-timed-out(10 s))", "closed connect-timed-out(10 s)");
    }

    [Fact]
    public void A_transport_that_is_not_current_is_closed_and_nothing_else()
    {
        var c = Up(Plain);
        Strays(c, 7);
        c.Do(Disconnect(), "1: tx DISCONNECT{}", "1: half-close");
        Strays(c, 7);
        c.Eof("1: done 2 Closed(disconnected(unconfirmed))", "1: ended disconnected(unconfirmed)", "1: close", "closed disconnected(unconfirmed)");
        Strays(c, 1);

        c = Up(Plain);
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
        Strays(c, 1);
        c.At(100).Tick("dial 2 a:1");
        Strays(c, 1);
        c.Opened("2: " + FullOffer);
        Strays(c, 1);
        c.Opened();
        c.Step(new ConnectionEvent.Open(c.Now, 99), "done 99 Rejected(InvalidState)");
    }

    private static void Strays(ConnectionHarness c, long transport)
    {
        var state = c.State;
        var close = FormattableString.Invariant($"close {transport}");
        c.Step(new ConnectionEvent.Opened(c.Now, transport), close);
        c.Step(new ConnectionEvent.BytesReceived(c.Now, transport, Payload.FromText("ERROR\n\n\0")), close);
        c.Step(new ConnectionEvent.Written(c.Now, transport, 3), close);
        c.Step(new ConnectionEvent.PeerClosed(c.Now, transport), close);
        c.Step(new ConnectionEvent.TransportFailed(c.Now, transport, new(TransportFaultKind.Reset, "", "")), close);
        // A dial that failed left no transport, and what consumers took was there before.
        c.Step(new ConnectionEvent.DialFailed(c.Now, transport, new(TransportFaultKind.Refused, "", "")));
        c.Step(new ConnectionEvent.Taken(c.Now, transport, 1, 1));
        Assert.Equal(Deep.Show(state), Deep.Show(c.State));
    }

    [Fact]
    public void A_transport_may_be_given_instead_of_dialled()
    {
        var step = Connection.Step(Connection.Initial(Plain, 1), new ConnectionEvent.Opened(Instant.Zero, 5));
        Assert.Equal(["5: " + FullOffer], ConnectionNotation.Show(step.Effects, Instant.Zero));
        step = Connection.Step(step.State, new ConnectionEvent.PeerClosed(Instant.Zero, 5));
        step = Connection.Step(step.State, new ConnectionEvent.Tick(Instant.FromMilliseconds(100)));
        Assert.Equal(["dial 6 a:1"], ConnectionNotation.Show(step.Effects, Instant.Zero));
    }

    [Fact]
    [Trait("Row", "M01")]
    public void Which_ends_of_the_first_attempt_are_final()
    {
        static ConnectionHarness Opening()
        {
            var c = new ConnectionHarness(Plain);
            c.Open("dial 1 a:1");
            c.Opened("1: " + FullOffer);
            return c;
        }

        var c = Opening();
        c.RxOctets("nonsense\n\n\0", "1: ended malformed(unknown-command)", "1: close", "done 1 Closed(malformed(unknown-command))", "closed malformed(unknown-command)");
        const string Fault = "protocol-fault(CONNECTED chose version \"2.0\", which was not offered)";
        c = Opening();
        c.Rx("CONNECTED{version:2.0}", "1: ended " + Fault, "1: close", $"done 1 Closed({Fault})", "closed " + Fault);
        c = Opening();
        c.Eof("1: ended lost", "1: close", "waiting 100 lost");
    }

    [Fact]
    [Trait("Row", "M40")]
    public void A_session_that_ends_in_the_octets_that_opened_it_was_open()
    {
        var c = new ConnectionHarness(Plain);
        c.Open("dial 1 a:1");
        c.Do(Send("/q"));
        c.Opened("1: " + FullOffer);
        c.RxAll(
            Pure.Frames.StompVersion.V12, ["CONNECTED{version:1.2}", "ERROR{message:not today}"],
            "1: established 1.2", "1: ended broker-fault('not today')", "1: close", "done 1 Opened(1.2)", "waiting 100 broker-fault('not today')");
        c.At(100).Tick("dial 2 a:1");
        c.Opened("2: " + FullOffer);
        c.RxOctets(
            "CONNECTED\nversion:1.1\n\n\0nonsense\n\n\0",
            "2: established 1.1", "2: ended malformed(unknown-command)", "2: close", "waiting 150 malformed(unknown-command)");
        Assert.Equal([2L], c.Pending);
    }

    [Fact]
    public void What_cannot_work_is_refused_before_it_is_tried()
    {
        Assert.Null(Plain.Check());
        Assert.Null(new ConnectionConfig().Check());
        foreach (var config in new[]
        {
            Plain with { Endpoints = default },
            Plain with { Endpoints = [new("", 1)] },
            Plain with { Endpoints = [new("a", 0)] },
            Plain with { Endpoints = [new("a", 65_536)] },
            Plain with { Endpoints = [new("a", 1), new("b", 1) { VirtualHost = "" }] },
            Plain with { Host = "a\0b" },
            Plain with { MaxQueued = -1 },
            Plain with { MaxQueuedOctets = -1 },
            Plain.WithReconnect(policy => policy with { Initial = TimeSpan.FromTicks(-1) }),
            Plain.WithReconnect(policy => policy with { Max = TimeSpan.FromTicks(-1) }),
            Plain.WithReconnect(policy => policy with { StableAfter = TimeSpan.FromTicks(-1) }),
            Plain.WithReconnect(policy => policy with { Increase = -1 }),
            Plain.WithReconnect(policy => policy with { Jitter = -1 }),
            Plain.WithReconnect(policy => policy with { FirstRounds = 0 }),
            Plain.WithReconnect(policy => policy with { Rounds = -1 }),
            Plain.WithSession(session => session with { Versions = default }),
        })
        {
            Assert.Equal(RejectionKind.InvalidArgument, config.Check()?.Kind);
        }
    }
}
