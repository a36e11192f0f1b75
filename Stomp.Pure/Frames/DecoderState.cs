using System;

namespace Stomp.Pure.Frames;

/// <summary>Where a decoder stands between two chunks of octets.</summary>
public abstract record DecoderState
{
    private protected DecoderState(DecoderRules rules) => Rules = rules;

    /// <summary>By which rules it reads.</summary>
    public DecoderRules Rules { get; }

    /// <summary>A decoder at the beginning of a stream.</summary>
    public static DecoderState Start(DecoderRules rules) => new BetweenFrames(rules);

    /// <summary>No frame has begun.</summary>
    public sealed record BetweenFrames : DecoderState
    {
        internal BetweenFrames(DecoderRules rules)
            : base(rules)
        {
        }
    }

    /// <summary>Inside the command line or the headers.</summary>
    public sealed record InHeaders : DecoderState
    {
        internal InHeaders(DecoderRules rules, Gathered octets, HeaderScan scan)
            : base(rules) => (Octets, Scan) = (octets, scan);

        internal Gathered Octets { get; }

        internal HeaderScan Scan { get; }

        /// <summary>Octets of the frame so far.</summary>
        public int Length => Octets.Length;

        /// <inheritdoc/>
        public bool Equals(InHeaders? other) =>
            other is not null && Rules.Equals(other.Rules) && Scan.Equals(other.Scan) && Octets.Equals(other.Octets);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Rules, Length);
    }

    /// <summary>Inside the body.</summary>
    public sealed record InBody : DecoderState
    {
        internal InBody(DecoderRules rules, Accumulator octets, HeaderScan scan)
            : base(rules) => (Octets, Scan) = (octets, scan);

        // The header block, then the body so far.
        internal Accumulator Octets { get; }

        internal HeaderScan Scan { get; }

        /// <summary>Octets of the body so far.</summary>
        public int Length => Octets.Length - Scan.BlockLength;

        /// <inheritdoc/>
        public bool Equals(InBody? other) =>
            other is not null && Rules.Equals(other.Rules) && Scan.Equals(other.Scan) && Octets.ContentEquals(other.Octets);

        /// <inheritdoc/>
        public override int GetHashCode() => HashCode.Combine(Rules, Octets.Length);
    }

    /// <summary>The stream was malformed or ended inside a frame; nothing more comes of it (C-1.2-40).</summary>
    public sealed record Failed : DecoderState
    {
        internal Failed(DecoderRules rules, FrameFault fault)
            : base(rules) => Fault = fault;

        /// <summary>Why.</summary>
        public FrameFault Fault { get; }
    }

    /// <summary>Goes on by other rules. Only between frames; elsewhere the rules stay (C-1.2-38: the change falls exactly behind a NUL).</summary>
    public DecoderState WithRules(DecoderRules rules) => this is BetweenFrames ? new BetweenFrames(rules) : this;
}

/// <summary>What is known of a header section: how far it was read and what it said. Changed in place while lines are read, copied into states.</summary>
internal record struct HeaderScan
{
    /// <summary>No content-length so far.</summary>
    public const long Uncounted = -1;

    public HeaderScan() => ContentLength = Uncounted;

    /// <summary>The command, once its line was read.</summary>
    public Command? Command { get; set; }

    /// <summary>Header entries so far.</summary>
    public int Count { get; set; }

    /// <summary>Lines that a leniency left out so far.</summary>
    public int Dropped { get; set; }

    /// <summary>The announced body length, or <see cref="Uncounted"/>.</summary>
    public long ContentLength { get; set; }

    /// <summary>Octets of the line at hand that were already searched.</summary>
    public int LineLength { get; set; }

    /// <summary>Octets of the header block without command line and blank line, once that is read.</summary>
    public int BlockLength { get; set; }
}

/// <summary>What one look at the octets brought.</summary>
public readonly ref struct DecoderStep
{
    internal DecoderStep(DecoderState state, int consumed) => (State, Consumed) = (state, consumed);

    /// <summary>Where the decoder stands now.</summary>
    public DecoderState State { get; }

    /// <summary>Octets that were read; the rest belongs to the next step.</summary>
    public int Consumed { get; }

    /// <summary>The frame that became whole, or null.</summary>
    public Frame? Frame { get; init; }

    /// <summary>EOLs that were read outside frames.</summary>
    public int Eols { get; init; }

    /// <summary>What was wrong, or null.</summary>
    public FrameFault? Fault { get; init; }

    /// <summary>Octets that this step copied, and octets of bodies that it searched, for those who count the cost.</summary>
    internal long Touched { get; init; }
}
