using System;
using System.Collections.Generic;
using Stomp.Pure.Brokers;
using Stomp.Pure.Frames;

namespace Stomp.Properties.Connections;

/// <summary>What somebody does next. What exactly, follows from two numbers and from where the world stands.</summary>
public enum Deed
{
    Send,
    SendConfirmed,
    SendInTransaction,
    Subscribe,
    Unsubscribe,
    Ack,
    Nack,
    Begin,
    Commit,
    Abort,
    Abandon,
    Cut,
    Wait,
    Disconnect,
}

/// <summary>One deed of one of the players, some milliseconds after the one before.</summary>
public readonly record struct Act(Deed Deed, int Player, int After, int One, int Two)
{
    public override string ToString() => FormattableString.Invariant($"+{After} {(char)('A' + Player)} {Deed}({One}, {Two})");
}

/// <summary>A world and what is done in it.</summary>
/// <param name="Seed">For latencies, chunks and dials that fail.</param>
/// <param name="Version">The highest version that the broker speaks.</param>
/// <param name="Nack">What it does with refused messages.</param>
/// <param name="Beats">Heart-beats of everybody, in milliseconds; 0 for none.</param>
/// <param name="Unread">So many unread messages make a client pause.</param>
/// <param name="Acts">What is done.</param>
public sealed record Plot(int Seed, StompVersion Version, NackPolicy Nack, int Beats, int Unread, IReadOnlyList<Act> Acts)
{
    public override string ToString() => FormattableString.Invariant(
        $"seed {Seed}, {Version}, {Nack}, beats {Beats}, unread {Unread}: {string.Join("; ", Acts)}");
}
