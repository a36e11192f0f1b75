using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>Captured packets as conversations: TCP connections are put together, and those that speak STOMP are kept.</summary>
internal static class PacketImport
{
    /// <summary>Imports packets.</summary>
    public static Import Of(IReadOnlyList<CapturedPacket> packets)
    {
        var (connections, others) = Assemble(packets);
        var begin = packets.Count == 0 ? 0 : packets.Min(packet => packet.At);
        var conversations = new List<Conversation>();
        foreach (var connection in connections)
        {
            if (Recognition.ClientOf(connection) is { } client)
                conversations.Add(Converse(connection, client, begin));
        }

        if (conversations.Count == 0)
            throw new ImportException(FormattableString.Invariant($"none of the {connections.Count} TCP connections in its {packets.Count} packets speaks STOMP in the clear"));
        var facts = new List<Fact> { new("packets", packets.Count.ToString("N0", CultureInfo.InvariantCulture)) };
        if (begin > 0)
            facts.Add(new("begins", new DateTime(DateTime.UnixEpoch.Ticks + begin, DateTimeKind.Utc).ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)));
        if (connections.Count > conversations.Count)
            facts.Add(new("other connections", string.Create(CultureInfo.InvariantCulture, $"{connections.Count - conversations.Count} that do not speak STOMP in the clear, left out")));
        if (others > 0)
            facts.Add(new("other packets", string.Create(CultureInfo.InvariantCulture, $"{others} that are no whole TCP segments, left out")));
        return new(facts, conversations);
    }

    private static (List<TcpConnection> Connections, int Others) Assemble(IReadOnlyList<CapturedPacket> packets)
    {
        var all = new List<TcpConnection>();
        var current = new Dictionary<(IPEndPoint, IPEndPoint), TcpConnection>();
        var others = 0;
        foreach (var packet in packets)
        {
            if (PacketReader.Read(packet) is not { } segment)
            {
                others++;
                continue;
            }

            var key = current.ContainsKey((segment.To, segment.From)) ? (segment.To, segment.From) : (segment.From, segment.To);
            if (!current.TryGetValue(key, out var connection) || connection.IsSuperseded(segment))
            {
                connection?.Finish(segment.At);
                current[key] = connection = new(key.Item1, key.Item2);
                all.Add(connection);
            }

            connection.Take(segment);
        }

        foreach (var connection in current.Values)
            connection.Finish(packets[^1].At);
        return (all, others);
    }

    private static Conversation Converse(TcpConnection connection, int client, long begin) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"port {connection.Ends[client].Port}"),
        Client = connection.Ends[client].ToString(),
        Broker = connection.Ends[1 - client].ToString(),
        IsWhole = Recognition.Opens(connection, client),
        Passages = [.. connection.Passings.Select(passing => PassageOf(passing, passing.End == client ? Side.Client : Side.Server, new(passing.At - begin)))],
    };

    private static Passage PassageOf(Passing passing, Side from, Instant at) => passing switch
    {
        { Kind: PassingKind.End } => new Passage.Ended(at, from, false),
        { Kind: PassingKind.Reset } => new Passage.Ended(at, from, true),
        { Piece.Missing: > 0 } => new Passage.Missing(at, from, passing.Piece.Missing),
        _ => new Passage.Wrote(at, from, Payload.Wrap(passing.Piece.Octets)),
    };
}
