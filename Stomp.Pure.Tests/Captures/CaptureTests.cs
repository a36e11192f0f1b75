using System;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Captures;

/// <summary>Sessions that clients really had with brokers.</summary>
[Trait("Row", "M45")]
public sealed class CaptureTests
{
    public static TheoryData<string> Names => [.. Capture.Names];

    [Fact]
    public void There_are_captures_of_every_broker_and_version() => Assert.Superset(
        new HashSet<string> { "rabbitmq-1.0", "rabbitmq-1.1", "rabbitmq-1.2", "activemq-1.0", "activemq-1.1", "activemq-1.2", "stompserver-1.0" },
        Capture.Names.Select(name => string.Join('-', name.Split('-')[..2])).ToHashSet());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_brokers_octets_decode(string name)
    {
        var (frames, faults) = Decode(Capture.Load(name));
        Assert.NotEmpty(frames);
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_machine_refuses_what_is_listed_and_says_the_rest_as_the_client_did(string name)
    {
        var client = CapturedClient.Replay(Capture.Load(name));
        var expected = Departure.All.GetValueOrDefault(name, []);
        Assert.Equal(expected.Select(departure => departure.Refusal), client.Refusals);
        Assert.Equal(client.Taken.Select(Essence), client.Transmitted.Select(Essence));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_session_ends_as_the_capture_did(string name)
    {
        var capture = Capture.Load(name);
        var end = CapturedClient.Replay(capture).End;
        if (Departure.Errors.TryGetValue(name, out var message))
            Assert.Equal(message, Assert.IsType<EndReason.BrokerFault>(end).Error.Message);
        else if (Decode(capture).Frames[0].Command == Command.Error)
            Assert.IsType<EndReason.Refused>(end);
        else if (Goodbye(capture) is { } goodbye)
            Assert.Equal(new EndReason.Disconnected(Decode(capture).Frames.Any(frame => frame.Headers["receipt-id"] == goodbye)), end);
        else
            Assert.Equal(new EndReason.ConnectionLost(null, null), end);
    }

    [Fact]
    public void The_lists_name_captures_that_exist()
    {
        Assert.Subset(Capture.Names.ToHashSet(), Departure.All.Keys.ToHashSet());
        Assert.Subset(Capture.Names.ToHashSet(), Departure.Errors.Keys.ToHashSet());
    }

    /// <summary>The receipt of the client's DISCONNECT, null when there was none.</summary>
    private static string? Goodbye(Capture capture) =>
        CapturedClient.Replay(capture).Taken.SingleOrDefault(frame => frame.Command == Command.Disconnect)?.Headers["receipt"];

    private static (IReadOnlyList<Frame> Frames, IReadOnlyList<string> Faults) Decode(Capture capture)
    {
        var reader = new CaptureReader(Side.Server);
        var (frames, faults) = (new List<Frame>(), new List<string>());
        foreach (var (frame, fault) in capture.Passages.Where(passage => passage.From == Side.Server).SelectMany(passage => reader.Read(passage.Octets.ToArray())))
        {
            if (fault is not null)
                faults.Add(fault);
            if (frame is not null)
                frames.Add(frame);
            if (frame?.Command == Command.Connected)
                reader.Adopt(RulesAfter(frame));
        }

        return (frames, faults);
    }

    private static DecoderRules RulesAfter(Frame connected)
    {
        var version = StompVersionText.Parse(connected.Headers["version"]) ?? StompVersion.V10;
        var profile = BrokerProfile.Of(connected.Headers["server"], connected.Headers["session"]);
        return new()
        {
            Dialect = Dialect.Of(version),
            From = Side.Server,
            Leniency = version == StompVersion.V10 ? profile.LeniencyOf10 : profile.Leniency,
        };
    }

    /// <summary>A frame without what clients may do one way or the other, its headers in any order.</summary>
    private static string Essence(Frame frame) =>
        $"{frame.Command.ToText()} {string.Join("; ", frame.Headers.Where(header => !IsMatterOfTaste(frame.Command, header)).Select(header => header.ToString()).Order(StringComparer.Ordinal))} {frame.Body}";

    private static bool IsMatterOfTaste(Command command, Header header) => (command, header.Name, header.Value) switch
    {
        // The encoder adds it.
        (Command.Send, HeaderNames.ContentLength, _) => true,
        // A machine knows its secrets by number.
        (_, HeaderNames.Passcode, _) => true,
        // Without meaning to a server when 1.0 alone is offered, and the versions that do not exist.
        (Command.Connect or Command.Stomp, HeaderNames.AcceptVersion or HeaderNames.Host, _) => true,
        // The default, written or left out.
        (Command.Subscribe, HeaderNames.Ack, "auto") => true,
        // Beside an id nobody needs it.
        (Command.Unsubscribe, HeaderNames.Destination, _) => true,
        _ => false,
    };
}
