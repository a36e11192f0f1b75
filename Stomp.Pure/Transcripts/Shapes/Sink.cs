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

    /// <summary>Whether values of headers may be hidden, so that each is asked for by its name.</summary>
    public virtual bool HidesHeaders => false;

    /// <summary>The value of a header.</summary>
    public virtual void HeaderValue(Header header) => Text(header.Value);

    /// <summary>The octets of a frame whose headers are still arriving.</summary>
    public virtual void Held(DecoderState.InHeaders state) => Octets(state.Octets.Span);

    /// <summary>The octets of a frame whose body is still arriving: its headers, then the body so far.</summary>
    public virtual void Held(DecoderState.InBody state)
    {
        var octets = new byte[state.Octets.Length];
        state.Octets.CopyTo(octets);
        Octets(octets);
    }

    /// <summary>The body of a message that is to be sent: octets which the application chose.</summary>
    public virtual void Body(Payload body) => Octets(body.Span);
}
