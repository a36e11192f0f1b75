using System;
using System.Text;
using System.Text.Json;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>A name of a part, ready for JSON and for digests.</summary>
internal sealed class FieldName(string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public string Text { get; } = text;

    public JsonEncodedText Json { get; } = JsonEncodedText.Encode(text);

    public ReadOnlySpan<byte> Utf8 => _utf8;
}
