using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Brokers;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Simulation;

/// <summary>What holds for client, pool and broker at every step of their lives, as simulated worlds led them. Courses of sessions and pools alone have properties of their own.</summary>
[Trait("Row", "M45")]
public sealed class MachineProperties
{
    private static readonly TimeSpan[] Offsets = [TimeSpan.FromTicks(1), TimeSpan.FromSeconds(31.7), TimeSpan.FromDays(4000) + TimeSpan.FromTicks(7)];

    private static Harvest Harvest => Harvest.Shared.Value;

    [Fact]
    public void Clients_ignore_ticks_that_come_early_or_twice_and_have_no_deadline_in_the_past()
    {
        foreach (var step in Harvest.Connections.SelectMany(life => life))
        {
            var due = Connection.NextDeadline(step.Step.State);
            Assert.True(due is null || due.Value.At >= step.Event.At, $"{step.Event} left a deadline in the past: {due}");
            CheckTicks<ConnectionState, ConnectionEffect>(
                step.Step.State, step.Event.At, due?.At, (state, at) => Connection.Step(state, new ConnectionEvent.Tick(at)), state => Connection.NextDeadline(state)?.At);
        }
    }

    [Fact]
    public void Brokers_ignore_ticks_that_come_early_or_twice_and_have_no_deadline_in_the_past()
    {
        foreach (var step in Harvest.Brokers.SelectMany(life => life))
        {
            var due = Broker.NextDeadline(step.Step.State);
            Assert.True(due is null || due.Value.At >= step.Event.At, $"{step.Event} left a deadline in the past: {due}");
            CheckTicks<BrokerState, BrokerEffect>(
                step.Step.State, step.Event.At, due?.At, (state, at) => Broker.Step(state, new BrokerEvent.Tick(at)), state => Broker.NextDeadline(state)?.At);
        }
    }

    [Fact]
    public void Pools_ignore_ticks_that_come_early_or_twice()
    {
        foreach (var step in Harvest.Pools.SelectMany(life => life))
        {
            CheckTicks<PoolState, PoolEffect>(
                step.Step.State, step.Event.At, Pool.NextDeadline(step.Step.State)?.At, (state, at) => Pool.Step(state, new PoolEvent.Tick(at)), state => Pool.NextDeadline(state)?.At);
        }
    }

    /// <summary>Lives that begin later are the same lives.</summary>
    [Fact]
    public void Only_time_that_passes_counts_for_clients()
    {
        foreach (var offset in Offsets)
        {
            foreach (var life in Harvest.Connections)
            {
                var state = life[0].Before;
                foreach (var step in life)
                {
                    var shifted = Connection.Step(state, Shift(step.Event, offset));
                    Assert.Equal(step.Step.Effects.Select(effect => Shift(effect, offset)), shifted.Effects);
                    var due = Connection.NextDeadline(step.Step.State);
                    Assert.Equal(due is { } deadline ? deadline with { At = deadline.At + offset } : null, Connection.NextDeadline(shifted.State));
                    state = shifted.State;
                }
            }
        }
    }

    [Fact]
    public void Only_time_that_passes_counts_for_brokers()
    {
        foreach (var offset in Offsets)
        {
            foreach (var life in Harvest.Brokers)
            {
                var state = life[0].Before;
                foreach (var step in life)
                {
                    var shifted = Broker.Step(state, step.Event with { At = step.Event.At + offset });
                    Assert.Equal(step.Step.Effects, shifted.Effects);
                    var due = Broker.NextDeadline(step.Step.State);
                    Assert.Equal(due is { } deadline ? deadline with { At = deadline.At + offset } : null, Broker.NextDeadline(shifted.State));
                    state = shifted.State;
                }
            }
        }
    }

    [Fact]
    public void Only_time_that_passes_counts_for_pools()
    {
        foreach (var offset in Offsets)
        {
            foreach (var life in Harvest.Pools)
            {
                var state = life[0].Before;
                foreach (var step in life)
                {
                    var shifted = Pool.Step(state, step.Event with { At = step.Event.At + offset });
                    Assert.Equal(step.Step.Effects, shifted.Effects);
                    var due = Pool.NextDeadline(step.Step.State);
                    // What is missing is due since the beginning of all time.
                    Assert.Equal(due is { Reason: not PoolDeadlineReason.Fill } deadline ? deadline with { At = deadline.At + offset } : due, Pool.NextDeadline(shifted.State));
                    state = shifted.State;
                }
            }
        }
    }

