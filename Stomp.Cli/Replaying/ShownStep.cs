using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;

namespace Stomp.Cli.Replaying;

/// <summary>One step of any machine, for people and for programs.</summary>
/// <param name="Session">The number of the session.</param>
/// <param name="Number">The number of the event.</param>
/// <param name="Line">The line in the file.</param>
/// <param name="At">When.</param>
/// <param name="Event">What happened, in few words.</param>
/// <param name="Effects">What came of it, in few words.</param>
/// <param name="State">Where the machine stands then.</param>
/// <param name="Full">State before, event, effects and state after as JSON.</param>
internal sealed record ShownStep(
    long Session, long Number, long Line, Instant At, string Event, IReadOnlyList<string> Effects, string State, System.Func<(string Before, string Event, string Effects, string After)> Full)
{
    /// <summary>All steps of a transcript in the order of the file.</summary>
    public static IEnumerable<ShownStep> Of(Transcript transcript)
    {
        // A session alone is in order already, and then nothing is kept.
        var all = transcript.Connections.Count + transcript.Pools.Count == 1
            ? Connections(transcript).Concat(Pools(transcript))
            : Connections(transcript).Concat(Pools(transcript)).OrderBy(step => step.Line);
        return all;
    }

    private static IEnumerable<ShownStep> Connections(Transcript transcript) => Replay.Run(transcript).Select(step => new ShownStep(
        step.Session, step.Number, step.Line, step.At, StepText.Of(step.Event), [.. StepText.Of(step.Effects)], step.After.GetType().Name,
        () => (CanonicalJson.Of(step.Before), CanonicalJson.Of(step.Event), CanonicalJson.Of(step.Effects), CanonicalJson.Of(step.After))));

    private static IEnumerable<ShownStep> Pools(Transcript transcript) => transcript.Pools.SelectMany(Replay.Run).Select(step => new ShownStep(
        step.Session, step.Number, step.Line, step.At, StepText.Of(step.Event), [.. StepText.Of(step.Effects)], step.After.GetType().Name,
        () => (CanonicalJson.Of(step.Before), CanonicalJson.Of(step.Event), CanonicalJson.Of(step.Effects), CanonicalJson.Of(step.After))));
}
