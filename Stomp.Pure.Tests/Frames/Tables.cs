using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>What the table tests share: streams written as text, one character per octet, and what they must come to.</summary>
internal static class Tables
{
    public static Dialect DialectOf(string version) => version switch
    {
        "initial" => Dialect.Initial,
        "1.0" => Dialect.V10,
        "1.1" => Dialect.V11,
        "1.2" => Dialect.V12,
        _ => throw new ArgumentOutOfRangeException(nameof(version)),
    };

    public static DecoderRules Rules(string version, Side from = Side.Client, FrameLimits? limits = null, Leniency leniency = Leniency.None) =>
        new() { Dialect = DialectOf(version), From = from, Limits = limits ?? FrameLimits.Default, Leniency = leniency };

    /// <summary>Octets from text, one per character up to U+00FF.</summary>
    public static byte[] Octets(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>Octets from text in UTF-8.</summary>
    public static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Reads a stream whole, octet by octet and at random splits, and insists that all readings agree.</summary>
    public static Reading Read(byte[] octets, DecoderRules rules)
    {
        var whole = Reading.Of(octets, [], rules);
        Same(whole, Reading.Of(octets, Reading.EachOctet(octets.Length), rules));
        for (var seed = 0; seed < 10; seed++)
            Same(whole, Reading.Of(octets, Reading.RandomSplits(octets.Length, seed), rules));
        return whole;
    }

    /// <summary>The stream is refused with this, after this many frames.</summary>
    public static void Refuses(string expected, byte[] octets, DecoderRules rules, int frames = 0)
    {
        var reading = Read(octets, rules);
        Assert.Equal(expected, reading.Fault?.Name);
        Assert.Equal(frames, reading.Frames.Count);
        Assert.Equal(expected == "truncated", reading.FaultAtEnd);
    }

    /// <summary>The stream is one frame with these entries, written <c>name:value</c> with the first colon between them, and this body.</summary>
    public static Frame ReadsOne(byte[] octets, DecoderRules rules, IEnumerable<(string Name, string Value)> headers, byte[]? body = null)
    {
        var reading = Read(octets, rules);
        Assert.Null(reading.Fault);
        var frame = Assert.Single(reading.Frames);
        Assert.Equal(headers, frame.Headers.ToArray().Select(header => (header.Name, header.Value)));
        Assert.Equal(body ?? [], frame.Body.ToArray());
        return frame;
    }

    private static void Same(Reading expected, Reading actual)
    {
        Assert.Equal(expected.Fault, actual.Fault);
        Assert.Equal(expected.FaultAtEnd, actual.FaultAtEnd);
        Assert.Equal(expected.Eols, actual.Eols);
        Assert.Equal(expected.Frames, actual.Frames);
    }
}
