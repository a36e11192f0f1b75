using System;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts;

/// <summary>Reads the lines of one session.</summary>
internal abstract class SessionReader
{
    private readonly List<RecordedCheck> _checks = [];

    protected SessionReader(long session, int version, JsonElement json)
    {
        Version = version;
        Heading = new(session, Basic.Bits.Read(Json.Part(json, LineNames.Seed)))
        {
            Library = json.TryGetProperty(LineNames.Library.Utf8, out var library) ? Json.String(library) : "",
            Started = json.TryGetProperty(LineNames.Started.Utf8, out var started) ? Json.String(started) : "",
        };
        Before = Json.Number(Json.Part(json, LineNames.Number));
    }

    protected SessionHeading Heading { get; }

    protected int Version { get; }

    protected long Before { get; }

    protected SessionEnding Ending { get; private set; } = SessionEnding.Open.Instance;

    protected ValueList<RecordedCheck> Checks => ValueList.From(_checks);

    public static SessionReader OfConnection(long session, int version, JsonElement json) =>
        new Of<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect>(Machines.OfConnection, session, version, json);

    public static SessionReader OfPool(long session, int version, JsonElement json) =>
        new Of<PoolConfig, PoolState, PoolEvent, PoolEffect>(Machines.OfPool, session, version, json);

    public void Read(long line, ReadOnlyMemory<byte> text, JsonElement json)
    {
        if (Ending is not SessionEnding.Open)
            throw new UnreadableException(FormattableString.Invariant($"session {Heading.Session} goes on behind its end"));
        var number = Json.Number(Json.Part(json, LineNames.Number));
        if (json.TryGetProperty(LineNames.Event.Utf8, out var @event))
            ReadEvent(number, line, text, json, @event);
        else if (json.TryGetProperty(LineNames.State.Utf8, out var state))
            _checks.Add(new(number, line, ReadDigest(state), ReadDigest(Json.Part(json, LineNames.Effects))));
        else
            Ending = ReadEnding(json);
    }

    public abstract void Finish(List<RecordedConnection> connections, List<RecordedPool> pools, List<string> notes);

    protected abstract void ReadEvent(long number, long line, ReadOnlyMemory<byte> text, JsonElement json, JsonElement @event);

    protected static Digest ReadDigest(JsonElement json) =>
        Digest.Parse(Json.String(json)) ?? throw new UnreadableException($"{json} is not a digest");

    protected void Note(List<string> notes, long events)
    {
        var session = FormattableString.Invariant($"session {Heading.Session}");
        switch (Ending)
        {
            case SessionEnding.Open:
                notes.Add(FormattableString.Invariant($"{session} has no end behind its {events} events: it was still going on, or whoever wrote it was stopped"));
                break;
            case SessionEnding.Gap gap:
                notes.Add(FormattableString.Invariant($"{session}: {gap.Lost} events are missing behind this file: {gap.Reason}"));
                break;
            case SessionEnding.Continued continued:
                notes.Add($"{session} goes on in {continued.Next}");
                break;
        }
    }

    private static SessionEnding ReadEnding(JsonElement json) =>
        json.TryGetProperty(LineNames.End.Utf8, out var end) ? new SessionEnding.Ended(Json.String(end))
        : json.TryGetProperty(LineNames.Next.Utf8, out var next) ? new SessionEnding.Continued(Json.String(next))
        : json.TryGetProperty(LineNames.Gap.Utf8, out var gap) ? new SessionEnding.Gap(Json.String(gap), Json.Number(Json.Part(json, LineNames.Lost)))
        : throw new UnreadableException("the line says nothing that is known");

    private sealed class Of<TConfig, TState, TEvent, TEffect>(Machine<TConfig, TState, TEvent, TEffect> machine, long session, int version, JsonElement json)
        : SessionReader(session, version, json)
        where TState : class
        where TEvent : class
        where TEffect : class
    {
        private readonly List<RecordedEvent<TEvent>> _events = [];
        private readonly TConfig _config = machine.Config.Read(Json.Part(json, LineNames.Config));
        private readonly TState _initial = machine.State.Read(Json.Part(json, LineNames.State));

        public override void Finish(List<RecordedConnection> connections, List<RecordedPool> pools, List<string> notes)
        {
            Note(notes, _events.Count);
            switch (this)
            {
                case Of<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect> it:
                    connections.Add(new(Heading, Version, it._config, it._initial, Before, ValueList.From(it._events), Checks, Ending));
                    break;
                case Of<PoolConfig, PoolState, PoolEvent, PoolEffect> it:
                    pools.Add(new(Heading, Version, it._config, it._initial, Before, ValueList.From(it._events), Checks, Ending));
                    break;
            }
        }

        protected override void ReadEvent(long number, long line, ReadOnlyMemory<byte> text, JsonElement json, JsonElement @event)
        {
            var at = new Instant(Json.Number(Json.Part(json, LineNames.At)));
            Digest? effects = json.TryGetProperty(LineNames.EffectsDigest.Utf8, out var digest) ? ReadDigest(digest).Half : null;
            _events.Add(new(number, line, machine.Stamp(machine.Event.Read(@event), at), effects, Payload.Wrap(text)));
        }
    }
}
