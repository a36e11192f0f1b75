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
    private readonly Lock _lock = new();
    private readonly int _messagesAtOnce = Math.Clamp(maxMessages / 8, 1, 64);
    private readonly long _octetsAtOnce = Math.Clamp(maxOctets / 8, 1, 64 * 1024);
    private long _transport;
    private int _messages;
    private long _octets;

    /// <summary>Adds a message; what is to be told now, nothing as long as it is little.</summary>
    public Taken Add(long transport, int octets)
    {
        lock (_lock)
        {
            // What came over an earlier transport does not matter any more, whether it was taken before or after: its session is over, and so is its budget.
            if (transport < _transport)
                return default;
            if (transport > _transport)
                (_transport, _messages, _octets) = (transport, 0, 0);
            _messages++;
            _octets += octets;
            if (_messages < _messagesAtOnce && _octets < _octetsAtOnce)
                return default;
            var taken = new Taken(transport, _messages, _octets);
            (_messages, _octets) = (0, 0);
            return taken;
        }
    }
}
