using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Cli.Terminal;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Cli.Replaying;

/// <summary>Events and effects in few words.</summary>
internal static class StepText
{
    public static string Of(ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived it => Invariant($"received {Shown.Octets(it.Octets.Length)}"),
        ConnectionEvent.Written it => Invariant($"written through {it.Through}"),
        ConnectionEvent.Ordered it => Of(it.Order),
        ConnectionEvent.Taken it => Invariant($"taken {it.Messages}"),
        ConnectionEvent.Tick => "tick",
        ConnectionEvent.Open => "open",
        ConnectionEvent.CredentialsReady it => $"credentials of {Shown.Text(it.Login)}",
        ConnectionEvent.CredentialsFailed it => $"no credentials: {Shown.Text(it.Text)}",
        ConnectionEvent.Opened it => Invariant($"transport {it.Transport} opened"),
        ConnectionEvent.DialFailed it => $"dial failed: {Shown.Text(it.Fault.Text)}",
        ConnectionEvent.PeerClosed it => Invariant($"transport {it.Transport} closed by the broker"),
        ConnectionEvent.TransportFailed it => $"transport failed: {Shown.Text(it.Fault.Text)}",
        ConnectionEvent.Abandon it => Invariant($"operation {it.Op} abandoned"),
        _ => @event.GetType().Name,
    };

    public static IEnumerable<string> Of(Effects<ConnectionEffect> effects)
    {
        foreach (var effect in effects)
        {
            if (effect is ConnectionEffect.OnTransport on)
            {
                foreach (var inner in on.Effects)
                    yield return Of(inner);
            }
            else
            {
                yield return Of(effect);
            }
        }
    }

    public static string Of(PoolEvent @event) => @event switch
    {
        PoolEvent.Rent => "rent",
        PoolEvent.Return it => Invariant($"lease {it.Lease} given back"),
        PoolEvent.Abandon it => Invariant($"operation {it.Op} abandoned"),
        PoolEvent.MemberOpened it => Invariant($"member {it.Member} opened"),
        PoolEvent.MemberFailed it => Invariant($"member {it.Member} failed: {Shown.Text(it.Reason.Describe())}"),
        PoolEvent.MemberLost it => Invariant($"member {it.Member} lost: {Shown.Text(it.Reason.Describe())}"),
        PoolEvent.MemberClosed it => Invariant($"member {it.Member} closed"),
        PoolEvent.ProbeAnswered it => Invariant($"member {it.Member} {(it.IsAlive ? "answers" : "does not answer")}"),
        PoolEvent.Cleaned it => Invariant($"member {it.Member} {(it.IsClean ? "is clean" : "stays unclean")}"),
        PoolEvent.Drain => "drain",
        PoolEvent.Tick => "tick",
        _ => @event.GetType().Name,
    };

    public static IEnumerable<string> Of(Effects<PoolEffect> effects)
    {
        foreach (var effect in effects)
        {
            yield return effect switch
            {
                PoolEffect.OpenMember it => Invariant($"open member {it.Member}"),
                PoolEffect.CloseMember it => Invariant($"close member {it.Member}"),
                PoolEffect.ProbeMember it => Invariant($"probe member {it.Member}"),
                PoolEffect.CleanMember it => Invariant($"clean member {it.Member}"),
                PoolEffect.Granted it => Invariant($"lease {it.Lease}: member {it.Member}"),
                PoolEffect.Refused it => $"refused: {Shown.Text(it.Why.ToString())}",
                PoolEffect.Drained => "drained",
                _ => effect.GetType().Name,
            };
        }
    }

    private static string Of(SessionEvent.Order order) => order switch
    {
        SessionEvent.Send it => $"SEND {Shown.Text(it.Destination)} {Shown.Octets(it.Body.Length)}",
        SessionEvent.Subscribe it => $"SUBSCRIBE {Shown.Text(it.Destination)} {it.Mode.ToText()}",
        SessionEvent.Unsubscribe it => Invariant($"UNSUBSCRIBE {it.Subscription}"),
        SessionEvent.Settle it => Invariant($"{(it.Accept ? "ACK" : "NACK")} delivery {it.Delivery}"),
        SessionEvent.Begin => "BEGIN",
        SessionEvent.Commit it => $"COMMIT {Shown.Text(it.Transaction)}",
        SessionEvent.Abort it => $"ABORT {Shown.Text(it.Transaction)}",
        SessionEvent.Disconnect => "DISCONNECT",
        _ => order.GetType().Name,
    };

    private static string Of(ConnectionEffect effect) => effect switch
    {
        ConnectionEffect.AskCredentials => "ask for credentials",
        ConnectionEffect.Dial it => $"dial {it.Endpoint}",
        ConnectionEffect.CloseTransport it => Invariant($"close transport {it.Transport}"),
        ConnectionEffect.Completed it => Invariant($"operation {it.Op} {Shown.Text(it.Outcome.ToString())}"),
        ConnectionEffect.NotRestored it => Invariant($"subscription {it.Subscription} not restored"),
        ConnectionEffect.Waiting it => $"wait until {Seconds(it.Until)}: {Shown.Text(it.Cause.Describe())}",
        ConnectionEffect.Closed it => $"closed: {Shown.Text(it.Reason.Describe())}",
        _ => effect.GetType().Name,
    };

    private static string Of(SessionEffect effect) => effect switch
    {
        SessionEffect.Transmit it => $"→ {it.Frame.Command.ToText()}",
        SessionEffect.TransmitHeartbeat => "→ heart-beat",
        SessionEffect.Deliver it => $"← MESSAGE {Shown.Octets(it.Frame.Body.Length)}",
        SessionEffect.Observed it => $"← {it.Frame.Command.ToText()}",
        SessionEffect.HeartbeatSeen => "← heart-beat",
        SessionEffect.Completed it => Invariant($"operation {it.Op} {Shown.Text(it.Outcome.ToString())}"),
        SessionEffect.Established it => $"connected: {Shown.Text(it.Session.ToString())}",
        SessionEffect.Ended it => $"session over: {Shown.Text(it.Reason.Describe())}",
        SessionEffect.Named it => Invariant($"operation {it.Op} is {Shown.Text(it.Id)}"),
        SessionEffect.SubscriptionEnded it => Invariant($"subscription {it.Subscription} ended: {Shown.Text(it.Error.ToString())}"),
        SessionEffect.Noted it => Shown.Text(it.Text),
        SessionEffect.HalfClose => "close this side",
        SessionEffect.Close => "close",
        SessionEffect.PauseReading => "pause reading",
        SessionEffect.ResumeReading => "read on",
        _ => effect.GetType().Name,
    };

    public static string Seconds(Instant at) => (at.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
