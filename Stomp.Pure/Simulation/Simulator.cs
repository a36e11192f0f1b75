using System;

namespace Stomp.Pure.Simulation;

/// <summary>
/// Runs a world of clients, a pool, a network and a broker in virtual time. Everything follows from the scenario: the same one runs the same way on any machine.
/// A run belongs to the thread that asks for it; many can run at once.
/// </summary>
public static class Simulator
{
    private const int Remembered = 60;

    /// <summary>Runs the world of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="length">How long in virtual time; at least <see cref="Scenario.Shortest"/>.</param>
    public static SimulationReport Run(ulong seed, TimeSpan length) => Run(Scenario.Draw(seed, length));

    /// <summary>Runs a world. When an invariant breaks, the run ends there, and the report tells what happened before.</summary>
    /// <param name="scenario">The world.</param>
    public static SimulationReport Run(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        var report = Run(scenario, null, null);
        // Only a run that fails is written down, the second time.
        return report.Breach is null ? report : Run(scenario, new Diary(Remembered), null);
    }

    /// <summary>Runs a world under the eyes of the caller.</summary>
    /// <param name="scenario">The world.</param>
    /// <param name="watch">Is shown every step of every machine, and says what is wrong with it; null when nothing is. Its first complaint ends the run.</param>
    public static SimulationReport Run(Scenario scenario, Func<SimulatedStep, string?> watch)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(watch);
        return Run(scenario, new Diary(Remembered), watch);
    }

    /// <summary>A smaller world in which the same invariant breaks: fewer kinds of fault, less work, fewer clients, less time.</summary>
    /// <param name="report">A run that failed.</param>
    /// <param name="runs">At most so many runs.</param>
    public static SimulationReport Shrink(SimulationReport report, int runs)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Breach is null ? report : Shrinking.Of(report, runs);
    }

    internal static SimulationReport Run(Scenario scenario, Diary? diary, Func<SimulatedStep, string?>? watch)
    {
        var world = new World(scenario, diary, watch);
        world.Run();
        return world.Report();
    }
}
