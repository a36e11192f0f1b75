using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
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
        // The broker begins, and the test itself enters: nothing else ever left the world's order.
        Assert.EndsWith("\n2 turns from elsewhere", first, StringComparison.Ordinal);
        for (var i = 1; i < 1000; i++)
            Assert.Equal(first, await Scenario.RunAsync(42));
    }

    [Fact]
    public async Task Another_seed_is_another_course() =>
        Assert.NotEqual(await Scenario.RunAsync(1), await Scenario.RunAsync(2));

    [Fact]
    public async Task In_another_process_on_one_busy_processor_with_one_thread_in_another_country_it_is_the_same()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", Path.Combine(AppContext.BaseDirectory, "Stomp.Runtime.Tests.dll"), Scenario.Role, "42", "5", "2"]);
        start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
        start.Environment["DOTNET_TieredCompilation"] = "0";
        start.Environment["LANG"] = start.Environment["LC_ALL"] = "tr_TR.UTF-8";
        start.Environment["TZ"] = "Asia/Kathmandu";
        Assert.Equal(await Scenario.RunAsync(42), (await Command.RunAsync(start)).TrimEnd());
    }
}
