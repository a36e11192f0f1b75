using System;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>One step of a session that is done again.</summary>
/// <typeparam name="TState">The machine's state.</typeparam>
/// <typeparam name="TEvent">The machine's event.</typeparam>
/// <typeparam name="TEffect">The machine's effect.</typeparam>
/// <param name="Session">The number of the session in its file.</param>
/// <param name="Number">The number of the event in its session, from 1.</param>
/// <param name="Line">The line of the event in its file, from 1; 0 when it comes from elsewhere.</param>
/// <param name="At">When it happened.</param>
/// <param name="Before">Where the machine stood.</param>
/// <param name="Event">What happened.</param>
/// <param name="Effects">What was to be done.</param>
/// <param name="After">Where the machine stood then.</param>
public readonly record struct ReplayStep<TState, TEvent, TEffect>(
    long Session, long Number, long Line, Instant At, TState Before, TEvent Event, Effects<TEffect> Effects, TState After)
    where TEffect : class;

/// <summary>Does recorded sessions again: the same events lead to the same states and effects, on any machine and on any day.</summary>
public static class Replay
{
    /// <summary>All steps of all connections, one connection after the other, each reckoned when it is asked for.</summary>
    public static IEnumerable<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> Run(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        return new Lazily<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>>(() => Each(transcript));

        static IEnumerator<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> Each(Transcript transcript)
        {
            for (var i = 0; i < transcript.Connections.Count; i++)
            {
                foreach (var step in Run(transcript.Connections[i]))
                    yield return step;
            }
        }
    }

    /// <summary>The steps of a connection, each reckoned when it is asked for.</summary>
    public static IEnumerable<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> Run(RecordedConnection session) => RunWith(session, Connection.Step);

    /// <summary>The steps of a pool, each reckoned when it is asked for.</summary>
    public static IEnumerable<ReplayStep<PoolState, PoolEvent, PoolEffect>> Run(RecordedPool session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Replayer.Run(Pool.Step, session.Heading.Session, session.Initial, session.Events);
    }

    /// <summary>The steps of a connection as another step function takes them: a changed one, or one that counts.</summary>
    public static IEnumerable<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> RunWith(
        RecordedConnection session, Func<ConnectionState, ConnectionEvent, Transition<ConnectionState, ConnectionEffect>> step)
    {
        ArgumentNullException.ThrowIfNull(session);
        return Replayer.Run(step, session.Heading.Session, session.Initial, session.Events);
    }

    /// <summary>Does a connection's events again up to one of them, and then others.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="through">The number of the last recorded event that happens.</param>
    /// <param name="others">What happens then.</param>
    /// <returns>The steps of both; those of the others have the line 0.</returns>
    public static IEnumerable<ReplayStep<ConnectionState, ConnectionEvent, ConnectionEffect>> Branch(
        RecordedConnection session, long through, IEnumerable<ConnectionEvent> others)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(others);
        return Replayer.Run(Connection.Step, session.Heading.Session, session.Initial, Replayer.Fork(session.Events, through, session.Before, others));
    }

    /// <summary>Does everything again and compares it with what was written down.</summary>
    /// <returns><see cref="Verdict.Same"/>, or the first step that leads elsewhere.</returns>
    public static Verdict Verify(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var events = 0L;
        foreach (var session in transcript.Connections)
        {
            var verdict = Verify(session);
            if (verdict is not Verdict.Same same)
                return verdict;
            events += same.Events;
        }

        foreach (var session in transcript.Pools)
        {
            var verdict = Verify(session);
            if (verdict is not Verdict.Same same)
                return verdict;
            events += same.Events;
        }

        return new Verdict.Same(events);
    }

    /// <summary>Does a connection again and compares it with what was written down.</summary>
    public static Verdict Verify(RecordedConnection session) => Against(session, Connection.Step);

    /// <summary>Does a pool again and compares it with what was written down.</summary>
    public static Verdict Verify(RecordedPool session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new Verifier<PoolConfig, PoolState, PoolEvent, PoolEffect>(Machines.OfPool, Pool.Step).Verify(session.Heading.Session, session.Initial, session.Before, session.Events, session.Checks);
    }

    /// <summary>Compares what another step function does with what was written down.</summary>
    /// <param name="session">The connection.</param>
    /// <param name="step">For instance that of a changed library.</param>
    public static Verdict Against(RecordedConnection session, Func<ConnectionState, ConnectionEvent, Transition<ConnectionState, ConnectionEffect>> step)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new Verifier<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>(Machines.OfConnection, step)
            .Verify(session.Heading.Session, session.Initial, session.Before, session.Events, session.Checks);
    }
}
