using System;
using System.Threading;

namespace Stomp.Runtime.Deliveries;

/// <summary>What consumers took and the loop was not told of.</summary>
/// <param name="Transport">The transport over which it came.</param>
/// <param name="Messages">How many.</param>
/// <param name="Octets">Octets of their frames.</param>
internal readonly record struct Taken(long Transport, int Messages, long Octets);

/// <summary>
/// Adds up what the consumers of a connection take, all subscriptions together. What stays in it is an eighth of the budgets at most: a reader that
/// pauses goes on at the half, so it never waits for what is only here.
/// </summary>
internal sealed class TakenTally(int maxMessages, long maxOctets)
{
    // Octets stand in so many bits, and above them how many messages they are of: never more than are told at once, and one for each thread that adds.
    private const int OctetBits = 48;

    private readonly int _messagesAtOnce = Math.Clamp(maxMessages / 8, 1, 64);
    private readonly long _octetsAtOnce = Math.Clamp(maxOctets / 8, 1, 64 * 1024);
    private volatile Sum _sum = new(0);

    /// <summary>Adds a message; what is to be told now, nothing as long as it is little.</summary>
    public Taken Add(long transport, int octets)
    {
        var sum = _sum;
        while (transport > sum.Transport)
        {
            Interlocked.CompareExchange(ref _sum, new(transport), sum);
            sum = _sum;
        }

        // What came over an earlier transport does not matter any more, whether it was taken before or after: its session is over, and so is its budget.
        return transport < sum.Transport ? default : Add(sum, octets);
    }

    private Taken Add(Sum sum, int octets)
    {
        var all = Interlocked.Add(ref sum.All, (1L << OctetBits) + octets);
        if (Messages(all) < _messagesAtOnce && Octets(all) < _octetsAtOnce)
            return default;
        all = Interlocked.Exchange(ref sum.All, 0);
        return new(sum.Transport, Messages(all), Octets(all));
    }

    private static int Messages(long all) => (int)(all >> OctetBits);

    private static long Octets(long all) => all & ((1L << OctetBits) - 1);

    private sealed class Sum(long transport)
    {
        public long All;

        public long Transport => transport;
    }
}
