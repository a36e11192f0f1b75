using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>decode and encode as programs use them: a sample of the codec's vectors, one of each version, direction and outcome.</summary>
public sealed class CodecVectorTests
{
    private static readonly Dictionary<string, JsonElement> All = JsonDocument
        .Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "vectors.json")))
        .RootElement.EnumerateArray().ToDictionary(vector => Text(vector, "id")!, StringComparer.Ordinal);

    public static TheoryData<string> Decoded => Sample("encode");

    public static TheoryData<string> Encoded => Sample("decode");

    [Theory]
    [MemberData(nameof(Decoded))]
    public async Task Decodes(string id)
    {
        var vector = All[id];
        var expected = Lines(vector).Concat(Enumerable.Repeat("""{"heartbeat":1}""", vector.GetProperty("heartbeats").GetInt32())).ToList();
        if (Text(vector, "error") is { } error)
            expected.Add($$"""{"fault":"{{error}}"}""");
        string[] arguments = ["decode", "--json", .. Rules(vector), .. Limits(vector)];
        foreach (var chunks in (string[][])[[], ["--chunk", "1"], ["--chunk", "7"]])
        {
            var result = await Tool.RunAsync(Octets(vector.GetProperty("bytes_b64")), [.. arguments, .. chunks]);
            // Heart-beats stand where they came; the vectors only count them.
            Assert.Equal(expected.Order(StringComparer.Ordinal), result.Lines.Select(Normal).Order(StringComparer.Ordinal));
            Assert.Equal(expected.Where(line => !line.Contains("heartbeat")), result.Lines.Select(Normal).Where(line => !line.Contains("heartbeat")));
            Assert.Equal(Text(vector, "error") is null ? 0 : 1, result.ExitCode);
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public async Task Encodes(string id)
    {
        var vector = All[id];
        var lines = Lines(vector).Concat(Enumerable.Repeat("""{"heartbeat":1}""", vector.GetProperty("heartbeats").GetInt32()));
        string[] options = vector.TryGetProperty("options", out var given) ? ["--content-length", Text(given, "content_length")!] : [];
        var result = await Tool.RunAsync(Encoding.UTF8.GetBytes(string.Join('\n', lines)), ["encode", .. Rules(vector), .. options]);
        var octets = vector.GetProperty("bytes_b64");
        Assert.Equal(octets.ValueKind == JsonValueKind.Null ? [] : Octets(octets), result.Octets);
        Assert.Equal(Text(vector, "error") is null ? 0 : 1, result.ExitCode);
        Assert.Equal(Text(vector, "error") is { } error ? $$"""{"fault":"{{error}}"}""" : "", result.Errors.Trim());
    }

    private static TheoryData<string> Sample(string notThese) =>
    [
        .. All.Values.Where(vector => Text(vector, "direction") != notThese)
            .GroupBy(vector => (Text(vector, "version"), Text(vector, "role"), Text(vector, "error"), vector.TryGetProperty("limits", out _)))
            .Select(group => Text(group.First(), "id")!),
    ];

    private static string[] Rules(JsonElement vector) => ["--dialect", Text(vector, "version")!, "--from", Text(vector, "role")!["from-".Length..]];

    private static IEnumerable<string> Limits(JsonElement vector) => vector.TryGetProperty("limits", out var limits)
        ? limits.EnumerateObject().SelectMany(limit => (string[])["--" + limit.Name.Replace('_', '-'), limit.Value.GetInt32().ToString(CultureInfo.InvariantCulture)])
        : [];

    private static IEnumerable<string> Lines(JsonElement vector) => vector.GetProperty("frames").EnumerateArray().Select(frame => new JsonObject
    {
        ["frame"] = new JsonObject
        {
            ["command"] = Text(frame, "command"),
            ["headers"] = new JsonArray([.. frame.GetProperty("headers").EnumerateArray().Select(header => new JsonArray(HeaderText(header[0]), HeaderText(header[1])))]),
            ["bodyBase64"] = Convert.ToBase64String(Octets(frame.GetProperty("body_b64"))),
        },
    }.ToJsonString());

    // The tool may escape other characters than this test does.
    private static string Normal(string line) => JsonNode.Parse(line)!.ToJsonString();

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string HeaderText(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Array => string.Concat(json.EnumerateArray().Select(HeaderText)),
        _ => Encoding.UTF8.GetString(Octets(json)),
    };

    private static byte[] Octets(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetBytesFromBase64(),
        JsonValueKind.Array => [.. json.EnumerateArray().SelectMany(Octets)],
        _ => [.. Enumerable.Repeat(json.GetProperty("repeat").GetProperty("b64").GetBytesFromBase64(), json.GetProperty("repeat").GetProperty("count").GetInt32()).SelectMany(part => part)],
    };
}
