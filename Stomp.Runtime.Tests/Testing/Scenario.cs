using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Tests.Testing;

/// <summary>A life with a bit of everything, written down to the last octet.</summary>
internal static class Scenario
{
    public const string Role = "world";

    /// <summary>In a process of its own: a seed, how often, and how many threads that keep the processor busy meanwhile.</summary>
    public static async Task<string> RunAsync(string[] arguments)
    {
        var numbers = arguments.Select(text => int.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        ThreadPool.SetMinThreads(1, 1);
        if (!ThreadPool.SetMaxThreads(1, 1))
            throw new InvalidOperationException("the thread pool has more than one thread");
        using var stop = new CancellationTokenSource();
        for (var i = 0; i < numbers[2]; i++)
            new Thread(() => Spin(stop.Token)) { IsBackground = true }.Start();
        var first = await RunAsync((ulong)numbers[0]);
        for (var i = 1; i < numbers[1]; i++)
        {
            if (await RunAsync((ulong)numbers[0]) != first)
                throw new InvalidOperationException("the same seed was another course");
        }

        await stop.CancelAsync();
        return first;
    }

    public static async Task<string> RunAsync(ulong seed)
    {
        var told = new List<string>();
        await using var world = await TestWorld.StartAsync(seed);
        void Tell(string what) => told.Add(string.Create(CultureInfo.InvariantCulture, $"{world.Now:c} {what}"));

        await using var sender = await world.ConnectAsync();
        await using var consumer = await world.ConnectAsync(options => options.WithListener("tell", new Telling(Tell)));
        _ = TellStatesAsync(sender, Tell);
        await using var service = await consumer.RespondAsync("/queue/price", question => $"{question.GetText()} costs 5");
        await using var orders = await consumer.SubscribeAsync(
            "/queue/orders",
            async (message, _) =>
            {
                Tell($"takes {message.GetText()}");
                await Task.Delay(TimeSpan.FromMilliseconds(30), world.Time, CancellationToken.None).ConfigureAwait(false);
                Tell($"acknowledges {message.GetText()}: {await Said(message.AckAsync())}");
            },
            AckMode.ClientIndividual);

        world.SetLatency(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(15));
        var sends = Enumerable.Range(0, 5).Select(i => sender.TrySendAsync("/queue/orders", $"order {i}", new() { WaitForReceipt = true })).ToList();
        Tell((await world.AdvanceUntilAsync(sender.RequestAsync("/queue/price", "ACME", TimeSpan.FromSeconds(2)))).GetText());
        world.Cut(sender);
        sends.AddRange(Enumerable.Range(5, 5).Select(i => sender.TrySendAsync("/queue/orders", $"order {i}", new() { WaitForReceipt = true })));
        await world.AdvanceAsync(TimeSpan.FromMinutes(2));
        world.Heal();
        world.Silence(consumer, Silence.ToClient);
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        world.Heal();
        await using (var pool = new StompPool(world.Options, new() { Max = 2 }))
        {
            var work = Enumerable.Range(0, 4).Select(i => SendAsync(pool, i, Tell)).ToArray();
            await world.AdvanceUntilAsync(Task.WhenAll(work));
        }

        foreach (var send in sends)
            Tell($"{await send}");
        world.StopBroker();
        await world.AdvanceAsync(TimeSpan.FromSeconds(5));
        world.StartBroker();
        await world.AdvanceAsync(TimeSpan.FromMinutes(1));
        Tell($"{world.Broker.MessageCount} left, {sender.State}, {consumer.State}");
        told.AddRange(world.Trace);
        told.Add($"{world.FromElsewhere} turns from elsewhere");
        return string.Join('\n', told);
    }

    private static void Spin(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            Thread.SpinWait(1000);
    }

    private static async Task SendAsync(StompPool pool, int number, Action<string> tell)
    {
        await using var lease = await pool.RentAsync();
        await lease.Connection.SendAsync("/queue/orders", $"pooled {number}", new() { WaitForReceipt = true });
        tell($"pooled {number}");
    }

    private static async Task TellStatesAsync(StompConnection connection, Action<string> tell)
    {
        await foreach (var state in connection.WatchStatesAsync())
            tell($"{state}");
    }

    private static async Task<string> Said(Task task)
    {
        try
        {
            await task;
            return "yes";
        }
        catch (StompException exception)
        {
            return exception.Message;
        }
    }

    private sealed class Telling(Action<string> tell) : StompListener
    {
        public override void OnDisconnected(EndReason reason) => tell($"listener: {reason}");

        public override void OnMessage(Pure.Frames.Frame message) => tell($"listener: {message.Headers["message-id"]}");
    }
}
