using System;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Commands;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Cli.Bench;

/// <summary>Carries a measurement out, over the public API alone. A connection of its own warms up; the measured one carries what was asked for and nothing else.</summary>
internal sealed class BenchRun(BenchPlan plan, Action<int> progress)
{
    // Calls under way at a time: enough to keep the wire busy while receipts travel.
    private const int Together = 1_024;
    private const int TimedEvery = 16;
    private const int ToldEvery = 1 << 14;

    // The runtime compiles code for speed by what it counted while that ran. Once nothing got faster for so long it is done, or nearly; some take longer than others, an
    // echo on one core the longest. With a broker, whose queues have to be filled before, one time must do.
    private static readonly TimeSpan Steady = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(8);
    private const double Faster = 1.05;

    private static readonly SendOptions Receipted = new() { WaitForReceipt = true };

    private readonly byte[] _body = Body(plan.Size);
    private readonly Samples _samples = new();
    private long _bodySum;

    public static async Task<BenchResult> RunAsync(BenchPlan plan, Action<int> progress, CancellationToken cancellationToken)
    {
        await WarmUpAsync(plan.WarmUp(), cancellationToken).ConfigureAwait(false);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var stomp = await StompConnection.OpenAsync(plan.Broker, cancellationToken).ConfigureAwait(false);
        await using var closing = stomp.ConfigureAwait(false);
        return await new BenchRun(plan, progress).MeasureAsync(stomp, cancellationToken).ConfigureAwait(false);
    }

    private static async Task WarmUpAsync(BenchPlan plan, CancellationToken cancellationToken)
    {
        var stomp = await StompConnection.OpenAsync(plan.Broker, cancellationToken).ConfigureAwait(false);
        await using var closing = stomp.ConfigureAwait(false);
        var (began, improved, best) = (Stopwatch.GetTimestamp(), Stopwatch.GetTimestamp(), 0.0);
        do
        {
            var rate = (await new BenchRun(plan, static _ => { }).MeasureAsync(stomp, cancellationToken).ConfigureAwait(false)).PerSecond;
            if (rate > best * Faster)
                (best, improved) = (rate, Stopwatch.GetTimestamp());
        }
        while (plan.IsPeer && Stopwatch.GetElapsedTime(improved) < Steady && Stopwatch.GetElapsedTime(began) < LongestWarmUp);
    }

    private async Task<BenchResult> MeasureAsync(StompConnection stomp, CancellationToken cancellationToken)
    {
        if (!plan.IsPeer && plan.Mode is (BenchMode.Receive or BenchMode.Ack))
            await FillAsync(cancellationToken).ConfigureAwait(false);
        return plan.Mode switch
        {
            BenchMode.Send => await SendAsync(stomp, cancellationToken).ConfigureAwait(false),
            BenchMode.Receipt => await ConfirmAsync(stomp, cancellationToken).ConfigureAwait(false),
            BenchMode.Receive => await ReceiveAsync(stomp, AckMode.Auto, cancellationToken).ConfigureAwait(false),
            BenchMode.Ack => await ReceiveAsync(stomp, AckMode.ClientIndividual, cancellationToken).ConfigureAwait(false),
            BenchMode.Echo => await EchoAsync(stomp, cancellationToken).ConfigureAwait(false),
            _ => throw new InvalidOperationException($"The mode {plan.Mode} is not known here."),
        };
    }

    private async Task<BenchResult> SendAsync(StompConnection stomp, CancellationToken cancellationToken)
    {
        var begin = Stretch.Begin();
        var sumOfOne = SumOf(_body);
        for (var i = 0; i < plan.Count; i++)
        {
            var sent = i % TimedEvery == 0 ? Stopwatch.GetTimestamp() : 0;
            // Without a receipt the task is done when the message is handed over, which is at once as long as there is room.
            await stomp.SendAsync(plan.Destination, _body, null, cancellationToken).ConfigureAwait(false);
            if (sent != 0)
                Lap(sent);
            _bodySum += sumOfOne;
            Tell(i);
        }

        await stomp.SendAsync(plan.LastDestination, ReadOnlyMemory<byte>.Empty, Receipted, cancellationToken).ConfigureAwait(false);
        return begin.End(plan, _samples, _bodySum);
    }

    private async Task<BenchResult> ConfirmAsync(StompConnection stomp, CancellationToken cancellationToken)
    {
        var begin = Stretch.Begin();
        await PipelineAsync(stomp, Receipted, cancellationToken).ConfigureAwait(false);
        return begin.End(plan, _samples, _bodySum);
    }

