using System;
using System.Buffers;
using System.Linq;
using System.Text;
using FsCheck.Xunit;
using Stomp.Properties.Generators;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;
using Xunit;

namespace Stomp.Properties.Frames;

[Trait("Row", "M48")]
[Trait("Row", "N08")]
[Properties(Arbitrary = [typeof(Utterances), typeof(WireStreams), typeof(Soups)], MaxTest = Cases.Many, QuietOnSuccess = true)]
public sealed class FrameProperties
{
    private static readonly Dialect[] Agreed = [Dialect.V10, Dialect.V11, Dialect.V12];

    [Property]
    public bool What_was_encoded_decodes_to_the_same_frame(Utterance said)
    {
        var heard = Stroll.Through(Encode(said), [], said.DecoderRules);
        return heard.Fault is null && heard.Eols == 0 && Stroll.SequenceEquals(heard.Frames, [said.Received]);
    }

    [Property]
    public bool What_was_decoded_encodes_to_the_same_frame_again(WireStream stream)
    {
        foreach (var frame in Stroll.Through(stream.Octets, stream.Splits, stream.Rules).Frames)
        {
            var said = new Utterance(stream.Dialect, stream.From, frame);
            if (!Stroll.SequenceEquals(Stroll.Through(Encode(said), [], said.DecoderRules).Frames, [said.Received]))
                return false;
        }

        return true;
    }

