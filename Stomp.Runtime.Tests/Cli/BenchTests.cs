using System;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.Fixtures;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>bench: what it says it measured is what the other end saw.</summary>
public sealed class BenchTests
{
    private const int Count = 700;
    private const int Size = 33;
    private const long Sum = (long)Count * Size * 'm';

    [Theory]
    [InlineData("send", Count + 1, 0, 1, 0)]
    [InlineData("receipt", Count, 0, Count, 0)]
    [InlineData("receive", 0, 0, 0, Count)]
    [InlineData("ack", 1, Count, 1, Count)]
    [InlineData("echo", Count, 0, 0, 0)]
    public async Task The_peer_counts_the_same(string mode, long sends, long acks, long receipts, long poured)
    {
        await using var peer = await MeasuringPeer.StartAsync();
        var result = await Tool.RunAsync("bench", "--broker", peer.Address, "--mode", mode, "--count", $"{Count}", "--size", $"{Size}", "--peer", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));

        // Each connection has a thread of its own there, and the first may be the last to say what it saw.
        PeerCounters[] seen = [await peer.NextAsync(), await peer.NextAsync()];
        var (warmUp, measured) = (seen.MinBy(static it => it.Connection)!, seen.MaxBy(static it => it.Connection)!);
        Assert.Equal((1, 2), (warmUp.Connection, measured.Connection));
        Assert.True(warmUp.Sends + warmUp.Acks + warmUp.Poured > 0, "Nothing warmed up.");
        // A goodbye asks for a receipt of its own.
        Assert.Equal((sends, acks, receipts + 1, poured), (measured.Sends, measured.Acks, measured.Receipts, measured.Poured));
        if (mode is not ("receive" or "ack"))
            Assert.Equal(((long)Count * Size, Sum), (measured.BodyOctets, measured.BodySum));
        Assert.Equal(Sum, Json(result).GetProperty("body_sum").GetInt64());
    }

    [Fact]
    public async Task Its_json_is_one_line_with_these_fields()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var result = await Tool.RunAsync("bench", "--broker", broker.Uri, "--mode", "send", "--count", "500", "--size", "16", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));
        Assert.Single(result.Lines);
        Assert.EndsWith("\n", result.Text);
        var json = Json(result);
        foreach (var name in (string[])["mode", "n", "size", "secs", "per_s", "p50_us", "p99_us", "cpu_s", "max_rss_kb"])
            Assert.True(json.TryGetProperty(name, out _), name);
        Assert.Equal(("send", 500, 16), (json.GetProperty("mode").GetString(), json.GetProperty("n").GetInt32(), json.GetProperty("size").GetInt32()));
        Assert.Equal(500 / json.GetProperty("secs").GetDouble(), json.GetProperty("per_s").GetDouble(), 1e-3 * json.GetProperty("per_s").GetDouble());
        Assert.True(json.GetProperty("p50_us").GetDouble() <= json.GetProperty("p99_us").GetDouble());
        Assert.True(json.GetProperty("max_rss_kb").GetInt64() > 1_000);
        Assert.StartsWith("heart-beats off, AllowSynchronousContinuations on", json.GetProperty("settings").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("send", 1, 301, 0)]
    [InlineData("receipt", 1, 300, 0)]
    [InlineData("receive", 2, 0, 0)]
    [InlineData("ack", 2, 1, 300)]
    [InlineData("echo", 1, 300, 0)]
    public async Task Without_a_peer_a_scratch_queue_is_used(string mode, int link, int sends, int acks)
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var wire = new Wire(broker.Port!.Value);
        var result = await Tool.RunAsync("bench", "--broker", $"stomp://{wire.Address}", "--mode", mode, "--count", "300", "--size", "16", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Errors));

        // Warm-up has connections of its own; what is to be received is sent over one more.
        var measured = wire.Links[link].ToBroker.Frames;
        Assert.Equal((sends, acks), (measured.Count(frame => frame.StartsWith("SEND\n", StringComparison.Ordinal)), measured.Count(frame => frame.StartsWith("ACK\n", StringComparison.Ordinal))));
        var destinations = measured.SelectMany(frame => frame.Split('\n')).Where(line => line.StartsWith("destination:", StringComparison.Ordinal));
        Assert.All(destinations, line => Assert.StartsWith("destination:/queue/stomp-bench-", line));
    }

    [Fact]
    public async Task A_broker_that_is_not_there_is_named()
    {
        var result = await Tool.RunAsync("bench", "--broker", $"stomp://127.0.0.1:{LoopbackPorts.Take(1)[0]}", "--mode", "send", "--json");
        Assert.Equal((1, ""), (result.ExitCode, result.Text));
        Assert.Contains("stomp bench:", result.Errors);
        Assert.Contains("Check the address", result.Errors);
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("ack")]
    public async Task A_connection_that_is_lost_ends_the_measurement(string mode)
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var wire = new Wire(
            broker.Port!.Value,
            (link, number) =>
            {
                if (number == 2) // as above: the one that is measured
                    link.ToClient.CutBehind("MESSAGE", 10, CutKind.Close);
            });
        var result = await Tool.RunAsync("bench", "--broker", $"stomp://{wire.Address}", "--mode", mode, "--count", "300", "--size", "16", "--json");
        Assert.Equal((1, ""), (result.ExitCode, result.Text));
        Assert.Contains("connection was lost", result.Errors, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_broker_that_refuses_ends_the_measurement()
    {
        await using var broker = await EmbeddedBroker.StartAsync(new() { Broker = Pure.Brokers.BrokerConfig.Default with { ForbiddenPrefixes = ["/queue/"] } });
        var result = await Tool.RunAsync("bench", "--broker", broker.Uri, "--mode", "receipt", "--count", "300", "--json");
        Assert.Equal((1, ""), (result.ExitCode, result.Text));
        Assert.Contains("destination refused", result.Errors);
    }

    private static JsonElement Json(ToolResult result) => JsonSerializer.Deserialize<JsonElement>(result.Lines[^1]);
}
