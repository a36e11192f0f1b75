using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Properties.Connections;
using Stomp.Pure.Connections;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Properties.Transcripts;

/// <summary>Writes a world down while it is played.</summary>
internal sealed class Scribe
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Dictionary<int, SessionWriter<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>> _writers = [];

    /// <summary>States that were written and not read back as they were.</summary>
    public List<ConnectionState> Lost { get; } = [];

    public long Steps { get; private set; }

    /// <summary>What a plot leaves behind.</summary>
    public static Scribe Of(Plot plot, bool readsBack)
    {
        var scribe = new Scribe();
        World.Play(plot, Mischief.None, new(), (player, before, @event, transition) => scribe.Note(player, before, @event, transition, readsBack));
        return scribe;
    }

    public ReadOnlyMemory<byte> ToTranscript()
    {
        foreach (var writer in _writers.Values)
            writer.End(_output, new SessionEnding.Ended("the play is over"));
        return _output.WrittenMemory;
    }

    /// <summary>What comes back of a value that was written as JSON.</summary>
    public static T ReadBack<T>(Shape<T> shape, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            shape.Write(new JsonSink(json), value);
        using var document = JsonDocument.Parse(output.WrittenMemory);
        return shape.Read(document.RootElement);
    }

    private void Note(int player, ConnectionState before, ConnectionEvent @event, Transition<ConnectionState, ConnectionEffect> transition, bool readsBack)
    {
        if (!_writers.TryGetValue(player, out var writer))
        {
            writer = SessionWriter.OfConnection(new(player + 1, 0), new());
            writer.Begin(_output, before, 0);
            _writers.Add(player, writer);
        }

        writer.Add(_output, @event, transition);
        Steps++;
        if (readsBack && !transition.State.Equals(ReadBack(ConnectionStateShapes.State, transition.State)))
            Lost.Add(transition.State);
    }
}
