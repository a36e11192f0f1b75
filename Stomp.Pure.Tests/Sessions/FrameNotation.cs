using System;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Tests.Sessions;

/// <summary>Frames on one line: <c>SEND{destination:/q; receipt:r1}'body'</c>.</summary>
internal static class FrameNotation
{
    public static Frame Parse(string text)
    {
        var open = text.IndexOf('{', StringComparison.Ordinal);
        var close = text.LastIndexOf('}');
        var command = CommandText.Parse(text[..open]) ?? throw new ArgumentException(text);
        var body = text[(close + 1)..];
        return new(command, Headers.From(text[(open + 1)..close].Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(Entry)), Payload.FromText(body.Length == 0 ? "" : body[1..^1]));
    }

    public static string Show(Frame frame) =>
        frame.Command.ToText() + "{" + string.Join("; ", frame.Headers) + "}" + (frame.Body.IsEmpty ? "" : $"'{frame.Body.ToText()}'");

    private static Header Entry(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(text[..colon], text[(colon + 1)..]);
    }
}
