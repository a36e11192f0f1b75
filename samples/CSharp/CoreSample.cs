using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Samples.CSharp;

/// <summary>A connection's life as a fold: no socket, no clock, no thread. It opens, loses its transport, comes back, and says goodbye.</summary>
internal static class CoreSample
{
    private static readonly Payload Connected = Octets("CONNECTED", "version:1.2", "server:sample/1", "heart-beat:0,0", "", "");

    private static readonly ConnectionConfig Config = new ConnectionConfig { Host = "/" }
        .WithEndpoints(new Endpoint("broker.example", 61613))
        .WithSession(session => session with { Login = "guest", Passcode = new Secret(1) });

    private static readonly ConnectionEvent[] Events =
    [
        new ConnectionEvent.Open(At(0), Op: 1),
        new ConnectionEvent.Opened(At(5), Transport: 1),
        new ConnectionEvent.BytesReceived(At(10), 1, Connected),
        new ConnectionEvent.Ordered(new SessionEvent.Subscribe(At(20), 2, "/queue/orders", AckMode.ClientIndividual), Epoch: 0),
        new ConnectionEvent.BytesReceived(At(30), 1, Message("a1")),
        new ConnectionEvent.PeerClosed(At(40), 1),
        new ConnectionEvent.Tick(At(1000)),
        new ConnectionEvent.Opened(At(1005), 2),
        new ConnectionEvent.BytesReceived(At(1010), 2, Connected),
        new ConnectionEvent.BytesReceived(At(1015), 2, Receipt("r1")),
        new ConnectionEvent.BytesReceived(At(1020), 2, Message("a2")),
        new ConnectionEvent.Ordered(new SessionEvent.Settle(At(1030), 3, Delivery: 1, Accept: true), Epoch: 0),
        new ConnectionEvent.Ordered(new SessionEvent.Disconnect(At(1040), 4) { Receipt = ReceiptWish.Named("bye") }, Epoch: 0),
        new ConnectionEvent.BytesReceived(At(1050), 2, Receipt("bye")),
        new ConnectionEvent.PeerClosed(At(1060), 2),
    ];

    public static bool Run()
    {
        var state = Connection.Initial(Config, seed: 42);
        var asked = new List<ConnectionEffect>();
        foreach (var @event in Events)
        {
            (state, var effects) = Connection.Step(state, @event);
            Console.WriteLine($"{@event.At,10}  {@event.GetType().Name}");
            foreach (var line in effects.SelectMany(Describe))
                Console.WriteLine($"            -> {line}");
            asked.AddRange(effects);
        }

        Command[] expected = [Command.Connect, Command.Subscribe, Command.Connect, Command.Subscribe, Command.Ack, Command.Disconnect];
        return state is ConnectionState.Closed { Reason: EndReason.Disconnected { Confirmed: true } }
            && Connection.NextDeadline(state) is null
            && asked.SelectMany(Written).SequenceEqual(expected);
    }

    private static Instant At(long milliseconds) => Instant.FromMilliseconds(milliseconds);

    /// <summary>Octets as a broker would write them.</summary>
    private static Payload Octets(params string[] lines) => Payload.FromText(string.Join('\n', lines) + '\0');

    private static Payload Receipt(string id) => Octets("RECEIPT", "receipt-id:" + id, "", "");

    private static Payload Message(string ack) =>
        Octets("MESSAGE", "subscription:0", "message-id:m1", "destination:/queue/orders", "ack:" + ack, "", "Hello");

    private static IEnumerable<Command> Written(ConnectionEffect effect) => effect is ConnectionEffect.OnTransport on
        ? on.Effects.OfType<SessionEffect.Transmit>().Select(transmit => transmit.Frame.Command)
        : [];

    private static IEnumerable<string> Describe(ConnectionEffect effect) => effect switch
    {
        ConnectionEffect.AskCredentials ask => [$"ask for the credentials of transport {ask.Transport}"],
        ConnectionEffect.Dial dial => [$"dial {dial.Endpoint} as transport {dial.Transport}"],
        ConnectionEffect.OnTransport on => on.Effects.SelectMany(Describe),
        ConnectionEffect.NotRestored gone => [$"subscription {gone.Subscription} is over: {gone.Why}"],
        ConnectionEffect.Waiting waiting => [$"wait until {waiting.Until}: {waiting.Cause}"],
        ConnectionEffect.Closed closed => [$"closed: {closed.Reason}"],
        _ => [],
    };

    private static IEnumerable<string> Describe(SessionEffect effect) => effect switch
    {
        SessionEffect.Transmit transmit => [$"write {transmit.Frame}"],
        SessionEffect.Deliver deliver => [$"message {deliver.Delivery} ({deliver.Frame.Headers["ack"]}): {deliver.Frame.GetText()}"],
        _ => [],
    };
}
