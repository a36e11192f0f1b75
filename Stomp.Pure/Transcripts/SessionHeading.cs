namespace Stomp.Pure.Transcripts;

/// <summary>What a transcript says about a session beside its configuration.</summary>
/// <param name="Session">Its number in the file, from 1.</param>
/// <param name="Seed">The seed of its dice.</param>
public sealed record SessionHeading(long Session, ulong Seed)
{
    /// <summary>The version of the library that wrote it down, empty when unknown. For people.</summary>
    public string Library { get; init; } = "";

    /// <summary>When it began by the clock on the wall, empty when unknown. For people: nothing is reckoned with it.</summary>
    public string Started { get; init; } = "";
}
