using System;
using System.Buffers;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Stomp.Pure.Frames;
using Xunit;

namespace Stomp.Pure.Tests.Frames;

/// <summary>Every case of <c>vectors.json</c>, in both directions and cut in every way.</summary>
[Trait("Row", "M30")]
[Trait("Row", "M48")]
public sealed class VectorTests
{
    public static TheoryData<string> Decoded => [.. VectorFile.All.Values.Where(vector => vector.Decodes).Select(vector => vector.Id)];

    public static TheoryData<string> Encoded => [.. VectorFile.All.Values.Where(vector => vector.Encodes).Select(vector => vector.Id)];

    [Theory]
    [MemberData(nameof(Decoded))]
    public void Decodes_whole(string id) => Check(id, _ => []);

    [Theory]
    [MemberData(nameof(Decoded))]
    public void Decodes_octet_by_octet(string id) => Check(id, vector => Reading.EachOctet(vector.Octets!.Length));

    [Theory]
    [MemberData(nameof(Decoded))]
    public void Decodes_at_its_own_splits(string id) => Check(id, vector => vector.Splits);

    [Theory]
    [MemberData(nameof(Decoded))]
    [Trait("Spec", "C-1.0-31")]
    [Trait("Spec", "C-1.1-31")]
    [Trait("Spec", "C-1.2-31")]
    public void Decodes_at_random_splits(string id)
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            var dice = seed;
            Check(id, vector => Reading.RandomSplits(vector.Octets!.Length, dice));
        }
    }

    [Theory]
    [MemberData(nameof(Encoded))]
    public void Encodes(string id)
    {
        var vector = VectorFile.All[id];
        var buffer = new ArrayBufferWriter<byte>();
        string? error = null;
        foreach (var frame in vector.Frames)
        {
            var fault = frame is null ? null : FrameEncoder.Encode(frame, vector.EncoderRules, buffer);
            error ??= frame is null ? "unknown-command" : fault?.Name;
            if (frame is not null)
                Assert.Equal(fault, FrameEncoder.Check(frame, vector.EncoderRules));
        }

        // In a round trip heart-beats stand after the frames; else there are either frames or heart-beats.
        for (var i = 0; i < vector.Heartbeats; i++)
            FrameEncoder.EncodeHeartbeat(buffer);

        Assert.Equal(vector.Error, error);
        Assert.Equal(Show(vector.Octets ?? []), Show(buffer.WrittenSpan));
    }

    private static void Check(string id, Func<Vector, IEnumerable<int>> splits)
    {
        var vector = VectorFile.All[id];
        var reading = Reading.Of(vector.Octets, splits(vector), vector.DecoderRules);
        Assert.Equal(vector.Error, reading.Fault?.Name);
        Assert.Equal(vector.Error == "truncated", reading.FaultAtEnd);
        Assert.Equal(vector.Heartbeats, reading.Eols);
        Assert.Equal(vector.Frames, reading.Frames);
        foreach (var (expected, actual) in vector.Frames.Zip(reading.Frames))
            CheckEntries(expected!, actual);
        foreach (var (name, value) in vector.Lookup)
            CheckLookup(reading.Frames[^1].Headers, name, value);
    }

    /// <summary>Literally, and not by the equality that the frames bring along.</summary>
    private static void CheckEntries(Frame expected, Frame actual)
    {
        Assert.Equal(expected.Command, actual.Command);
        Assert.Equal(expected.Headers.Count, actual.Headers.Count);
        Assert.Equal(expected.Headers.ToArray().Select(entry => (entry.Name, entry.Value)), actual.Headers.ToArray().Select(entry => (entry.Name, entry.Value)));
        Assert.True(expected.Body.Span.SequenceEqual(actual.Body.Span));
        foreach (var entry in expected.Headers)
            CheckLookup(actual.Headers, entry.Name, expected.Headers.ToArray().First(first => first.Name == entry.Name).Value);
    }

    private static void CheckLookup(Headers headers, string name, string value)
    {
        Assert.Equal(value, headers[name]);
        Assert.True(headers.TryGetUtf8(Encoding.UTF8.GetBytes(name), out var found));
        Assert.Equal(value, found);
    }

    private static string Show(ReadOnlySpan<byte> octets) => Encoding.Latin1.GetString(octets);
}
