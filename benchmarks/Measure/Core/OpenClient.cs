using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Benchmarks.Measure.Core;

/// <summary>A connection of the core, led by hand: a way to the states that are measured.</summary>
internal sealed class OpenClient
{
    private const long Transport = 1;

    private static readonly Instant Start = Instant.Zero + TimeSpan.FromHours(1);

    private long _transmitted;
    private long _lastOp;

    /// <summary>Goes as far as CONNECTED, as RabbitMQ answers it; the client is to beat every ten seconds.</summary>
    public OpenClient()
    {
        State = Connection.Initial(Config, seed: 42);
        Take(new ConnectionEvent.Open(Now, ++_lastOp));
        Take(new ConnectionEvent.Opened(Now, Transport));
        Take(Written());
        Take(Received(Wire.Connected));
        if (State is not ConnectionState.Connected)
            throw new InvalidOperationException($"The connection is not open but {State}.");
    }

    /// <summary>Limits that no measurement reaches.</summary>
    public static ConnectionConfig Config { get; } = new ConnectionConfig().WithSession(static session => session
        .WithHeartbeat(TimeSpan.FromSeconds(10), TimeSpan.Zero) with
    {
        MaxUnreadMessages = int.MaxValue,
        MaxUnreadOctets = long.MaxValue,
        MaxPendingReceipts = int.MaxValue,
    });

    public ConnectionState State { get; private set; }

    public Instant Now { get; set; } = Start;

    /// <summary>The frames that were handed to the transport by the last event.</summary>
    public IReadOnlyList<Frame> Take(ConnectionEvent @event)
    {
        var transition = Connection.Step(State, @event);
        State = transition.State;
        var frames = new List<Frame>();
        foreach (var effect in transition.Effects.OfType<ConnectionEffect.OnTransport>().SelectMany(on => on.Effects))
        {
            if (effect is SessionEffect.Transmit transmit)
                (frames, _transmitted) = ([.. frames, transmit.Frame], transmit.Number);
        }

        return frames;
    }

    public ConnectionEvent Send(bool withReceipt) => Order(new SessionEvent.Send(Now, ++_lastOp, "/queue/orders", Wire.Body)
    {
        Receipt = withReceipt ? ReceiptWish.Counted : ReceiptWish.None,
    });

    public ConnectionEvent Settle(long delivery) => Order(new SessionEvent.Settle(Now, ++_lastOp, delivery, Accept: true));

    /// <summary>Subscribes, and says under which id.</summary>
    public string Subscribe(AckMode mode)
    {
        var frames = Take(Order(new SessionEvent.Subscribe(Now, ++_lastOp, "/queue/orders", mode)));
        Take(Written());
        return frames[0].Headers["id"]!;
    }

    public ConnectionEvent Tick() => new ConnectionEvent.Tick(Now);

    /// <summary>Everything that was transmitted so far is written.</summary>
    public ConnectionEvent Written() => Written(_transmitted);

    public ConnectionEvent Written(long through) => new ConnectionEvent.Written(Now, Transport, through);

    public ConnectionEvent Received(byte[] octets) => new ConnectionEvent.BytesReceived(Now, Transport, Payload.Wrap(octets));

    public ConnectionEvent Taken(int messages, long octets) => new ConnectionEvent.Taken(Now, Transport, messages, octets);

    public long Transmitted => _transmitted;

    private static ConnectionEvent Order(SessionEvent.Order order) => new ConnectionEvent.Ordered(order, Transport);
}
