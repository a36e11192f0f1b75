using System;
using System.Text.Json;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The canonical form of a value as JSON: no blanks, parts in their order, octets in base64 beside a quotation for people.</summary>
internal class JsonSink(Utf8JsonWriter json) : Sink
{
    protected Utf8JsonWriter Json => json;

    public override void BeginRecord() => json.WriteStartObject();

    public override void EndRecord() => json.WriteEndObject();

    public override void BeginList(int count) => json.WriteStartArray();

    public override void EndList() => json.WriteEndArray();

    public override void Name(FieldName name) => json.WritePropertyName(name.Json);

    public override void Flag(bool value) => json.WriteBooleanValue(value);

    public override void Number(long value) => json.WriteNumberValue(value);

    public override void Text(string text)
    {
        if (Texts.IsWellFormed(text))
            json.WriteStringValue(text);
        else
            WriteUnits(text);
    }

    public override void TextOf(ReadOnlySpan<byte> utf8) => json.WriteStringValue(utf8);

    public override void Octets(ReadOnlySpan<byte> octets)
    {
        json.WriteStartObject();
        json.WritePropertyName(Basic.Base64.Json);
        json.WriteBase64StringValue(octets);
        json.WritePropertyName(Basic.Preview.Json);
        json.WriteStringValue(Preview.Of(octets));
        json.WriteEndObject();
    }

    public override void Frame(Frame frame) => FrameShapes.Frame.Write(this, frame);

    private void WriteUnits(string text)
    {
        var octets = new byte[text.Length * 2];
        for (var i = 0; i < text.Length; i++)
            (octets[2 * i], octets[(2 * i) + 1]) = ((byte)text[i], (byte)(text[i] >> 8));
        json.WriteStartObject();
        json.WritePropertyName(Basic.Utf16.Json);
        json.WriteBase64StringValue(octets);
        json.WriteEndObject();
    }
}
