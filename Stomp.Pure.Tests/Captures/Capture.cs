using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Captures;

/// <summary>What went over one connection between a client and a real broker.</summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Passages">What passed, in order.</param>
internal sealed record Capture(string Name, ValueList<Passage> Passages)
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Data", "captures");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);

    public static Capture Load(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        return new(name, ValueList.From(document.RootElement.GetProperty("events").EnumerateArray().Select(ReadPassage)));
    }

    private static Passage ReadPassage(JsonElement json) => new(
        new((long)(json.GetProperty("t_ms").GetDecimal() * TimeSpan.TicksPerMillisecond)),
        json.GetProperty("dir").GetString() == "C>S" ? Side.Client : Side.Server,
        Payload.Wrap(json.GetProperty("b64").GetBytesFromBase64()),
        json.TryGetProperty("eof", out var end) && end.GetBoolean());
}

/// <summary>Octets, or the end of them, as one side wrote them.</summary>
internal sealed record Passage(Instant At, Side From, Payload Octets, bool IsEnd);
