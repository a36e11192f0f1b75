using System;
using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What people are told of outcomes and ends, to the letter: it stands in exceptions and logs.</summary>
public sealed class WordingTests
{
    private static readonly ServerError Error = new([new("message", "no")], Payload.FromText(" because \n"));
    private static readonly ServerError Bare = new([], default);
    private static readonly TransportFault Reset = new(TransportFaultKind.Reset, "ConnectionReset", "the peer reset it");
    private static readonly FrameFault Truncated = new(FrameFaultKind.Truncated, "the stream ended inside a frame");
    private static readonly SessionInfo Info = new(StompVersion.V12, "s", null, default, BrokerProfile.Standard, []);

    public static TheoryData<EndReason, string> Ends => new()
    {
        { new EndReason.Disconnected(true), "disconnected" },
        { new EndReason.Disconnected(false), "disconnected, unconfirmed by the broker" },
        { new EndReason.Cancelled(), "closed before the session was open" },
        { new EndReason.Refused(Error), "the broker refused the session: no: because" },
        { new EndReason.BrokerFault(Bare), "the broker reported an error: (an ERROR without text)" },
        { new EndReason.ProtocolFault("a second CONNECTED"), "the broker broke the protocol: a second CONNECTED" },
        { new EndReason.Malformed(Truncated), "the broker sent a malformed frame: truncated: the stream ended inside a frame" },
        { new EndReason.ConnectionLost(null, null), "the connection was lost: the broker closed it" },
        { new EndReason.ConnectionLost(Reset, Truncated), "the connection was lost: the peer reset it (the stream ended inside a frame)" },
        { new EndReason.DialFailed(Reset), "no connection: the peer reset it" },
        { new EndReason.CredentialsFailed("nobody knows"), "the credentials could not be had: nobody knows" },
        { new EndReason.ConnectTimedOut(TimeSpan.FromSeconds(1.5)), "no CONNECTED within 1.5 s" },
        { new EndReason.HeartbeatTimedOut(TimeSpan.FromSeconds(20)), "the broker was silent for 20 s, longer than its heart-beat promise allows" },
        { new EndReason.SlowConsumer(7), "subscription 7 is too slow: its unread messages reached the hard limit while an operation waited for its RECEIPT" },
    };

