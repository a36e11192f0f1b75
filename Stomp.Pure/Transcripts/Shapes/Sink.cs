using System;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>Where a value goes, part by part: into JSON, or into what a digest is made of.</summary>
internal abstract class Sink
{
    public abstract void BeginRecord();

    public abstract void EndRecord();

    public abstract void BeginList(int count);

    public abstract void EndList();

    /// <summary>The name of the part of a record that follows.</summary>
    public abstract void Name(FieldName name);

    public abstract void Flag(bool value);

    public abstract void Number(long value);

    public abstract void Text(string text);

    /// <summary>A text that is known to be well-formed UTF-8.</summary>
    public abstract void TextOf(ReadOnlySpan<byte> utf8);

    public abstract void Octets(ReadOnlySpan<byte> octets);

    public abstract void Frame(Frame frame);

    /// <summary>The body of a message that is to be sent: octets which the application chose.</summary>
    public virtual void Body(Payload body) => Octets(body.Span);
}
