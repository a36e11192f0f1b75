using System;
using System.Text;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Pure.Brokers;

/// <summary>Why a frame was refused: a fixed phrase that no version needs to escape, and the particulars.</summary>
internal sealed record Refusal(string Phrase, string Detail)
{
    /// <summary>Whether the ERROR lists the broker's versions (SV-1.2-05).</summary>
    public bool ListsVersions { get; init; }

    public static Refusal Missing(Frame frame, string header) =>
        new("required header missing", $"{frame.Command.ToText()} needs the header {header}.");

    public static Refusal OfFault(FrameFault fault) => new(
        fault.Kind switch
        {
            FrameFaultKind.UnknownCommand => "unknown command",
            FrameFaultKind.TooLarge => "frame too large",
            FrameFaultKind.BadHeaderLine or FrameFaultKind.BadEscape or FrameFaultKind.BadUtf8 or FrameFaultKind.BadContentLength
                or FrameFaultKind.BodyNotAllowed or FrameFaultKind.MissingNul or FrameFaultKind.Truncated
                or FrameFaultKind.InvalidHeader => "malformed frame",
        },
        fault.ToString());

    /// <summary>A text from the client, bounded and printable.</summary>
    public static string Quote(string text) =>
        Preview.Of(Encoding.UTF8.GetBytes(text, 0, Math.Min(text.Length, Preview.DefaultLength + 1)));
}
