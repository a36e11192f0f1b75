using System;
using System.Collections.Generic;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>Folds recorded events.</summary>
internal static class Replayer
{
    public static IEnumerable<ReplayStep<TState, TEvent, TEffect>> Run<TState, TEvent, TEffect>(
        Func<TState, TEvent, Transition<TState, TEffect>> step, long session, TState initial, IEnumerable<RecordedEvent<TEvent>> events)
        where TEffect : class
        where TEvent : class => new Lazily<ReplayStep<TState, TEvent, TEffect>>(() => Fold(step, session, initial, events));

    public static IEnumerable<RecordedEvent<TEvent>> Fork<TEvent>(ValueList<RecordedEvent<TEvent>> events, long through, long before, IEnumerable<TEvent> others) =>
        new Lazily<RecordedEvent<TEvent>>(() => Join(events, through, before, others));

    private static IEnumerator<ReplayStep<TState, TEvent, TEffect>> Fold<TState, TEvent, TEffect>(
        Func<TState, TEvent, Transition<TState, TEffect>> step, long session, TState initial, IEnumerable<RecordedEvent<TEvent>> events)
        where TEffect : class
        where TEvent : class
    {
        var state = initial;
        foreach (var recorded in events)
        {
            var transition = step(state, recorded.Event);
            yield return new(session, recorded.Number, recorded.Line, AtOf(recorded.Event), state, recorded.Event, transition.Effects, transition.State);
            state = transition.State;
        }
    }

    private static IEnumerator<RecordedEvent<TEvent>> Join<TEvent>(ValueList<RecordedEvent<TEvent>> events, long through, long before, IEnumerable<TEvent> others)
    {
        var number = before;
        for (var i = 0; i < events.Count && events[i].Number <= through; i++)
        {
            number = events[i].Number;
            yield return events[i];
        }

        foreach (var other in others)
            yield return new(++number, 0, other, null, default);
    }

    private static Instant AtOf(object @event) => @event switch
    {
        Connections.ConnectionEvent it => it.At,
        Pools.PoolEvent it => it.At,
        _ => default,
    };
}
