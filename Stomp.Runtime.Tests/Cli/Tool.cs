using System;
using System.Diagnostics;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>The built tool as a process.</summary>
internal static class Tool
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The tool's assembly: it is built into the folder that is this one's twin.</summary>
    private static string Assembly { get; } = Path.Combine(
        AppContext.BaseDirectory.Replace($"{Path.DirectorySeparatorChar}Stomp.Runtime.Tests{Path.DirectorySeparatorChar}", $"{Path.DirectorySeparatorChar}Stomp.Cli{Path.DirectorySeparatorChar}", StringComparison.Ordinal),
        "stomp.dll");

    /// <summary>How to start it.</summary>
    public static ProcessStartInfo Start(params string[] arguments) =>
        new(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Assembly, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };

    /// <summary>Runs it to its end.</summary>
    public static Task<ToolResult> RunAsync(params string[] arguments) => RunAsync([], arguments);

    /// <summary>Runs it to its end with octets on stdin.</summary>
    public static async Task<ToolResult> RunAsync(byte[] input, params string[] arguments)
    {
        using var process = Process.Start(Start(arguments))!;
        using var deadline = new CancellationTokenSource(Patience);
        try
        {
            using var output = new MemoryStream();
            var copying = process.StandardOutput.BaseStream.CopyToAsync(output, deadline.Token);
            var errors = process.StandardError.ReadToEndAsync(deadline.Token);
            await FeedAsync(process, input, deadline.Token);
            await copying;
            await process.WaitForExitAsync(deadline.Token);
            return new(process.ExitCode, output.ToArray(), await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"stomp {string.Join(' ', arguments)} did not end within {Patience.TotalSeconds} s");
        }
    }

    private static async Task FeedAsync(Process process, byte[] input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything.
        }
    }
}

/// <summary>What came of a run.</summary>
internal sealed record ToolResult(int ExitCode, byte[] Octets, string Errors)
{
    /// <summary>Stdout as text.</summary>
    public string Text => Encoding.UTF8.GetString(Octets);

    /// <summary>Stdout line by line.</summary>
    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
