using System;
using System.Globalization;
using System.IO;
using Stomp.Pure.Simulation;

namespace Stomp.Cli.Simulating;

/// <summary>Tells of a world that broke an invariant: how to repeat it, and the smallest world that still does.</summary>
internal static class Failure
{
    public static void Tell(TextWriter output, SimulationReport report, SimulationReport shrunken, TimeSpan length)
    {
        var (seed, scenario) = (report.Scenario.Seed, shrunken.Scenario);
        var hours = length.Ticks / (decimal)TimeSpan.TicksPerHour;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {seed} broke {report.Breach}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  again: stomp simulate --seeds {seed}..{seed} --hours {hours:0.############}"));
        output.WriteLine("  shrunken scenario:");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"    {scenario.Length.TotalSeconds:0} virtual seconds, the last {scenario.Calm.TotalSeconds:0} of them calm; {(scenario.Pool is null ? "no pool" : $"a pool of {scenario.Pool.Pool.Min} to {scenario.Pool.Pool.Max} for {scenario.Pool.Tenants}")}"));
        foreach (var client in scenario.Clients)
            output.WriteLine($"    {client}");
        foreach (var fault in scenario.Faults)
            output.WriteLine($"    fault {fault}");
        output.WriteLine($"    work: {scenario.Work}");
        output.WriteLine($"  what happened last, before {shrunken.Breach}");
        foreach (var line in shrunken.Last)
            output.WriteLine($"    {line}");
    }
}
