using System;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;
using Xunit.Abstractions;
using Outcome = Stomp.Pure.Sessions.Outcome;

namespace Stomp.Properties.Connections;

/// <summary>
/// Clients and a broker play against each other. Whatever they do: what was confirmed is not lost, nothing is delivered twice unmarked, the order
/// of one producer holds for one subscription, every operation ends exactly once, and every world comes to rest.
/// </summary>
[Trait("Row", "N08"), Trait("Row", "M45"), Trait("Row", "M48")]
public sealed class ModelProperties(ITestOutputHelper output)
{
    private const int Worlds = 1200;
    private const int Few = 150;

    [Fact]
    [Trait("Row", "M40")]
    public void Nothing_is_lost_doubled_or_reordered_and_everybody_is_answered()
    {
        var reach = new Reach();
        Check(plot => World.Play(plot, Mischief.None, reach), Worlds);
        output.WriteLine(reach.ToString());

        foreach (var version in Enum.GetValues<StompVersion>())
        {
            foreach (var command in Enum.GetValues<Command>())
            {
                if (command is not Command.Stomp && Dialect.Of(version).Allows(command, Side.Client))
                    AtLeast(20, reach.Of(version, command), $"{version} {command}");
            }

            foreach (var mode in Enum.GetValues<AckMode>())
            {
                if (mode != AckMode.ClientIndividual || Dialect.Of(version).HasClientIndividual)
                    AtLeast(20, reach.Of(version, mode), $"{version} {mode}");
            }
        }

        foreach (var what in new[]
        {
            "cut", "waiting", "redelivered", "SEND in a transaction", "ACK in a transaction", "NACK in a transaction", "beat", "pause", "dropped in flight", nameof(Outcome.Confirmed), nameof(Outcome.Sent), nameof(Outcome.Unknown),
            nameof(Outcome.NotSent), nameof(Outcome.Stale), nameof(Outcome.Rejected), nameof(EndReason.ConnectionLost), nameof(EndReason.Disconnected),
        })
        {
            AtLeast(5, reach[what], what);
        }

        AtLeast(1000, reach["delivered"], "delivered");
        AtLeast(500, reach["accounted for"], "accounted for");
    }

    /// <summary>A property that finds nothing proves nothing.</summary>
    [Theory]
    [InlineData(Mischief.Drop, "is lost")]
    [InlineData(Mischief.Double, "delivered twice")]
    [InlineData(Mischief.Swap, "was delivered after")]
    public void It_notices_a_broker_that_handles_one_message_wrong(Mischief mischief, string complaint)
    {
        var noticed = 0;
        var named = 0;
        Check(
            plot =>
            {
                try
                {
                    World.Play(plot, mischief, new());
                }
                catch (WrongException wrong)
                {
                    noticed++;
                    named += wrong.Message.Contains(complaint, StringComparison.Ordinal) ? 1 : 0;
                }
            },
            Few);
        output.WriteLine($"{mischief}: noticed {noticed} times in {Few} worlds, for what it is {named} times");
        AtLeast(3, named, mischief.ToString());
        Assert.ThrowsAny<Exception>(() => Check(plot => World.Play(plot, mischief, new()), Worlds));
    }

    private static void AtLeast(int expected, int actual, string what) => Assert.True(actual >= expected, $"{what} was reached {actual} times");

    private static void Check(Action<Plot> body, int worlds) =>
        FsCheck.Check.One(Config.QuickThrowOnFailure.WithMaxTest(worlds), Prop.ForAll(Plots.Arbitrary(), body));
}
