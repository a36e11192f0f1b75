using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Tests.EndToEnd;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>Offers 64 MiB to a broker that was stopped, then tries to ack, to cancel and to close.</summary>
internal static class Offerer
{
    public const string Role = "offer";
    public const int Messages = 1024;
    public const int Octets = 64 * 1024;

    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    public static async Task<Report> RunAsync(int port)
    {
        var options = Real.OptionsFor(port).WithHeartbeats(TimeSpan.Zero, TimeSpan.Zero) with
        {
            ReceiptTimeout = TimeSpan.FromHours(1),
            DisconnectTimeout = TimeSpan.FromSeconds(1),
        };
        var stomp = await Real.OpenAsync(options);
        var (queue, other) = (Real.Queue(), Real.Queue());
        var body = new byte[Octets];
        await WarmUpAsync(stomp, other, body);
        for (var i = 0; i < 3; i++)
            await stomp.SendAsync(queue, "to be acknowledged", Real.Receipted, Real.Soon);
        var messages = await stomp.SubscribeAsync(queue, AckMode.ClientIndividual, cancellationToken: Real.Soon);
        var (one, two) = (await messages.NextAsync(), await messages.NextAsync());
        var report = new Report { Baseline = Memory.Settle() };
        Memory.ForgetPeak();
        Console.WriteLine(Child.Ready);
        await Console.In.ReadLineAsync();

        using var cancel = new CancellationTokenSource();
        var sends = new List<Task<Outcome>>();
        for (var i = 0; i < Messages; i++)
            sends.Add(stomp.TrySendAsync(other, body, cancellationToken: cancel.Token));
        Measure(report);

        report.Took["ack"] = await TimeAsync(() => one.AckAsync());
        report.Took["ack cancelled while its receipt is awaited"] = await TimeAsync(async () =>
        {
            using var given = new CancellationTokenSource(Short);
            Expect(await two.TryAckAsync(Real.Confirmed, given.Token) is Outcome.Unknown { Cause: Cause.Abandoned });
        });
        report.Took["send with a deadline"] = await TimeAsync(async () =>
            Expect(await stomp.TrySendAsync(other, body, new SendOptions { Timeout = Short }) is Outcome.NotSent { Cause: Cause.Abandoned }));
        Measure(report);
        report.Took["cancel"] = await TimeAsync(async () =>
        {
            await cancel.CancelAsync();
            await Task.WhenAll(sends);
        });
        foreach (var kind in sends.Select(send => send.Result).GroupBy(outcome => outcome.GetType().Name))
            report.Counted[kind.Key] = kind.Count();
        Measure(report);
        report.Took["close"] = await TimeAsync(async () => Expect(await stomp.CloseAsync() is EndReason.Disconnected { Confirmed: false }));
        await stomp.DisposeAsync();
        return report;
    }

    private static async Task WarmUpAsync(StompConnection stomp, string queue, byte[] body)
    {
        var sends = new List<Task>();
        for (var i = 0; i < 64; i++)
            sends.Add(stomp.SendAsync(queue, body, Real.Receipted, Real.Soon));
        await Task.WhenAll(sends);
    }

    private static void Measure(Report report)
    {
        report.Peak = Math.Max(report.Peak, Memory.Peak - report.Baseline);
        report.Growth = Math.Max(report.Growth, Memory.Settle() - report.Baseline);
    }

    private static async Task<long> TimeAsync(Func<Task> what)
    {
        var clock = Stopwatch.StartNew();
        await what();
        return clock.ElapsedMilliseconds;
    }

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidOperationException("The outcome is another.");
    }
}
