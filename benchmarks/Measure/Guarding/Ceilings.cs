using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Stomp.Benchmarks.Measure.Guarding;

/// <summary>The committed file: a case and its ceiling on each line.</summary>
internal static class Ceilings
{
    private const double MostWrites = 250;

    // Buffers that a slow peer makes grow are a part of a copy; one copy more of each octet is a whole one.
    private const double MostOfACopy = 0.7;

    private static readonly string[] Heading =
    [
        "# What each case may cost at most; benchmarks/guard.sh compares, and `benchmarks/guard.sh --update` writes this file with some room above what it counts.",
        "# .octets: allocated per operation, for messages beyond their body; .writes-per-1000, .reads-per-1000: calls of the transport per 1,000 operations;",
        "# .octets-per-octet: allocated per octet of a body; .methods, .assemblies: compiled and loaded from the start of a process to CONNECTED.",
    ];

    public static Dictionary<string, double> Load(string path) =>
        File.ReadLines(path)
            .Where(static line => line.Length > 0 && line[0] != '#')
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(static words => words[0], static words => double.Parse(words[1], CultureInfo.InvariantCulture));

    public static void Save(string path, IEnumerable<Counted> counted) =>
        File.WriteAllLines(path, [.. Heading, .. counted.Select(static it => $"{it.Name} {Text(WithRoom(it))}")]);

    /// <summary>What is wrong with what was counted, case by case.</summary>
    public static IEnumerable<string> Compare(IReadOnlyDictionary<string, double> ceilings, IReadOnlyCollection<Counted> counted)
    {
        foreach (var (name, value) in counted)
        {
            if (!ceilings.TryGetValue(name, out var ceiling))
                yield return $"{name} has no ceiling; it is {Text(value)}.";
            else if (value > ceiling)
                yield return $"{name} is {Text(value)}; at most {Text(ceiling)} are allowed.";
        }

        foreach (var name in ceilings.Keys.Except(counted.Select(static it => it.Name)))
            yield return $"{name} has a ceiling and was not counted.";
    }

    public static string Text(double value) => value.ToString(value < 10 ? "0.##" : "0", CultureInfo.InvariantCulture);

    /// <summary>
    /// What the core allocates is the same everywhere; end to end a little depends on who waits for whom. How many messages a write carries depends
    /// on who is faster: there only one write for each message, or nearly, is wrong. More than that cannot be said on any machine.
    /// </summary>
    private static double WithRoom(Counted counted) =>
        counted.Name.StartsWith("step.", StringComparison.Ordinal) || counted.Name.StartsWith("codec.", StringComparison.Ordinal) ? Math.Ceiling((counted.Value * 1.1) + 4)
        : counted.Name.EndsWith(".octets", StringComparison.Ordinal) ? Math.Ceiling(counted.Value * 1.5)
        : counted.Name.EndsWith("-per-octet", StringComparison.Ordinal) ? counted.Value + MostOfACopy
        : counted.Name.EndsWith(".methods", StringComparison.Ordinal) ? Math.Ceiling(counted.Value * 1.05)
        : counted.Name.EndsWith(".assemblies", StringComparison.Ordinal) ? counted.Value + 1
        : counted.Name.EndsWith(".writes-per-1000", StringComparison.Ordinal) ? Math.Max(MostWrites, Math.Ceiling(counted.Value * 1.1))
        : Math.Ceiling((counted.Value * 2) + 10);
}
