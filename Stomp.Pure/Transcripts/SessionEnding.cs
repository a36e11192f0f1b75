namespace Stomp.Pure.Transcripts;

/// <summary>How the part of a session that a file holds ends.</summary>
public abstract record SessionEnding
{
    private protected SessionEnding()
    {
    }

    /// <summary>The session was over.</summary>
    /// <param name="Text">How, for people.</param>
    public sealed record Ended(string Text) : SessionEnding;

    /// <summary>It goes on in another file.</summary>
    /// <param name="Next">The name of that file.</param>
    public sealed record Continued(string Next) : SessionEnding;

    /// <summary>Events could not be written down; what follows stands in another file, if anywhere.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Lost">How many events are missing as far as is known.</param>
    public sealed record Gap(string Reason, long Lost) : SessionEnding;

    /// <summary>Nothing says how: whoever wrote was stopped.</summary>
    public sealed record Open : SessionEnding
    {
        /// <summary>The only one needed.</summary>
        public static Open Instance { get; } = new();
    }
}
