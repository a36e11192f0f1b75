using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>What applications do, over the public API; it allocates nothing per message itself.</summary>
internal static class Traffic
{
    public static SendOptions Receipted { get; } = new() { WaitForReceipt = true };

    /// <summary>Sends from so many tasks at once, each of which awaits what it sent before it sends again.</summary>
    public static Task SendAsync(StompConnection stomp, string destination, int count, ReadOnlyMemory<byte> body, SendOptions? options, int together)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, together).Select(_ => Task.Run(WorkAsync)));

        async Task WorkAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
                await stomp.SendAsync(destination, body, options);
        }
    }

    /// <summary>Waits until the peer has read everything that was sent.</summary>
    public static async Task SettleAsync(StompConnection stomp) =>
        await stomp.SendAsync("/sink", ReadOnlyMemory<byte>.Empty, Receipted);

    /// <summary>Lets the peer pour, and reads every message: its length and one header.</summary>
    public static async Task ReceiveAsync(StompConnection stomp, int count, int size, AckMode mode = AckMode.Auto)
    {
        await using var subscription = await stomp.SubscribeAsync(FormattableString.Invariant($"/firehose/{count}/{size}"), mode);
        await ReadAsync(subscription, count, size, mode);
    }

    public static async Task ReadAsync(StompSubscription subscription, int count, int size, AckMode mode)
    {
        var seen = 0;
        // As channels are read; an await foreach would add an iterator of its own for each reader.
        while (await subscription.Messages.WaitToReadAsync())
        {
            while (subscription.Messages.TryRead(out var message))
            {
                if (message.Body.Length != size || !message.Headers.TryGetOctets("message-id"u8, out _))
                    throw new InvalidOperationException(FormattableString.Invariant($"A message of {message.Body.Length} octets came; {size} were expected, and a message-id."));
                if (mode != AckMode.Auto)
                    await message.AckAsync();
                if (++seen == count)
                    return;
            }
        }

        throw new InvalidOperationException(FormattableString.Invariant($"{seen} of {count} messages came."));
    }

    public static byte[] Body(int size)
    {
        var body = new byte[size];
        Array.Fill(body, (byte)'m');
        return body;
    }
}
