using System;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>What a session is led by, and what is said of what it cannot be led by.</summary>
public sealed class ConfigTests
{
    private const string Times = "ConnectTimeout and ReceiptTimeout must be above zero, DisconnectTimeout must not be below";
    private const string Bounds = "MaxPendingReceipts, MaxUnreadMessages, MaxUnreadOctets and HardLimitFactor must be at least 1";

    private static readonly SessionConfig Fine = new() { Host = "h" };

    public static TheoryData<SessionConfig, string> Wrong => new()
    {
        { Fine with { Versions = [] }, "Versions is empty; at least one version must be offered" },
        { Fine with { UseStompCommand = true }, "UseStompCommand is on and Versions holds 1.0; the STOMP command does not exist at 1.0" },
        { Fine with { ClientId = "" }, "ClientId is empty; it must be a name, or null for none" },
        { Fine with { Host = "" }, "Host is empty; it is required when 1.1 or 1.2 is offered" },
        { Fine with { Margin = new(0, 2_000_000) }, "Margin.SendFraction is 0; it must be between 1 and 1000000, parts per million of the interval" },
        { Fine with { Margin = new(1_000_001, 2_000_000) }, "Margin.SendFraction is 1000001; it must be between 1 and 1000000, parts per million of the interval" },
        { Fine with { Margin = new(1, 999_999) }, "Margin.Tolerance is 999999; it must be at least 1000000, parts per million of the interval" },
        { Fine with { ConnectTimeout = TimeSpan.Zero }, Times },
        { Fine with { ReceiptTimeout = TimeSpan.Zero }, Times },
        { Fine with { DisconnectTimeout = TimeSpan.FromTicks(-1) }, Times },
        { Fine with { MaxPendingReceipts = 0 }, Bounds },
        { Fine with { MaxUnreadMessages = 0 }, Bounds },
        { Fine with { MaxUnreadOctets = 0 }, Bounds },
        { Fine with { HardLimitFactor = 0 }, Bounds },
        { Fine with { ConnectHeaders = [new("passcode", "p")] }, "ConnectHeaders holds passcode, which CONNECT sets itself or cannot have" },
        { Fine with { ClientId = "me", ConnectHeaders = [new("client-id", "you")] }, "ConnectHeaders holds client-id and ClientId is set; only one of them can say who the client is" },
    };

    public static TheoryData<SessionConfig> AtTheEdge => new(
        Fine,
        Fine with { Versions = [StompVersion.V10], Host = "" },
        Fine with { Versions = [StompVersion.V11], UseStompCommand = true },
        Fine with { Margin = new(1, 1_000_000) },
        Fine with { Margin = new(1_000_000, 1_000_000) },
        Fine with { ConnectTimeout = TimeSpan.FromTicks(1), ReceiptTimeout = TimeSpan.FromTicks(1), DisconnectTimeout = TimeSpan.Zero },
        Fine with { MaxPendingReceipts = 1, MaxUnreadMessages = 1, MaxUnreadOctets = 1, HardLimitFactor = 1 },
        Fine with { ConnectHeaders = [new("client-id", "you")] });

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said_to_the_letter(SessionConfig config, string expected)
    {
        var why = config.Check();
        Assert.NotNull(why);
        Assert.Equal((RejectionKind.InvalidArgument, expected), (why.Kind, why.Text));
    }

    [Theory]
    [MemberData(nameof(AtTheEdge))]
    public void What_is_just_possible_is_fine(SessionConfig config) => Assert.Null(config.Check());

    [Fact]
    [Trait("Row", "M07")]
    public void Beats_of_ten_seconds_are_offered_unless_something_else_is_said() =>
        Assert.Equal(new HeartbeatOffer(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)), new SessionConfig().Heartbeat);

    [Fact]
    [Trait("Row", "M25")]
    public void The_client_is_who_it_says_in_either_way()
    {
        Assert.Null(Fine.EffectiveClientId);
        Assert.Equal("me", (Fine with { ClientId = "me" }).EffectiveClientId);
        Assert.Equal("you", (Fine with { ConnectHeaders = [new("client-id", "you")] }).EffectiveClientId);
        Assert.Equal("me", (Fine with { ClientId = "me" }).Connect().Headers["client-id"]);
        Assert.Equal(["accept-version", "host", "heart-beat", "client-id"], (Fine with { ClientId = "me" }).Connect().Headers.Select(header => header.Name));
    }
}
