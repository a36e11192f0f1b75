using System.Collections.Generic;

namespace Stomp.Cli.Viewing;

/// <summary>
/// What is to be looked at: everything that happened between clients and brokers, in order. It is a value; where it comes from, a transcript or
/// octets that somebody captured, makes no difference to whoever draws it. It stands here and not in the core because it is a picture of the
/// protocol and no part of it: the tool may draw something else tomorrow without any program noticing.
/// </summary>
internal sealed record Timeline
{
    /// <summary>What it is called, for instance the file's name.</summary>
    public required string Title { get; init; }

    /// <summary>What is worth knowing about all of it, in order: names and values.</summary>
    public required IReadOnlyList<Fact> Facts { get; init; }

    /// <summary>The connections; an item names its own by its place here.</summary>
    public required IReadOnlyList<Lane> Lanes { get; init; }

    /// <summary>What happened, in order.</summary>
    public required IReadOnlyList<TimelineItem> Items { get; init; }
}

/// <summary>A name and what there is to say about it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Fact(string Name, string Value);

/// <summary>A connection as two lifelines.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Client">Who the client is.</param>
/// <param name="Broker">Who the broker is.</param>
internal sealed record Lane(string Name, string Client, string Broker);
