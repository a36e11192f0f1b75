using System;
using System.Globalization;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>What was sent: the part of a SEND that consumers get to see.</summary>
internal sealed record Content
{
    // What a message costs beside its texts and its body.
    private const int Overhead = 256;

    private Content(string destination, Headers headers, Payload body)
    {
        Destination = destination;
        Headers = headers;
        Body = body;
        var size = Overhead + (2 * destination.Length) + body.Length;
        foreach (var header in headers)
        {
            size += 64 + (2 * (header.Name.Length + header.Value.Length));
            NeedsEscapes |= !IsPlain(header);
        }

        Size = size;
    }

    public string Destination { get; init; }

    /// <summary>The sender's own headers, in order, without those that belong to the broker (SV-1.2-16).</summary>
    public Headers Headers { get; }

    public Payload Body { get; }

    /// <summary>About how much memory it takes.</summary>
    public int Size { get; }

    /// <summary>Whether a header cannot be written in a version without escapes (A-XVER).</summary>
    public bool NeedsEscapes { get; }

    public static Content Of(string destination, Frame send)
    {
        var own = new Header[send.Headers.Count];
        var count = 0;
        foreach (var header in send.Headers)
        {
            if (!IsBrokers(header.Name))
                own[count++] = header;
        }

        return new(destination, Headers.Own(own.AsSpan(0, count).ToArray()), send.Body);
    }

    /// <summary>Whether a header can be written without escapes.</summary>
    public static bool IsPlain(Header header) =>
        !header.Value.Contains('\n') && header.Name.AsSpan().IndexOfAny(':', '\n') < 0;

    private static bool IsBrokers(string name) => name is HeaderNames.Destination or HeaderNames.Receipt or HeaderNames.Transaction
        or HeaderNames.ContentLength or HeaderNames.Subscription or HeaderNames.MessageId or HeaderNames.Ack or HeaderNames.Redelivered;
}

/// <summary>A message that the broker took over. Numbers rise in the order in which messages take effect, and so does the order of delivery.</summary>
internal sealed record Message(long Number, Content Content)
{
    private const char Prefix = 'm';

    /// <summary>The <c>message-id</c> header, unique within the broker (SV-1.2-51).</summary>
    public string Id { get; } = Prefix + Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The number behind a <c>message-id</c>, 0 when no broker would have written it like this.</summary>
    public static long NumberOf(string id) => id.StartsWith(Prefix) ? Digits.Read(id.AsSpan(1)) : 0;
}

/// <summary>A message that the broker answers for.</summary>
/// <param name="Message">Which.</param>
/// <param name="Redelivered">Whether somebody may have seen it before.</param>
/// <param name="Avoid">The subscription that refused it and gets it again only when there is no other; 0 for none.</param>
internal readonly record struct Held(Message Message, bool Redelivered, long Avoid)
{
    public int Size => Message.Content.Size;
}

/// <summary>Positive numbers exactly as the broker writes them.</summary>
internal static class Digits
{
    /// <summary>The number, 0 when the text is anything else.</summary>
    public static long Read(ReadOnlySpan<char> text) =>
        text.Length is > 0 and < 19 && text[0] is >= '1' and <= '9' && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
