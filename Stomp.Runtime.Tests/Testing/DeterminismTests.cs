using System;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>The same seed gives the same world.</summary>
[Trait("Row", "N09")]
public sealed class DeterminismTests
{
    [Fact]
    public async Task A_thousand_times_the_same_to_the_octet()
    {
        var first = await Scenario.RunAsync(42);
        // The broker begins, and the test itself enters.
        Assert.EndsWith("\n2 turns from elsewhere", first, StringComparison.Ordinal);
        for (var i = 1; i < 1000; i++)
            Assert.Equal(first, await Scenario.RunAsync(42));
    }

    [Fact]
    public async Task Another_seed_is_another_course() =>
        Assert.NotEqual(await Scenario.RunAsync(1), await Scenario.RunAsync(2));
}
