using Stomp.Pure.Frames;

namespace Stomp.Pure.Brokers;

/// <summary>Everything that a broker asks for.</summary>
public abstract record BrokerEffect
{
    private protected BrokerEffect(long link) => Link = link;

    /// <summary>The link it is about.</summary>
    public long Link { get; init; }

    /// <summary>Write a frame.</summary>
    /// <param name="Link">Where.</param>
    /// <param name="Frame">Which; it can always be encoded by these rules.</param>
    /// <param name="Rules">How.</param>
    /// <param name="Number">The transmission's number on this link, rising by one from 1; <see cref="BrokerEvent.Written"/> repeats it.</param>
    public sealed record Transmit(long Link, Frame Frame, EncoderRules Rules, long Number) : BrokerEffect(Link);

    /// <summary>Write an EOL as heart-beat.</summary>
    /// <param name="Link">Where.</param>
    /// <param name="Number">The transmission's number on this link, in one row with the frames.</param>
    public sealed record TransmitHeartbeat(long Link, long Number) : BrokerEffect(Link);

    /// <summary>Close this side of the transport behind what was transmitted, and go on reading until told to close.</summary>
    /// <param name="Link">Which link.</param>
    public sealed record HalfClose(long Link) : BrokerEffect(Link);

    /// <summary>Close the transport now; what is not written yet may be dropped. The link is over: events that still come for it change nothing.</summary>
    /// <param name="Link">Which link.</param>
    public sealed record Close(long Link) : BrokerEffect(Link);

    /// <summary>Something worth knowing.</summary>
    /// <param name="Link">The link it is about.</param>
    /// <param name="Kind">What.</param>
    /// <param name="Text">The particulars, bounded and printable, never credentials.</param>
    public sealed record Diagnostic(long Link, BrokerDiagnosticKind Kind, string Text) : BrokerEffect(Link);
}

/// <summary>What is worth knowing about a broker's work.</summary>
public enum BrokerDiagnosticKind
{
    /// <summary>A header could not be written for the receiver's version and was left out (A-XVER).</summary>
    HeaderDropped,

    /// <summary>A message was refused by its consumer; the text says what became of it.</summary>
    Nacked,

    /// <summary>A session ended with an open transaction.</summary>
    TransactionAborted,

    /// <summary>A client was silent for longer than its heart-beats allow.</summary>
    PeerSilent,

    /// <summary>A client did not read, and what waited for it passed the limit.</summary>
    SlowReader,
}
