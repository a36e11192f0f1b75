using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stomp.Benchmarks.Compare;

/// <summary>A line of what the other programs here measured.</summary>
internal sealed record MeasuredFigure
{
    [JsonPropertyName("what")]
    public string What { get; init; } = "";

    [JsonPropertyName("value")]
    public double Value { get; init; }

    [JsonPropertyName("unit")]
    public string Unit { get; init; } = "";

    [JsonPropertyName("at_most")]
    public double? AtMost { get; init; }

    [JsonPropertyName("at_least")]
    public double? AtLeast { get; init; }

    [JsonPropertyName("met")]
    public bool? IsMet { get; init; }

    public bool HasAim => IsMet is not null;

    public string Text => Say(Value);

    public static IEnumerable<MeasuredFigure> Load(string path) => File.ReadLines(path).Select(static line => JsonSerializer.Deserialize<MeasuredFigure>(line)!);

    public Target ToTarget() => new(What, AtMost is { } most ? $"at most {Say(most)}" : $"at least {Say(AtLeast!.Value)}", Text, IsMet == true);

    private string Say(double value) =>
        $"{value.ToString(Math.Abs(value) >= 1_000 ? "#,0" : Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture)} {Unit}".Trim();
}
