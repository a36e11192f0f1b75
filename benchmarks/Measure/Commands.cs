using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.Core;
using Stomp.Benchmarks.Measure.EndToEnd;
using Stomp.Benchmarks.Measure.Guarding;

namespace Stomp.Benchmarks.Measure;

/// <summary>What can be asked for.</summary>
internal static class Commands
{
    public const string Tiering = "DOTNET_TieredCompilation";

    // Where a machine shows the runtime no caches, its youngest generation is far smaller than elsewhere, and what many tasks under way cost is mostly the collector's
    // copying. stomp bench is measured with this size as well.
    private const string YoungestGeneration = "DOTNET_GCgen0size";
    private const string Octets = "0x2000000";

    private static readonly string[] All = ["codec", "core", "subscriptions", "receipts", "connections", "bodies", "start-up", "garbage", "recording"];

    public static Task<int> RunAsync(string[] args) =>
        new RootCommand("Measures what depends on more than a step.") { Guarding(), Measuring(), AtBroker() }.Parse(args).InvokeAsync();

    private static Command Guarding()
    {
        var file = new Option<string>("--file") { Description = "The ceilings.", Required = true };
        var update = new Option<bool>("--update") { Description = "Writes the ceilings anew." };
        var command = new Command("guard", "Counts allocations and calls of the transport, and fails when one is above its ceiling.") { file, update };
        command.SetAction(async (result, _) => Environment.GetEnvironmentVariable(Tiering) == "0"
            ? await Guard.RunAsync(result.GetValue(file)!, result.GetValue(update))
            : Again(["guard", "--file", result.GetValue(file)!, .. result.GetValue(update) ? (string[])["--update"] : []]));
        return command;
    }

    private static Command Measuring()
    {
        var only = new Option<string[]>("--only") { Description = "Which figures.", DefaultValueFactory = static _ => All, AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong(All);
        var messages = new Option<int>("--messages") { Description = "Messages of a run.", DefaultValueFactory = static _ => 1_000_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = static _ => 7 };
        var figures = new Option<string?>("--figures") { Description = "A file for the figures, as lines of JSON." };
        var command = new Command("figures", "How costs grow, memory, start-up, garbage, and what recording costs.") { only, messages, rounds, figures };
        command.SetAction(async (result, _) =>
        {
            var measured = new List<Figure>();
            using var peer = new PeerProcess();
            foreach (var what in result.GetValue(only)!.Distinct())
            {
                Console.Error.WriteLine(what);
                measured.AddRange(await MeasureAsync(what, peer.Address, result.GetValue(messages), result.GetValue(rounds)));
            }

            Figure.Print(measured, result.GetValue(figures));
            return 0;
        });
        return command;
    }

    private static Command AtBroker()
    {
        var broker = new Argument<string>("broker") { Description = "A broker, as a URI." };
        var messages = new Option<int>("--messages") { Description = "Messages of a run.", DefaultValueFactory = static _ => 100_000 };
        var rounds = new Option<int>("--rounds") { Description = "Rounds.", DefaultValueFactory = static _ => 7 };
        var command = new Command("recording", "What recording costs at the rates of a broker.") { broker, messages, rounds };
        command.SetAction(async (result, _) =>
        {
            Figure.Print([.. await Recording.AtBrokerAsync(result.GetValue(broker)!, result.GetValue(messages), result.GetValue(rounds))], null);
            return 0;
        });
        return command;
    }

    private static Task<IEnumerable<Figure>> MeasureAsync(string what, string broker, int messages, int rounds) => what switch
    {
        "codec" => CodecTimes.RunAsync(rounds),
        "core" => CoreGrowth.RunAsync(rounds),
        "subscriptions" or "receipts" when Environment.GetEnvironmentVariable(YoungestGeneration) is null => GrowthElsewhereAsync(what, messages, rounds),
        // Ratios of costs that differ by little spread by a tenth from run to run: more rounds.
        "subscriptions" => Growth.SubscriptionsAsync(broker, messages, rounds * 3),
        "receipts" => Growth.ReceiptsAsync(broker, messages / 4, rounds * 3),
        "connections" => Rest.RunAsync(),
        "bodies" => Bodies.RunAsync(),
        "start-up" => StartUp.RunAsync(rounds),
        "garbage" => Garbage.RunAsync(broker, messages),
        "recording" => Recording.RunAsync(broker, messages / 4, rounds),
        _ => throw new InvalidOperationException($"{what} is not known here."),
    };

    /// <summary>In a process of its own: the size of the youngest generation is read when a process starts.</summary>
    private static async Task<IEnumerable<Figure>> GrowthElsewhereAsync(string what, int messages, int rounds)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!, ["figures", "--only", what, "--messages", Text(messages), "--rounds", Text(rounds), "--figures", file]);
            start.RedirectStandardOutput = start.RedirectStandardError = true;
            start.Environment[YoungestGeneration] = Octets;
            using var process = Process.Start(start)!;
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? Figure.Load(file) : throw new InvalidOperationException($"{what} ended with {process.ExitCode}: {await said}{await complained}");
        }
        finally
        {
            File.Delete(file);
        }

        static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Runs this program without tiers: code that is half warm allocates differently from run to run.</summary>
    private static int Again(string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments);
        start.Environment[Tiering] = "0";
        using var process = Process.Start(start)!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
