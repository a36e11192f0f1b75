using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Stomp.Benchmarks.Measure.EndToEnd;
using Stomp.Pure.Sessions;
using Stomp.Runtime;
using Stomp.Runtime.Transports;

namespace Stomp.Benchmarks.Measure.Guarding;

/// <summary>What this process allocates, and how often it reads and writes, over a loopback socket to a peer in another process.</summary>
internal sealed class EndToEndCases(StompOptions options, CountingTransports transports)
{
    private const int Count = 20_000;
    private const int LargeCount = 500;
    private const int Small = 16;
    private const int Large = 64 * 1024;
    private const int Together = 64;

    private readonly List<Counted> _counted = [];

    public static async Task<IReadOnlyList<Counted>> RunAsync(string broker)
    {
        var options = StompOptions.For(broker).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero);
        var transports = new CountingTransports(new SocketTransportFactory(options));
        var cases = new EndToEndCases(options.WithTransport(transports), transports);
        await cases.MeasureAsync();
        return cases._counted;
    }

    private async Task MeasureAsync()
    {
        var (small, large) = (Traffic.Body(Small), Traffic.Body(Large));
        await CountAsync("send", Count, stomp => Traffic.SendAsync(stomp, "/sink", Count, small, null, Together));
        await CountAsync("send-one-by-one", Count / 10, stomp => Traffic.SendAsync(stomp, "/sink", Count / 10, small, null, 1));
        await CountAsync("send-with-receipt", Count, stomp => Traffic.SendAsync(stomp, "/sink", Count, small, Traffic.Receipted, Together));
        await CountAsync("receive", Count, stomp => Traffic.ReceiveAsync(stomp, Count, Small), Small);
        await CountAsync("receive-and-ack", Count, stomp => Traffic.ReceiveAsync(stomp, Count, Small, AckMode.ClientIndividual), Small);
        // What is allocated per octet of a large body is how often it is copied to new memory.
        await CopiesAsync("send", stomp => Traffic.SendAsync(stomp, "/sink", LargeCount, large, null, 4));
        await CopiesAsync("receive", stomp => Traffic.ReceiveAsync(stomp, LargeCount, Large));
    }

    private async Task CountAsync(string name, int count, Func<StompConnection, Task> run, int bodySize = 0)
    {
        var (octets, reads, writes) = await MeasureAsync(run);
        _counted.Add(new($"{name}.octets", ((double)octets / count) - bodySize));
        _counted.Add(new($"{name}.writes-per-1000", writes * 1000.0 / count));
        _counted.Add(new($"{name}.reads-per-1000", reads * 1000.0 / count));
    }

    private async Task CopiesAsync(string name, Func<StompConnection, Task> run)
    {
        var (octets, _, _) = await MeasureAsync(run);
        _counted.Add(new($"{name}-64-KiB.octets-per-octet", (double)octets / LargeCount / Large));
    }

    /// <summary>Warmed up on the same connection, so that its buffers are there; what it allocates for itself is not counted.</summary>
    private async Task<(long Octets, long Reads, long Writes)> MeasureAsync(Func<StompConnection, Task> run)
    {
        await using var stomp = await StompConnection.OpenAsync(options);
        await run(stomp);
        await Traffic.SettleAsync(stomp);
        var (octets, reads, writes) = (GC.GetTotalAllocatedBytes(precise: true), transports.Reads, transports.Writes);
        await run(stomp);
        return (GC.GetTotalAllocatedBytes(precise: true) - octets, transports.Reads - reads, transports.Writes - writes);
    }
}
