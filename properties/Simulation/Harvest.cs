using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Simulation;

namespace Stomp.Properties.Simulation;

/// <summary>Lives of machines as they came about in simulated worlds: the events of each from its beginning, with the states and effects.</summary>
internal sealed class Harvest
{
    private const int Worlds = 25;

    private Harvest()
    {
        for (var seed = 1UL; seed <= Worlds; seed++)
            Gather(seed);
    }

    /// <summary>The same for all properties: a harvest takes a while.</summary>
    public static Lazy<Harvest> Shared { get; } = new(() => new());

    public List<List<SimulatedStep.OfConnection>> Connections { get; } = [];

    public List<List<SimulatedStep.OfPool>> Pools { get; } = [];

    public List<List<SimulatedStep.OfBroker>> Brokers { get; } = [];

    private void Gather(ulong seed)
    {
        var steps = new List<SimulatedStep>();
        Simulator.Run(Scenario.Draw(seed, TimeSpan.FromMinutes(6)), step =>
        {
            steps.Add(step);
            return null;
        });
        Connections.AddRange(steps.OfType<SimulatedStep.OfConnection>().GroupBy(step => step.Who).Select(life => life.ToList()));
        if (steps.OfType<SimulatedStep.OfPool>().ToList() is { Count: > 0 } pool)
            Pools.Add(pool);
        foreach (var step in steps.OfType<SimulatedStep.OfBroker>())
        {
            // One that forgot everything begins anew.
            if (Brokers.Count == 0 || !ReferenceEquals(Brokers[^1][^1].Step.State, step.Before))
                Brokers.Add([]);
            Brokers[^1].Add(step);
        }
    }
}
