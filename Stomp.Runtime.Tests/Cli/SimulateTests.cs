using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary><c>stomp simulate</c>.</summary>
public sealed class SimulateTests
{
    [Fact]
    [Trait("Row", "M48")]
    public async Task The_last_line_is_JSON_and_the_same_with_any_number_of_threads()
    {
        var one = await Tool.RunAsync("simulate", "--seeds", "1..6", "--hours", "0.1", "--json", "--threads", "1");
        var two = await Tool.RunAsync("simulate", "--seeds", "1..6", "--hours", "0.1", "--json", "--threads", "2");
        Assert.Equal((0, "", 0, ""), (one.ExitCode, one.Errors, two.ExitCode, two.Errors));
        var line = Assert.Single(one.Lines);
        Assert.Equal(line, Assert.Single(two.Lines));

        var json = JsonDocument.Parse(line).RootElement;
        Assert.Equal(6, json.GetProperty("seeds").GetInt32());
        Assert.Equal(0.6m, json.GetProperty("virtual_hours").GetDecimal());
        Assert.True(json.GetProperty("faults").GetProperty("Cut").GetInt64() >= 0);
        Assert.True(json.GetProperty("invariants").GetProperty("EveryAwaitEnds").GetInt64() > 100);
        Assert.True(json.GetProperty("messages").GetInt64() > 100);
        Assert.Matches("^[0-9a-f]{64}$", json.GetProperty("digest").GetString());
        Assert.Equal(0, json.GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Other_seeds_have_another_digest_and_a_summary_is_for_people()
    {
        var one = await Tool.RunAsync("simulate", "--seeds", "1", "--hours", "0.1");
        var other = await Tool.RunAsync("simulate", "--seeds", "2", "--hours", "0.1");
        Assert.Equal((0, ""), (one.ExitCode, one.Errors));
        Assert.Equal("All invariants held.", one.Lines[^1]);
        Assert.StartsWith("Digest ", one.Lines[^2]);
        Assert.NotEqual(one.Lines[^2], other.Lines[^2]);
    }
}
