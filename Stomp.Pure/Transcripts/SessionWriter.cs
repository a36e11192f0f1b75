using System;
using System.Buffers;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts.Masks;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>Makes those who write sessions down.</summary>
public static class SessionWriter
{
    /// <summary>Writes the life of a connection.</summary>
    /// <param name="heading">What the transcript says about the session.</param>
    /// <param name="config">How the connection is led.</param>
    /// <param name="masking">What is replaced; null for nothing.</param>
    /// <param name="secrets">Texts that must not be written down; null for none. They may be added to until the event in which one can occur.</param>
    public static SessionWriter<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect> OfConnection(
        SessionHeading heading, ConnectionConfig config, Masking? masking = null, SecretTexts? secrets = null) =>
        new(Machines.OfConnection, heading, config, masking ?? Masking.None, secrets ?? new());

    /// <summary>Writes the life of a pool.</summary>
    /// <param name="heading">What the transcript says about the session.</param>
    /// <param name="config">How the pool is led.</param>
    /// <param name="masking">What is replaced; null for nothing.</param>
    /// <param name="secrets">Texts that must not be written down; null for none. They may be added to until the event in which one can occur.</param>
    public static SessionWriter<PoolConfig, PoolState, PoolEvent, PoolEffect> OfPool(
        SessionHeading heading, PoolConfig config, Masking? masking = null, SecretTexts? secrets = null) =>
        new(Machines.OfPool, heading, config, masking ?? Masking.None, secrets ?? new());
}

