using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Heartbeats;

/// <summary>What one side promises and wants, as the <c>heart-beat</c> header says it.</summary>
/// <param name="Send">At least every so often something will be written; zero: no promise. Whole milliseconds.</param>
/// <param name="Receive">At least every so often something is wanted; zero: not wanted. Whole milliseconds.</param>
public readonly record struct HeartbeatOffer(TimeSpan Send, TimeSpan Receive)
{
    /// <summary>No heart-beats.</summary>
    public static HeartbeatOffer None => default;

    /// <summary>Whether neither direction is offered.</summary>
    public bool IsNone => Milliseconds(Send) == 0 && Milliseconds(Receive) == 0;

    /// <summary>The offer as the header can say it: whole milliseconds, at most 2^31-1 of them.</summary>
    internal HeartbeatOffer Rounded => new(
        TimeSpan.FromTicks(Milliseconds(Send) * TimeSpan.TicksPerMillisecond), TimeSpan.FromTicks(Milliseconds(Receive) * TimeSpan.TicksPerMillisecond));

    /// <summary>The header's text, for instance <c>10000,10000</c> (CL-1.2-12).</summary>
    public string ToText() => FormattableString.Invariant($"{Milliseconds(Send)},{Milliseconds(Receive)}");

    /// <summary>Reads the header: exactly two runs of digits and one comma; numbers above 2^31-1 saturate (A-HBBAD).</summary>
    /// <returns>Null when the text is malformed.</returns>
    public static HeartbeatOffer? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        return comma > 0 && Number(text.AsSpan(0, comma)) is { } send && Number(text.AsSpan(comma + 1)) is { } receive
            ? new(TimeSpan.FromTicks(send * TimeSpan.TicksPerMillisecond), TimeSpan.FromTicks(receive * TimeSpan.TicksPerMillisecond))
            : null;
    }

    private static long? Number(ReadOnlySpan<char> digits)
    {
        if (digits.IsEmpty || digits.IndexOfAnyExceptInRange('0', '9') >= 0)
            return null;
        var value = 0L;
        foreach (var digit in digits)
            value = Math.Min((value * 10) + (digit - '0'), int.MaxValue);
        return value;
    }

    private static long Milliseconds(TimeSpan span) => Math.Clamp(span.Ticks / TimeSpan.TicksPerMillisecond, 0, int.MaxValue);
}

/// <summary>How the agreed intervals are kept and judged, in parts per million of the interval (A-HBMARGIN).</summary>
/// <param name="SendFraction">An EOL is written after this part of the interval without octets written. Default 750,000: three quarters.</param>
/// <param name="Tolerance">The peer is taken for dead after this multiple of the interval without octets read. Default 2,500,000: ActiveMQ's gaps reach twice the interval.</param>
public readonly record struct HeartbeatMargin(int SendFraction, int Tolerance)
{
    /// <summary>Three quarters, two and a half.</summary>
    public static HeartbeatMargin Default { get; } = new(750_000, 2_500_000);
}

/// <summary>What was agreed, per direction; zero means none (CL-1.2-15, CL-1.2-16).</summary>
/// <param name="Send">At least every so often this side writes.</param>
/// <param name="Receive">At least every so often the peer writes.</param>
public readonly record struct HeartbeatAgreement(TimeSpan Send, TimeSpan Receive)
{
    /// <summary>The agreement between this side's offer and the peer's: per direction none if either number is zero, else the larger.</summary>
    public static HeartbeatAgreement Between(HeartbeatOffer own, HeartbeatOffer peer) =>
        new(Larger(own.Rounded.Send, peer.Rounded.Receive), Larger(own.Rounded.Receive, peer.Rounded.Send));

    private static TimeSpan Larger(TimeSpan one, TimeSpan other) =>
        one <= TimeSpan.Zero || other <= TimeSpan.Zero ? TimeSpan.Zero : one > other ? one : other;
}

/// <summary>
/// The beats of one session: when the next EOL is due, and when the peer counts as dead. Deadlines are derived from when octets last went
/// and came, so a tick that comes early or twice changes nothing.
/// </summary>
/// <param name="Agreement">What was agreed.</param>
/// <param name="Margin">How it is kept and judged.</param>
/// <param name="LastWrite">When octets were last written.</param>
/// <param name="LastRead">When octets were last read, on the reader's clock (see <see cref="ReaderClock"/>).</param>
/// <param name="Writing">Whether something was handed to the transport and is not written yet: then no EOL is due, octets are on their way.</param>
public readonly record struct Heartbeat(HeartbeatAgreement Agreement, HeartbeatMargin Margin, Instant LastWrite, Instant LastRead, bool Writing)
{
    /// <summary>Beats that start now.</summary>
    public static Heartbeat Start(HeartbeatAgreement agreement, HeartbeatMargin margin, Instant at, Instant readerAt) =>
        new(agreement, margin, at, readerAt, false);

    /// <summary>When the next EOL must be written, if ever.</summary>
    public Instant? SendDue => Agreement.Send > TimeSpan.Zero && !Writing ? LastWrite + Part(Agreement.Send, Margin.SendFraction) : null;

    /// <summary>When the peer counts as dead, on the reader's clock, if ever.</summary>
    public Instant? PeerDeadAt => Agreement.Receive > TimeSpan.Zero ? LastRead + Part(Agreement.Receive, Margin.Tolerance) : null;

    /// <summary>Octets came, on the reader's clock. Any octet counts, also inside a frame (CL-1.2-18).</summary>
    public Heartbeat Read(Instant readerAt) => this with { LastRead = readerAt };

    /// <summary>Octets were handed to the transport.</summary>
    public Heartbeat Handed() => this with { Writing = true };

    /// <summary>Octets were written.</summary>
    /// <param name="at">When.</param>
    /// <param name="all">Whether nothing is left to write.</param>
    public Heartbeat Wrote(Instant at, bool all) => this with { LastWrite = at, Writing = !all };

    // An interval has at most 2^31 ms: the whole millions of its ticks times 2^31 parts are within a long.
    private static TimeSpan Part(TimeSpan interval, int partsPerMillion) =>
        TimeSpan.FromTicks((interval.Ticks / 1_000_000 * partsPerMillion) + (interval.Ticks % 1_000_000 * partsPerMillion / 1_000_000));
}

/// <summary>
/// The clock of a reader that may pause: it stands still while nothing is read because a consumer is slow, so that a paused reader never
/// counts as a dead peer.
/// </summary>
/// <param name="PausedSince">When the pause began, null while reading.</param>
/// <param name="Lost">How long all earlier pauses took.</param>
public readonly record struct ReaderClock(Instant? PausedSince, TimeSpan Lost)
{
    /// <summary>What the reader's clock shows at a moment.</summary>
    public Instant Now(Instant at) => (PausedSince ?? at) - Lost;

    /// <summary>When the reader's clock will show a moment, null while it stands still.</summary>
    public Instant? When(Instant reader) => PausedSince is null ? reader + Lost : null;

    /// <summary>The clock stops.</summary>
    public ReaderClock Pause(Instant at) => PausedSince is null ? this with { PausedSince = at } : this;

    /// <summary>The clock goes on.</summary>
    public ReaderClock Resume(Instant at) => PausedSince is { } since ? new(null, Lost + (at - since)) : this;
}
