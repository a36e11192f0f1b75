using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Stomp.Cli.Viewing;

namespace Stomp.Cli.Imports;

/// <summary>Imported octets as a timeline.</summary>
internal static class ImportedTimeline
{
    /// <summary>Makes it.</summary>
    /// <param name="title">What it is called.</param>
    /// <param name="import">What was imported.</param>
    public static Timeline Of(string title, Import import)
    {
        var items = new List<TimelineItem>();
        for (var lane = 0; lane < import.Conversations.Count; lane++)
            items.AddRange(new ConversationReader(import.Conversations[lane], lane).Read());
        // Several conversations interleave; each is in order already, and a stable sort leaves it so.
        var ordered = import.Conversations.Count == 1 ? items : [.. items.OrderBy(item => item.At)];
        return new()
        {
            Title = title,
            Facts = [.. import.Facts, .. Summary(ordered)],
            Lanes = [.. import.Conversations.Select(conversation => new Lane(conversation.Name, conversation.Client, conversation.Broker))],
            Items = ordered,
        };
    }

    private static IEnumerable<Fact> Summary(IReadOnlyList<TimelineItem> items)
    {
        var judged = items.OfType<TimelineItem.Framed>().Where(framed => framed.Comparison is not null).ToList();
        if (judged.Count == 0)
            yield break;
        int Count(Likeness likeness) => judged.Count(framed => framed.Comparison!.Likeness == likeness);
        var again = judged.Count(framed => framed.Facts.Any(fact => fact.Value == Comparing.Identical));
        yield return new("encoded again", string.Create(CultureInfo.InvariantCulture, $"{again} of {judged.Count} frames of the client, octet for octet"));
        yield return new(
            "our client",
            string.Create(
                CultureInfo.InvariantCulture,
                $"would write {Count(Likeness.SameOctets)} octet for octet, {Count(Likeness.SameFrame)} as the same frame in another way, {Count(Likeness.Different)} differently, {Count(Likeness.Refused)} not at all"));
    }
}
