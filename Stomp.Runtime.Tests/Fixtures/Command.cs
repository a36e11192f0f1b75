using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>Runs a short-lived program to its end.</summary>
internal static class Command
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public static Task<string> RunAsync(string program, params string[] arguments) =>
        RunAsync(new ProcessStartInfo(program, arguments));

    /// <summary>What the program printed on stdout; throws with both outputs when it fails.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        var (exitCode, output, errors) = await TryAsync(start);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException(
                $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {exitCode}:\n{output}\n{errors}");
    }

    public static async Task<(int ExitCode, string Output, string Errors)> TryAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start) ?? throw new InvalidOperationException(start.FileName);
        process.StandardInput.Close();
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end within {Patience.TotalSeconds} s");
        }
    }

    public static ProcessStartInfo Prefixed(IReadOnlyList<string> prefix, string program, IEnumerable<string> arguments)
    {
        string[] words = [.. prefix, program, .. arguments];
        return new ProcessStartInfo(words[0], words[1..]);
    }
}
