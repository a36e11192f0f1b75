using System;
using System.Globalization;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Sessions;

/// <summary>What kind of thing went wrong below the protocol.</summary>
public enum TransportFaultKind
{
    /// <summary>A host name has no address.</summary>
    NameNotFound,

    /// <summary>Nobody listens there.</summary>
    Refused,

    /// <summary>No way there.</summary>
    Unreachable,

    /// <summary>It took too long.</summary>
    TimedOut,

    /// <summary>The peer reset the connection.</summary>
    Reset,

    /// <summary>TLS failed.</summary>
    Tls,

    /// <summary>Something else.</summary>
    Other,
}

/// <summary>Something went wrong below the protocol. Exception objects stay in the shell.</summary>
/// <param name="Kind">What kind.</param>
/// <param name="Code">The system's name or number of it, empty when there is none.</param>
/// <param name="Text">What happened, for people.</param>
public sealed record TransportFault(TransportFaultKind Kind, string Code, string Text)
{
    /// <summary>The text.</summary>
    public override string ToString() => Text;
}

/// <summary>Every reason why a session, and with it a connection, can end. Closed: there are no cases but those here.</summary>
public abstract record EndReason
{
    private protected EndReason()
    {
    }

    /// <summary>A sentence for people.</summary>
    public abstract string Describe();

    /// <summary>The sentence.</summary>
    public sealed override string ToString() => Describe();

    /// <summary>A goodbye on this side's wish.</summary>
    /// <param name="Confirmed">Whether the broker's RECEIPT came (CL-1.2-45).</param>
    public sealed record Disconnected(bool Confirmed) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => Confirmed ? "disconnected" : "disconnected, unconfirmed by the broker";
    }

    /// <summary>Closed on this side's wish before the session was open.</summary>
    public sealed record Cancelled : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => "closed before the session was open";
    }

    /// <summary>The broker answered CONNECT with ERROR (CL-1.2-09).</summary>
    /// <param name="Error">What it said.</param>
    public sealed record Refused(ServerError Error) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the broker refused the session: {Error}";
    }

    /// <summary>The broker sent an ERROR that ends the session (CL-1.2-42).</summary>
    /// <param name="Error">What it said.</param>
    public sealed record BrokerFault(ServerError Error) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the broker reported an error: {Error}";
    }

    /// <summary>The broker broke the rules of the session.</summary>
    /// <param name="Text">Which one, and how.</param>
    public sealed record ProtocolFault(string Text) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the broker broke the protocol: {Text}";
    }

    /// <summary>The broker sent octets that are no frames (C-1.2-40).</summary>
    /// <param name="Fault">What was wrong with them.</param>
    public sealed record Malformed(FrameFault Fault) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the broker sent a malformed frame: {Fault}";
    }

    /// <summary>The transport is gone.</summary>
    /// <param name="Fault">What happened, null when the peer closed it.</param>
    /// <param name="Inside">The frame in the middle of which it happened, null between frames.</param>
    public sealed record ConnectionLost(TransportFault? Fault, FrameFault? Inside) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() =>
            "the connection was lost: " + (Fault?.Text ?? "the broker closed it") + (Inside is null ? "" : $" ({Inside.Detail})");
    }

    /// <summary>No endpoint could be reached.</summary>
    /// <param name="Fault">What happened at the last one.</param>
    public sealed record DialFailed(TransportFault Fault) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"no connection: {Fault.Text}";
    }

    /// <summary>The credentials could not be had.</summary>
    /// <param name="Text">Why.</param>
    public sealed record CredentialsFailed(string Text) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the credentials could not be had: {Text}";
    }

    /// <summary>The session was not open in time (M12).</summary>
    /// <param name="Limit">The deadline, from the start of the attempt.</param>
    public sealed record ConnectTimedOut(TimeSpan Limit) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"no CONNECTED within {Seconds(Limit)}";
    }

    /// <summary>The broker was silent for too long (CL-1.2-18).</summary>
    /// <param name="Limit">How long it may be silent.</param>
    public sealed record HeartbeatTimedOut(TimeSpan Limit) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => $"the broker was silent for {Seconds(Limit)}, longer than its heart-beat promise allows";
    }

    /// <summary>A consumer left so many messages unread that waiting for a RECEIPT would have needed unbounded memory.</summary>
    /// <param name="Subscription">Which subscription, by the number of its SUBSCRIBE operation.</param>
    public sealed record SlowConsumer(long Subscription) : EndReason
    {
        /// <inheritdoc/>
        public override string Describe() => FormattableString.Invariant($"subscription {Subscription} is too slow: its unread messages reached the hard limit while an operation waited for its RECEIPT");
    }

    internal static string Seconds(TimeSpan span) =>
        (span.Ticks / (decimal)TimeSpan.TicksPerSecond).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
