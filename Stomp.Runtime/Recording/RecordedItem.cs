using System;
using System.Buffers;
using Stomp.Pure.Transcripts;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Recording;

/// <summary>Something that waits to be written down.</summary>
internal abstract class RecordedItem
{
    /// <summary>What it counts against the bound of the queue.</summary>
    public long Cost { get; set; }

    /// <summary>Whether it is worth a file: else it goes into the one at hand, if there is one.</summary>
    public virtual bool BeginsFile => false;

    public abstract void Write(Recorder recorder);
}

/// <summary>A session, as the one who writes files sees it.</summary>
internal interface IRecordedSession
{
    /// <summary>Its last line in a file.</summary>
    void End(IBufferWriter<byte> output, SessionEnding ending);

    /// <summary>Its last line in a file that holds only what was flushed.</summary>
    void EndBroken(IBufferWriter<byte> output, string reason);

    /// <summary>What was written so far is in the file.</summary>
    void Flushed();
}

/// <summary>A text that must not be written down from here on.</summary>
internal sealed class RecordedSecret(string text) : RecordedItem
{
    public override void Write(Recorder recorder) => recorder.Secrets.Add(text);
}

/// <summary>An event and what came of it.</summary>
internal sealed class RecordedStep<TConfig, TState, TEvent, TEffect>(
    SessionRecording<TConfig, TState, TEvent, TEffect> session, long number, long lost, TState before, TEvent @event, Transition<TState, TEffect> transition) : RecordedItem
    where TState : class
    where TEvent : class
    where TEffect : class
{
    public override bool BeginsFile => true;

    public override void Write(Recorder recorder) => session.Write(number, lost, before, @event, transition);
}

/// <summary>Something that is done with a session when its turn comes.</summary>
internal sealed class RecordedTurn(Action<Recorder> turn) : RecordedItem
{
    public override void Write(Recorder recorder) => turn(recorder);
}
