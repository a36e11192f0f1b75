using System;
using System.Buffers;
using System.Collections.Generic;
using Stomp.Benchmarks.Measure.Core;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Benchmarks.Measure.Guarding;

/// <summary>Octets that the core allocates: exact, whatever else the machine does.</summary>
internal static class CoreCases
{
    private const int Count = 8_192;

    public static IEnumerable<Counted> Run()
    {
        yield return Octets("step.beat", Count, static () => Beat(Script.Beat()));
        yield return Steps("step.send", Script.Sends(Count, withReceipt: false));
        yield return Steps("step.send-with-receipt", Script.Sends(Count, withReceipt: true));
        yield return Steps("step.receipt", Script.Receipts(Count));
        yield return Steps("step.message", Script.Messages(Count, 1));
        yield return Steps("step.message-to-settle", Script.Messages(Count, 1, AckMode.ClientIndividual));
        yield return Steps("step.ack", Script.Settles(Count));
        yield return Steps("step.message.1000-subscriptions", Script.Messages(Count, 1_000));
        yield return Steps("step.receipted-send.10000-pending", Script.Pending(Count, 10_000));
        yield return Octets("codec.decode", Count, static () => Decode(Wire.Message("1", 1)));
        var output = new ArrayBufferWriter<byte>(1024);
        yield return Octets("codec.encode", Count, () => Encode(output));
    }

    /// <summary>From the same state each time: once it beat, it has no reason to.</summary>
    private static Action Beat(Script script) => () =>
    {
        if (Connection.Step(script.From, script.Events[0]).Effects.IsEmpty)
            throw new InvalidOperationException("No beat was due.");
    };

    private static Counted Steps(string name, Script script)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        script.Run();
        return new(name + ".octets", (GC.GetAllocatedBytesForCurrentThread() - before) / (double)script.Operations);
    }

    private static Counted Octets(string name, int count, Func<Action> prepare)
    {
        var action = prepare();
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < count; i++)
            action();
        return new(name + ".octets", (GC.GetAllocatedBytesForCurrentThread() - before) / (double)count);
    }

    private static Action Decode(byte[] octets)
    {
        var start = DecoderState.Start(Wire.FromBroker);
        return () =>
        {
            if (FrameDecoder.Step(start, octets).Frame is null)
                throw new InvalidOperationException("The frame was not decoded.");
        };
    }

    private static Action Encode(ArrayBufferWriter<byte> output) => () =>
    {
        output.ResetWrittenCount();
        if (FrameEncoder.Encode(Wire.Send, Wire.FromClient, output) is { } fault)
            throw new InvalidOperationException($"{fault}");
    };
}
