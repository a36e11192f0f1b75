using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Pure.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Properties.Simulation;

/// <summary>Simulated worlds hold, reach everything that can be reached, and are the same wherever they run.</summary>
[Trait("Row", "M45"), Trait("Row", "M48"), Trait("Row", "N08")]
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int Worlds = 1000;

    private static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    /// <summary>What cannot happen, and why.</summary>
    private static readonly Dictionary<string, string> Unreachable = new()
    {
        ["Session: Connecting × Taken"] = "nothing was delivered yet",
        ["Session: Connecting × Abandon"] = "until the session is open the connection keeps what is asked for to itself",
        ["Session: Connecting × Send"] = "as above",
        ["Session: Connecting × Subscribe"] = "as above",
        ["Session: Connecting × Unsubscribe"] = "as above",
        ["Session: Connecting × Settle"] = "as above",
        ["Session: Connecting × Begin"] = "as above",
        ["Session: Connecting × Commit"] = "as above",
        ["Session: Connecting × Abort"] = "as above",
        ["Broker: Greeting × Accepted"] = "the shell uses no number of a link twice",
        ["Broker: Open × Accepted"] = "as above",
        ["Broker: Lingering × Accepted"] = "as above",
        ["Broker: Greeting × PeerClosed"] = "a client writes CONNECT before it closes its side, and it arrives before that",
        ["Broker: Greeting × Written"] = "nothing is written before CONNECTED",
    };

    private static string SeedsThatFailed => Path.Combine(AppContext.BaseDirectory, "Simulation", "failed-seeds.txt");

    /// <summary>The seeds come from the clock, and are said: what fails can be repeated.</summary>
    [Fact]
    public async Task A_thousand_fresh_worlds_hold_and_reach_everything()
    {
        var first = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeSeconds() % 1_000_000_000) * Worlds;
        output.WriteLine(FormattableString.Invariant($"stomp simulate --seeds {first}..{first + Worlds - 1} --hours {Length.TotalHours:0.######}"));
        var reports = await RunAsync(Enumerable.Range(0, Worlds).Select(i => first + (ulong)i));
        AssertAllHeld(reports);

        foreach (var kind in Enum.GetValues<FaultKind>())
            Assert.True(reports.Sum(report => report.Faults[(int)kind]) > 0, $"{kind} never happened");
        foreach (var invariant in Enum.GetValues<Invariant>().Where(invariant => invariant != Invariant.Watched))
            Assert.True(reports.Sum(report => report.Checks[(int)invariant]) > 0, $"{invariant} was never checked");
        for (var i = 0; i < Reach.Pairs.Count; i++)
        {
            var (pair, times) = (Reach.Pairs[i].ToString(), reports.Sum(report => report.Reached[i]));
            if (Unreachable.TryGetValue(pair, out var why))
                Assert.True(times == 0, $"{pair} happened, and should not: {why}");
            else
                Assert.True(times > 0, $"{pair} never happened");
        }
    }

    /// <summary>The same ones every time, and soon: ./mutants.sh asks them.</summary>
    [Fact]
    public async Task The_first_two_hundred_worlds_hold() =>
        Assert.Equal("", string.Join("; ", (await RunAsync(Enumerable.Range(1, 200).Select(i => (ulong)i))).Where(report => report.Breach is not null).Take(3).Select(report => report.Breach)));

    [Fact]
    public void What_is_said_to_be_unreachable_exists() =>
        Assert.Empty(Unreachable.Keys.Except(Reach.Pairs.ToArray().Select(pair => pair.ToString())));

    [Fact]
    public async Task All_seeds_that_ever_failed_hold()
    {
        var seeds = File.ReadLines(SeedsThatFailed).Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture)).ToList();
        Assert.NotEmpty(seeds);
        AssertAllHeld(await RunAsync(seeds));
    }

    [Fact]
    public void A_seed_gives_the_same_world_under_any_culture()
    {
        var before = CultureInfo.CurrentCulture;
        var texts = new List<string>();
        try
        {
            foreach (var culture in new[] { "", "tr-TR", "ar-SA" })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
                texts.Add(string.Join('\n', new ulong[] { 3, 14, 41 }.Select(seed => Simulator.Run(seed, Length).ToCanonicalText())));
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Single(texts.Distinct());
    }

    /// <summary>Where the wall's clock jumps, everything else is as it would be without.</summary>
    [Fact]
    public void Jumps_of_the_wall_clock_change_nothing()
    {
        var jumps = 0L;
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var scenario = Scenario.Draw(seed, Length).Without(FaultKind.WallClockJump);
            var without = Simulator.Run(scenario);
            var with = Simulator.Run(scenario with { Faults = scenario.Faults.Add(new(FaultKind.WallClockJump, 40)) });
            jumps += with.Faults[(int)FaultKind.WallClockJump];
            Assert.Equal(without.Fingerprint, with.Fingerprint);
        }

        Assert.InRange(jumps, 20, long.MaxValue);
    }

    [Fact]
    public void A_caller_watches_for_more()
    {
        var seen = new HashSet<Type>();
        var report = Simulator.Run(Scenario.Draw(14, Length), step =>
        {
            seen.Add(step.GetType());
            return null;
        });
        Assert.Null(report.Breach);
        Assert.Equal(3, seen.Count);
        Assert.Equal(report.Steps, report.Checks[(int)Invariant.Watched]);

        var complaint = Simulator.Run(Scenario.Draw(14, Length), step => step is SimulatedStep.OfBroker { Step.Effects.Count: > 1 } ? "two at once" : null);
        Assert.Equal((Invariant.Watched, "two at once"), (complaint.Breach!.Invariant, complaint.Breach.Text));
        Assert.NotEmpty(complaint.Last);
    }

    /// <summary>A broker that beats too late is noticed, and the world becomes small around it.</summary>
    [Fact]
    public void A_world_that_fails_shrinks()
    {
        var scenario = Scenario.Draw(5, Length);
        var late = scenario with { Broker = scenario.Broker with { Heartbeat = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), Margin = new(1_000_000, 2_500_000) } };
        late = late with { Clients = Stomp.Pure.Values.ValueList.From(late.Clients.ToArray().Select(client => client with { Connection = client.Connection.WithSession(session => session.WithHeartbeat(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))) })) };
        var report = Simulator.Run(late);
        Assert.Equal(Invariant.HeartbeatsAreKept, report.Breach?.Invariant);
        Assert.NotEmpty(report.Last);

        var shrunken = Simulator.Shrink(report, 200);
        Assert.Equal(Invariant.HeartbeatsAreKept, shrunken.Breach?.Invariant);
        Assert.Empty(shrunken.Scenario.Faults);
        Assert.True(shrunken.Scenario.Clients.Count <= 1 && shrunken.Scenario.Work.Deeds.IsEmpty, shrunken.Scenario.ToString());
    }

    private static async Task<IReadOnlyCollection<SimulationReport>> RunAsync(IEnumerable<ulong> seeds)
    {
        var reports = new ConcurrentBag<SimulationReport>();
        await Parallel.ForEachAsync(seeds, (seed, _) =>
        {
            reports.Add(Simulator.Run(seed, Length));
            return ValueTask.CompletedTask;
        });
        return [.. reports.OrderBy(report => report.Scenario.Seed)];
    }

    /// <summary>The first that did not is told with all there is to know; shrinking takes its time.</summary>
    private static void AssertAllHeld(IEnumerable<SimulationReport> reports)
    {
        if (reports.FirstOrDefault(static report => report.Breach is not null) is not { } report)
            return;
        var shrunken = Simulator.Shrink(report, 200);
        Assert.Fail(FormattableString.Invariant(
            $"{report.Breach}\nstomp simulate --seeds {report.Scenario.Seed}..{report.Scenario.Seed} --hours {Length.TotalHours:0.######}\n{shrunken.Scenario}\n{shrunken.Breach}\n{string.Join('\n', shrunken.Last)}"));
    }
}
