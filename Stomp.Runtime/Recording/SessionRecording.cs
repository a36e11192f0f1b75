using System;
using System.Buffers;
using System.Globalization;
using Stomp.Pure.Connections;
using Stomp.Pure.Pools;
using Stomp.Pure.Sessions;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Recording;

/// <summary>Makes recordings of sessions.</summary>
internal static class SessionRecording
{
    private static readonly string Library = typeof(SessionRecording).Assembly.GetName().Version?.ToString(3) ?? "";

    public static SessionRecording<ConnectionConfig, ConnectionState, ConnectionEvent, ConnectionEffect> OfConnection(Recorder recorder, ConnectionConfig config, ulong seed, DateTimeOffset now) =>
        new(recorder, SessionWriter.OfConnection(Heading(recorder, seed, now), config, recorder.Masking, recorder.Secrets));

    public static SessionRecording<PoolConfig, PoolState, PoolEvent, PoolEffect> OfPool(Recorder recorder, PoolConfig config, ulong seed, DateTimeOffset now) =>
        new(recorder, SessionWriter.OfPool(Heading(recorder, seed, now), config, recorder.Masking, recorder.Secrets));

    /// <summary>An event whose octets are its own: those of the loop are mostly lent and may be others when it is written down.</summary>
    public static ConnectionEvent Own(ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived received => received with { Octets = Payload.Copy(received.Octets.Span) },
        ConnectionEvent.Ordered { Order: SessionEvent.Send { Body.IsEmpty: false } send } ordered =>
            ordered with { Order = send with { Body = Payload.Copy(send.Body.Span) } },
        _ => @event,
    };

    /// <summary>Octets that an event holds.</summary>
    public static int OctetsOf(ConnectionEvent @event) => @event switch
    {
        ConnectionEvent.BytesReceived received => received.Octets.Length,
        ConnectionEvent.Ordered { Order: SessionEvent.Send send } => send.Body.Length,
        _ => 0,
    };

    // By the clock on the wall: it says when this was, and nothing is reckoned with it.
    private static SessionHeading Heading(Recorder recorder, ulong seed, DateTimeOffset now) => new(recorder.NextSession(), seed)
    {
        Library = Library,
        Started = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
    };
}

/// <summary>
/// The recording of one session. <see cref="Record"/> and <see cref="End(string)"/> belong to its loop, the rest to the one who writes.
/// </summary>
internal sealed class SessionRecording<TConfig, TState, TEvent, TEffect>(Recorder recorder, SessionWriter<TConfig, TState, TEvent, TEffect> writer) : IRecordedSession
    where TState : class
    where TEvent : class
    where TEffect : class
{
    // What an event, its effects and its place in the queue take beside their octets.
    private const long Overhead = 512;

    private int _generation;
    private long _flushed;
    private long _number;
    private long _lost;

    public Recorder Recorder => recorder;

    /// <summary>Takes what happened. When the queue is full it is lost, and so is everything until there is room again.</summary>
    public void Record(TState before, TEvent @event, Transition<TState, TEffect> transition, int octets)
    {
        _number++;
        if ((_lost == 0 || recorder.HasRoom)
            && recorder.TryPost(new RecordedStep<TConfig, TState, TEvent, TEffect>(this, _number, _lost, before, @event, transition), Overhead + (2L * octets)))
        {
            _lost = 0;
        }
        else
        {
            _lost++;
        }
    }

    /// <summary>The session is over.</summary>
    /// <param name="text">How, for people.</param>
    public void End(string text) => recorder.Post(new RecordedTurn(_ => Finish(text)), Overhead);

    public void Write(long number, long lost, TState before, TEvent @event, Transition<TState, TEffect> transition)
    {
        if (lost > 0 && _generation == recorder.Generation)
            recorder.Rotate(this, new SessionEnding.Gap("more came than could be written in time", lost));
        if (!recorder.IsOpen())
            return;
        if (_generation != recorder.Generation)
        {
            _generation = recorder.Generation;
            _flushed = number - 1;
            recorder.Enter(this);
            writer.Begin(recorder.Output, before, number - 1);
        }

        writer.Add(recorder.Output, @event, transition);
    }

    public void End(IBufferWriter<byte> output, SessionEnding ending) => writer.End(output, ending);

    public void EndBroken(IBufferWriter<byte> output, string reason) =>
        writer.EndBehind(output, _flushed, new SessionEnding.Gap(reason, writer.Number - _flushed));

    public void Flushed() => _flushed = writer.Number;

    private void Finish(string text)
    {
        if (!recorder.HasFile || _generation != recorder.Generation)
            return;
        writer.End(recorder.Output, new SessionEnding.Ended(text));
        recorder.Leave(this);
    }
}
