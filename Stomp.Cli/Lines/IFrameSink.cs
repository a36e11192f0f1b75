using Stomp.Pure.Frames;

namespace Stomp.Cli.Lines;

/// <summary>Takes what was decoded, in order.</summary>
internal interface IFrameSink
{
    /// <summary>EOLs outside frames.</summary>
    void Eols(int count);

    /// <summary>A frame.</summary>
    void Frame(Frame frame);

    /// <summary>What ended it.</summary>
    void Fault(FrameFault fault);

    /// <summary>Nothing more is there for the moment.</summary>
    void Flush();
}
