using System;
using System.CommandLine;
using System.Diagnostics;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.Guarding;

// Before anything else is loaded: start-up is measured against this.
if (args is ["nothing"])
    return 0;
return await Commands.RunAsync(args);

internal static class Commands
{
    private const string Tiering = "DOTNET_TieredCompilation";

    public static Task<int> RunAsync(string[] args) => new RootCommand("Measures what depends on more than a step.") { Guarding() }.Parse(args).InvokeAsync();

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
