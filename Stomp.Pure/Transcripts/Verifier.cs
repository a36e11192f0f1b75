using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>Does a session again and compares it with its digests.</summary>
internal sealed class Verifier<TConfig, TState, TEvent, TEffect>(
    Machine<TConfig, TState, TEvent, TEffect> machine, Func<TState, TEvent, Transition<TState, TEffect>> step)
    where TState : class
    where TEvent : class
    where TEffect : class
{
    private readonly TokenSink _tokens = new();
    private readonly EffectsChain _chain = new();
    private readonly List<RecordedEvent<TEvent>> _disorder = [];
    private TState? _orderly;
    private long _irregular;
    private long _last;

    public Verdict Verify(long session, TState initial, long before, ValueList<RecordedEvent<TEvent>> events, ValueList<RecordedCheck> checks)
    {
        var state = initial;
        var check = 0;
        _last = before;
        for (var i = 0; i < events.Count; i++)
        {
            var recorded = events[i];
            for (; check < checks.Count && checks[check].Line < recorded.Line; check++)
            {
                if (Check(session, state, checks[check]) is { } differs)
                    return differs;
            }

            NoteOrder(recorded, state);
            Transition<TState, TEffect> transition;
            try
            {
                transition = step(state, recorded.Event);
            }
            catch (Exception exception)
            {
                // A step throws nothing; one that does has met an event that cannot have happened, or is broken.
                return new Verdict.Diverged(
                    session, recorded.Number, recorded.Line, "the step threw " + exception.Message, Text(sink => machine.Event.Write(sink, recorded.Event)), "", "", default);
            }

            if (CheckEffects(session, recorded, transition.Effects) is { } diverged)
                return diverged;
            state = transition.State;
            if (CheckOrder(session, recorded, state) is { } moved)
                return moved;
        }

        for (; check < checks.Count; check++)
        {
            if (Check(session, state, checks[check]) is { } differs)
                return differs;
        }

        return new Verdict.Same(events.Count);
    }

    /// <summary>An event that is missing or out of place names the step, should anything come of it.</summary>
    private void NoteOrder(RecordedEvent<TEvent> recorded, TState state)
    {
        if (recorded.Number != _last + 1 && _irregular == 0)
        {
            _irregular = Math.Min(recorded.Number, _last + 1);
            _orderly = state;
        }

        if (_irregular != 0)
            _disorder.Add(recorded);
        _last = recorded.Number;
    }

    /// <summary>Events that stand in another order than they happened must lead to the same state once all of them are there.</summary>
    private Verdict.Diverged? CheckOrder(long session, RecordedEvent<TEvent> recorded, TState state)
    {
        if (_irregular == 0 || !IsWholeAgain())
            return null;
        var other = _orderly!;
        _disorder.Sort(static (one, other) => one.Number.CompareTo(other.Number));
        foreach (var each in _disorder)
            other = step(other, each.Event).State;
        var at = _irregular;
        _last = at + _disorder.Count - 1;
        _irregular = 0;
        _disorder.Clear();
        return DigestOf(other) == DigestOf(state) ? null : new(
            session, at, recorded.Line, "events stand in another order than they happened, and that leads to another state", "", DigestOf(other).ToString(), DigestOf(state).ToString(), default);
    }

    private bool IsWholeAgain()
    {
        var most = 0L;
        foreach (var each in _disorder)
            most = Math.Max(most, each.Number);
        return most == _irregular + _disorder.Count - 1;
    }

    private Digest DigestOf(TState state)
    {
        _tokens.Clear();
        machine.State.Write(_tokens, state);
        return _tokens.ToDigest();
    }

    private Verdict.Diverged? CheckEffects(long session, RecordedEvent<TEvent> recorded, Effects<TEffect> effects)
    {
        _tokens.Clear();
        if (effects.IsEmpty && recorded.Effects is null)
            return null;
        machine.Effects.Write(_tokens, effects);
        var digest = _tokens.ToDigest().Half;
        if (!effects.IsEmpty && recorded.Effects == digest)
        {
            _chain.Add(digest);
            return null;
        }

        using var line = JsonDocument.Parse(recorded.Source.Memory);
        using var actual = JsonDocument.Parse(Brief(effects));
        JsonElement? expected = line.RootElement.TryGetProperty(LineNames.Effects.Utf8, out var brief) ? brief
            : recorded.Effects is null ? JsonDocument.Parse("[]").RootElement
            : null;
        return new(
            session,
            recorded.Number,
            recorded.Line,
            "its effects differ",
            Text(sink => machine.Event.Write(sink, recorded.Event)),
            expected?.GetRawText() ?? $"effects with the digest {recorded.Effects?.ToHalfText()}",
            actual.RootElement.GetRawText(),
            ValueList.From(expected is null ? [] : Differences.Between(expected, actual.RootElement)));
    }

    private Verdict.Diverged? Check(long session, TState state, RecordedCheck check)
    {
        var at = _irregular != 0 ? _irregular : check.Number;
        var effects = _chain.Close();
        if (effects != check.Effects)
        {
            return new(
                session, at, check.Line, "the effects up to here are not the same, or not in the same order: an event is missing, or one too many is there, or their order is another",
                "", check.Effects.ToString(), effects.ToString(), default);
        }

        var digest = DigestOf(state);
        if (digest != check.State)
            return new(session, at, check.Line, "the state after it differs", "", check.State.ToString(), digest.ToString(), default);
        _irregular = 0;
        _disorder.Clear();
        return null;
    }

    private byte[] Brief(Effects<TEffect> effects)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            var sink = new BriefSink(json);
            sink.Begin(_tokens.Frames);
            machine.Effects.Write(sink, effects);
        }

        return output.WrittenSpan.ToArray();
    }

    private static string Text(Action<Sink> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
            write(new JsonSink(json));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
