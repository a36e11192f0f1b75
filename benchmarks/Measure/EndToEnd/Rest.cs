using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading.Tasks;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What a connection takes while nothing but beats passes: the broker is in the parent's process, the connections in one of their own.</summary>
internal static class Rest
{
    // Below that, what the process takes for itself is more than what connections do.
    private const int Many = 100;

    private static readonly int[] Counts = [1, 10, 100, 1_000];

    public static async Task<IEnumerable<Figure>> RunAsync()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        var figures = new List<Figure>();
        foreach (var count in Counts)
        {
            var memory = await Child.RunAsync("rest", broker.Uri, count.ToString(CultureInfo.InvariantCulture));
            figures.Add(new($"a connection at rest among {count:#,0}, managed memory", memory[0] / 1000, "kB") { AtMost = 40 });
            if (count >= Many)
                figures.Add(new($"a connection at rest among {count:#,0}, resident memory", memory[1] / 1000, "kB") { AtMost = 40 });
        }

        return figures;
    }

    public static async Task HereAsync(string broker, int count)
    {
        await using (await StompConnection.OpenAsync(broker))
        {
        }

        var (managed, resident) = Now();
        var open = new List<StompConnection>();
        for (var i = 0; i < count; i++)
            open.Add(await StompConnection.OpenAsync(broker));
        await Task.Delay(500);
        var (managedThen, residentThen) = Now();
        Child.Tell((managedThen - managed) / (double)count, (residentThen - resident) / (double)count);
        GC.KeepAlive(open);
        Environment.Exit(0);
    }

    private static (long Managed, long Resident) Now()
    {
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return (GC.GetTotalMemory(forceFullCollection: true), Child.Memory("VmRSS"));
    }
}
