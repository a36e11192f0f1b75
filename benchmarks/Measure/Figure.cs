using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Stomp.Benchmarks.Measure;

/// <summary>Something measured, and what is aimed at where there is an aim.</summary>
/// <param name="What">What.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what.</param>
internal sealed record Figure(
    [property: JsonPropertyName("what")] string What,
    [property: JsonPropertyName("value")] double Value,
    [property: JsonPropertyName("unit")] string Unit)
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyName("at_most")]
    public double? AtMost { get; init; }

    [JsonPropertyName("at_least")]
    public double? AtLeast { get; init; }

    /// <summary>Whether the aim is reached; null without one.</summary>
    [JsonPropertyName("met")]
    public bool? IsMet => AtMost is null && AtLeast is null ? null : !(Value > AtMost) && !(Value < AtLeast);

    /// <summary>The value with its unit.</summary>
    [JsonIgnore]
    public string Text => Say(Value);

    /// <summary>What is aimed at, in words; empty without an aim.</summary>
    [JsonIgnore]
    public string Aim => AtMost is { } most ? $"at most {Say(most)}" : AtLeast is { } least ? $"at least {Say(least)}" : "";

    public string ToJson() => JsonSerializer.Serialize(this, Plain);

    /// <summary>A row of a Markdown table.</summary>
    public string ToRow() => $"| {What} | {Aim} | {Text} | {IsMet switch { true => "met", false => "**not met**", null => "" }} |";

    /// <summary>Each as a line of JSON, all together as a table; also to a file of JSON lines when one is named.</summary>
    public static void Print(IReadOnlyCollection<Figure> figures, string? path)
    {
        foreach (var figure in figures)
            Console.Out.WriteLine(figure.ToJson());
        Console.Out.WriteLine();
        Console.Out.WriteLine("| what | aim | measured | |\n| --- | --- | --- | --- |");
        foreach (var figure in figures)
            Console.Out.WriteLine(figure.ToRow());
        if (path is null)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllLines(path, figures.Select(static figure => figure.ToJson()));
    }

    /// <summary>What was written to a file of JSON lines.</summary>
    public static IReadOnlyList<Figure> Load(string path) => [.. File.ReadLines(path).Select(static line => JsonSerializer.Deserialize<Figure>(line)!)];

    private string Say(double value) =>
        $"{value.ToString(Math.Abs(value) >= 1_000 ? "#,0" : Math.Abs(value) >= 100 ? "0" : "0.##", CultureInfo.InvariantCulture)} {Unit}".Trim();
}
