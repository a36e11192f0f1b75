using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Sessions;

/// <summary>An ERROR frame: what the broker said went wrong (CL-1.2-41).</summary>
/// <param name="Headers">All its headers.</param>
/// <param name="Body">Its body.</param>
public sealed record ServerError(Headers Headers, Payload Body)
{
    /// <summary>The <c>message</c> header, empty when there is none.</summary>
    public string Message => Headers[HeaderNames.Message] ?? "";

    /// <summary>The <c>receipt-id</c> header: the frame that it answers, null when it names none.</summary>
    public string? ReceiptId => Headers[HeaderNames.ReceiptId];

    /// <summary>The body read as UTF-8.</summary>
    public string Text => Body.ToText();

    /// <summary>Message and body.</summary>
    public override string ToString() => (Message, Body.IsEmpty) switch
    {
        ("", true) => "(an ERROR without text)",
        ("", false) => Text.Trim(),
        (var message, true) => message,
        var (message, _) => $"{message}: {Text.Trim()}",
    };
}
