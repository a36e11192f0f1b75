using System;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>A machine whose life can be written down.</summary>
internal sealed class Machine<TConfig, TState, TEvent, TEffect>
    where TState : class
    where TEvent : class
    where TEffect : class
{
    public required string Name { get; init; }

    public required Shape<TConfig> Config { get; init; }

    public required Shape<TState> State { get; init; }

    public required Shape<TEvent> Event { get; init; }

    public required Shape<Effects<TEffect>> Effects { get; init; }

    public required Func<TState, TEvent, Transition<TState, TEffect>> Step { get; init; }

    public required Func<TEvent, Instant> At { get; init; }

    public required Func<TEvent, Instant, TEvent> Stamp { get; init; }
}

/// <summary>The machines whose lives can be written down.</summary>
internal static class Machines
{
    public static readonly Machine<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect> OfConnection = new()
    {
        Name = "connection",
        Config = ConnectionShapes.Config,
        State = ConnectionStateShapes.State,
        Event = ConnectionShapes.Event,
        Effects = Basic.Effects(ConnectionShapes.Effect),
        Step = Connection.Step,
        At = static @event => @event.At,
        Stamp = static (@event, at) => @event with { At = at },
    };

    public static readonly Machine<PoolConfig, PoolState, PoolEvent, PoolEffect> OfPool = new()
    {
        Name = "pool",
        Config = PoolShapes.Config,
        State = PoolShapes.State,
        Event = PoolShapes.Event,
        Effects = Basic.Effects(PoolShapes.Effect),
        Step = Pool.Step,
        At = static @event => @event.At,
        Stamp = static (@event, at) => @event with { At = at },
    };
}
