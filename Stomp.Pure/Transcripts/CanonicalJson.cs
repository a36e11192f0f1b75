using System;
using System.Buffers;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>States, events and effects as JSON, as transcripts have them: parts in a fixed order, those without a value left out, the same text on every machine.</summary>
public static class CanonicalJson
{
    /// <summary>Where a connection stands.</summary>
    public static string Of(ConnectionState state) => Write(ConnectionStateShapes.State, state);

    /// <summary>What happened to a connection, without its instant.</summary>
    public static string Of(ConnectionEvent @event) => Write(ConnectionShapes.Event, @event);

    /// <summary>What a connection asks for, whole.</summary>
    public static string Of(Effects<ConnectionEffect> effects) => Write(Machines.OfConnection.Effects, effects);

    /// <summary>Where a pool stands.</summary>
    public static string Of(PoolState state) => Write(PoolShapes.State, state);

    /// <summary>What happened to a pool, without its instant.</summary>
    public static string Of(PoolEvent @event) => Write(PoolShapes.Event, @event);

    /// <summary>What a pool asks for, whole.</summary>
    public static string Of(Effects<PoolEffect> effects) => Write(Machines.OfPool.Effects, effects);

    private static string Write<T>(Shape<T> shape, T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            shape.Write(new JsonSink(json), value);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
