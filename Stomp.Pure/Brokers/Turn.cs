using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>One step at work: the state as it becomes, and the effects so far. It lives on the stack of that step.</summary>
internal ref struct Turn
{
    private readonly BrokerState _state;
    private EffectList<BrokerEffect> _effects;
    private Table<BrokerDeadline, bool> _deadlines;
    private Table<string, Queue> _queues;
    private long _messages;
    private long _keys;
    private int _messageCount;
    private long _octetCount;

    public Turn(BrokerState state, Instant at)
    {
        _state = state;
        At = at;
        Links = state.Links;
        Topics = state.Topics;
        Sessions = state.Sessions;
        _deadlines = state.Deadlines;
        _queues = state.Queues;
        _messages = state.Messages;
        _keys = state.Keys;
        _messageCount = state.MessageCount;
        _octetCount = state.OctetCount;
    }

    public readonly BrokerConfig Config => _state.Config;

    public Instant At { get; }

    public Table<long, Link> Links { get; private set; }

    public Table<string, Table<long, long>> Topics { get; private set; }

    public long Sessions { get; set; }

    public readonly Transition<BrokerState, BrokerEffect> Done() => new(
        _state with
        {
            Links = Links,
            Queues = _queues,
            Topics = Topics,
            Deadlines = _deadlines,
            Sessions = Sessions,
            Messages = _messages,
            Keys = _keys,
            MessageCount = _messageCount,
            OctetCount = _octetCount,
        },
        _effects.ToEffects());

    public void Add(BrokerEffect effect) => _effects.Add(effect);

    public long NextKey() => ++_keys;

    /// <summary>A message that takes effect now.</summary>
    public Message Number(Content content) => new(++_messages, content);

    /// <summary>The broker answers for one message more.</summary>
    public void Keep(int size) => (_messageCount, _octetCount) = (_messageCount + 1, _octetCount + size);

    /// <summary>The broker answers for one message less.</summary>
    public void Release(int size) => (_messageCount, _octetCount) = (_messageCount - 1, _octetCount - size);

    public readonly bool HasRoomFor(int size) =>
        _messageCount < Config.Limits.Messages && _octetCount + size <= Config.Limits.Octets;

    public readonly Link.Open? OpenLink(long number) => Links.TryGet(number, out var link) ? link as Link.Open : null;

    public void Put(Link link)
    {
        Schedule(Links.TryGet(link.Number, out var before) ? before.Due : null, link.Due);
        Links = Links.Set(link.Number, link);
    }

    public void Remove(Link link)
    {
        Schedule(link.Due, null);
        Links = Links.Remove(link.Number);
    }

    public readonly bool TryDeadline(out BrokerDeadline due)
    {
        var found = _deadlines.TryFirst(out var first);
        due = first.Key;
        return found && due.At <= At;
    }

    public readonly bool IsTopic(string destination) => StartsWithAny(destination, Config.TopicPrefixes);

    public readonly bool IsForbidden(string destination) => StartsWithAny(destination, Config.ForbiddenPrefixes);

    public readonly Queue QueueOf(string name) => _queues.TryGet(name, out var queue) ? queue : new(name);

    public void Put(Queue queue) => _queues = queue.IsIdle ? _queues.Remove(queue.Name) : _queues.Set(queue.Name, queue);

    public readonly Table<long, long> TopicOf(string name) => Topics.TryGet(name, out var topic) ? topic : default;

    public void PutTopic(string name, Table<long, long> topic) =>
        Topics = topic.IsEmpty ? Topics.Remove(name) : Topics.Set(name, topic);

    /// <summary>Transmits on a link in session; the answer is the link afterwards, for the caller to put.</summary>
    public Link.Open Transmit(Link.Open link, Frame frame, Parcel parcel)
    {
        var outbox = link.Outbox.Add(parcel);
        Add(new BrokerEffect.Transmit(link.Number, frame, Rules.Of(link.Dialect), outbox.Sent));
        return link with { Outbox = outbox, Heartbeat = link.Heartbeat.Handed() };
    }

    private void Schedule(BrokerDeadline? before, BrokerDeadline? after)
    {
        if (before == after)
            return;
        if (before is { } old)
            _deadlines = _deadlines.Remove(old);
        if (after is { } due)
            _deadlines = _deadlines.Set(due, true);
    }

    private static bool StartsWithAny(string text, ValueList<string> prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal))
                return true;
        }

        return false;
    }
}

/// <summary>By which rules the broker writes.</summary>
internal static class Rules
{
    private static readonly EncoderRules Initial = Make(Dialect.Initial);
    private static readonly EncoderRules V10 = Make(Dialect.V10);
    private static readonly EncoderRules V11 = Make(Dialect.V11);
    private static readonly EncoderRules V12 = Make(Dialect.V12);

    public static EncoderRules Of(Dialect dialect) => dialect.Version switch
    {
        null => Initial,
        StompVersion.V10 => V10,
        StompVersion.V11 => V11,
        StompVersion.V12 => V12,
    };

    private static EncoderRules Make(Dialect dialect) => new() { Dialect = dialect, From = Side.Server };
}
