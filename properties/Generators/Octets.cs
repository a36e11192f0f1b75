using System.Collections.Generic;

namespace Stomp.Properties.Generators;

/// <summary>Ways to make octets fewer.</summary>
public static class Octets
{
    /// <summary>Nothing, then without each half, quarter, … and, when there are few, without each single one.</summary>
    public static IEnumerable<byte[]> Cut(byte[] octets)
    {
        if (octets.Length == 0)
            yield break;
        yield return [];
        for (var part = octets.Length / 2; part > 0 && (part > 1 || octets.Length <= 64); part /= 2)
        {
            for (var at = 0; at < octets.Length; at += part)
                yield return [.. octets[..at], .. octets[System.Math.Min(at + part, octets.Length)..]];
        }
    }
}
