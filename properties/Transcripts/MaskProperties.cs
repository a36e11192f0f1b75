using System;
using System.Linq;
using FsCheck.Xunit;
using Stomp.Properties.Frames;
using Stomp.Properties.Generators;
using Stomp.Pure.Frames;
using Stomp.Pure.Transcripts.Masks;
using Xunit;

namespace Stomp.Properties.Transcripts;

/// <summary>What is hidden in octets is hidden one for one, however they are cut, and the decoder reads the same frames with it.</summary>
[Trait("Row", "M48")]
[Properties(Arbitrary = [typeof(WireStreams)], MaxTest = Cases.Some, QuietOnSuccess = true)]
public sealed class MaskProperties
{
    private const int Kept = 3;

    private static readonly Masking Everything = new() { Bodies = BodyMask.Truncate, BodyOctets = Kept, MasksHeader = _ => true };

    private static readonly string[] Read = [.. Enumerable.Where(
        ["ack", "content-length", "destination", "message-id", "receipt-id", "subscription", "version", "heart-beat", "server", "session", "id", "receipt", "transaction", "host", "accept-version", "message"],
        name => !Everything.Hides(name))];

    [Property]
    public bool The_cuts_make_no_difference(WireStream stream)
    {
        var whole = Masked(stream.Octets, []);
        return whole.SequenceEqual(Masked(stream.Octets, stream.Splits)) && whole.SequenceEqual(Masked(stream.Octets, [.. Stroll.EachOctet(stream.Octets.Length)]));
    }

    [Property]
    public bool The_same_frames_are_read_without_what_is_hidden(WireStream stream)
    {
        var before = Stroll.Through(stream.Octets, [], stream.Rules);
        var after = Stroll.Through(Masked(stream.Octets, stream.Splits), [], stream.Rules);
        return after.Fault is null && after.Eols == before.Eols && before.Frames.Count == after.Frames.Count
            && before.Frames.Zip(after.Frames).All(pair => IsMasked(pair.Item1, pair.Item2));
    }

    [Property]
    public bool A_body_can_be_hidden_by_what_its_headers_say(WireStream stream)
    {
        var masking = new Masking { MasksBody = headers => headers.Count % 2 == 0 };
        var before = Stroll.Through(stream.Octets, [], stream.Rules);
        var after = Stroll.Through(Masked(stream.Octets, stream.Splits, masking), [], stream.Rules);
        return before.Frames.Count == after.Frames.Count && before.Frames.Zip(after.Frames).All(pair =>
            pair.Item1.Headers.Equals(pair.Item2.Headers)
            && (pair.Item1.Headers.Count % 2 == 0 ? IsFiller(pair.Item2, 0) : pair.Item1.Body.Equals(pair.Item2.Body)));
    }

    private static bool IsMasked(Frame before, Frame after) =>
        before.Command == after.Command
        && before.Headers.Count == after.Headers.Count
        && before.Headers.Zip(after.Headers).All(pair => pair.Item1.Name == pair.Item2.Name
            && (Read.Contains(pair.Item1.Name) ? pair.Item1.Value == pair.Item2.Value : pair.Item2.Value.All(unit => unit is 'x' or '\r')))
        && before.Body.Length == after.Body.Length
        && before.Body.Span[..Math.Min(Kept, before.Body.Length)].SequenceEqual(after.Body.Span[..Math.Min(Kept, before.Body.Length)])
        && IsFiller(after, Kept);

    private static bool IsFiller(Frame frame, int from) => frame.Body.Length <= from || frame.Body.Span[from..].IndexOfAnyExcept((byte)'x') < 0;

    private static byte[] Masked(byte[] octets, int[] splits, Masking? masking = null)
    {
        var masked = (byte[])octets.Clone();
        var scanner = new FrameScanner(masking ?? Everything);
        var at = 0;
        foreach (var split in splits.Append(octets.Length))
        {
            scanner.Mask(masked.AsSpan(at..split));
            at = split;
        }

        return masked;
    }
}
