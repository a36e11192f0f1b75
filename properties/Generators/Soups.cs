using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Properties.Generators;

/// <summary>Octet soup: valid streams with edits, cuts and splices, and now and then noise.</summary>
public static class Soups
{
    private static readonly byte[] Interesting = [0, 0, (byte)'\n', (byte)'\n', (byte)'\r', (byte)':', (byte)'\\', (byte)' ', (byte)'9', (byte)'x', 0x80, 0xC3, 0xED, 0xF4, 0xFF];

    private static readonly Gen<FrameLimits> Limits = Gen.Frequency(
        (3, Gen.Constant(FrameLimits.Default)),
        (1, from line in Gen.Choose(5, 80)
            from headers in Gen.Choose(0, 8)
            from body in Gen.Choose(0, 100)
            from section in Gen.Choose(10, 300)
            select new FrameLimits { MaxLine = line, MaxHeaders = headers, MaxBody = body, MaxHeaderSection = section }));

    private static readonly Gen<Leniency> Leniencies = Gen.Frequency(
        (3, Gen.Constant(Leniency.None)),
        (1, Gen.Choose(0, 7).Select(flags => (Leniency)flags)));

    private static readonly Gen<Func<byte[], byte[]>> Edits = Gen.Frequency(
        (3, from place in Place from octet in Gen.Elements(Interesting) select Edit((octets, at) => [.. octets[..at], octet, .. octets[at..]], place)),
        (3, from place in Place from octet in Gen.Elements(Interesting) select Edit((octets, at) => [.. octets[..at], octet, .. octets[Math.Min(at + 1, octets.Length)..]], place)),
        (2, from place in Place from length in Gen.Choose(1, 6) select Edit((octets, at) => [.. octets[..at], .. octets[Math.Min(at + length, octets.Length)..]], place)),
        (1, from place in Place from length in Gen.Choose(1, 40) select Edit((octets, at) => [.. octets[..Math.Min(at + length, octets.Length)], .. octets[at..]], place)),
        (1, from place in Place select Edit((octets, at) => octets[..at], place)),
        (1, from place in Place
            from begin in Place
            from other in WireStreams.All
            select Edit((octets, at) => [.. octets[..at], .. other.Octets[(begin % other.Octets.Length)..]], place)));

    public static Gen<Soup> All { get; } = Gen.Frequency((9, FromStreams()), (1, FromNoise()));

    private static Gen<int> Place => Gen.Choose(0, int.MaxValue);

    /// <summary>For FsCheck.</summary>
    public static Arbitrary<Soup> Arbitrary() => Arb.From(All, Shrink);

    public static IEnumerable<Soup> Shrink(Soup soup)
    {
        foreach (var octets in Octets.Cut(soup.Octets.ToArray()))
            yield return soup with { Octets = Payload.Wrap(octets) };
        var cuts = soup.Cuts.ToArray();
        for (var i = 0; i < cuts.Length; i++)
            yield return soup with { Cuts = [.. cuts[..i], .. cuts[(i + 1)..]] };
        if (soup.Rules.Leniency != Leniency.None)
            yield return soup with { Rules = soup.Rules with { Leniency = Leniency.None } };
        if (soup.Rules.Limits != FrameLimits.Default)
            yield return soup with { Rules = soup.Rules with { Limits = FrameLimits.Default } };
    }

    private static Gen<Soup> FromStreams() =>
        from stream in WireStreams.All
        from limits in Limits
        from leniency in Leniencies
        from count in Gen.Choose(0, 4)
        from edits in Edits.ListOf(count)
        from cuts in Place.ArrayOf(8)
        select new Soup(
            stream.Rules with { Limits = limits, Leniency = leniency },
            Payload.Wrap(edits.Aggregate(stream.Octets, (octets, edit) => edit(octets))),
            cuts);

    private static Gen<Soup> FromNoise() =>
        from stream in WireStreams.All
        from octets in Gen.Frequency((1, Gen.Elements(Interesting)), (1, Gen.Choose(0, 255).Select(octet => (byte)octet))).ArrayOf()
        from cuts in Place.ArrayOf(4)
        select new Soup(stream.Rules, Payload.Wrap(octets), cuts);

    private static Func<byte[], byte[]> Edit(Func<byte[], int, byte[]> change, int place) => octets => change(octets, place % (octets.Length + 1));
}
