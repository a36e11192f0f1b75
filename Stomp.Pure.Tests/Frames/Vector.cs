using System.Collections.Generic;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Tests.Frames;

/// <summary>One case of <c>vectors.json</c>: octets and the frames they stand for, or why there are none.</summary>
public sealed record Vector
{
    public required string Id { get; init; }

    public required Dialect Dialect { get; init; }

    public required string Direction { get; init; }

    public required Side From { get; init; }

    /// <summary>Null where encoding is refused.</summary>
    public required byte[]? Octets { get; init; }

    public required IReadOnlyList<int> Splits { get; init; }

    /// <summary>Null stands for a frame whose command does not exist, so that it cannot even be made.</summary>
    public required IReadOnlyList<Frame?> Frames { get; init; }

    public required string? Error { get; init; }

    public required int Heartbeats { get; init; }

    public required FrameLimits Limits { get; init; }

    public required ContentLengthMode ContentLength { get; init; }

    public required IReadOnlyDictionary<string, string> Lookup { get; init; }

    public bool Decodes => Direction is "decode" or "roundtrip";

    public bool Encodes => Direction is "encode" or "roundtrip";

    public DecoderRules DecoderRules => new() { Dialect = Dialect, From = From, Limits = Limits };

    public EncoderRules EncoderRules => new() { Dialect = Dialect, From = From, ContentLength = ContentLength };
}
