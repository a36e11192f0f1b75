using System;
using System.Collections.Generic;
using System.Text.Json;

namespace Stomp.Pure.Transcripts;

/// <summary>Where two values differ, by their JSON.</summary>
internal static class Differences
{
    // More than anybody reads.
    private const int Most = 100;

    public static List<Difference> Between(JsonElement? expected, JsonElement? actual)
    {
        var found = new List<Difference>();
        Compare("", expected, actual, found);
        return found;
    }

    private static void Compare(string path, JsonElement? expected, JsonElement? actual, List<Difference> found)
    {
        if (found.Count >= Most)
            return;
        if (expected is { ValueKind: JsonValueKind.Object } one && actual is { ValueKind: JsonValueKind.Object } other)
            CompareParts(path, one, other, found);
        else if (expected is { ValueKind: JsonValueKind.Array } list && actual is { ValueKind: JsonValueKind.Array } another)
            CompareItems(path, list, another, found);
        else if (expected?.GetRawText() is var before && actual?.GetRawText() is var after && !string.Equals(before, after, StringComparison.Ordinal))
            found.Add(new(path.Length == 0 ? "." : path, before, after));
    }

    private static void CompareParts(string path, JsonElement expected, JsonElement actual, List<Difference> found)
    {
        foreach (var part in expected.EnumerateObject())
            Compare($"{path}.{part.Name}", part.Value, actual.TryGetProperty(part.Name, out var other) ? other : null, found);
        foreach (var part in actual.EnumerateObject())
        {
            if (!expected.TryGetProperty(part.Name, out _))
                Compare($"{path}.{part.Name}", null, part.Value, found);
        }
    }

    private static void CompareItems(string path, JsonElement expected, JsonElement actual, List<Difference> found)
    {
        var count = Math.Max(expected.GetArrayLength(), actual.GetArrayLength());
        for (var i = 0; i < count; i++)
        {
            Compare(
                FormattableString.Invariant($"{path}[{i}]"),
                i < expected.GetArrayLength() ? expected[i] : null,
                i < actual.GetArrayLength() ? actual[i] : null,
                found);
        }
    }
}
