using System;
using LanguageExt;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>A line of a transcript cannot be read.</summary>
/// <param name="Line">Which line, counted from 1.</param>
/// <param name="Text">What is wrong with it.</param>
public sealed record TranscriptFault(long Line, string Text)
{
    /// <summary>The line and what is wrong with it.</summary>
    public override string ToString() => FormattableString.Invariant($"line {Line}: {Text}");
}

/// <summary>
/// Sessions that were written down: each with its configuration, its state at the beginning and everything that happened to it, in order. So each can be done again,
/// step by step, on any machine.
/// </summary>
/// <param name="Connections">The connections, in the order in which they begin.</param>
/// <param name="Pools">The pools, in the order in which they begin.</param>
/// <param name="Notes">What is worth knowing about the file, for people: that it ends in the middle of a line, for instance.</param>
public sealed record Transcript(ValueList<RecordedConnection> Connections, ValueList<RecordedPool> Pools, ValueList<string> Notes)
{
    /// <summary>The version of the format that is written; earlier ones can be read.</summary>
    public const int CurrentVersion = 2;

    /// <summary>After so many events of a session the digest of its state is written.</summary>
    public const int CheckInterval = 1_000;

    /// <summary>Reads the octets of a transcript. They must not change as long as it is used.</summary>
    /// <returns>The first line that cannot be read, or the transcript. A last line without its end is what a crash leaves behind: it is left out, with a note.</returns>
    public static Either<TranscriptFault, Transcript> Parse(ReadOnlyMemory<byte> octets) => TranscriptReader.Read(octets);
}

/// <summary>The part of a connection's life that a file holds.</summary>
/// <param name="Heading">What the transcript says about it.</param>
/// <param name="Version">The version of the format in which it was written.</param>
/// <param name="Config">How the connection was led.</param>
/// <param name="Initial">Where it stood before the first event.</param>
/// <param name="Before">How many events led there.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="Checks">Digests between the events, in order.</param>
/// <param name="Ending">How it ends in this file.</param>
public sealed record RecordedConnection(
    SessionHeading Heading,
    int Version,
    ConnectionConfig Config,
    ConnectionState Initial,
    long Before,
    ValueList<RecordedEvent<ConnectionEvent>> Events,
    ValueList<RecordedCheck> Checks,
    SessionEnding Ending);

/// <summary>The part of a pool's life that a file holds.</summary>
/// <param name="Heading">What the transcript says about it.</param>
/// <param name="Version">The version of the format in which it was written.</param>
/// <param name="Config">How the pool was led.</param>
/// <param name="Initial">Where it stood before the first event.</param>
/// <param name="Before">How many events led there.</param>
/// <param name="Events">What happened, in order.</param>
/// <param name="Checks">Digests between the events, in order.</param>
/// <param name="Ending">How it ends in this file.</param>
public sealed record RecordedPool(
    SessionHeading Heading,
    int Version,
    PoolConfig Config,
    PoolState Initial,
    long Before,
    ValueList<RecordedEvent<PoolEvent>> Events,
    ValueList<RecordedCheck> Checks,
    SessionEnding Ending);

/// <summary>One event that was written down.</summary>
/// <typeparam name="TEvent">The machine's event.</typeparam>
/// <param name="Number">Its number in its session, from 1.</param>
/// <param name="Line">The line in which it stands, from 1.</param>
/// <param name="Event">What happened.</param>
/// <param name="Effects">The first half of the digest of its effects; null when there were none.</param>
/// <param name="Source">The octets of the line.</param>
public sealed record RecordedEvent<TEvent>(long Number, long Line, TEvent Event, Digest? Effects, Payload Source);

/// <summary>Digests that were written down between events.</summary>
/// <param name="Number">The number of the event before.</param>
/// <param name="Line">The line in which they stand, from 1.</param>
/// <param name="State">The digest of the state.</param>
/// <param name="Effects">The digest of the digests of all effects so far.</param>
public sealed record RecordedCheck(long Number, long Line, Digest State, Digest Effects);
