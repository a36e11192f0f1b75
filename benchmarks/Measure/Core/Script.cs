using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Benchmarks.Measure.Core;

/// <summary>
/// A state and the events that follow it. It is made anew for each run: a state that was stepped before has to copy what its first
/// successor appended in place.
/// </summary>
/// <param name="From">Where it begins.</param>
/// <param name="Events">What happens.</param>
/// <param name="Operations">How many things are counted: sends, messages, receipts.</param>
internal sealed record Script(ConnectionState From, ConnectionEvent[] Events, int Operations)
{
    /// <summary>As many messages or receipts as a read of the shell brings at a time, about.</summary>
    public const int PerChunk = 64;

    public ConnectionState Run()
    {
        var state = From;
        foreach (var @event in Events)
            state = Connection.Step(state, @event).State;
        return state;
    }

    /// <summary>Ticks that find a beat due; the state stays, as each is alone.</summary>
    public static Script Beat()
    {
        var client = new OpenClient();
        client.Now += System.TimeSpan.FromSeconds(10);
        return new(client.State, [client.Tick()], 1);
    }

    public static Script Sends(int count, bool withReceipt)
    {
        var client = new OpenClient();
        return new(client.State, [.. Enumerable.Range(0, count).Select(_ => client.Send(withReceipt))], count);
    }

    /// <summary>RECEIPTs for sends that were written.</summary>
    public static Script Receipts(int count)
    {
        var client = new OpenClient();
        var ids = Hand(client, count);
        return new(client.State, [.. Wire.Chunks(ids.Select(Wire.Receipt), PerChunk).Select(client.Received)], count);
    }

    /// <summary>MESSAGEs of subscriptions in turn, taken by the application chunk by chunk.</summary>
    public static Script Messages(int count, int subscriptions, AckMode mode = AckMode.Auto)
    {
        var client = new OpenClient();
        var chunks = Chunks(client, count, subscriptions, mode);
        return new(client.State, [.. chunks.SelectMany(chunk => (ConnectionEvent[])[client.Received(chunk), client.Taken(chunk.Length / Wire.MessageLength, chunk.Length)])], count);
    }

    /// <summary>ACKs for messages that were delivered and taken.</summary>
    public static Script Settles(int count)
    {
        var client = new OpenClient();
        foreach (var chunk in Chunks(client, count, 1, AckMode.ClientIndividual))
        {
            client.Take(client.Received(chunk));
            client.Take(client.Taken(chunk.Length / Wire.MessageLength, chunk.Length));
        }

        return new(client.State, [.. Enumerable.Range(1, count).Select(delivery => client.Settle(delivery))], count);
    }

    /// <summary>So many receipts wait; for each that comes, a send with another goes out.</summary>
    public static Script Pending(int count, int pending)
    {
        // The same life once before says which ids there will be.
        var ids = Hand(new(), pending + count);
        var client = new OpenClient();
        _ = Hand(client, pending);
        var events = new List<ConnectionEvent>(3 * count);
        for (var i = 0; i < count; i++)
        {
            events.Add(client.Send(withReceipt: true));
            events.Add(client.Written(client.Transmitted + i + 1));
            events.Add(client.Received(Wire.Receipt(ids[i])));
        }

        return new(client.State, [.. events], count);
    }

    /// <summary>A bit of everything, event by event: sends and their receipts, messages, acknowledgements.</summary>
    public static Script Mixed(int count)
    {
        var (client, events) = (new OpenClient(), new List<ConnectionEvent>());
        var subscription = client.Subscribe(AckMode.ClientIndividual);
        var from = client.State;
        for (var delivery = 1; events.Count < count; delivery++)
        {
            var message = Wire.Message(subscription, delivery);
            var receipt = Do(client.Send(withReceipt: true))[0].Headers[HeaderNames.Receipt]!;
            Do(client.Written());
            Do(client.Received(Wire.Receipt(receipt)));
            Do(client.Received(message));
            Do(client.Taken(1, message.Length));
            Do(client.Settle(delivery));
            Do(client.Written());
        }

        return new(from, [.. events.Take(count)], count);

        IReadOnlyList<Frame> Do(ConnectionEvent @event)
        {
            events.Add(@event);
            return client.Take(@event);
        }
    }

    /// <summary>Sends with receipts that are written; the ids of their receipts.</summary>
    private static List<string> Hand(OpenClient client, int count)
    {
        var ids = new List<string>();
        for (var i = 0; i < count; i++)
            ids.Add(client.Take(client.Send(withReceipt: true))[0].Headers[HeaderNames.Receipt]!);
        client.Take(client.Written());
        return ids;
    }

    private static List<byte[]> Chunks(OpenClient client, int count, int subscriptions, AckMode mode)
    {
        var ids = Enumerable.Range(0, subscriptions).Select(_ => client.Subscribe(mode)).ToList();
        return [.. Wire.Chunks(Enumerable.Range(0, count).Select(i => Wire.Message(ids[i % ids.Count], i)), PerChunk)];
    }
}
