using System;
using System.Collections.Generic;
using Stomp.Pure.Values;

namespace Stomp.Pure.Simulation;

/// <summary>Makes a failing world smaller, part by part, as long as the same invariant breaks.</summary>
internal static class Shrinking
{
    public static SimulationReport Of(SimulationReport report, int runs)
    {
        var smallest = report;
        for (var isSmaller = true; isSmaller && runs > 0;)
        {
            isSmaller = false;
            foreach (var candidate in Smaller(smallest))
            {
                if (runs-- <= 0)
                    break;
                var tried = Simulator.Run(candidate, null, null);
                if (tried.Breach?.Invariant != report.Breach!.Invariant)
                    continue;
                smallest = tried;
                isSmaller = true;
                break;
            }
        }

        return Simulator.Run(smallest.Scenario);
    }

    private static List<Scenario> Smaller(SimulationReport report)
    {
        var scenario = report.Scenario;
        var smaller = new List<Scenario>();
        var half = TimeSpan.FromTicks((scenario.Length.Ticks - scenario.Calm.Ticks) / 2) + scenario.Calm;
        if (half >= Scenario.Shortest && half < scenario.Length)
            smaller.Add(scenario with { Length = half });
        if (scenario.Pool is not null)
            smaller.Add(scenario with { Pool = null });
        for (var i = 0; i < scenario.Clients.Count; i++)
            smaller.Add(scenario with { Clients = Without(scenario.Clients, i) });
        for (var i = 0; i < scenario.Faults.Count; i++)
            smaller.Add(scenario.Without(scenario.Faults[i].Kind));
        foreach (var deed in Enum.GetValues<Deed>())
        {
            if (Contains(scenario.Work.Deeds, deed))
                smaller.Add(scenario with { Work = scenario.Work with { Deeds = scenario.Work.Deeds.Where(other => other != deed) } });
        }

        if (scenario.Work.Burst > 1)
            smaller.Add(scenario with { Work = scenario.Work with { Burst = scenario.Work.Burst / 2 } });
        return smaller;
    }

    private static ValueList<T> Without<T>(ValueList<T> list, int place)
    {
        var rest = new List<T>();
        for (var i = 0; i < list.Count; i++)
        {
            if (i != place)
                rest.Add(list[i]);
        }

        return ValueList.From<T>(rest);
    }

    private static bool Contains(ValueList<Deed> deeds, Deed deed)
    {
        foreach (var other in deeds)
        {
            if (other == deed)
                return true;
        }

        return false;
    }
}
