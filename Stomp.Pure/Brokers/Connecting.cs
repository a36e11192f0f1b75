using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Pure.Frames;
using Stomp.Pure.Heartbeats;

namespace Stomp.Pure.Brokers;

/// <summary>From a fresh link to a session.</summary>
internal static class Connecting
{
    public static Link.Greeting Greet(ref Turn turn, long number) =>
        new(number, Decoder(turn.Config, Dialect.Initial), turn.At + turn.Config.ConnectTimeout);

    public static Refusal? Connect(ref Turn turn, Link.Greeting link, Frame frame)
    {
        var config = turn.Config;
        var asked = frame.Headers.TryGetUtf8("accept-version"u8, out var accepted);
        if (Negotiate(config, asked ? accepted : StompVersion.V10.ToText()) is not { } version)
            return NothingInCommon(config, asked ? accepted : null);
        var dialect = Dialect.Of(version);
        if (frame.Command == Command.Stomp && !Speaks(config, Command.Stomp))
            return new("unknown command", "This server speaks versions that have no STOMP command.");
        if (RefuseHost(config, dialect, frame) is { } host)
            return host;
        if (!TryOffer(dialect, frame, out var offer))
            return new("malformed heart-beat header", "The header heart-beat must be two numbers with one comma between them.");
        if (!MayLogIn(config, dialect, frame))
            return new("access refused", "There is no such account, or its passcode is another.");
        Welcome(ref turn, link, dialect, asked, HeartbeatAgreement.Between(Offer(config, dialect), offer));
        return null;
    }

    private static void Welcome(ref Turn turn, Link.Greeting link, Dialect dialect, bool named, HeartbeatAgreement agreement)
    {
        var config = turn.Config;
        var headers = new List<Header>(4);
        if (named)
            headers.Add(new(HeaderNames.Version, dialect.Name));
        headers.Add(new(HeaderNames.Session, "s" + (++turn.Sessions).ToString(CultureInfo.InvariantCulture)));
        if (named)
            headers.Add(new(HeaderNames.Server, config.Server));
        if (!Offer(config, dialect).IsNone)
            headers.Add(new(HeaderNames.HeartBeat, config.Heartbeat.ToText()));
        var beats = Heartbeat.Start(agreement, config.Margin, turn.At, turn.At);
        var open = new Link.Open(link.Number, Decoder(config, dialect), beats, default);
        turn.Put(turn.Transmit(open, new Frame(Command.Connected, Headers.From(headers)), new Parcel(256, false, null)));
    }

    private static DecoderState Decoder(BrokerConfig config, Dialect dialect) => DecoderState.Start(new DecoderRules
    {
        Dialect = dialect,
        From = Side.Client,
        Limits = config.FrameLimits,
        Leniency = config.Leniency,
    });

    /// <summary>The highest version that both speak (SV-1.2-04). Tokens count exactly as they stand (A-ACCVER).</summary>
    private static StompVersion? Negotiate(BrokerConfig config, string accepted)
    {
        StompVersion? best = null;
        var text = accepted.AsSpan();
        foreach (var token in text.Split(','))
        {
            foreach (var version in config.Versions)
            {
                if (text[token].SequenceEqual(version.ToText()) && (best is null || version > best))
                    best = version;
            }
        }

        return best;
    }

    private static Refusal NothingInCommon(BrokerConfig config, string? accepted) => new(
        "supported protocol versions are " + Versions(config, " "),
        accepted is null
            ? $"Without accept-version the client speaks 1.0; this server speaks {Versions(config, ",")}."
            : $"The client accepts {Refusal.Quote(accepted)}; this server speaks {Versions(config, ",")}.")
    {
        ListsVersions = true,
    };

    public static string Versions(BrokerConfig config, string separator)
    {
        var text = "";
        foreach (var version in (ReadOnlySpan<StompVersion>)[StompVersion.V10, StompVersion.V11, StompVersion.V12])
        {
            if (config.Versions.Span.Contains(version))
                text += (text.Length == 0 ? "" : separator) + version.ToText();
        }

        return text;
    }

    private static bool Speaks(BrokerConfig config, Command command)
    {
        foreach (var version in config.Versions)
        {
            if (Dialect.Of(version).Allows(command, Side.Client))
                return true;
        }

        return false;
    }

    /// <summary>A host must be named since 1.1; which one may be configured (SV-1.2-07).</summary>
    private static Refusal? RefuseHost(BrokerConfig config, Dialect dialect, Frame frame)
    {
        if (!frame.Headers.TryGetUtf8("host"u8, out var host))
            return config.RequiresHost && dialect.RequiresSubscriptionId ? Refusal.Missing(frame, HeaderNames.Host) : null;
        return config.Hosts.IsEmpty || config.Hosts.Span.Contains(Text(host, dialect))
            ? null
            : new("unknown host", $"There is no host {Refusal.Quote(host)} here.");
    }

    private static HeartbeatOffer Offer(BrokerConfig config, Dialect dialect) => dialect.HasHeartbeats ? config.Heartbeat : default;

    private static bool TryOffer(Dialect dialect, Frame frame, out HeartbeatOffer offer)
    {
        offer = default;
        if (!dialect.HasHeartbeats || !frame.Headers.TryGetUtf8("heart-beat"u8, out var text))
            return true;
        var parsed = HeartbeatOffer.Parse(text);
        offer = parsed ?? default;
        return parsed is not null;
    }

    private static bool MayLogIn(BrokerConfig config, Dialect dialect, Frame frame)
    {
        if (config.Accounts.IsEmpty)
            return true;
        if (!frame.Headers.TryGetUtf8("login"u8, out var login) || !frame.Headers.TryGetUtf8("passcode"u8, out var passcode))
            return false;
        return config.Accounts.Span.Contains(new BrokerAccount(Text(login, dialect), Text(passcode, dialect)));
    }

    /// <summary>CONNECT was read before its version was known; blanks around values are padding only in some (P-TRIM10).</summary>
    private static string Text(string value, Dialect dialect) => dialect.TrimsValues ? value.Trim(' ') : value;
}
