using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>From the open transport to CONNECTED.</summary>
public static partial class Session
{
    private static Transition<SessionState, SessionEffect> Open(SessionConfig config, Instant at)
    {
        var effects = default(EffectList<SessionEffect>);
        if (config.UseStompCommand && config.Login is { } login && (login.Contains(':', StringComparison.Ordinal) || login.Contains('\\', StringComparison.Ordinal)))
            effects.Add(new SessionEffect.Noted(NoteKind.StompEscaping, "login holds a colon or a backslash, and servers differ in reading them in STOMP frames; CONNECT is safer"));
        effects.Add(new SessionEffect.Transmit(config.Connect(), config.ConnectRules, 1));
        var decoder = DecoderState.Start(new()
        {
            Dialect = Dialect.Initial,
            From = Side.Server,
            Limits = config.Limits,
            Leniency = config.Leniency,
        });
        return new(new SessionState.Connecting(config, at + config.ConnectTimeout, decoder, new Flow(1, 0, at, at, EndsLine: false)), effects.ToEffects());
    }

    private static Transition<SessionState, SessionEffect> ReadWhileConnecting(SessionState.Connecting state, Instant at, ReadOnlySpan<byte> octets)
    {
        var decoder = state.Decoder;
        while (!octets.IsEmpty)
        {
            var step = FrameDecoder.Step(decoder, octets);
            decoder = step.State;
            octets = octets[step.Consumed..];
            if (step.Fault is { } fault)
                return Over(new EndReason.Malformed(fault));
            if (step.Frame is not { } frame)
                continue;
            if (frame.Command == Command.Error)
                return Over(new EndReason.Refused(new(frame.Headers, frame.Body)));
            var (terms, problem) = Agree(state.Config, frame);
            return problem is null ? Establish(state, at, terms!, decoder, octets) : Over(new EndReason.ProtocolFault(problem));
        }

        return Transition.Quiet<SessionState, SessionEffect>(state with { Decoder = decoder });
    }

    /// <summary>The session is open; what follows CONNECTED in the same octets is read by the rules of its version (C-1.2-38).</summary>
    private static Transition<SessionState, SessionEffect> Establish(
        SessionState.Connecting state, Instant at, Terms terms, DecoderState decoder, ReadOnlySpan<byte> rest)
    {
        var rules = new DecoderRules
        {
            Dialect = terms.Dialect,
            From = Side.Server,
            Limits = state.Config.Limits,
            Leniency = state.Config.Leniency | (terms.Dialect.Escapes == EscapeRule.None ? terms.Info.Profile.LeniencyOf10 : terms.Info.Profile.Leniency),
        };
        var turn = new Turn(at, terms, decoder.WithRules(rules), state.Flow);
        turn.Effects.Add(new SessionEffect.Established(terms.Info));
        turn.Flow = turn.Flow with { EndsLine = true };
        Read(ref turn, rest, default);
        return turn.Finish();
    }

    private readonly record struct Agreement(Terms? Terms, string? Problem);

    private static Agreement Agree(SessionConfig config, Frame connected)
    {
        var headers = connected.Headers;
        var hasVersion = headers.TryGetUtf8("version"u8, out var text);
        var version = hasVersion ? StompVersionText.Parse(text) : StompVersion.V10;
        if (version is not { } agreed || !config.Versions.Span.Contains(agreed))
        {
            return new(null, hasVersion
                ? $"CONNECTED chose version {Preview.Of(System.Text.Encoding.UTF8.GetBytes(text))}, which was not offered"
                : "CONNECTED has no version and 1.0 was not offered");
        }

        var dialect = Dialect.Of(agreed);
        var peer = HeartbeatOffer.None;
        if (dialect.HasHeartbeats && headers.TryGetUtf8("heart-beat"u8, out var beats))
        {
            if (HeartbeatOffer.Parse(beats) is not { } offer)
                return new(null, $"CONNECTED has heart-beat {Preview.Of(System.Text.Encoding.UTF8.GetBytes(beats))}; it must be two decimal numbers with a comma");
            peer = offer;
        }

        var own = dialect.HasHeartbeats ? config.Heartbeat : HeartbeatOffer.None;
        var (server, session) = (Text(headers, "server"u8, dialect), Text(headers, "session"u8, dialect));
        var info = new SessionInfo(
            agreed, session, server, HeartbeatAgreement.Between(own, peer), config.Profile ?? BrokerProfile.Of(server, session), headers);
        var rules = new EncoderRules { Dialect = dialect, From = Side.Client, ContentLength = config.ContentLength };
        var other = config.ContentLength == ContentLengthMode.Auto ? ContentLengthMode.AsGiven : ContentLengthMode.Auto;
        return new(new(config, info, dialect, rules, rules with { ContentLength = other }), null);
    }

    /// <summary>A value of CONNECTED, whose octets were read before the version was known: 1.0 trims (P-TRIM10).</summary>
    private static string? Text(Headers headers, ReadOnlySpan<byte> name, Dialect dialect) =>
        headers.TryGetUtf8(name, out var value) ? (dialect.TrimsValues ? value.Trim(' ') : value) : null;
}
