using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What it costs to write a session down.</summary>
internal static class Recording
{
    private const int Size = 256;
    private const int Together = 64;

    public static async Task<IEnumerable<Figure>> RunAsync(string broker, int count, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("stomp-measure");
        try
        {
            var body = Traffic.Body(Size);
            return
            [
                .. await CompareAsync("send", stomp => Traffic.SendAsync(stomp, "/sink", count, body, null, Together)),
                .. await CompareAsync("receive", stomp => Traffic.ReceiveAsync(stomp, count, Size)),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        async Task<IEnumerable<Figure>> CompareAsync(string what, Func<StompConnection, Task> run)
        {
            var costs = new Rounds<bool>([false, true]);
            await costs.PlayAsync(rounds, async records =>
            {
                var options = Growth.Quiet(broker);
                await using var stomp = await StompConnection.OpenAsync(records ? options.WithRecording(Path.Combine(folder.FullName, Path.GetRandomFileName())) : options);
                return await Cost.OfAsync(count, async () =>
                {
                    await run(stomp);
                    await Traffic.SettleAsync(stomp);
                });
            });
            return
            [
                new($"{what} at {Size} octets", 1e6 / costs.Median(false, static cost => cost.Time), "messages/s"),
                new($"{what} at {Size} octets, recorded", 1e6 / costs.Median(true, static cost => cost.Time), "messages/s"),
                new($"{what}, recorded against not", costs.Median(false, static cost => cost.Time) / costs.Median(true, static cost => cost.Time), "×") { AtLeast = 0.95 },
            ];
        }
    }
}
