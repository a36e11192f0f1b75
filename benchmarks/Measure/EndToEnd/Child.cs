using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>This program again, in a process whose memory and time are its own.</summary>
internal static class Child
{
    /// <summary>Runs it to its end; its numbers, as it printed them in one line.</summary>
    public static async Task<double[]> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true };
        // The guard compiles everything at once; a child starts as applications do.
        start.Environment.Remove(Commands.Tiering);
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? [.. output.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static word => double.Parse(word, System.Globalization.CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    public static void Tell(double first, double second) => Console.Out.WriteLine(FormattableString.Invariant($"{first} {second}"));

    /// <summary>A line of what Linux says of this process, in octets.</summary>
    public static long Memory(string name) =>
        File.ReadLines("/proc/self/status").Where(line => line.StartsWith(name, StringComparison.Ordinal))
            .Select(static line => long.Parse(line.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture) * 1024).First();
}
