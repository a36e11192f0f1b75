using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>Messages that wait, in the order of their numbers, so that one that comes back stands where it stood (SV-1.2-25).</summary>
internal readonly record struct Backlog(Table<long, Held> Waiting, long Octets)
{
    public bool IsEmpty => Waiting.IsEmpty;

    public Backlog Add(Held held) => new(Waiting.Set(held.Message.Number, held), Octets + held.Size);

    public Backlog Remove(Held held) => new(Waiting.Remove(held.Message.Number), Octets - held.Size);

    public bool TryOldest(out Held held)
    {
        var found = Waiting.TryFirst(out var first);
        held = first.Value;
        return found;
    }

    /// <summary>Whether more than there is may wait here.</summary>
    public bool HasRoomFor(int messages, long octets, BrokerLimits limits) =>
        Waiting.Count + (long)messages <= limits.QueueMessages && Octets + octets <= limits.QueueOctets;
}

/// <summary>A destination whose messages go to one consumer each. It exists while there are messages or consumers.</summary>
internal sealed record Queue(string Name)
{
    public Backlog Backlog { get; init; }

    /// <summary>Subscriptions that can take a message, with their links. Those of full links are with their link until there is room.</summary>
    public Table<long, long> Ready { get; init; }

    /// <summary>How many subscriptions there are, ready or not.</summary>
    public int Consumers { get; init; }

    /// <summary>The subscription that got the last message; the next one in the order of keys is next, all around.</summary>
    public long Cursor { get; init; }

    public bool IsIdle => Backlog.IsEmpty && Consumers == 0;
}
