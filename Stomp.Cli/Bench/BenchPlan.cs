using System;
using System.Globalization;
using Stomp.Runtime;

namespace Stomp.Cli.Bench;

/// <summary>What is measured.</summary>
internal enum BenchMode
{
    /// <summary>SEND without a receipt; one receipt at the end says that all were read.</summary>
    Send,

    /// <summary>SEND with a receipt each, many under way.</summary>
    Receipt,

    /// <summary>MESSAGE in mode auto: every octet of the body is read, and one header.</summary>
    Receive,

    /// <summary>MESSAGE in mode client-individual with an ACK each; one receipt at the end says that all were read.</summary>
    Ack,

    /// <summary>A message there and back, one at a time.</summary>
    Echo,
}

/// <summary>One measurement.</summary>
/// <param name="Broker">How to reach the broker.</param>
/// <param name="Mode">What is measured.</param>
/// <param name="Count">How many messages.</param>
/// <param name="Size">Octets of a body.</param>
/// <param name="IsPeer">Whether the other end is a measuring peer, which has destinations of its own.</param>
internal sealed record BenchPlan(StompOptions Broker, BenchMode Mode, int Count, int Size, bool IsPeer)
{
    private readonly string _scratch = string.Create(CultureInfo.InvariantCulture, $"/queue/stomp-bench-{Environment.ProcessId}-{Environment.TickCount64}");

    /// <summary>Where sends go to and messages come from.</summary>
    public string Destination => !IsPeer ? _scratch : Mode switch
    {
        BenchMode.Send or BenchMode.Receipt => "/sink",
        BenchMode.Receive or BenchMode.Ack => string.Create(CultureInfo.InvariantCulture, $"/firehose/{Count}/{Size}"),
        BenchMode.Echo => "/echo",
        _ => throw new InvalidOperationException($"The mode {Mode} is not known here."),
    };

    /// <summary>Where the message with the last receipt goes to: not to where messages are counted, unless that is a sink.</summary>
    public string LastDestination => IsPeer ? "/sink" : _scratch + "-end";

    /// <summary>The same with a few messages: what is repeated to warm up.</summary>
    public BenchPlan WarmUp() => this with { Count = Math.Clamp(Count / 10, Math.Min(Count, 200), 50_000) };
}
