using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.EndToEnd;

namespace Stomp.Benchmarks.Measure.Guarding;

/// <summary>Counts everything, and compares it with the ceilings or sets them.</summary>
internal static class Guard
{
    private const int Runs = 3;

    public static async Task<int> RunAsync(string path, bool updates)
    {
        var counted = await CountAsync();
        if (updates)
        {
            Ceilings.Save(path, counted);
            Console.Out.WriteLine($"{counted.Count} ceilings are set.");
            return 0;
        }

        var ceilings = Ceilings.Load(path);
        foreach (var (name, value) in counted)
            Console.Out.WriteLine($"{name,-48} {Ceilings.Text(value),8} of {(ceilings.TryGetValue(name, out var most) ? Ceilings.Text(most) : "?"),8}");
        var wrong = Ceilings.Compare(ceilings, counted).ToList();
        foreach (var line in wrong)
            Console.Error.WriteLine(line);
        Console.Out.WriteLine(wrong.Count == 0 ? $"{counted.Count} cases are below their ceilings." : $"{wrong.Count} cases regressed.");
        return wrong.Count == 0 ? 0 : 1;
    }

    private static async Task<IReadOnlyList<Counted>> CountAsync()
    {
        using var peer = new PeerProcess();
        var (core, whole) = (new List<IEnumerable<Counted>>(), new List<IEnumerable<Counted>>());
        for (var run = 0; run < Runs; run++)
        {
            core.Add([.. CoreCases.Run()]);
            var loaded = await Child.RunAsync("loaded");
            whole.Add([.. await EndToEndCases.RunAsync(peer.Address), new("start-up.methods", loaded[0]), new("start-up.assemblies", loaded[1])]);
        }

        return [.. Least.Of(core), .. Least.Of(whole)];
    }
}
