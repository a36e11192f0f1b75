using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Stomp.Properties.Generators;
using Stomp.Pure.Frames;
using Xunit;
using Xunit.Abstractions;

namespace Stomp.Properties.Frames;

/// <summary>What the generators really make: properties are worth as much as the cases that they see.</summary>
[Trait("Row", "M48")]
[Trait("Row", "N08")]
public sealed class GeneratorTests(ITestOutputHelper output)
{
    private const int Samples = 2000;
    private const int Size = 50;

    private static readonly Rnd Seed = new(20_261_123UL, 1UL);

    [Fact]
    public void Frames_hold_what_is_hard()
    {
        var frames = WireStreams.All.Sample(Samples, Seed, Size).SelectMany(stream => stream.Frames.Select(frame => (stream.Dialect, Wire: frame))).ToList();
        AtLeast(10, "escapes", frames, frame => frame.Wire.HasEscapes(frame.Dialect));
        AtLeast(10, "bodies with NUL", frames, frame => frame.Wire.HasNul);
        AtLeast(10, "repeated headers", frames, frame => frame.Wire.HasRepeats);
        AtLeast(10, "UTF-8 of several octets", frames, frame => frame.Wire.HasMultiOctet);
        AtLeast(10, "CR LF", frames, frame => frame.Wire.HasCrLf(frame.Dialect));
        foreach (var dialect in (Dialect[])[Dialect.Initial, Dialect.V10, Dialect.V11, Dialect.V12])
            AtLeast(5, $"dialect {dialect}", frames, frame => frame.Dialect == dialect);
        foreach (var command in Enum.GetValues<Command>())
            Assert.Contains(frames, frame => frame.Wire.Frame.Command == command);
    }

    [Fact]
    public void Splits_fall_where_it_hurts()
    {
        var splits = WireStreams.All.Sample(Samples, Seed, Size).SelectMany(stream =>
        {
            var inside = stream.Inside.ToHashSet();
            var octets = stream.Octets;
            return stream.Splits.Select(split => (Inside: inside.Contains(split), Before: octets[split - 1], After: octets[split]));
        }).ToList();
        AtLeast(10, "splits inside an escape, a UTF-8 sequence or a CR LF", splits, split => split.Inside);
        AtLeast(2, "inside an escape", splits, split => split.Inside && split.Before == '\\');
        AtLeast(2, "inside a CR LF", splits, split => split.Inside && split.Before == '\r');
        AtLeast(2, "inside a UTF-8 sequence", splits, split => split.Inside && split.After is >= 0x80 and < 0xC0);
    }

    [Fact]
    public void Soups_get_somewhere()
    {
        var reached = Soups.All.Sample(Samples, Seed, Size).Select(Reach.Of).ToList();
        AtLeast(20, "soups that reach a header", reached, reach => reach.Header);
        AtLeast(20, "soups that reach a body", reached, reach => reach.Body);
        AtLeast(20, "soups that reach a second frame", reached, reach => reach.Second);
        AtLeast(20, "soups with a fault", reached, reach => reach.Fault is not null);
        foreach (var kind in Enum.GetValues<FrameFaultKind>().Where(kind => kind != FrameFaultKind.InvalidHeader))
            Assert.Contains(reached, reach => reach.Fault == kind);
    }

    [Property(Arbitrary = [typeof(Utterances)], MaxTest = 200)]
    public bool Every_frame_can_be_said(Utterance said) => said.IsSayable;

    [Property(Arbitrary = [typeof(Utterances)], MaxTest = 100)]
    public bool Shrinking_a_frame_makes_it_simpler_and_keeps_it_sayable(Utterance said) =>
        Utterances.Shrink(said).Take(300).All(simpler => simpler.IsSayable && Weight(simpler.Frame) < Weight(said.Frame));

    [Property(Arbitrary = [typeof(WireStreams)], MaxTest = 100)]
    public bool Shrinking_a_stream_keeps_it_valid(WireStream stream) =>
        WireStreams.Shrink(stream).Take(100).All(simpler => Stroll.Through(simpler.Octets, simpler.Splits, simpler.Rules).Fault is null);

    [Property(Arbitrary = [typeof(Soups)], MaxTest = 100)]
    public bool Shrinking_a_soup_never_makes_it_longer(Soup soup) =>
        Soups.Shrink(soup).Take(300).All(simpler => simpler.Octets.Length <= soup.Octets.Length && simpler != soup);

    /// <summary>Letters that are not a count twice, so that replacing by them counts as simpler.</summary>
    private static int Weight(Frame frame) =>
        (2 * frame.Body.Length) + frame.Headers.ToArray().Sum(header => 1 + Weight(header.Name) + Weight(header.Value));

    private static int Weight(string text) => text.EnumerateRunes().Sum(rune => rune.Value == 'a' ? 1 : 2);

    private void AtLeast<T>(int percent, string what, IReadOnlyCollection<T> all, Func<T, bool> holds)
    {
        var share = 100.0 * all.Count(holds) / all.Count;
        output.WriteLine(FormattableString.Invariant($"{share:F1} % of {all.Count}: {what}"));
        Assert.True(share >= percent, FormattableString.Invariant($"{share:F1} %, wanted {percent} %: {what}"));
    }

    private sealed record Reach(bool Header, bool Body, bool Second, FrameFaultKind? Fault)
    {
        public static Reach Of(Soup soup)
        {
            var stroll = Stroll.Through(soup.Octets.Span, Stroll.EachOctet(soup.Octets.Length), soup.Rules);
            return new(
                stroll.States.Any(state => state is DecoderState.InHeaders { Scan.Count: > 0 }),
                stroll.States.Any(state => state is DecoderState.InBody { Length: > 0 }),
                stroll.States.SkipWhile(state => !IsInFrame(state)).SkipWhile(IsInFrame).SkipWhile(state => state is DecoderState.Failed).Any(IsInFrame),
                stroll.Fault?.Kind);
        }

        private static bool IsInFrame(DecoderState state) => state is DecoderState.InHeaders { Scan.Command: not null } or DecoderState.InBody;
    }
}
