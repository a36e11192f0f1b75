using System;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Demo;

/// <summary>Something that crossed the transport.</summary>
/// <param name="At">When, since the start of the demo.</param>
/// <param name="From">Who wrote it.</param>
internal abstract record Seen(TimeSpan At, Side From)
{
    /// <summary>A frame.</summary>
    public sealed record Whole(TimeSpan At, Side From, Frame Frame) : Seen(At, From);

    /// <summary>An EOL on its own.</summary>
    public sealed record Heartbeat(TimeSpan At, Side From) : Seen(At, From);

    /// <summary>Octets that are no frame.</summary>
    public sealed record Malformed(TimeSpan At, Side From, FrameFault Fault) : Seen(At, From);
}
