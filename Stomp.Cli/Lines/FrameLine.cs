using Stomp.Pure.Frames;

namespace Stomp.Cli.Lines;

/// <summary>What a JSON line asks the encoder for.</summary>
internal abstract record FrameLine
{
    /// <summary>A frame.</summary>
    public sealed record Whole(Frame Frame) : FrameLine;

    /// <summary>EOLs between frames.</summary>
    public sealed record Heartbeats(int Count) : FrameLine;

    /// <summary>Well-formed, but no frame that could ever be written.</summary>
    public sealed record Impossible(FrameFault Fault) : FrameLine;
}
