// What Stryker's runs came to: dotnet run build/scores.cs -- FOLDER_WITH_REPORTS
// Which places of a folder have survivors, as patterns for Stryker: dotnet run build/scores.cs -- FOLDER_WITH_REPORTS FOLDER
#:property PublishAot=false
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

if (args is not [var root, .. { Length: <= 1 } folders] || !Directory.Exists(root))
{
    Console.Error.WriteLine("there are no reports yet");
    return 1;
}

if (folders is [var one])
{
    foreach (var file in Merged(Path.Combine(root, one)).Where(mutant => mutant.IsAlive).GroupBy(mutant => mutant.File).OrderBy(file => file.Key, StringComparer.Ordinal))
    {
        var ends = LineEnds(Path.Combine("Stomp.Pure", one, file.Key));
        var spans = file.Select(mutant => $"{{{ends[mutant.Line - 1]}..{ends[mutant.LastLine]}}}").Distinct();
        Console.WriteLine($"**/{one}/{file.Key}{string.Concat(spans)}");
    }

    return 0;
}

foreach (var folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
{
    var mutants = Merged(folder);
    var (killed, late, alive) = (mutants.Count(mutant => mutant.IsKilled), mutants.Count(mutant => mutant.Status == "Timeout"), mutants.Count(mutant => mutant.IsAlive));
    Console.WriteLine(FormattableString.Invariant($"{Path.GetFileName(folder)}: {100.0 * killed / Math.Max(1, killed + alive):0.0} % of {killed + alive} killed, {late} of them by time-out"));
    foreach (var mutant in mutants.Where(mutant => mutant.IsAlive).OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
        Console.WriteLine($"  {mutant.File}:{mutant.Line} {mutant.Status}: {mutant.Kind}: {mutant.Text}");
}

return 0;

// A mutant that was asked about again, with more tests, is killed when it was killed once.
static List<Mutant> Merged(string folder) =>
[
    .. Directory.GetFiles(folder, "mutation-report.json", SearchOption.AllDirectories).SelectMany(Mutants)
        .GroupBy(mutant => mutant with { Status = "" })
        .Select(same => same.FirstOrDefault(mutant => mutant.IsKilled) ?? same.First()),
];

// At which characters the lines of a file end, from 0 on.
static List<int> LineEnds(string file)
{
    var text = File.ReadAllText(file);
    List<int> ends = [0];
    for (var at = 0; at < text.Length; at++)
    {
        if (text[at] == '\n')
            ends.Add(at + 1);
    }

    ends.Add(text.Length);
    return ends;
}

static IEnumerable<Mutant> Mutants(string report)
{
    using var json = JsonDocument.Parse(File.ReadAllText(report));
    foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
    {
        foreach (var mutant in file.Value.GetProperty("mutants").EnumerateArray())
        {
            yield return new(
                Path.GetFileName(file.Name),
                mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
                mutant.GetProperty("location").GetProperty("end").GetProperty("line").GetInt32(),
                mutant.GetProperty("location").GetProperty("start").GetProperty("column").GetInt32(),
                mutant.GetProperty("status").GetString() ?? "",
                mutant.GetProperty("mutatorName").GetString() ?? "",
                (mutant.TryGetProperty("replacement", out var text) ? text.GetString() ?? "" : "").ReplaceLineEndings(" "));
        }
    }
}

internal sealed record Mutant(string File, int Line, int LastLine, int Column, string Status, string Kind, string Text)
{
    public bool IsKilled => Status is "Killed" or "Timeout";

    public bool IsAlive => Status is "Survived" or "NoCoverage";
}
