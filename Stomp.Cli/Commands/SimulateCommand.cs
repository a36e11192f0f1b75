using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Simulating;
using Stomp.Pure.Simulation;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp simulate</c>: worlds of clients, network and broker, one for each seed.</summary>
internal static class SimulateCommand
{
    // Enough to make a world small, and done in seconds.
    private const int ShrinkingRuns = 300;

    private const ulong MostSeeds = 10_000_000;

    public static Command Create()
    {
        var seeds = new Option<SeedRange?>("--seeds")
        {
            Description = "Which worlds: A..B, or one. [default: 1..100]",
            HelpName = "A..B",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (SeedRange.Parse(text) is { } range && range.Count <= MostSeeds)
                    return range;
                result.AddError($"--seeds is '{text}'; it must be A..B with whole numbers, B not below A and at most {MostSeeds} seeds, for instance 1..1000.");
                return null;
            },
        };
        var hours = new Option<TimeSpan?>("--hours")
        {
            Description = "Virtual hours for each seed; fractions are allowed, 5 minutes are the least. [default: 1]",
            HelpName = "H",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 10_000)
                    return TimeSpan.FromMilliseconds((long)Math.Round(number * 3_600_000));
                result.AddError($"--hours is '{text}'; it must be a number above 0, at most 10000.");
                return null;
            },
        };
        var threads = NumberOption.Create("--threads", "How many worlds run at once. [default: one for each processor]", 1, 1024);
        var transcripts = new Option<string?>("--transcripts") { Description = "Writes the sessions of worlds that failed into a folder, for stomp replay.", HelpName = "DIR" };
        var json = new Option<bool>("--json") { Description = "Ends with one line of JSON." };
        var command = new Command("simulate", "Plays clients, a pool, a network and a broker against each other in virtual time, with faults from a seed, and watches the invariants.")
        {
            seeds, hours, threads, transcripts, json,
        };
        return command.Runs((result, cancellationToken) => Task.FromResult(Run(
            result.GetValue(seeds) ?? new(1, 100),
            result.GetValue(hours) ?? TimeSpan.FromHours(1),
            result.GetValue(threads) ?? Environment.ProcessorCount,
            result.GetValue(transcripts),
            result.GetValue(json),
            cancellationToken)));
    }

    private static int Run(SeedRange seeds, TimeSpan length, int threads, string? transcripts, bool json, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        var failed = new List<SimulationReport>();
        var bar = new Progress(seeds.Count);
        var reports = seeds.All().AsParallel().AsOrdered().WithDegreeOfParallelism(threads).WithMergeOptions(ParallelMergeOptions.NotBuffered)
            .WithCancellation(cancellationToken).Select(seed => Simulator.Run(seed, length));
        foreach (var report in reports)
        {
            tally.Add(report);
            if (report.Breach is not null)
                failed.Add(report);
            bar.Show(tally.Seeds, failed.Count);
        }

        bar.Clear();
        // With --json stdout has one line and no other.
        var output = json ? Console.Error : Console.Out;
        foreach (var report in failed.Take(3))
        {
            var shrunken = Simulator.Shrink(report, ShrinkingRuns);
            Failure.Tell(output, report, shrunken, length);
            if (transcripts is not null)
                output.WriteLine($"  transcript: {WorldTranscript.Write(transcripts, shrunken.Scenario)}");
        }

        if (failed.Count > 3)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{failed.Count - 3} more seeds failed: {string.Join(' ', failed.Skip(3).Take(50).Select(report => report.Scenario.Seed))}"));
        Console.Out.WriteLine(json ? tally.ToJson() : tally.ToText());
        return failed.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
