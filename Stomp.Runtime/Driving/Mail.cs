using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Driving;

/// <summary>What waits for the loop; it becomes an event when the loop takes it and stamps it.</summary>
internal readonly record struct Mail
{
    private Mail(MailKind kind) => Kind = kind;

    public MailKind Kind { get; }

    /// <summary>An event without its instant.</summary>
    public ConnectionEvent? Event { get; private init; }

    /// <summary>An order without its instant; <see cref="Number"/> is its epoch.</summary>
    public SessionEvent.Order? Order { get; private init; }

    /// <summary>Who waits for its outcome.</summary>
    public Operation? Operation { get; private init; }

    /// <summary>Credits that the order took at the gate; octets that were written.</summary>
    public long Credits { get; private init; }

    /// <summary>Something of the shell: a link, a subscription, an inquiry.</summary>
    public object? Subject { get; private init; }

    public long Number { get; private init; }

    public static Mail Of(ConnectionEvent @event) => new(MailKind.Event) { Event = @event };

    public static Mail Of(SessionEvent.Order order, long epoch, Operation operation, long credits, object? subject) =>
        new(MailKind.Order) { Order = order, Number = epoch, Operation = operation, Credits = credits, Subject = subject };

    public static Mail Open(Operation operation) => new(MailKind.Open) { Operation = operation };

    public static Mail Tick() => new(MailKind.Tick);

    public static Mail Look(Inquiry inquiry) => new(MailKind.Look) { Subject = inquiry };

    public static Mail Credentials(long transport, StompCredentials? credentials) =>
        new(MailKind.Credentials) { Number = transport, Subject = credentials };

    public static Mail Dialled(object link) => new(MailKind.Dialled) { Subject = link };

    public static Mail Received(object link, System.ReadOnlyMemory<byte> octets) => new(MailKind.Received) { Subject = link, Octets = octets };

    public static Mail Written(object link, int octets, long through) => new(MailKind.Written) { Subject = link, Number = through, Credits = octets };

    public static Mail End() => new(MailKind.End);

    public System.ReadOnlyMemory<byte> Octets { get; private init; }
}

/// <summary>What kind of mail it is.</summary>
internal enum MailKind
{
    Event,
    Order,
    Open,
    Tick,
    Look,
    Credentials,
    Dialled,
    Received,
    Written,
    End,
}
