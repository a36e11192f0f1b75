using System;
using System.Globalization;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Xunit;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Effects on one line each, so that a scenario can list them.</summary>
internal static class EffectNotation
{
    public static string Show(SessionEffect effect) => effect switch
    {
        SessionEffect.Transmit e => "tx " + FrameNotation.Show(e.Frame),
        SessionEffect.TransmitHeartbeat => "tx EOL",
        SessionEffect.HalfClose => "half-close",
        SessionEffect.Close => "close",
        SessionEffect.PauseReading => "pause",
        SessionEffect.ResumeReading => "resume",
        SessionEffect.Established e => "established " + Show(e.Session),
        SessionEffect.Ended e => "ended " + Show(e.Reason),
        SessionEffect.Named e => FormattableString.Invariant($"named {e.Op} {e.Id}"),
        SessionEffect.Completed e => FormattableString.Invariant($"done {e.Op} {Show(e.Outcome)}"),
        SessionEffect.Deliver e => FormattableString.Invariant($"deliver {e.Subscription} #{e.Delivery} {e.Frame.Headers["message-id"]}"),
        SessionEffect.SubscriptionEnded e => FormattableString.Invariant($"subscription {e.Subscription} ended '{e.Error}'"),
        SessionEffect.Observed e => "saw " + FrameNotation.Show(e.Frame),
        SessionEffect.HeartbeatSeen => "beat",
        SessionEffect.Noted e => $"note {e.Kind} {e.Text}",
        _ => throw new ArgumentException(effect.ToString()),
    };

    public static string Show(EndReason reason) => reason switch
    {
        EndReason.Disconnected e => e.Confirmed ? "disconnected(confirmed)" : "disconnected(unconfirmed)",
        EndReason.Cancelled => "cancelled",
        EndReason.Refused e => $"refused('{e.Error}')",
        EndReason.BrokerFault e => $"broker-fault('{e.Error}')",
        EndReason.ProtocolFault e => $"protocol-fault({e.Text})",
        EndReason.Malformed e => $"malformed({e.Fault.Name})",
        EndReason.ConnectionLost e => (e.Fault, e.Inside) switch
        {
            (null, null) => "lost",
            (null, { } inside) => $"lost({inside.Name})",
            ({ } fault, null) => $"lost({fault.Kind})",
            ({ } fault, { } inside) => $"lost({fault.Kind}, {inside.Name})",
        },
        EndReason.DialFailed e => $"dial-failed({e.Fault.Kind})",
        EndReason.CredentialsFailed e => $"credentials-failed({e.Text})",
        EndReason.ConnectTimedOut e => $"connect-timed-out({Seconds(e.Limit)})",
        EndReason.HeartbeatTimedOut e => $"heartbeat-timed-out({Seconds(e.Limit)})",
        EndReason.SlowConsumer e => FormattableString.Invariant($"slow-consumer({e.Subscription})"),
        _ => throw new ArgumentException(reason.ToString()),
    };

    public static string Show(Outcome outcome) => outcome switch
    {
        Outcome.Sent => "Sent",
        Outcome.Confirmed => "Confirmed",
        Outcome.Refused e => $"Refused('{e.Error}')",
        Outcome.Rejected e => $"Rejected({Explained(e.Why)})",
        Outcome.NotSent e => $"NotSent({Show(e.Cause)})",
        Outcome.Unknown e => $"Unknown({Show(e.Cause)})" + (e.Error is null ? "" : $" perhaps '{e.Error}'"),
        Outcome.Stale => "Stale",
        Outcome.Opened e => $"Opened({e.Session.Version.ToText()})",
        Outcome.Closed e => $"Closed({Show(e.Reason)})",
        _ => throw new ArgumentException(outcome.ToString()),
    };

    /// <summary>Whoever is refused is told why, in words.</summary>
    private static RejectionKind Explained(Rejection why)
    {
        Assert.Contains(' ', why.Text);
        return why.Kind;
    }

    private static string Show(Cause cause) => cause switch
    {
        Cause.SessionEnded e => Show(e.Reason),
        Cause.ReceiptTimedOut e => $"no receipt in {Seconds(e.Limit)}",
        Cause.Abandoned e => $"abandoned: {e.Why}",
        _ => throw new ArgumentException(cause.ToString()),
    };

    private static string Show(SessionInfo session)
    {
        var text = session.Version.ToText();
        if (session.Name is not null)
            text += $" session '{session.Name}'";
        if (session.Server is not null)
            text += $" server '{session.Server}'";
        if (session.Heartbeat.Send > TimeSpan.Zero)
            text += $" out {Milliseconds(session.Heartbeat.Send)}";
        if (session.Heartbeat.Receive > TimeSpan.Zero)
            text += $" in {Milliseconds(session.Heartbeat.Receive)}";
        return session.Profile.Name == "standard" ? text : $"{text} as {session.Profile}";
    }

    private static string Milliseconds(TimeSpan span) => span.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString(CultureInfo.InvariantCulture) + " s";
}
