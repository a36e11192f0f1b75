using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Reads <c>Data/vectors.json</c>. Octets and texts may be written as repeats, so that large cases stay small on disk.</summary>
internal static class VectorFile
{
    public static IReadOnlyDictionary<string, Vector> All { get; } = Read(Path.Combine(AppContext.BaseDirectory, "Data", "vectors.json"));

    private static Dictionary<string, Vector> Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.EnumerateArray().Select(ReadVector).ToDictionary(vector => vector.Id, StringComparer.Ordinal);
    }

    private static Vector ReadVector(JsonElement json) => new()
    {
        Id = json.GetProperty("id").GetString()!,
        Dialect = ReadDialect(json.GetProperty("version").GetString()!),
        Direction = json.GetProperty("direction").GetString()!,
        From = ReadSide(json.GetProperty("role").GetString()!),
        Octets = json.GetProperty("bytes_b64") is { ValueKind: not JsonValueKind.Null } octets ? ReadOctets(octets) : null,
        Splits = [.. json.GetProperty("chunks").EnumerateArray().Select(split => split.GetInt32())],
        Frames = [.. json.GetProperty("frames").EnumerateArray().Select(ReadFrame)],
        Error = json.GetProperty("error").GetString(),
        Heartbeats = json.GetProperty("heartbeats").GetInt32(),
        Limits = json.TryGetProperty("limits", out var limits) ? ReadLimits(limits) : FrameLimits.Default,
        ContentLength = json.TryGetProperty("options", out var options) ? ReadOptions(options) : ContentLengthMode.Auto,
        Lookup = json.TryGetProperty("lookup", out var lookup)
            ? lookup.EnumerateObject().ToDictionary(entry => entry.Name, entry => ReadText(entry.Value), StringComparer.Ordinal)
            : new(StringComparer.Ordinal),
    };

    private static Dialect ReadDialect(string text) => text switch
    {
        "initial" => Dialect.Initial,
        "1.0" => Dialect.V10,
        "1.1" => Dialect.V11,
        "1.2" => Dialect.V12,
        _ => throw new InvalidDataException($"version {text}"),
    };

    private static Side ReadSide(string text) => text switch
    {
        "from-client" => Side.Client,
        "from-server" => Side.Server,
        _ => throw new InvalidDataException($"role {text}"),
    };

    private static Frame? ReadFrame(JsonElement json) =>
        CommandText.Parse(json.GetProperty("command").GetString()) is not { } command ? null : new Frame(
            command,
            Headers.From(json.GetProperty("headers").EnumerateArray().Select(entry => new Header(ReadText(entry[0]), ReadText(entry[1])))),
            Payload.Wrap(ReadOctets(json.GetProperty("body_b64"))));

    private static FrameLimits ReadLimits(JsonElement json)
    {
        var limits = FrameLimits.Default;
        foreach (var limit in json.EnumerateObject())
        {
            limits = limit.Name switch
            {
                "max_headers" => limits.WithMaxHeaders(limit.Value.GetInt32()),
                "max_line" => limits.WithMaxLine(limit.Value.GetInt32()),
                "max_body" => limits.WithMaxBody(limit.Value.GetInt32()),
                _ => throw new InvalidDataException($"limit {limit.Name}"),
            };
        }

        return limits;
    }

    private static ContentLengthMode ReadOptions(JsonElement json) => json.GetProperty("content_length").GetString() switch
    {
        "auto" => ContentLengthMode.Auto,
        "as-given" => ContentLengthMode.AsGiven,
        var text => throw new InvalidDataException($"content_length {text}"),
    };

    private static byte[] ReadOctets(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetBytesFromBase64(),
        JsonValueKind.Object => Repeat(json.GetProperty("repeat")),
        _ => [.. json.EnumerateArray().SelectMany(ReadOctets)],
    };

    private static string ReadText(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Object => Encoding.UTF8.GetString(Repeat(json.GetProperty("repeat"))),
        _ => string.Concat(json.EnumerateArray().Select(ReadText)),
    };

    private static byte[] Repeat(JsonElement json)
    {
        var octets = json.GetProperty("b64").GetBytesFromBase64();
        return [.. Enumerable.Repeat(octets, json.GetProperty("count").GetInt32()).SelectMany(part => part)];
    }
}
