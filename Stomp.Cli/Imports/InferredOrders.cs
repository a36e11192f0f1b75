using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>Which commands of an application the frames of a client stand for.</summary>
internal sealed class InferredOrders
{
    // An id that nobody gave stands for an operation that never was.
    private const long Never = Orders.Never;

    private static readonly string[] OfConnect =
    [
        HeaderNames.AcceptVersion, HeaderNames.Host, HeaderNames.Login, HeaderNames.Passcode, HeaderNames.HeartBeat, HeaderNames.ContentLength, HeaderNames.Receipt,
    ];

    private readonly Dictionary<string, long> _subscriptions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _deliveries = new(StringComparer.Ordinal);

    /// <summary>How a session is led that opens with this frame.</summary>
    public static SessionConfig ConfigOf(Frame connect) => new()
    {
        Versions = ValueList.From((connect.Headers[HeaderNames.AcceptVersion] ?? "1.0").Split(',').Select(StompVersionText.Parse).OfType<StompVersion>()),
        Host = connect.Headers[HeaderNames.Host] ?? "",
        UseStompCommand = connect.Command == Command.Stomp,
        Login = connect.Headers[HeaderNames.Login],
        Passcode = connect.Headers.Contains(HeaderNames.Passcode) ? new Secret(1) : null,
        Heartbeat = HeartbeatOffer.Parse(connect.Headers[HeaderNames.HeartBeat] ?? "0,0") ?? HeartbeatOffer.None,
        ConnectHeaders = Headers.From(connect.Headers.Where(header => !OfConnect.Contains(header.Name))),
        Limits = new() { MaxLine = int.MaxValue / 2, MaxHeaderSection = int.MaxValue / 2, MaxHeaders = int.MaxValue / 2, MaxBody = int.MaxValue / 2 },
    };

    /// <summary>A message was delivered; an ACK may name it.</summary>
    public void Delivered(Headers message, long delivery)
    {
        if (message[HeaderNames.Ack] is { } ack)
            _deliveries[ack] = delivery;
        if (message[HeaderNames.MessageId] is { } id)
            _deliveries[id] = delivery;
    }

    /// <summary>The command that a frame stands for, null when none does.</summary>
    public SessionEvent.Order? Of(Instant at, long op, Frame frame)
    {
        var headers = frame.Headers;
        SessionEvent.Order? order = frame.Command switch
        {
            Command.Send => new SessionEvent.Send(at, op, headers[HeaderNames.Destination] ?? "", frame.Body)
            {
                Transaction = headers[HeaderNames.Transaction],
                ContentLength = headers.Contains(HeaderNames.ContentLength) ? ContentLengthMode.Auto : ContentLengthMode.AsGiven,
            },
            Command.Subscribe => Subscribe(at, op, headers),
            Command.Unsubscribe => new SessionEvent.Unsubscribe(at, op, Find(_subscriptions, headers[HeaderNames.Id] ?? headers[HeaderNames.Destination])),
            Command.Ack or Command.Nack => new SessionEvent.Settle(
                at, op, Find(_deliveries, headers[HeaderNames.Id] ?? headers[HeaderNames.MessageId]), frame.Command == Command.Ack)
            {
                Transaction = headers[HeaderNames.Transaction],
            },
            Command.Begin => new SessionEvent.Begin(at, op, headers[HeaderNames.Transaction]),
            Command.Commit => new SessionEvent.Commit(at, op, headers[HeaderNames.Transaction] ?? ""),
            Command.Abort => new SessionEvent.Abort(at, op, headers[HeaderNames.Transaction] ?? ""),
            Command.Disconnect => new SessionEvent.Disconnect(at, op),
            _ => null,
        };
        return order is null ? null : order with
        {
            Receipt = headers[HeaderNames.Receipt] is { } receipt ? ReceiptWish.Named(receipt) : ReceiptWish.None,
            Headers = Headers.From(headers.Where(header => !IsOfOrder(frame.Command, header.Name))),
        };
    }

    private SessionEvent.Subscribe Subscribe(Instant at, long op, Headers headers)
    {
        var destination = headers[HeaderNames.Destination] ?? "";
        _subscriptions[headers[HeaderNames.Id] ?? destination] = op;
        return new(at, op, destination, AckModeText.Parse(headers[HeaderNames.Ack]) ?? AckMode.Auto) { Id = headers[HeaderNames.Id] };
    }

    private static long Find(Dictionary<string, long> numbers, string? id) => numbers.GetValueOrDefault(id ?? "", Never);

    /// <summary>Headers that the command says itself, and so may not be given beside it.</summary>
    private static bool IsOfOrder(Command command, string name) => name switch
    {
        HeaderNames.Receipt or HeaderNames.ContentLength => true,
        HeaderNames.Destination => command is Command.Send or Command.Subscribe or Command.Unsubscribe,
        HeaderNames.Transaction => command != Command.Subscribe,
        HeaderNames.Id => command is Command.Subscribe or Command.Unsubscribe or Command.Ack or Command.Nack,
        HeaderNames.Ack => command == Command.Subscribe,
        HeaderNames.MessageId or HeaderNames.Subscription => command is Command.Ack or Command.Nack,
        _ => false,
    };
}