/// <summary>
/// Writes one session into a transcript, line by line: <see cref="Begin"/> at the beginning of every file, <see cref="Add"/> for every event,
/// <see cref="End"/> at the end of every file. It belongs to one thread; what is lent in an event must not change while it is written.
/// </summary>
/// <typeparam name="TConfig">The machine's configuration.</typeparam>
/// <typeparam name="TState">The machine's state.</typeparam>
/// <typeparam name="TEvent">The machine's event.</typeparam>
/// <typeparam name="TEffect">The machine's effect.</typeparam>
public sealed class SessionWriter<TConfig, TState, TEvent, TEffect>
    where TState : class
    where TEvent : class
    where TEffect : class
{
    private readonly Machine<TConfig, TState, TEvent, TEffect> _machine;
    private readonly SessionHeading _heading;
    private readonly TConfig _config;
    private readonly int _version;
    private readonly Redactor<TConfig, TState, TEvent, TEffect> _redactor;
    private readonly List<Deed<TState, TEvent, TEffect>> _ready = [];
    private readonly TokenSink _tokens = new();
    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json;
    private readonly JsonSink _sink;
    private readonly BriefSink _brief;
    private EffectsChain _chain = new();
    private TState? _state;
    private long _sinceCheck;

    internal SessionWriter(Machine<TConfig, TState, TEvent, TEffect> machine, SessionHeading heading, TConfig config, Masking masking, SecretTexts secrets, int version = Transcript.CurrentVersion)
    {
        _redactor = new(machine, masking, secrets);
        (_machine, _heading, _config, _version) = (machine, heading, config, version);
        _json = new(_line, new JsonWriterOptions { SkipValidation = true });
        _sink = new(_json);
        _brief = new(_json);
    }

    /// <summary>The number of the last event.</summary>
    public long Number { get; private set; }

    /// <summary>Writes the first line of the session in a file: all that is needed to go on from there.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="state">Where the machine stands.</param>
    /// <param name="number">The number of the last event that led there; 0 at the very beginning.</param>
    public void Begin(IBufferWriter<byte> output, TState state, long number)
    {
        ArgumentNullException.ThrowIfNull(output);
        (Number, _chain, _sinceCheck, _state) = (number, new(), 0, _redactor.Begin(state));
        _json.WriteStartObject();
        _json.WriteNumber(LineNames.Transcript.Json, _version);
        WriteSession();
        _json.WriteString(LineNames.Machine.Json, _machine.Name);
        _json.WriteString(LineNames.Library.Json, _heading.Library);
        _sink.Name(LineNames.Seed);
        Basic.Bits.Write(_sink, _heading.Seed);
        _json.WriteString(LineNames.Started.Json, _heading.Started);
        _json.WriteNumber(LineNames.Number.Json, number);
        _sink.Name(LineNames.Config);
        _machine.Config.Write(_sink, _redactor.Hide(_config));
        _sink.Name(LineNames.State);
        _machine.State.Write(_sink, _state);
        Finish(output);
    }

    /// <summary>Writes an event and what came of it, and every 1,000 events the digest of the state.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="event">What happened.</param>
    /// <param name="transition">What came of it.</param>
    public void Add(IBufferWriter<byte> output, TEvent @event, Transition<TState, TEffect> transition)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (_redactor.IsIdle)
        {
            Write(output, @event, transition);
            return;
        }

        _redactor.Take(@event, transition, _ready);
        WriteReady(output);
    }

    private void WriteReady(IBufferWriter<byte> output)
    {
        foreach (var deed in _ready)
            Write(output, deed.Event, deed.Transition);
        _ready.Clear();
    }

    private void Write(IBufferWriter<byte> output, TEvent @event, Transition<TState, TEffect> transition)
    {
        Number++;
        _state = transition.State;
        _json.WriteStartObject();
        WriteSession();
        _json.WriteNumber(LineNames.Number.Json, Number);
        _json.WriteNumber(LineNames.At.Json, _machine.At(@event).Ticks);
        _sink.Name(LineNames.Event);
        _machine.Event.Write(_sink, @event);
        if (!transition.Effects.IsEmpty)
            WriteEffects(transition.Effects);
        Finish(output);
        if (++_sinceCheck == Transcript.CheckInterval)
            Check(output, transition.State);
    }

    /// <summary>Writes the last line of the session in a file.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="ending">How it ends here.</param>
    public void End(IBufferWriter<byte> output, SessionEnding ending)
    {
        ArgumentNullException.ThrowIfNull(output);
        _redactor.Release(_ready);
        WriteReady(output);
        if (_sinceCheck > 0)
            Check(output, _state!);
        Close(output, Number, ending);
    }

    /// <summary>Writes the last line of the session in a file of which less is left than was written.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="number">The number of the last event that is left.</param>
    /// <param name="ending">How it ends there.</param>
    public void EndBehind(IBufferWriter<byte> output, long number, SessionEnding ending)
    {
        ArgumentNullException.ThrowIfNull(output);
        Close(output, number, ending);
    }

    private void Close(IBufferWriter<byte> output, long number, SessionEnding ending)
    {
        if (ending is SessionEnding.Open)
            return;
        _json.WriteStartObject();
        WriteSession();
        _json.WriteNumber(LineNames.Number.Json, number);
        switch (ending)
        {
            case SessionEnding.Ended ended:
                _json.WriteString(LineNames.End.Json, ended.Text);
                break;
            case SessionEnding.Continued continued:
                _json.WriteString(LineNames.Next.Json, continued.Next);
                break;
            case SessionEnding.Gap gap:
                _json.WriteString(LineNames.Gap.Json, gap.Reason);
                _json.WriteNumber(LineNames.Lost.Json, gap.Lost);
                break;
        }

        Finish(output);
    }

    private void Check(IBufferWriter<byte> output, TState state)
    {
        _sinceCheck = 0;
        _tokens.Clear();
        _machine.State.Write(_tokens, state);
        _json.WriteStartObject();
        WriteSession();
        _json.WriteNumber(LineNames.Number.Json, Number);
        _json.WriteString(LineNames.State.Json, _tokens.ToDigest().ToString());
        _json.WriteString(LineNames.Effects.Json, _chain.Close().ToString());
        Finish(output);
    }

    private void WriteEffects(Effects<TEffect> effects)
    {
        _tokens.Clear();
        _machine.Effects.Write(_tokens, effects);
        var digest = _tokens.ToDigest();
        _chain.Add(digest);
        if (_version > 1)
        {
            _brief.Begin(_tokens.Frames);
            _brief.Name(LineNames.Effects);
            _machine.Effects.Write(_brief, effects);
        }

        _json.WriteString(LineNames.EffectsDigest.Json, digest.ToHalfText());
    }

    private void WriteSession()
    {
        if (_heading.Session != 1)
            _json.WriteNumber(LineNames.Session.Json, _heading.Session);
    }

    private void Finish(IBufferWriter<byte> output)
    {
        _json.WriteEndObject();
        _json.Flush();
        var room = output.GetSpan(_line.WrittenCount + 1);
        _line.WrittenSpan.CopyTo(room);
        room[_line.WrittenCount] = (byte)'\n';
        output.Advance(_line.WrittenCount + 1);
        _line.ResetWrittenCount();
        _json.Reset();
    }
}
