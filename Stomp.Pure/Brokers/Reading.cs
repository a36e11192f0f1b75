using System;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Brokers;

/// <summary>Octets to frames, and frames to those who handle them.</summary>
internal static class Reading
{
    public static void Read(ref Turn turn, Link link, ReadOnlySpan<byte> octets)
    {
        switch (link)
        {
            case Link.Greeting greeting:
                Read(ref turn, link.Number, greeting.Decoder, octets);
                break;
            case Link.Open open:
                // Any octet is a sign of life, also inside a frame.
                turn.Put(open with { Heartbeat = open.Heartbeat.Read(turn.At) });
                Read(ref turn, link.Number, open.Decoder, octets);
                break;
            case Link.Lingering:
                break;
        }
    }

    private static void Read(ref Turn turn, long number, DecoderState decoder, ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var step = FrameDecoder.Step(decoder, octets);
            decoder = step.State;
            octets = octets[step.Consumed..];
            if (step.Fault is { } fault)
            {
                Ending.Refuse(ref turn, number, Refusal.OfFault(fault), null);
                return;
            }

            if (step.Frame is not { } frame)
                continue;
            if (!turn.Links.TryGet(number, out var link))
                return;
            Handle(ref turn, link, frame);
            if (!turn.Links.TryGet(number, out var after) || after is Link.Lingering)
                return;
            // The frame that agreed on a version is the last one read by the rules before it (C-1.2-38).
            if (link is Link.Greeting && after is Link.Open opened)
                decoder = opened.Decoder;
        }

        Keep(ref turn, number, decoder);
    }

    private static void Keep(ref Turn turn, long number, DecoderState decoder)
    {
        if (!turn.Links.TryGet(number, out var link))
            return;
        switch (link)
        {
            case Link.Greeting greeting:
                turn.Put(greeting with { Decoder = decoder });
                break;
            case Link.Open open:
                turn.Put(open with { Decoder = decoder });
                break;
            case Link.Lingering:
                break;
        }
    }

    private static void Handle(ref Turn turn, Link link, Frame frame)
    {
        switch (link)
        {
            case Link.Greeting greeting:
                if (Connecting.Connect(ref turn, greeting, frame) is { } unwelcome)
                    Ending.Refuse(ref turn, link.Number, unwelcome, null);
                break;
            case Link.Open open:
                if (Obey(ref turn, open, frame) is { } refusal)
                    Ending.Refuse(ref turn, link.Number, refusal, frame);
                break;
            case Link.Lingering:
                break;
        }
    }

    /// <summary>What a frame asks for. Handlers give its receipt themselves, because its place among their effects is theirs to choose.</summary>
    private static Refusal? Obey(ref Turn turn, Link.Open link, Frame frame) => frame.Command switch
    {
        Command.Send => Sending.Send(ref turn, link, frame),
        Command.Subscribe => Subscribing.Subscribe(ref turn, link, frame),
        Command.Unsubscribe => Subscribing.Unsubscribe(ref turn, link, frame),
        Command.Ack => Acknowledging.Acknowledge(ref turn, link, frame, true),
        Command.Nack => Acknowledging.Acknowledge(ref turn, link, frame, false),
        Command.Begin => Transacting.Begin(ref turn, link, frame),
        Command.Commit => Transacting.Commit(ref turn, link, frame),
        Command.Abort => Transacting.Abort(ref turn, link, frame),
        Command.Disconnect => Ending.Disconnect(ref turn, link, frame),
        Command.Connect or Command.Stomp => new("already connected", $"{frame.Command.ToText()} came a second time."),
        Command.Connected or Command.Message or Command.Receipt or Command.Error => new(
            "unknown command", $"{frame.Command.ToText()} is for servers."),
    };
}
