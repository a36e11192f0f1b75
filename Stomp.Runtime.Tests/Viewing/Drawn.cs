using System.Collections.Generic;
using System.Linq;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Tests.Viewing;

/// <summary>Timelines to be drawn.</summary>
internal static class Drawn
{
    /// <summary>A short life: opened, used, lost, opened again, closed.</summary>
    public static Timeline Life { get; } = Of("a life", [
        new TimelineItem.Order(At(0), 0, 1, "Open", "stomp://localhost:61613"),
        new TimelineItem.Band(At(0), 0, ClientState.Dialling, "localhost:61613"),
        new TimelineItem.Transport(At(1), 0, "transport 1 opened", "localhost:61613", false),
        new TimelineItem.Band(At(1), 0, ClientState.Connecting, ""),
        Sent(1, new(Command.Connect, [new("accept-version", "1.2"), new("host", "/"), new("passcode", "geheim")])),
        Received(3, new(Command.Connected, [new("version", "1.2"), new("heart-beat", "100,100")])),
        new TimelineItem.Band(At(3), 0, ClientState.Connected, "STOMP 1.2"),
        new TimelineItem.Answer(At(3), 0, 1, "opened", false),
        Sent(4, new(Command.Subscribe, [new("id", "1"), new("destination", "/queue/orders")])),
        new TimelineItem.Order(At(5), 0, 2, "Send", "/queue/orders"),
        Sent(5, new(Command.Send, [new("destination", "/queue/orders"), new("content-type", "text/plain"), new("receipt", "r-1")], Payload.FromText("Hello, Wörld"))),
        Received(7, new(Command.Receipt, [new("receipt-id", "r-1")])),
        new TimelineItem.Answer(At(7), 0, 2, "confirmed", false),
        Received(8, new(Command.Message, [new("destination", "/queue/orders"), new("message-id", "m-1"), new("subscription", "1")], Payload.Copy([0, 255, 254, 1, 65]))),
        new TimelineItem.Beat(At(108), 0, Side.Client, 1),
        new TimelineItem.Beat(At(109), 0, Side.Server, 1),
        new TimelineItem.Due(At(110), 0, At(359), "HeartbeatReceive", false),
        new TimelineItem.Due(At(2359), 0, At(359), "HeartbeatReceive", true),
        new TimelineItem.Band(At(2359), 0, ClientState.Waiting, "the broker was silent"),
        new TimelineItem.Band(At(2459), 0, ClientState.Dialling, "localhost:61613"),
        new TimelineItem.Transport(At(2460), 0, "transport 2 opened", "localhost:61613", false),
        new TimelineItem.Band(At(2460), 0, ClientState.Connecting, ""),
        Sent(2460, new(Command.Connect, [new("accept-version", "1.2"), new("host", "/")])),
        Received(2463, new(Command.Error, [new("message", "no room")], Payload.FromText("come again"))),
        new TimelineItem.Band(At(2463), 0, ClientState.Closed, "refused: no room"),
        new TimelineItem.Note(At(2463), 0, "divergence", "step 23: expected a, got b", true),
    ]);

    /// <summary>So many events of a busy connection.</summary>
    public static Timeline Crowd(int count)
    {
        var items = new List<TimelineItem> { new TimelineItem.Band(At(0), 0, ClientState.Connected, "STOMP 1.2") };
        for (var i = 0; items.Count < count; i++)
        {
            var id = i.ToString(System.Globalization.CultureInfo.InvariantCulture);
            items.Add((i % 10) switch
            {
                0 => new TimelineItem.Beat(At(i), 0, i % 20 == 0 ? Side.Client : Side.Server, 1),
                1 or 2 or 3 => Sent(i, new(Command.Send, [new("destination", $"/queue/orders.{i % 7}"), new("content-type", "application/json"), new("receipt", $"r-{id}")], Payload.FromText($$"""{"order":{{id}},"customer":"customer {{i * 7919 % 1000}}","lines":[1,2,3]}"""))),
                4 or 5 => Received(i, new(Command.Receipt, [new("receipt-id", $"r-{id}")])),
                6 or 7 or 8 => Received(i, new(Command.Message, [new("destination", $"/queue/orders.{i % 7}"), new("message-id", $"T_1@@session@@{id}"), new("subscription", "1"), new("redelivered", "false"), new("content-type", "application/json"), new("ack", id)], Payload.FromText($$"""{"order":{{id}},"customer":"customer {{i * 104729 % 1000}}"}"""))),
                _ => i % 5000 == 4999
                    ? Received(i, new(Command.Error, [new("message", "precondition failed")], Payload.FromText("unknown delivery")))
                    : Sent(i, new(Command.Ack, [new("id", id)])),
            });
        }

        return Of($"{count} events", items);
    }

    public static Timeline Of(string title, IReadOnlyList<TimelineItem> items) => new()
    {
        Title = title,
        Facts = [new("client", "a test")],
        Lanes = [.. Enumerable.Range(0, items.Max(item => item.Lane) + 1).Select(lane => new Lane($"connection {lane + 1}", "client", "broker"))],
        Items = items,
    };

    public static TimelineItem.Framed Sent(int at, Frame frame, int lane = 0) => new(At(at), lane, Side.Client, frame);

    public static TimelineItem.Framed Received(int at, Frame frame, int lane = 0) => new(At(at), lane, Side.Server, frame);

    public static Instant At(int milliseconds) => Instant.FromMilliseconds(milliseconds);
}
