using System;
using System.Text;
using System.Text.Json;
using Stomp.Pure.Frames;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>A value as JSON without what is hidden: read back it is the value that is written down.</summary>
internal sealed class MaskingSink(Utf8JsonWriter json, Masking masking, SecretTexts secrets) : JsonSink(json)
{
    /// <summary>Octets of a body that stay.</summary>
    public int Kept { get; set; }

    public override bool HidesHeaders => true;

    public override void Text(string text) => base.Text(secrets.IsIn(text) ? secrets.Hide(text) : text);

    public override void TextOf(ReadOnlySpan<byte> utf8)
    {
        if (secrets.IsIn(utf8))
            Text(Encoding.UTF8.GetString(utf8));
        else
            base.TextOf(utf8);
    }

    public override void HeaderValue(Header header)
    {
        if (masking.Hides(header.Name))
            base.Text(new((char)Masking.Filler, Encoding.UTF8.GetByteCount(header.Value)));
        else
            Text(header.Value);
    }

    public override void Octets(ReadOnlySpan<byte> octets)
    {
        var hidden = octets.ToArray();
        secrets.Hide(hidden);
        base.Octets(hidden);
    }

    public override void Body(Payload body)
    {
        var hidden = body.ToArray();
        secrets.Hide(hidden);
        hidden.AsSpan(Math.Min(Kept, hidden.Length)).Fill(Masking.Filler);
        base.Octets(hidden);
    }

    public override void Held(DecoderState.InHeaders state)
    {
        var hidden = state.Octets.Span.ToArray();
        secrets.Hide(hidden);
        new FrameScanner(masking).Mask(hidden);
        base.Octets(hidden);
    }

    public override void Held(DecoderState.InBody state)
    {
        var hidden = FrameScanner.MaskHeld(masking, state);
        secrets.Hide(hidden);
        base.Octets(hidden);
    }
}
