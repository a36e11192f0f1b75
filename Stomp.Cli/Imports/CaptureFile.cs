using System;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>
/// Raw captures as JSON: one object that says what was played, with <c>events</c>, each of them <c>t_ms</c>, <c>dir</c> (<c>C&gt;S</c> or <c>S&gt;C</c>),
/// the octets as <c>b64</c>, and <c>eof</c> where a side ended its stream.
/// </summary>
internal static class CaptureFile
{
    private static readonly string[] Named = ["broker", "broker_version", "version", "scenario", "client", "notes"];

    /// <summary>Reads a capture.</summary>
    /// <exception cref="ImportException">It is none.</exception>
    public static Import Read(ReadOnlyMemory<byte> octets)
    {
        try
        {
            using var document = JsonDocument.Parse(octets);
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or OverflowException)
        {
            throw new ImportException($"it is no capture: {exception.Message}");
        }
    }

    private static Import Read(JsonElement root)
    {
        var facts = new List<Fact>();
        foreach (var name in Named)
        {
            if (root.TryGetProperty(name, out var value) && value.ToString() is { Length: > 0 } text)
                facts.Add(new(name.Replace('_', ' '), text));
        }

        var passages = new List<Passage>();
        foreach (var json in root.GetProperty("events").EnumerateArray())
            Add(passages, json);
        var conversation = new Conversation
        {
            Name = root.TryGetProperty("connection", out var number) ? $"connection {number}" : "connection",
            Client = Text(root, "client") ?? "client",
            Broker = $"{Text(root, "broker") ?? "broker"} {Text(root, "broker_version")}".TrimEnd(),
            Passages = passages,
        };
        return new(facts, [conversation]);
    }

    private static void Add(List<Passage> passages, JsonElement json)
    {
        var at = new Instant((long)(json.GetProperty("t_ms").GetDecimal() * TimeSpan.TicksPerMillisecond));
        var from = json.GetProperty("dir").GetString() switch
        {
            "C>S" => Side.Client,
            "S>C" => Side.Server,
            var other => throw new FormatException($"dir is {other}; it must be C>S or S>C"),
        };
        var octets = json.GetProperty("b64").GetBytesFromBase64();
        if (octets.Length > 0)
            passages.Add(new Passage.Wrote(at, from, Payload.Wrap(octets)));
        if (json.TryGetProperty("eof", out var end) && end.GetBoolean())
            passages.Add(new Passage.Ended(at, from, false));
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? value.ToString() : null;
}
