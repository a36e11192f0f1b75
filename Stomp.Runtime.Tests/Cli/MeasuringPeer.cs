using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Cli;

/// <summary>The peer of the benchmarks as a process: a witness of what a measurement really sent and got, which shares no code with it.</summary>
internal sealed class MeasuringPeer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Process _process;

    private MeasuringPeer(Process process, int port) => (_process, Address) = (process, $"stomp://127.0.0.1:{port}");

    public string Address { get; }

    private static string Assembly { get; } = Path.Combine(
        AppContext.BaseDirectory.Replace(
            $"{Path.DirectorySeparatorChar}Stomp.Runtime.Tests{Path.DirectorySeparatorChar}",
            $"{Path.DirectorySeparatorChar}benchmarks{Path.DirectorySeparatorChar}Peer{Path.DirectorySeparatorChar}",
            StringComparison.Ordinal),
        "stomp-peer.dll");

    public static async Task<MeasuringPeer> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["exec", Assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            using var first = JsonDocument.Parse(await LineAsync(process));
            return new(process, first.RootElement.GetProperty("port").GetInt32());
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>What it saw of the next connection that ended.</summary>
    public async Task<PeerCounters> NextAsync() =>
        JsonSerializer.Deserialize<PeerCounters>(await LineAsync(_process), JsonSerializerOptions.Web)!;

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<string> LineAsync(Process process)
    {
        using var deadline = new CancellationTokenSource(Patience);
        return await process.StandardOutput.ReadLineAsync(deadline.Token) ?? throw new InvalidOperationException("The peer ended.");
    }
}

/// <summary>What the peer counts on a connection.</summary>
internal sealed record PeerCounters(int Connection, long Sends, long Acks, long Receipts, long Poured)
{
    [System.Text.Json.Serialization.JsonPropertyName("body_octets")]
    public long BodyOctets { get; init; }

    [System.Text.Json.Serialization.JsonPropertyName("body_sum")]
    public long BodySum { get; init; }
}
