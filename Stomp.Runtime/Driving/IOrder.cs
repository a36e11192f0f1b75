using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Driving;

/// <summary>An order that becomes an event when its instant is known. Nobody waits for it, and it asks for no RECEIPT.</summary>
internal interface IOrder
{
    SessionEvent.Order At(Instant now);
}

/// <summary>A SEND.</summary>
internal readonly struct SendOrder(string destination, Payload body, OrderDetails details) : IOrder
{
    public SessionEvent.Order At(Instant now) => new SessionEvent.Send(now, 0, destination, body) { Details = details };
}

/// <summary>An ACK or NACK without headers of the caller's.</summary>
internal readonly struct SettleOrder(long delivery, bool accept, string? transaction) : IOrder
{
    public SessionEvent.Order At(Instant now) => new SessionEvent.Settle(now, 0, delivery, accept) { Transaction = transaction };
}