    public static TheoryData<Outcome, string> Outcomes => new()
    {
        { Outcome.Sent.Instance, "sent" },
        { Outcome.Confirmed.Instance, "confirmed" },
        { new Outcome.Refused(Error), "refused: no: because" },
        { new Outcome.Rejected(new(RejectionKind.Unknown, "there is none")), "rejected: there is none" },
        { new Outcome.NotSent(new Cause.Abandoned(AbandonReason.Cancelled)), "not sent: cancelled" },
        { new Outcome.NotSent(new Cause.Abandoned(AbandonReason.DeadlinePassed)), "not sent: its deadline passed" },
        { new Outcome.Unknown(new Cause.ReceiptTimedOut(TimeSpan.FromSeconds(30))), "unknown: no RECEIPT within 30 s" },
        { new Outcome.Unknown(new Cause.SessionEnded(new EndReason.Cancelled())) { Error = Error }, "unknown: closed before the session was open (no: because)" },
        { Outcome.Stale.Instance, "stale: the message belongs to a session that is over" },
        { new Outcome.Opened(Info), "opened: STOMP 1.2 with a broker that gave no name" },
        { new Outcome.Opened(Info with { Server = "RabbitMQ/3" }), "opened: STOMP 1.2 with RabbitMQ/3" },
        { new Outcome.Closed(new EndReason.Disconnected(true)), "closed: disconnected" },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public void An_end_is_a_sentence(EndReason reason, string expected)
    {
        Assert.Equal(expected, reason.Describe());
        Assert.Equal(expected, reason.ToString());
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void An_outcome_is_a_sentence(Outcome outcome, string expected) => Assert.Equal(expected, outcome.ToString());

    [Fact]
    public void An_error_is_its_message_and_its_body()
    {
        Assert.Equal("no: because", Error.ToString());
        Assert.Equal("because", new ServerError([], Error.Body).ToString());
        Assert.Equal("no", new ServerError(Error.Headers, default).ToString());
        Assert.Equal("", Bare.Message);
        Assert.Null(Bare.ReceiptId);
        Assert.Equal("7", new ServerError([new("receipt-id", "7")], default).ReceiptId);
    }

    [Theory]
    [InlineData(AckMode.Auto, "auto")]
    [InlineData(AckMode.Client, "client")]
    [InlineData(AckMode.ClientIndividual, "client-individual")]
    public void Modes_are_written_as_they_are_read(AckMode mode, string text)
    {
        Assert.Equal(text, mode.ToText());
        Assert.Equal(mode, AckModeText.Parse(text));
        Assert.Null(AckModeText.Parse(text.ToUpperInvariant()));
        Assert.Null(AckModeText.Parse(""));
        Assert.Null(AckModeText.Parse(null));
    }

    [Theory]
    [InlineData("RabbitMQ/3.10.8", null, "RabbitMQ")]
    [InlineData("ActiveMQ/5.17.2", "ID:x", "ActiveMQ")]
    [InlineData("RabbitMQ", null, "standard")]
    [InlineData("a RabbitMQ/3", null, "standard")]
    [InlineData("", "wow", "standard")]
    [InlineData(null, "wow", "stompserver")]
    [InlineData(null, "WOW", "standard")]
    [InlineData(null, null, "standard")]
    public void A_broker_is_known_by_what_it_calls_itself(string? server, string? session, string name)
    {
        Assert.Equal(name, BrokerProfile.Of(server, session).ToString());
        Assert.Equal(name, BrokerProfile.Of(server, session).Name);
    }

    /// <summary>Before CONNECTED nobody knows which broker it is.</summary>
    [Fact]
    public void A_refusal_that_passes_is_known_whoever_says_it()
    {
        var passing = new ServerError([new("message", "Broker: x - Client: me already connected from tcp://1")], default);
        var own = BrokerProfile.Standard with { PassingRefusals = ["come back later"] };
        Assert.True(BrokerProfile.IsPassing(passing, null));
        Assert.True(BrokerProfile.IsPassing(passing, own));
        Assert.True(BrokerProfile.IsPassing(new([new("message", "please come back later")], default), own));
        Assert.False(BrokerProfile.IsPassing(new([new("message", "please come back later")], default), null));
        Assert.False(BrokerProfile.IsPassing(Error, own));
        Assert.False(BrokerProfile.IsPassing(Bare, own));
    }

    [Fact]
    public void Details_are_equal_when_all_that_they_say_is()
    {
        var one = new OrderDetails { Receipt = ReceiptWish.Named("r"), Headers = [new("a", "1")], Transaction = "t", ContentLength = ContentLengthMode.AsGiven };
        Assert.Equal(one, one.With(one.Receipt));
        Assert.Equal(one.GetHashCode(), one.With(one.Receipt).GetHashCode());
        foreach (var other in (IEnumerable<OrderDetails?>)
            [
                one.With(ReceiptWish.Counted), one.With(Headers.Of([new("a", "2")])), one.WithTransaction(null), one.With(ContentLengthMode.Auto), one.With((ContentLengthMode?)null), null,
            ])
        {
            Assert.False(one.Equals(other));
            Assert.False(one.Equals((object?)other));
        }
    }

    [Fact]
    public void Details_say_what_they_add()
    {
        var all = new OrderDetails { Receipt = ReceiptWish.Named("r"), Headers = [new("a", "1")], Transaction = "t", ContentLength = ContentLengthMode.AsGiven };
        Assert.Equal("none", OrderDetails.None.ToString());
        Assert.Equal("receipt r, headers {a:1}, transaction t, content-length AsGiven", all.ToString());
        Assert.Equal("receipt", OrderDetails.None.With(ReceiptWish.Counted).ToString());
        Assert.Contains("Details = none", new SessionEvent.Send(default, 1, "/q", default).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Not the first time, then while there is room, then now and then.</summary>
    [Fact]
    public void What_is_remembered_is_bounded_and_goes_oldest_first()
    {
        var rules = new EncoderRules { Dialect = Dialect.V12, From = Side.Client };
        var details = new OrderDetails();
        Assert.False(details.IsWorthRemembering());
        for (var number = 0; number < 8; number++)
        {
            Assert.True(details.IsWorthRemembering());
            details.Remember($"/{number}", rules, [new("destination", $"/{number}")]);
        }

        for (var number = 0; number < 8; number++)
            Assert.Equal($"/{number}", details.Recall($"/{number}", rules)["destination"]);
        Assert.True(details.Recall("/0", rules with { Dialect = Dialect.V11 }).IsEmpty);
        Assert.True(details.Recall("/8", rules).IsEmpty);
        // The ninth miss is behind it: one in 32 from here on.
        for (var missed = 10; missed < 200; missed++)
            Assert.Equal(missed % 32 == 0, details.IsWorthRemembering());
        details.Remember("/8", rules, [new("destination", "/8")]);
        Assert.True(details.Recall("/0", rules).IsEmpty);
        for (var number = 1; number < 9; number++)
            Assert.Equal($"/{number}", details.Recall($"/{number}", rules)["destination"]);
    }
}
