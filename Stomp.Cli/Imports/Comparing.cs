using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Stomp.Cli.Viewing;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Imports;

/// <summary>A foreign client's frame and ours side by side: by octets, and where these differ by what they mean.</summary>
internal static class Comparing
{
    /// <summary>What <see cref="Again"/> says when nothing differs.</summary>
    public const string Identical = "octet for octet";

    private const string Hidden = "***";

    /// <summary>Compares what was sent with what our client writes in its place.</summary>
    /// <param name="sent">The frame that was really sent.</param>
    /// <param name="sentOctets">Its very octets.</param>
    /// <param name="ours">The frame that our client writes.</param>
    /// <param name="rules">How it writes it.</param>
    /// <param name="passcode">The passcode of the session, null when there is none.</param>
    public static Comparison Of(Frame sent, Payload sentOctets, Frame ours, EncoderRules rules, string? passcode)
    {
        var written = new ArrayBufferWriter<byte>();
        if (FrameEncoder.Encode(ours, rules, written, _ => passcode ?? "") is { } fault)
            return new(Likeness.Refused, $"our encoder refuses it: {fault}");
        var octets = written.WrittenSpan;
        if (octets.SequenceEqual(sentOctets.Span))
            return new(Likeness.SameOctets, "");
        // What was written is read again, so that what the encoder added and revealed counts as well.
        var mine = FrameDecoder.Step(DecoderState.Start(new() { Dialect = rules.Dialect, From = rules.From }), octets).Frame ?? ours;
        var findings = Findings(sent, mine).ToList();
        if (findings.Count > 0)
            return new(Likeness.Different, string.Join('\n', findings.Append(Place(sentOctets.Span, octets))));
        var why = Names(sent) == Names(mine)
            ? "the same headers and body, with other line ends or escapes"
            : $"the same headers in another order: sent {Names(sent)}; ours {Names(mine)}";
        return new(Likeness.SameFrame, $"{why}\n{Place(sentOctets.Span, octets)}");
    }

    /// <summary>Whether our encoder writes a frame that was read octet for octet as it was sent, in words.</summary>
    public static string Again(Frame frame, Payload octets, EncoderRules rules)
    {
        var written = new ArrayBufferWriter<byte>();
        if (FrameEncoder.Encode(frame, rules, written) is { } fault)
            return $"our encoder refuses it: {fault}";
        return written.WrittenSpan.SequenceEqual(octets.Span) ? Identical : Place(octets.Span, written.WrittenSpan);
    }

    private static IEnumerable<string> Findings(Frame sent, Frame mine)
    {
        if (sent.Command != mine.Command)
            yield return $"command: sent {sent.Command.ToText()}, ours {mine.Command.ToText()}";
        foreach (var name in sent.Headers.Concat(mine.Headers).Select(header => header.Name).Distinct())
        {
            var (theirs, ours) = (Values(sent, name), Values(mine, name));
            if (theirs != ours)
                yield return $"{name}: {(theirs is null ? "not sent" : $"sent {theirs}")}, {(ours is null ? "ours has none" : $"ours {ours}")}";
        }

        if (sent.Body != mine.Body)
            yield return string.Create(CultureInfo.InvariantCulture, $"body: sent {sent.Body.Length} octets, ours {mine.Body.Length}");
    }

    /// <summary>All values of a name, null when there is none. A passcode is compared in the sessions that know it, and never shown.</summary>
    private static string? Values(Frame frame, string name)
    {
        var values = frame.Headers.Where(header => header.Is(name)).Select(header => header.Is(HeaderNames.Passcode) ? Hidden : $"\"{header.Value}\"").ToList();
        return values.Count == 0 ? null : string.Join(", ", values);
    }

    private static string Names(Frame frame) => string.Join(", ", frame.Headers.Select(header => header.Name));

    private static string Place(ReadOnlySpan<byte> sent, ReadOnlySpan<byte> ours)
    {
        var at = sent.CommonPrefixLength(ours);
        return string.Create(CultureInfo.InvariantCulture, $"first difference at octet {at} of {sent.Length}; ours has {ours.Length}");
    }
}
