using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Cli.Demo;

/// <summary>
/// Reads along on one transport: two decoders, one for each direction, that know nothing but the octets. Both go over to the version that
/// CONNECTED names, as the two ends do.
/// </summary>
internal sealed class Tap(WireLog log)
{
    // Brokers may end a frame with a line feed; a beat follows a silence.
    private static readonly TimeSpan LineEnd = TimeSpan.FromMilliseconds(20);

    private readonly object _lock = new();
    private DecoderState _client = DecoderState.Start(new() { Dialect = Dialect.Initial, From = Side.Client });
    private DecoderState _server = DecoderState.Start(new() { Dialect = Dialect.Initial, From = Side.Server });
    private TimeSpan _lastClientFrame = TimeSpan.MinValue;
    private TimeSpan _lastServerFrame = TimeSpan.MinValue;

    /// <summary>Takes a copy of what one side wrote.</summary>
    public void Read(Side from, ReadOnlySpan<byte> octets)
    {
        lock (_lock)
        {
            while (!octets.IsEmpty)
            {
                ref var state = ref from == Side.Client ? ref _client : ref _server;
                var step = FrameDecoder.Step(state, octets);
                state = step.State;
                octets = octets[step.Consumed..];
                Take(from, step);
            }
        }
    }

    private void Take(Side from, DecoderStep step)
    {
        var now = log.Now;
        ref var last = ref from == Side.Client ? ref _lastClientFrame : ref _lastServerFrame;
        if (step.Eols > 0 && now - LineEnd > last)
            log.Add(new Seen.Heartbeat(now, from));
        if (step.Fault is { } fault)
            log.Add(new Seen.Malformed(now, from, fault));
        if (step.Frame is not { } frame)
            return;
        last = now;
        log.Add(new Seen.Whole(now, from, frame));
        if (frame.Command == Command.Connected)
            Follow(frame);
    }

    private void Follow(Frame connected)
    {
        var version = StompVersionText.Parse(connected.Headers[HeaderNames.Version]) ?? StompVersion.V10;
        var profile = BrokerProfile.Of(connected.Headers[HeaderNames.Server], connected.Headers[HeaderNames.Session]);
        var leniency = version == StompVersion.V10 ? profile.LeniencyOf10 : profile.Leniency;
        _client = _client.WithRules(new() { Dialect = Dialect.Of(version), From = Side.Client });
        _server = _server.WithRules(new() { Dialect = Dialect.Of(version), From = Side.Server, Leniency = leniency });
    }
}
