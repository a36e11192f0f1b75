using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Viewing;

/// <summary>Something that happened.</summary>
/// <param name="At">When.</param>
/// <param name="Lane">On which connection, by its place in <see cref="Timeline.Lanes"/>.</param>
internal abstract record TimelineItem(Instant At, int Lane)
{
    /// <summary>The step of a transcript that it belongs to, null outside transcripts.</summary>
    public long? Step { get; init; }

    /// <summary>Whether it was not recorded but worked out from what was.</summary>
    public bool IsInferred { get; init; }

    /// <summary>More about it, for those who open it.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>A frame crossed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="From">Who wrote it.</param>
    /// <param name="Content">The frame.</param>
    public sealed record Framed(Instant At, int Lane, Side From, Frame Content) : TimelineItem(At, Lane)
    {
        /// <summary>What our own client would have written in its place, null where nobody asked.</summary>
        public Comparison? Comparison { get; init; }
    }

    /// <summary>Heart-beats crossed.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="From">Who wrote them.</param>
    /// <param name="Count">How many at once.</param>
    public sealed record Beat(Instant At, int Lane, Side From, int Count) : TimelineItem(At, Lane);

    /// <summary>Octets crossed that are no frame.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="From">Who wrote them.</param>
    /// <param name="What">What is wrong, in a few words.</param>
    /// <param name="Octets">The octets.</param>
    public sealed record Garbage(Instant At, int Lane, Side From, string What, Payload Octets) : TimelineItem(At, Lane);

    /// <summary>The client is in another state from here on.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="State">Which.</param>
    /// <param name="Text">The particulars, for instance why.</param>
    public sealed record Band(Instant At, int Lane, ClientState State, string Text) : TimelineItem(At, Lane);

    /// <summary>Something is due at another moment or for another reason from here on, or was due and happened.</summary>
    /// <param name="At">When this came about.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="Until">When it is due.</param>
    /// <param name="Reason">What is due.</param>
    /// <param name="IsFired">Whether the moment came.</param>
    public sealed record Due(Instant At, int Lane, Instant Until, string Reason, bool IsFired) : TimelineItem(At, Lane);

    /// <summary>Something happened to a transport.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="What">What.</param>
    /// <param name="Text">The particulars.</param>
    /// <param name="IsBad">Whether it is a failure.</param>
    public sealed record Transport(Instant At, int Lane, string What, string Text, bool IsBad) : TimelineItem(At, Lane);

    /// <summary>The application asked for something.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="Op">The operation's number, 0 when nobody waits for it.</param>
    /// <param name="What">What, in a word.</param>
    /// <param name="Text">The particulars.</param>
    public sealed record Order(Instant At, int Lane, long Op, string What, string Text) : TimelineItem(At, Lane);

    /// <summary>An operation ended.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="Op">The operation's number.</param>
    /// <param name="Text">How.</param>
    /// <param name="IsBad">Whether it failed.</param>
    public sealed record Answer(Instant At, int Lane, long Op, string Text, bool IsBad) : TimelineItem(At, Lane);

    /// <summary>Something worth knowing.</summary>
    /// <param name="At">When.</param>
    /// <param name="Lane">Where.</param>
    /// <param name="What">What, in a few words.</param>
    /// <param name="Text">The particulars.</param>
    /// <param name="IsBad">Whether it is trouble: a divergence, a gap.</param>
    public sealed record Note(Instant At, int Lane, string What, string Text, bool IsBad) : TimelineItem(At, Lane);
}

/// <summary>What a client is doing, as a band on its lifeline.</summary>
internal enum ClientState
{
    /// <summary>Nothing yet.</summary>
    Idle,

    /// <summary>A transport is being opened.</summary>
    Dialling,

    /// <summary>CONNECT is on its way.</summary>
    Connecting,

    /// <summary>The session is open.</summary>
    Connected,

    /// <summary>A goodbye is under way.</summary>
    Closing,

    /// <summary>The next attempt is awaited.</summary>
    Waiting,

    /// <summary>It is over.</summary>
    Closed,
}

/// <summary>How far our client would have written the same.</summary>
internal enum Likeness
{
    /// <summary>Octet for octet.</summary>
    SameOctets,

    /// <summary>The same frame: the same command, headers and body, written in another way, usually with the headers in another order.</summary>
    SameFrame,

    /// <summary>Another frame.</summary>
    Different,

    /// <summary>It would not have written this.</summary>
    Refused,
}

/// <summary>What our client would have written for the command that a foreign client's frame stands for.</summary>
/// <param name="Likeness">How far it is the same.</param>
/// <param name="Text">Where and why not, one finding on a line; empty when it is the same.</param>
internal sealed record Comparison(Likeness Likeness, string Text);
