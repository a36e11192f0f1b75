using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>Whether a replay leads to what was written down.</summary>
public abstract record Verdict
{
    private protected Verdict()
    {
    }

    /// <summary>One function for each; name the arguments.</summary>
    public T Match<T>(Func<Same, T> same, Func<Diverged, T> diverged) => this switch
    {
        Same it => same(it),
        Diverged it => diverged(it),
    };

    /// <summary>It does.</summary>
    /// <param name="Events">How many events were done again.</param>
    public sealed record Same(long Events) : Verdict
    {
        /// <summary>How many.</summary>
        public override string ToString() => FormattableString.Invariant($"{Events} events lead to the same states and effects");
    }

    /// <summary>It does not.</summary>
    /// <param name="Session">The number of the session.</param>
    /// <param name="Step">The number of the first event that leads elsewhere; where a digest of the state differs, the last event before it.</param>
    /// <param name="Line">The line that says otherwise.</param>
    /// <param name="What">What differs, for people.</param>
    /// <param name="Event">The event.</param>
    /// <param name="Expected">What was written down.</param>
    /// <param name="Actual">What comes of it here.</param>
    /// <param name="Differences">Where the two differ, as far as the transcript tells.</param>
    public sealed record Diverged(
        long Session, long Step, long Line, string What, string Event, string Expected, string Actual, ValueList<Difference> Differences) : Verdict
    {
        /// <summary>Where, and what differs.</summary>
        public override string ToString() => FormattableString.Invariant($"session {Session} diverges at step {Step} (line {Line}): {What}");
    }
}

/// <summary>One place in which two values differ.</summary>
/// <param name="Path">Where, for instance <c>[0].effects[1].frame.octets</c>.</param>
/// <param name="Expected">What was written down, as JSON; null when nothing was.</param>
/// <param name="Actual">What comes of it here, as JSON; null when nothing does.</param>
public sealed record Difference(string Path, string? Expected, string? Actual)
{
    /// <summary>The place and both values.</summary>
    public override string ToString() => $"{Path}: {Expected ?? "nothing"} was written down, {Actual ?? "nothing"} comes of it";
}
