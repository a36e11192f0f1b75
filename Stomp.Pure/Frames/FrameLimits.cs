namespace Stomp.Pure.Frames;

/// <summary>What a peer may make us hold (C-1.2-32). Limits are inclusive.</summary>
public sealed record FrameLimits
{
    /// <summary>The defaults.</summary>
    public static FrameLimits Default { get; } = new();

    /// <summary>Header lines of a frame, repeated ones included. Default 4096, four times ActiveMQ's 1000.</summary>
    public int MaxHeaders { get; init; } = 4096;

    /// <summary>Octets of a line (the command line or a header), without its line end. Default 131,072: RabbitMQ was seen to take lines of 20 kB and has no limit, ActiveMQ's is 10 kB.</summary>
    public int MaxLine { get; init; } = 131_072;

    /// <summary>
    /// Octets of a header section: command line, header lines and blank line together, with their line ends. Default 16,777,216, as much as a body,
    /// because the limits on lines and on their number alone would let a frame without a body take half a gigabyte.
    /// </summary>
    public int MaxHeaderSection { get; init; } = 16_777_216;

    /// <summary>Octets of a body. Default 16,777,216 (16 MiB), the default message limit of newer RabbitMQ releases (3.12 and later); ActiveMQ allows 100 MiB.</summary>
    public int MaxBody { get; init; } = 16_777_216;

    /// <summary>The same limits with another number of headers.</summary>
    public FrameLimits WithMaxHeaders(int headers) => this with { MaxHeaders = headers };

    /// <summary>The same limits with another line length, in octets.</summary>
    public FrameLimits WithMaxLine(int octets) => this with { MaxLine = octets };

    /// <summary>The same limits with another size of the header section, in octets.</summary>
    public FrameLimits WithMaxHeaderSection(int octets) => this with { MaxHeaderSection = octets };

    /// <summary>The same limits with another body length, in octets.</summary>
    public FrameLimits WithMaxBody(int octets) => this with { MaxBody = octets };
}
