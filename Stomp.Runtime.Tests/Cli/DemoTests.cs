using System;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Stomp.Pure.Brokers;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>The demo shows what it promises, and notices when it does not come about.</summary>
[Trait("Row", "N09")]
public sealed class DemoTests
{
    [Fact]
    public async Task It_shows_every_command_of_three_versions_and_ends_well()
    {
        var result = await Tool.RunAsync("demo");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.DoesNotContain("FAILED", result.Text);
        Assert.DoesNotContain('\u001b', result.Text);
        var acts = Regex.Split(result.Text, "━━ ");
        string[] common = ["→ CONNECT", "← CONNECTED", "→ SUBSCRIBE", "→ SEND", "← MESSAGE", "← RECEIPT", "→ UNSUBSCRIBE", "→ ACK", "→ BEGIN", "→ ABORT", "→ COMMIT", "→ DISCONNECT", "← ERROR"];
        foreach (var version in (string[])["1.2", "1.1", "1.0"])
        {
            var act = Assert.Single(acts, act => act.StartsWith($"STOMP {version} ", StringComparison.Ordinal));
            Assert.All(common, line => Assert.Contains(line, act));
            Assert.Equal(version != "1.0", act.Contains($"version:{version}", StringComparison.Ordinal));
            Assert.All((string[])["→ NACK", "→ heart-beat", "← heart-beat"], line => Assert.Equal(version != "1.0", act.Contains(line, StringComparison.Ordinal)));
            Assert.Contains("Grüße, 世界", act);
            Assert.Contains("\\x00", act);
        }

        Assert.All(result.Lines, line => Assert.True(line.Length <= 80, line));
    }

    /// <summary>It calls itself RabbitMQ and refuses nothing that RabbitMQ refuses.</summary>
    [Fact]
    public async Task A_broker_that_does_otherwise_makes_it_fail()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Broker = BrokerConfig.Default with { Server = "RabbitMQ/0" } });
        var result = await Tool.RunAsync("demo", "--broker", broker.Uri);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("✗ FAILED: it came again", result.Text);
        Assert.Contains("✗ STOMP 1.2: the broker answered with ERROR", result.Text);
    }

    [Fact]
    public async Task A_broker_of_fewer_versions_is_shown_as_far_as_it_goes()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Broker = BrokerConfig.Default with { Versions = [Pure.Frames.StompVersion.V10] } });
        var result = await Tool.RunAsync("demo", "--broker", broker.Uri);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(2, result.Lines.Count(line => line.Contains("the broker speaks 1.0", StringComparison.Ordinal)));
    }
}
