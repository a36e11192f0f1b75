using System;
using Stomp.Pure.Brokers;
using Xunit;

namespace Stomp.Pure.Tests.Brokers;

[Trait("Row", "N09")]
public class ConfigTests
{
    [Fact]
    public void The_default_is_fine() => Assert.Null(BrokerConfig.Default.Check());

    [Fact]
    public void What_is_wrong_is_said()
    {
        Assert.All(
            [
                BrokerConfig.Default.WithVersions([]),
                BrokerConfig.Default.WithVersions([0]),
                BrokerConfig.Default.WithServer("a\nb"),
                BrokerConfig.Default.WithServer("a\rb"),
                BrokerConfig.Default.WithServer("a\0b"),
                BrokerConfig.Default.WithLinger(TimeSpan.FromTicks(-1)),
                BrokerConfig.Default.WithConnectTimeout(TimeSpan.Zero),
                BrokerConfig.Default.WithNack(new NackPolicy.DeadLetter("")),
                BrokerConfig.Default.WithNack(new NackPolicy.DeadLetter("a\nb")),
            ],
            config => Assert.NotNull(config.Check()));
    }

    [Fact]
    public void Passcodes_are_not_printed()
    {
        var config = BrokerConfig.Default.WithAccounts([new("scott", "tiger")]);
        Assert.Contains("scott", config.ToString());
        Assert.DoesNotContain("tiger", config.ToString());
        Assert.NotEqual(config, BrokerConfig.Default.WithAccounts([new("scott", "lion")]));
    }
}