    /// <summary>Keeps many calls under way; the oldest is awaited before a new one takes its place.</summary>
    private async Task PipelineAsync(StompConnection stomp, SendOptions? options, CancellationToken cancellationToken)
    {
        var calls = new Task[Together];
        var began = new long[Together];
        var sumOfOne = SumOf(_body);
        Array.Fill(calls, Task.CompletedTask);
        for (var i = 0; i < plan.Count; i++)
        {
            var place = i % Together;
            await EndAsync(calls[place], began, place).ConfigureAwait(false);
            began[place] = i % TimedEvery == 0 ? Stopwatch.GetTimestamp() : 0;
            calls[place] = stomp.SendAsync(plan.Destination, _body, options, cancellationToken);
            if (began[place] != 0 && calls[place].IsCompleted)
                await EndAsync(calls[place], began, place).ConfigureAwait(false);
            _bodySum += sumOfOne;
            Tell(i);
        }

        for (var place = 0; place < Together; place++)
            await EndAsync(calls[place], began, place).ConfigureAwait(false);
    }

    private async ValueTask EndAsync(Task call, long[] began, int place)
    {
        await call.ConfigureAwait(false);
        if (began[place] == 0)
            return;
        _samples.Add(Stopwatch.GetTimestamp() - began[place]);
        began[place] = 0;
    }

    private async Task<BenchResult> ReceiveAsync(StompConnection stomp, AckMode mode, CancellationToken cancellationToken)
    {
        var begin = Stretch.Begin();
        var subscription = await stomp.SubscribeAsync(plan.Destination, mode, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var ending = ((IAsyncDisposable)subscription).ConfigureAwait(false);
        var last = Stopwatch.GetTimestamp();
        for (var seen = 0; seen < plan.Count; seen++)
        {
            if (!subscription.Messages.TryRead(out var message))
                message = await subscription.Messages.ReadAsync(cancellationToken).ConfigureAwait(false);
            Look(message);
            if (mode != AckMode.Auto)
                await message.AckAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            if (seen % TimedEvery == 0)
                last = Lap(last);
            else if (seen % TimedEvery == TimedEvery - 1)
                last = Stopwatch.GetTimestamp();
            Tell(seen);
        }

        if (mode != AckMode.Auto)
            await stomp.SendAsync(plan.LastDestination, ReadOnlyMemory<byte>.Empty, Receipted, cancellationToken).ConfigureAwait(false);
        return begin.End(plan, _samples, _bodySum);
    }

    private async Task<BenchResult> EchoAsync(StompConnection stomp, CancellationToken cancellationToken)
    {
        var subscription = await stomp.SubscribeAsync(plan.Destination, cancellationToken: cancellationToken).ConfigureAwait(false);
        await using var ending = ((IAsyncDisposable)subscription).ConfigureAwait(false);
        var begin = Stretch.Begin();
        for (var i = 0; i < plan.Count; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            await stomp.SendAsync(plan.Destination, _body, null, cancellationToken).ConfigureAwait(false);
            Look(await subscription.Messages.ReadAsync(cancellationToken).ConfigureAwait(false));
            Lap(sent);
            Tell(i);
        }

        return begin.End(plan, _samples, _bodySum);
    }

    /// <summary>Touches every octet of the body and reads one header, as an application would.</summary>
    private void Look(StompMessage message)
    {
        if (message.Body.Length != plan.Size || message.MessageId.Length == 0)
            throw CliException.Failed(FormattableString.Invariant($"a message of {message.Body.Length} octets came; {plan.Size} were expected, and a message-id."));
        _bodySum += SumOf(message.Body.Span);
    }

    private long Lap(long since)
    {
        var now = Stopwatch.GetTimestamp();
        _samples.Add(now - since);
        return now;
    }

    private void Tell(int done)
    {
        if (done % ToldEvery == 0)
            progress(done);
    }

    /// <summary>Puts the messages that will be received into the queue, over a connection of its own.</summary>
    private async Task FillAsync(CancellationToken cancellationToken)
    {
        var stomp = await StompConnection.OpenAsync(plan.Broker, cancellationToken).ConfigureAwait(false);
        await using var closing = stomp.ConfigureAwait(false);
        await new BenchRun(plan, static _ => { }).PipelineAsync(stomp, Receipted, cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Body(int size)
    {
        var body = new byte[size];
        Array.Fill(body, (byte)'m');
        return body;
    }

    private static long SumOf(ReadOnlySpan<byte> octets) => OctetSum.Of(octets);
}
