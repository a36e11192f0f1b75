using System;
using System.Net;

namespace Stomp.Cli.Imports;

/// <summary>A TCP segment, as far as putting streams together needs it.</summary>
/// <param name="At">When it was captured, in ticks.</param>
/// <param name="From">Who sent it.</param>
/// <param name="To">To whom.</param>
/// <param name="Sequence">The number of its first octet, or of its SYN.</param>
/// <param name="Acknowledges">The number of the octet that its sender expects next, null when it does not say.</param>
/// <param name="Flags">Its flags.</param>
/// <param name="Octets">What it carries, as far as captured.</param>
/// <param name="Length">How many octets it carried.</param>
internal sealed record Segment(long At, IPEndPoint From, IPEndPoint To, uint Sequence, uint? Acknowledges, SegmentFlags Flags, ReadOnlyMemory<byte> Octets, int Length);

/// <summary>The flags of a segment that matter here.</summary>
[Flags]
internal enum SegmentFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The stream begins.</summary>
    Syn = 1,

    /// <summary>The stream ends behind this segment.</summary>
    Fin = 2,

    /// <summary>The connection is broken off.</summary>
    Rst = 4,
}
