namespace Stomp.Pure.Frames;

/// <summary>What can be wrong with a frame. A decoder that met one yields nothing more (C-1.2-40).</summary>
public enum FrameFaultKind
{
    /// <summary>The command line is no command of that version and side.</summary>
    UnknownCommand,

    /// <summary>No colon, empty name, NUL in the line, raw CR at 1.2.</summary>
    BadHeaderLine,

    /// <summary>An undefined or dangling escape.</summary>
    BadEscape,

    /// <summary>Header text is not well-formed UTF-8.</summary>
    BadUtf8,

    /// <summary>Not a plain decimal number; on encoding: wrong, or missing where it is required.</summary>
    BadContentLength,

    /// <summary>A body on a frame that must not have one.</summary>
    BodyNotAllowed,

    /// <summary>The octet behind a counted body is not NUL.</summary>
    MissingNul,

    /// <summary>A limit is exceeded.</summary>
    TooLarge,

    /// <summary>The stream ended inside a frame.</summary>
    Truncated,

    /// <summary>Encoding only: a name or value cannot be represented.</summary>
    InvalidHeader,
}

/// <summary>A malformed or impossible frame: what kind, and what and where in words.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">What and where, with a bounded, printable quotation; never a header value of CONNECT.</param>
public sealed record FrameFault(FrameFaultKind Kind, string Detail)
{
    /// <summary>The fault's short name, for instance <c>bad-escape</c>.</summary>
    public string Name => Kind switch
    {
        FrameFaultKind.UnknownCommand => "unknown-command",
        FrameFaultKind.BadHeaderLine => "bad-header-line",
        FrameFaultKind.BadEscape => "bad-escape",
        FrameFaultKind.BadUtf8 => "bad-utf8",
        FrameFaultKind.BadContentLength => "bad-content-length",
        FrameFaultKind.BodyNotAllowed => "body-not-allowed",
        FrameFaultKind.MissingNul => "missing-nul",
        FrameFaultKind.TooLarge => "too-large",
        FrameFaultKind.Truncated => "truncated",
        FrameFaultKind.InvalidHeader => "invalid-header",
    };

    /// <summary>The short name and the detail.</summary>
    public override string ToString() => $"{Name}: {Detail}";
}
