using System;
using System.Text;

namespace Stomp.Runtime.Deliveries;

/// <summary>How text becomes octets and octets text: by the charset that a content type names, else by the encoding of the connection.</summary>
internal sealed class TextRules(Encoding encoding, TextPolicy policy)
{
    private readonly Encoding _replacing = encoding;
    private readonly Encoding _strict = Strict(encoding);

    /// <summary>The content type of a text for which the caller names none.</summary>
    public string ContentType { get; } = "text/plain;charset=" + encoding.WebName;

    /// <exception cref="NotSupportedException">The charset is unknown here.</exception>
    /// <exception cref="EncoderFallbackException">The policy is strict, and the charset has no octets for a character.</exception>
    public byte[] Encode(string text, string? contentType) => Of(contentType, policy).GetBytes(text);

    /// <exception cref="NotSupportedException">The charset is unknown here.</exception>
    /// <exception cref="DecoderFallbackException">The policy is strict, and the octets are ill-formed.</exception>
    public string Decode(ReadOnlySpan<byte> octets, string? contentType, TextPolicy? wanted) => Of(contentType, wanted ?? policy).GetString(octets);

    private Encoding Of(string? contentType, TextPolicy wanted) => Charset.Of(contentType) is { } named
        ? wanted == TextPolicy.Strict ? Strict(named) : named
        : wanted == TextPolicy.Strict ? _strict : _replacing;

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.EncoderFallback = EncoderFallback.ExceptionFallback;
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
