using System;
using System.CommandLine;
using Stomp.Runtime;

namespace Stomp.Cli.Commands;

/// <summary>What the commands that talk to a broker have in common.</summary>
internal static class BrokerOptions
{
    private const string Usual = "stomp://localhost:61613";

    public static Option<string> Broker() => new("--broker")
    {
        Description = "The broker's address, for instance stomp://guest:guest@localhost:61613/virtual-host.",
        HelpName = "URI",
        DefaultValueFactory = _ => Usual,
    };

    public static Option<string> Destination() => new("--destination", "-d")
    {
        Description = "For instance /queue/orders.",
        HelpName = "D",
        Required = true,
    };

    /// <summary>How to reach a broker. A broker that cannot be reached at once is reported at once.</summary>
    public static StompOptions Parse(string? address)
    {
        try
        {
            return StompOptions.For(address ?? Usual).WithReconnect(policy => policy with { FirstRounds = 1 });
        }
        catch (ArgumentException exception)
        {
            throw CliException.Usage(exception.Message);
        }
    }
}
