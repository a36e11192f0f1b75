using Stomp.Pure.Connections;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

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

    /// <summary>Something of the shell: a link, a subscription, an inquiry; the destination of a SEND.</summary>
    public object? Subject { get; private init; }

    public long Number { get; private init; }

    /// <summary>What a SEND says beside destination and body.</summary>
    public OrderDetails? Details { get; private init; }

    /// <summary>Octets that came, or the body of a SEND.</summary>
    public System.ReadOnlyMemory<byte> Octets { get; private init; }

    public static Mail Of(ConnectionEvent @event) => new(MailKind.Event) { Event = @event };

    public static Mail Of(SessionEvent.Order order, long epoch, Operation operation, long credits, object? subject) =>
        new(MailKind.Order) { Order = order, Number = epoch, Operation = operation, Credits = credits, Subject = subject };

    /// <summary>A SEND, of which nothing is made before its instant is known: there may be very many.</summary>
    public static Mail Send(string destination, System.ReadOnlyMemory<byte> body, OrderDetails details, long epoch, Operation operation, long credits) =>
        new(MailKind.Send) { Subject = destination, Octets = body, Details = details, Number = epoch, Operation = operation, Credits = credits };

    public static Mail Open(Operation operation) => new(MailKind.Open) { Operation = operation };

    public static Mail Tick() => new(MailKind.Tick);

    public static Mail Look(Inquiry inquiry) => new(MailKind.Look) { Subject = inquiry };

    public static Mail Credentials(long transport, StompCredentials? credentials) =>
        new(MailKind.Credentials) { Number = transport, Subject = credentials };

    public static Mail Dialled(object link) => new(MailKind.Dialled) { Subject = link };

    public static Mail Received(object link, System.ReadOnlyMemory<byte> octets) => new(MailKind.Received) { Subject = link, Octets = octets };

    public static Mail Written(object link, int octets, long through) => new(MailKind.Written) { Subject = link, Number = through, Credits = octets };

    public static Mail End() => new(MailKind.End);

    /// <summary>The order at its instant.</summary>
    public SessionEvent.Order OrderAt(Instant now) => Kind == MailKind.Send
        ? new SessionEvent.Send(now, Operation!.Number, (string)Subject!, Payload.Wrap(Octets)) { Details = Details! }
        : Order! with { At = now };
}

/// <summary>What kind of mail it is.</summary>
internal enum MailKind
{
    Event,
    Order,
    Send,
    Open,
    Tick,
    Look,
    Credentials,
    Dialled,
    Received,
    Written,
    End,
}
