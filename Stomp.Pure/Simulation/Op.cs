using System;
using System.Collections.Generic;
using Stomp.Pure.Sessions;

namespace Stomp.Pure.Simulation;

/// <summary>Something that an application asked for.</summary>
internal sealed class Op(long number, string what)
{
    public long Number { get; } = number;

    public bool IsDone { get; set; }

    public Outcome? Outcome { get; set; }

    /// <summary>The id of the RECEIPT that it waits for, as its frame says.</summary>
    public string? Receipt { get; set; }

    /// <summary>The id that the application gave its RECEIPT, null when it gave none.</summary>
    public string? GivenReceipt { get; set; }

    /// <summary>Over which wire its frame went.</summary>
    public Wire? Wire { get; set; }

    public Letter? Letter { get; set; }

    public Interest? Interest { get; set; }

    public Venture? Venture { get; set; }

    /// <summary>What it settles.</summary>
    public Delivery? Delivery { get; set; }

    /// <summary>Whether it acknowledges, outside of transactions.</summary>
    public bool Acknowledges { get; set; }

    public bool IsCommit { get; set; }

    public override string ToString() => FormattableString.Invariant($"operation {Number}, {what}");
}

/// <summary>A subscription, as the application sees it.</summary>
internal sealed class Interest(long key, string destination, AckMode mode)
{
    public long Key { get; } = key;

    public string Destination { get; } = destination;

    public AckMode Mode { get; } = mode;

    /// <summary>Its id in the session at hand.</summary>
    public string? Id { get; set; }

    /// <summary>Whether it is over: unsubscribed, refused, or ended by the other side.</summary>
    public bool IsOver { get; set; }

    /// <summary>Whether the application was told that it stands.</summary>
    public bool Stands { get; set; }

    /// <summary>The wire of the session to which the orders below belong.</summary>
    public Wire? Wire { get; set; }

    /// <summary>Of each session that sends, the place of the last message that came unmarked.</summary>
    public List<KeyValuePair<long, long>> LastRanks { get; } = [];

    /// <summary>What a topic brought in the session at hand.</summary>
    public HashSet<int> Seen { get; } = [];

    /// <summary>Deliveries of the session at hand that are not settled.</summary>
    public List<Delivery> Unsettled { get; } = [];
}

/// <summary>A message in the hands of an application.</summary>
internal sealed class Delivery(Interest interest, Wire wire, long number, int octets, Letter letter)
{
    public Interest Interest { get; } = interest;

    public Wire Wire { get; } = wire;

    public long Number { get; } = number;

    public int Octets { get; } = octets;

    public Letter Letter { get; } = letter;
}

/// <summary>A transaction, as the application sees it.</summary>
internal sealed class Venture(string? id)
{
    public string? Id { get; set; } = id;

    /// <summary>The wire of its session, null as long as there is none.</summary>
    public Wire? Wire { get; set; }

    public int Steps { get; set; }

    /// <summary>Whether its end was asked for.</summary>
    public bool IsEnding { get; set; }

    public bool IsOver { get; set; }

    /// <summary>What takes effect when it is committed.</summary>
    public List<Letter> Letters { get; } = [];

    /// <summary>What is consumed when it is committed.</summary>
    public List<Delivery> Consumed { get; } = [];
}
