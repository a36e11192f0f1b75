using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Tests.EndToEnd;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>A consumer that sleeps at its first message while far more waits than fits into memory, and then takes it all.</summary>
internal static class Sleeper
{
    public const string Role = "sleep";

    public static async Task<Report> RunAsync(int port, int seconds, int count)
    {
        var options = Real.OptionsFor(port).WithHeartbeats(Firehose.Interval, Firehose.Interval);
        var stomp = await Real.OpenAsync(options);
        await ReadAsync(stomp, Firehose.WarmUp, Firehose.WarmUpMessages, TimeSpan.Zero);
        var opened = stomp.State;
        var report = new Report { Baseline = Memory.Settle() };
        Memory.ForgetPeak();

        using var awake = new CancellationTokenSource();
        var watch = WatchMemoryAsync(report, awake.Token);
        var clock = Stopwatch.StartNew();
        await ReadAsync(stomp, Firehose.Flood, count, TimeSpan.FromSeconds(seconds), () =>
        {
            report.Peak = Memory.Peak - report.Baseline;
            report.Took["sleep"] = clock.ElapsedMilliseconds;
            awake.Cancel();
        });
        await watch;
        report.Took["all"] = clock.ElapsedMilliseconds;
        report.Counted["messages"] = count;
        report.Counted["peak of all in KiB"] = Memory.Peak - report.Baseline;
        report.Counted["sessions"] = stomp.State.Equals(opened) ? 1 : 2;
        await stomp.DisposeAsync();
        return report;
    }

    /// <summary>Takes messages in order and looks at what they hold; sleeps at the first.</summary>
    private static async Task ReadAsync(StompConnection stomp, string destination, int count, TimeSpan sleep, Action? awake = null)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var next = 0;
        await using var subscription = await stomp.SubscribeAsync(destination, async (message, _) =>
        {
            if (next == 0)
            {
                await Task.Delay(sleep);
                awake?.Invoke();
            }

            if (!Firehose.IsNumber(next, message.Body.Span))
                all.TrySetException(new InvalidOperationException($"Message {next} is another: {BinaryPrimitives.ReadInt32BigEndian(message.Body.Span)}."));
            if (++next == count)
                all.TrySetResult();
        });
        await all.Task.WaitAsync(sleep + TimeSpan.FromMinutes(2));
    }

    private static async Task WatchMemoryAsync(Report report, CancellationToken awake)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(2), awake);
                report.Growth = Math.Max(report.Growth, Memory.Settle() - report.Baseline);
                report.Counted["measurements"] = report.Counted.GetValueOrDefault("measurements") + 1;
            }
        }
        catch (OperationCanceledException)
        {
            // the sleep is over
        }
    }
}
