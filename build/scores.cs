// What Stryker's runs came to: dotnet run build/scores.cs -- FOLDER_WITH_REPORTS
#:property PublishAot=false
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;

if (args is not [var root] || !Directory.Exists(root))
{
    Console.Error.WriteLine("there are no reports yet");
    return 1;
}

foreach (var folder in Directory.GetDirectories(root).Order(StringComparer.Ordinal))
{
    var mutants = Directory.GetFiles(folder, "mutation-report.json", SearchOption.AllDirectories).SelectMany(Mutants).ToList();
    var killed = mutants.Count(mutant => mutant.Status is "Killed" or "Timeout");
    var alive = mutants.Count(mutant => mutant.Status is "Survived" or "NoCoverage");
    Console.WriteLine(FormattableString.Invariant($"{Path.GetFileName(folder)}: {100.0 * killed / Math.Max(1, killed + alive):0.0} % of {killed + alive} killed"));
    foreach (var mutant in mutants.Where(mutant => mutant.Status is "Survived" or "NoCoverage").OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
        Console.WriteLine($"  {mutant.File}:{mutant.Line} {mutant.Status}: {mutant.Kind}: {mutant.Text}");
}

return 0;

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
                mutant.GetProperty("status").GetString() ?? "",
                mutant.GetProperty("mutatorName").GetString() ?? "",
                (mutant.TryGetProperty("replacement", out var text) ? text.GetString() ?? "" : "").ReplaceLineEndings(" "));
        }
    }
}

internal sealed record Mutant(string File, int Line, string Status, string Kind, string Text);