    /// <summary>What is written down of a world leads to the same states and effects, when it is read again.</summary>
    [Fact]
    public void The_transcripts_of_all_lives_replay_to_the_same_states()
    {
        var events = 0L;
        foreach (var life in Harvest.Connections)
        {
            var writer = SessionWriter.OfConnection(new(1, 0), life[0].Config);
            var output = new ArrayBufferWriter<byte>();
            writer.Begin(output, life[0].Before, 0);
            foreach (var step in life)
                writer.Add(output, step.Event, step.Step);
            writer.End(output, new SessionEnding.Ended("the world is over"));
            events += Same(output.WrittenMemory);
        }

        foreach (var life in Harvest.Pools)
        {
            var writer = SessionWriter.OfPool(new(1, 0), Config(life[0].Before));
            var output = new ArrayBufferWriter<byte>();
            writer.Begin(output, life[0].Before, 0);
            foreach (var step in life)
                writer.Add(output, step.Event, step.Step);
            writer.End(output, new SessionEnding.Ended("the world is over"));
            events += Same(output.WrittenMemory);
        }

        Assert.Equal(Harvest.Connections.Sum(life => (long)life.Count) + Harvest.Pools.Sum(life => (long)life.Count), events);
    }

    private static PoolConfig Config(PoolState state) => Assert.IsType<PoolState.Running>(state).Roster.Config;

    private static long Same(ReadOnlyMemory<byte> octets) => Transcript.Parse(octets).Match(
        Left: fault => throw new InvalidOperationException(fault.ToString()),
        Right: transcript => Assert.IsType<Verdict.Same>(Replay.Verify(transcript)).Events);

    [Fact]
    public void The_lives_reach_everything()
    {
        AllOf(typeof(ConnectionState), Harvest.Connections.SelectMany(life => life).Select(step => (object)step.Step.State), nameof(ConnectionState.Idle));
        AllOf(typeof(ConnectionEvent), Harvest.Connections.SelectMany(life => life).Select(step => (object)step.Event));
        AllOf(typeof(ConnectionEffect), Harvest.Connections.SelectMany(life => life).SelectMany(step => step.Step.Effects), nameof(ConnectionEffect.NotRestored));
        AllOf(typeof(PoolState), Harvest.Pools.SelectMany(life => life).Select(step => (object)step.Step.State));
        AllOf(typeof(PoolEvent), Harvest.Pools.SelectMany(life => life).Select(step => (object)step.Event));
        AllOf(typeof(BrokerEvent), Harvest.Brokers.SelectMany(life => life).Select(step => (object)step.Event));
        AllOf(typeof(BrokerEffect), Harvest.Brokers.SelectMany(life => life).SelectMany(step => step.Step.Effects));
        var connected = Harvest.Connections.Count(life => life.Exists(step => step.Step.State is ConnectionState.Connected));
        Assert.True(connected * 5 >= Harvest.Connections.Count * 3, $"{connected} of {Harvest.Connections.Count} connections were ever connected");
    }

    private static void CheckTicks<TState, TEffect>(
        TState state, Instant now, Instant? due, Func<TState, Instant, Transition<TState, TEffect>> tick, Func<TState, Instant?> next)
        where TEffect : class
    {
        var early = due is { } deadline ? deadline - TimeSpan.FromTicks(1) : now + TimeSpan.FromDays(1);
        if (early >= now)
            Assert.Equal(Transition.Quiet<TState, TEffect>(state), tick(state, early));
        if (due is null)
            return;
        var at = Instant.Max(due.Value, now);
        var ticked = tick(state, at);
        Assert.NotEqual(Transition.Quiet<TState, TEffect>(state), ticked);
        Assert.True(next(ticked.State) is not { } after || after > at, "something is due still");
        Assert.Equal(Transition.Quiet<TState, TEffect>(ticked.State), tick(ticked.State, at));
    }

    private static ConnectionEvent Shift(ConnectionEvent @event, TimeSpan offset) => @event is ConnectionEvent.Ordered ordered
        ? ordered with { Order = ordered.Order with { At = ordered.At + offset }, At = ordered.At + offset }
        : @event with { At = @event.At + offset };

    private static ConnectionEffect Shift(ConnectionEffect effect, TimeSpan offset) =>
        effect is ConnectionEffect.Waiting waiting ? waiting with { Until = waiting.Until + offset } : effect;

    private static void AllOf(Type root, IEnumerable<object> seen, params string[] rare)
    {
        var cases = root.Assembly.GetTypes().Where(type => type.IsSubclassOf(root) && !type.IsAbstract).Select(type => type.Name);
        var names = seen.Select(one => one.GetType().Name).ToHashSet();
        Assert.Equal([], cases.Except(rare).Where(name => !names.Contains(name)));
    }
}
