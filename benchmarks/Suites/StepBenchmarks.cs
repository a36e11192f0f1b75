using BenchmarkDotNet.Attributes;
using Stomp.Benchmarks.Measure.Core;
using Stomp.Pure.Connections;
using Stomp.Pure.Values;

namespace Stomp.Benchmarks.Suites;

/// <summary>One event, one effect: a tick that finds a beat due.</summary>
[MemoryDiagnoser]
public class BeatBenchmarks
{
    private readonly Script _beat = Script.Beat();

    [Benchmark]
    public Transition<ConnectionState, ConnectionEffect> Beat() => Connection.Step(_beat.From, _beat.Events[0]);
}

/// <summary>What comes with each message, per operation; its events are made before.</summary>
public class StepBenchmarks : ScriptBenchmarks
{
    [IterationSetup(Target = nameof(Send))]
    public void MakeSends() => Script = Script.Sends(Count, withReceipt: false);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState Send() => Script.Run();

    [IterationSetup(Target = nameof(SendWithReceipt))]
    public void MakeReceiptedSends() => Script = Script.Sends(Count, withReceipt: true);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState SendWithReceipt() => Script.Run();

    [IterationSetup(Target = nameof(Receipt))]
    public void MakeReceipts() => Script = Script.Receipts(Count);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState Receipt() => Script.Run();

    [IterationSetup(Target = nameof(Ack))]
    public void MakeAcks() => Script = Script.Settles(Count);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState Ack() => Script.Run();
}

/// <summary>MESSAGEs in chunks as a read brings them, per message; the number of subscriptions must not matter.</summary>
public class DeliveryBenchmarks : ScriptBenchmarks
{
    [Params(1, 10, 100, 1_000)]
    public int Subscriptions { get; set; }

    /// <summary>What is measured first must not be colder than what it is compared with.</summary>
    [GlobalSetup]
    public void WarmUp()
    {
        for (var i = 0; i < WarmUps; i++)
        {
            MakeMessages();
            Message();
        }
    }

    [IterationSetup]
    public void MakeMessages() => Script = Script.Messages(Count, Subscriptions);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState Message() => Script.Run();
}

/// <summary>A send with a receipt, and the receipt of the oldest, while others wait; how many must not matter.</summary>
public class PendingBenchmarks : ScriptBenchmarks
{
    [Params(1, 100, 10_000)]
    public int Pending { get; set; }

    /// <summary>What is measured first must not be colder than what it is compared with.</summary>
    [GlobalSetup]
    public void WarmUp()
    {
        for (var i = 0; i < WarmUps; i++)
        {
            MakePending();
            SendAndReceipt();
        }
    }

    [IterationSetup]
    public void MakePending() => Script = Script.Pending(Count, Pending);

    [Benchmark(OperationsPerInvoke = Count)]
    public ConnectionState SendAndReceipt() => Script.Run();
}
