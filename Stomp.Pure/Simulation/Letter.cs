using System;
using System.Collections.Generic;
using System.Globalization;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Simulation;

/// <summary>A message of the world, known by the number that its body begins with, and what became of it.</summary>
internal sealed class Letter(int number, string destination)
{
    private const int Digits = 10;

    public int Number { get; } = number;

    public string Destination { get; } = destination;

    public bool IsToQueue { get; } = destination.StartsWith("/queue/", StringComparison.Ordinal);

    /// <summary>The link of the session that sent it last.</summary>
    public long Link { get; set; }

    /// <summary>How often its SEND was handed to a transport.</summary>
    public int Sends { get; set; }

    /// <summary>Its place in the order in which messages of one session take effect; 0 as long as it cannot have.</summary>
    public long Rank { get; set; }

    /// <summary>Which of the brokers it was sent to; each one that forgets everything is followed by another.</summary>
    public int Broker { get; set; }

    public bool IsConfirmed { get; set; }

    /// <summary>Whether its own RECEIPT says nothing: that of the COMMIT does.</summary>
    public bool IsInTransaction { get; set; }

    /// <summary>Whether sending it again was asked for.</summary>
    public bool MayBeSentAgain { get; set; }

    /// <summary>Deliveries from its queue without the mark.</summary>
    public int Unmarked { get; set; }

    /// <summary>Deliveries from the queue of refused messages without the mark.</summary>
    public int UnmarkedDead { get; set; }

    public int Refusals { get; set; }

    /// <summary>Whether somebody consumed it: it was delivered in mode auto, or its ACK or NACK was written.</summary>
    public bool IsConsumed { get; set; }

    /// <summary>Whether its ACK was confirmed, so that nobody may get it again.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Those MESSAGE frames of mode auto that are on their way, or were lost there.</summary>
    public List<Transit>? Transits { get; set; }

    /// <summary>A question is to be answered here.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>The question that this answers.</summary>
    public int Answers { get; init; }

    /// <summary>A MESSAGE that counts as consumed once it is written.</summary>
    /// <param name="Wire">Over which wire.</param>
    /// <param name="End">Where it ends among the octets of that wire.</param>
    public readonly record struct Transit(long Wire, long End);

    public static byte[] Body(int number, int padding)
    {
        var octets = new byte[Digits + padding];
        octets.AsSpan().Fill((byte)'.');
        for (var i = Digits - 1; i >= 0; i--, number /= 10)
            octets[i] = (byte)('0' + (number % 10));
        return octets;
    }

    /// <summary>The number that a body begins with, 0 when there is none.</summary>
    public static int NumberOf(Frame frame)
    {
        var octets = frame.Body.Span;
        if (octets.Length < Digits)
            return 0;
        var number = 0;
        foreach (var digit in octets[..Digits])
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return 0;
            number = (number * 10) + (digit - '0');
        }

        return octets[Digits..].IndexOfAnyExcept((byte)'.') < 0 ? number : 0;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"message {Number} to {Destination}");
}
