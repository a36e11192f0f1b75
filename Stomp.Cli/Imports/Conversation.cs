using System.Collections.Generic;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>What crossed one connection: two streams of octets, cut where they were captured.</summary>
internal sealed record Conversation
{
    /// <summary>What the connection is called.</summary>
    public required string Name { get; init; }

    /// <summary>Who the client is.</summary>
    public required string Client { get; init; }

    /// <summary>Who the broker is.</summary>
    public required string Broker { get; init; }

    /// <summary>Whether its beginning is there; else it begins somewhere in the middle.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>What passed, in order.</summary>
    public required IReadOnlyList<Passage> Passages { get; init; }
}

/// <summary>Something that one side of a connection did.</summary>
/// <param name="At">When.</param>
/// <param name="From">Who.</param>
internal abstract record Passage(Instant At, Side From)
{
    /// <summary>It wrote octets.</summary>
    /// <param name="At">When.</param>
    /// <param name="From">Who.</param>
    /// <param name="Octets">Which.</param>
    public sealed record Wrote(Instant At, Side From, Payload Octets) : Passage(At, From);

    /// <summary>It ended its stream.</summary>
    /// <param name="At">When.</param>
    /// <param name="From">Who.</param>
    /// <param name="IsReset">Whether it broke the connection off.</param>
    public sealed record Ended(Instant At, Side From, bool IsReset) : Passage(At, From);

    /// <summary>It wrote octets that were not captured.</summary>
    /// <param name="At">When.</param>
    /// <param name="From">Who.</param>
    /// <param name="Length">How many.</param>
    public sealed record Missing(Instant At, Side From, long Length) : Passage(At, From);
}