    [Property]
    public bool Received_headers_are_written_as_built_ones_are(WireStream stream, Soup soup, bool sameRules, byte cut)
    {
        var read = Stroll.Through(stream.Octets, stream.Splits, stream.Rules).Frames.Select(frame => (frame, stream.Rules))
            .Concat(Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules).Frames.Select(frame => (frame, soup.Rules)));
        return read.All(one =>
        {
            var rules = new EncoderRules { Dialect = sameRules ? one.Rules.Dialect : Agreed[cut % Agreed.Length], From = one.Rules.From, ContentLength = (ContentLengthMode)(cut & 1) };
            var frames = (Frame[])[one.frame, one.frame.WithBody(Payload.Wrap(one.frame.Body.ToArray().AsMemory(Math.Min(cut % 3, one.frame.Body.Length))))];
            return frames.All(frame => Written(frame, rules) == Written(frame.WithHeaders(Headers.From(frame.Headers)), rules));
        });
    }

    [Property]
    public bool A_stream_brings_its_frames_and_EOLs_however_it_is_cut(WireStream stream)
    {
        var expected = stream.Frames.Select(frame => frame.Frame).ToList();
        var readings = (Stroll[])
        [
            Stroll.Through(stream.Octets, [], stream.Rules),
            Stroll.Through(stream.Octets, stream.Splits, stream.Rules),
            Stroll.Through(stream.Octets, Stroll.EachOctet(stream.Octets.Length), stream.Rules),
        ];
        return readings.All(reading => reading.Fault is null && reading.Eols == stream.Eols && Stroll.SequenceEquals(reading.Frames, expected));
    }

    [Property]
    public bool What_is_read_to_where_it_belongs_is_read_as_elsewhere(WireStream stream, Soup soup) =>
        Stroll.Reading(stream.Octets, stream.Splits, stream.Rules).Agrees(Stroll.Through(stream.Octets, stream.Splits, stream.Rules))
        && Stroll.Reading(stream.Octets, Stroll.EachOctet(stream.Octets.Length), stream.Rules).Agrees(Stroll.Through(stream.Octets, [], stream.Rules))
        && Stroll.Reading(soup.Octets.Span, soup.Splits, soup.Rules).Agrees(Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules));

    [Property]
    public bool What_is_given_away_is_read_as_what_is_lent(WireStream stream, Soup soup)
    {
        var given = Stroll.Through(stream.Octets, stream.Splits, stream.Rules, gives: true);
        return given.Agrees(Stroll.Through(stream.Octets, stream.Splits, stream.Rules))
            && Stroll.Through(stream.Octets, [], stream.Rules, gives: true).Agrees(Stroll.Through(stream.Octets, [], stream.Rules))
            && Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules, gives: true).Agrees(Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules))
            // and what is made of such a frame is as good as it
            && given.Frames.All(frame => frame.WithBody(default).WithBody(frame.Body).Equals(frame));
    }

    [Property]
    public bool Look_ups_find_the_first_entry_in_text_and_in_octets(WireStream stream)
    {
        foreach (var frame in Stroll.Through(stream.Octets, stream.Splits, stream.Rules).Frames)
        {
            foreach (var entry in frame.Headers)
            {
                var first = frame.Headers.ToArray().First(header => header.Is(entry.Name)).Value;
                if (frame.Headers[entry.Name] != first
                    || !frame.Headers.TryGetUtf8(Encoding.UTF8.GetBytes(entry.Name), out var found) || found != first
                    || Headers.From(frame.Headers)[entry.Name] != first)
                {
                    return false;
                }
            }
        }

        return true;
    }

    [Property]
    public bool Whatever_gets_through_is_what_the_specification_would_write(Soup soup)
    {
        var rules = soup.Rules with { Leniency = Leniency.None };
        return rules.Dialect == Dialect.Initial
            || Stroll.Through(soup.Octets.Span, soup.Splits, rules).Frames.All(frame => frame.Headers.IsEmpty || IsCanonical(frame, rules.Dialect));
    }

    [Property]
    public bool A_soup_reads_the_same_however_it_is_cut(Soup soup)
    {
        var whole = Stroll.Through(soup.Octets.Span, [], soup.Rules);
        return whole.Agrees(Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules))
            && whole.Agrees(Stroll.Through(soup.Octets.Span, Stroll.EachOctet(soup.Octets.Length), soup.Rules));
    }

    [Property]
    public bool A_soup_ends_in_frames_or_one_fault_and_takes_little_memory(Soup soup)
    {
        // The stroll itself insists that nothing follows a fault; what is thrown fails the property.
        var octets = soup.Octets.ToArray();
        var rules = soup.Rules;
        var walked = Stroll.Through(octets, soup.Splits, rules);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var state = DecoderState.Start(rules);
        for (var at = 0; at < octets.Length;)
        {
            var step = FrameDecoder.Step(state, octets.AsSpan(at));
            (state, at) = (step.State, at + step.Consumed);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return allocated <= (8L * octets.Length) + 16_384
            && walked.States.All(held => IsWithin(held, rules.Limits))
            && (walked.Last is DecoderState.Failed) == (FrameDecoder.End(walked.Last).Fault is null && walked.Fault is not null);
    }

    [Property]
    public bool Reading_costs_a_constant_per_octet(Soup soup) =>
        Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules).Touched <= (5L * soup.Octets.Length) + 64;

    [Property]
    public bool A_step_keeps_nothing_of_what_it_was_lent(Soup soup)
    {
        var kept = Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules);
        var wiped = Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules, wipes: true);
        return kept.Fault == wiped.Fault && Stroll.SequenceEquals(kept.Frames, wiped.Frames) && Stroll.SequenceEquals(kept.States, wiped.States);
    }

    [Property]
    public bool An_old_state_can_be_stepped_again_and_nobody_notices(Soup soup)
    {
        var alone = Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules);
        var forked = Stroll.Through(soup.Octets.Span, soup.Splits, soup.Rules, before: (state, chunk) =>
        {
            Array.Reverse(chunk);
            _ = FrameDecoder.Step(state, chunk);
            _ = FrameDecoder.Step(state, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"u8);
        });
        var later = alone.States.ToArray();
        foreach (var state in alone.States)
            _ = FrameDecoder.Step(state, "zzzzzzzz\n\n\0"u8);
        return alone.Fault == forked.Fault
            && Stroll.SequenceEquals(alone.Frames, forked.Frames)
            && Stroll.SequenceEquals(alone.States, forked.States)
            && Stroll.SequenceEquals(later, forked.States);
    }

    [Property]
    public bool Dialects_agree_about_what_they_all_can_express(Utterance said)
    {
        var able = Agreed.Select(dialect => said with { Dialect = dialect }).Where(other => other.IsSayable).ToList();
        if (!able.All(other => Stroll.SequenceEquals(Stroll.Through(Encode(other), [], other.DecoderRules).Frames, [said.Received])))
            return false;

        // Where nothing needs an escape, each reads what the other wrote.
        var plain = !said.Frame.Headers.ToArray().Any(header => (header.Name + header.Value).AsSpan().ContainsAny(":\\\r\n"));
        return !plain || able.All(writer => able.All(reader =>
            Stroll.SequenceEquals(Stroll.Through(Encode(writer), [], reader.DecoderRules).Frames, [said.Received])));
    }

    [Property]
    public bool What_is_refused_leaves_the_output_alone(Utterance said)
    {
        foreach (var dialect in Agreed)
        {
            var output = new ArrayBufferWriter<byte>();
            var rules = said.EncoderRules with { Dialect = dialect, ContentLength = ContentLengthMode.AsGiven };
            var fault = FrameEncoder.Encode(said.Frame, rules, output);
            if (fault != FrameEncoder.Check(said.Frame, rules) || (fault is null) != (output.WrittenCount > 0))
                return false;
        }

        return true;
    }

    /// <summary>Whether the header block, with plain line ends and no raw colon in a value, is what its entries look like when they are written.</summary>
    private static bool IsCanonical(Frame frame, Dialect dialect)
    {
        var escapes = dialect.EscapesOf(frame.Command);
        var came = Encoding.Latin1.GetString(frame.Headers.Block);
        var lines = came[..^1].Split('\n').Select(line => dialect.CrLf && line.EndsWith('\r') ? line[..^1] : line);
        return lines.Zip(frame.Headers.ToArray()).All(pair =>
        {
            var (name, value) = (pair.Item1.Split(':')[0], pair.Item1[(pair.Item1.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            var wire = new Wire();
            wire.Text(pair.Item2.Name, escapes);
            wire.Plain("=");
            wire.Text(pair.Item2.Value, escapes);
            return Encoding.Latin1.GetString(wire.ToArray()) == name + "=" + Canonical(value, escapes, dialect.TrimsValues);
        });
    }

    private static string Canonical(string value, EscapeRule escapes, bool trims) =>
        escapes != EscapeRule.None ? value.Replace(":", "\\c", StringComparison.Ordinal) : trims ? value.Trim(' ') : value;

    private static string Written(Frame frame, EncoderRules rules)
    {
        var output = new ArrayBufferWriter<byte>();
        var fault = FrameEncoder.Encode(frame, rules, output);
        return Encoding.Latin1.GetString(output.WrittenSpan) + fault;
    }

    private static byte[] Encode(Utterance said)
    {
        var output = new ArrayBufferWriter<byte>();
        return FrameEncoder.Encode(said.Frame, said.EncoderRules, output) is { } fault
            ? throw new InvalidOperationException(fault.ToString())
            : output.WrittenSpan.ToArray();
    }

    private static bool IsWithin(DecoderState state, FrameLimits limits) => state switch
    {
        DecoderState.InHeaders headers => headers.Length <= limits.MaxHeaderSection,
        DecoderState.InBody body => body.Length <= limits.MaxBody,
        _ => true,
    };
}
