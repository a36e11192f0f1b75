using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Properties.Generators;

/// <summary>Octets that once were a valid stream, and where they are cut.</summary>
public sealed record Soup(DecoderRules Rules, Payload Octets, IReadOnlyList<int> Cuts)
{
    public int[] Splits => [.. Cuts.Select(cut => cut % (Octets.Length + 1)).Where(split => split > 0 && split < Octets.Length).Distinct().Order()];

    public override string ToString() => $"{Rules.From} in {Rules.Dialect} cut at {string.Join(", ", Splits)}: {Preview.Of(Octets.Span, 400)}";
}
