using Stomp.Pure.Heartbeats;
using Stomp.Pure.Reconnection;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of heart-beats and of reconnection.</summary>
internal static class PlainShapes
{
    public static readonly Shape<HeartbeatOffer> Offer = new RecordBuilder<HeartbeatOffer>()
        .Has("send", Span, x => x.Send, out var send)
        .Has("receive", Span, x => x.Receive, out var receive)
        .Makes(x => new(send.Of(x), receive.Of(x)));

    public static readonly Shape<HeartbeatAgreement> Agreement = new RecordBuilder<HeartbeatAgreement>()
        .Has("send", Span, x => x.Send, out var agreedSend)
        .Has("receive", Span, x => x.Receive, out var agreedReceive)
        .Makes(x => new(agreedSend.Of(x), agreedReceive.Of(x)));

    public static readonly Shape<HeartbeatMargin> Margin = new RecordBuilder<HeartbeatMargin>()
        .Has("sendFraction", Int, x => x.SendFraction, out var sendFraction)
        .Has("tolerance", Int, x => x.Tolerance, out var tolerance)
        .Makes(x => new(sendFraction.Of(x), tolerance.Of(x)));

    public static readonly Shape<ReaderClock> Clock = new RecordBuilder<ReaderClock>()
        .Has("pausedSince", Maybe(Moment), x => x.PausedSince, out var pausedSince)
        .Has("lost", Span, x => x.Lost, out var lost)
        .Makes(x => new(pausedSince.Of(x), lost.Of(x)));

    public static readonly Shape<Endpoint> Endpoint = new RecordBuilder<Endpoint>()
        .Has("host", Text, x => x.Host, out var host)
        .Has("port", Int, x => x.Port, out var port)
        .Has("isTls", Flag, x => x.IsTls, out var isTls)
        .Has("serverName", MaybeText, x => x.ServerName, out var serverName)
        .Has("virtualHost", MaybeText, x => x.VirtualHost, out var virtualHost)
        .Has("webSocketPath", MaybeText, x => x.WebSocketPath, out var webSocketPath)
        .Makes(x => new(host.Of(x), port.Of(x))
        {
            IsTls = isTls.Of(x),
            ServerName = serverName.Of(x),
            VirtualHost = virtualHost.Of(x),
            WebSocketPath = webSocketPath.Of(x),
        });

    public static readonly Shape<Attempts> Attempts = new RecordBuilder<Attempts>()
        .Has("endpoint", Int, x => x.Endpoint, out var endpoint)
        .Has("failedRounds", Int, x => x.FailedRounds, out var failedRounds)
        .Has("dice", Dice, x => x.Dice, out var dice)
        .Makes(x => new(endpoint.Of(x), failedRounds.Of(x), dice.Of(x)));

    public static readonly Shape<ReconnectPolicy> Policy = new RecordBuilder<ReconnectPolicy>()
        .Has("initial", Span, x => x.Initial, out var initial)
        .Has("increase", Int, x => x.Increase, out var increase)
        .Has("jitter", Int, x => x.Jitter, out var jitter)
        .Has("max", Span, x => x.Max, out var max)
        .Has("firstRounds", Maybe(Int), x => x.FirstRounds, out var firstRounds)
        .Has("rounds", Maybe(Int), x => x.Rounds, out var rounds)
        .Has("stableAfter", Span, x => x.StableAfter, out var stableAfter)
        .Has("retryRefused", Flag, x => x.RetryRefused, out var retryRefused)
        .Makes(x => new()
        {
            Initial = initial.Of(x),
            Increase = increase.Of(x),
            Jitter = jitter.Of(x),
            Max = max.Of(x),
            FirstRounds = firstRounds.Of(x),
            Rounds = rounds.Of(x),
            StableAfter = stableAfter.Of(x),
            RetryRefused = retryRefused.Of(x),
        });
}
