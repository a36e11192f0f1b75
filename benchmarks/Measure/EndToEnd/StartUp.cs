using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Runtime;
using System.Threading.Tasks;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>From the start of a process to CONNECTED on an embedded broker, beside one that does nothing; both to the end of the process.</summary>
internal static class StartUp
{
    public static async Task<IEnumerable<Figure>> RunAsync(int rounds)
    {
        var costs = new Rounds<string>(["nothing", "connected"]);
        await costs.PlayAsync(rounds, static async what =>
        {
            var begin = Stopwatch.GetTimestamp();
            await Child.RunAsync(what);
            return new(Stopwatch.GetElapsedTime(begin).TotalMilliseconds, 0);
        });
        var (nothing, connected) = (costs.Median("nothing", static cost => cost.Time), costs.Median("connected", static cost => cost.Time));
        return
        [
            new("an empty program, start to end", nothing, "ms"),
            new("start-up to CONNECTED on the embedded broker", connected, "ms"),
            new("start-up to CONNECTED on the embedded broker, more than an empty program", connected - nothing, "ms") { AtMost = 250 },
        ];
    }

    public static async Task HereAsync()
    {
        var broker = await EmbeddedBroker.StartAsync();
        await StompConnection.OpenAsync(broker.Uri);
        Environment.Exit(0);
    }

    /// <summary>What took the time, as it is on any machine: how many methods were compiled until CONNECTED, and how many assemblies loaded.</summary>
    public static async Task LoadedAsync()
    {
        await using var broker = await EmbeddedBroker.StartAsync();
        await using var stomp = await StompConnection.OpenAsync(broker.Uri);
        Child.Tell(JitInfo.GetCompiledMethodCount(), AppDomain.CurrentDomain.GetAssemblies().Length);
    }
}
