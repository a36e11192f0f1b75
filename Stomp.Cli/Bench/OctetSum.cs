using System;
using System.Numerics;

namespace Stomp.Cli.Bench;

/// <summary>The sum of the values of octets: it cannot be had without reading each of them.</summary>
internal static class OctetSum
{
    public static long Of(ReadOnlySpan<byte> octets)
    {
        var sum = 0L;
        while (octets.Length >= Vector<byte>.Count)
        {
            // 128 vectors of 16-bit sums cannot overflow: each adds at most twice 255.
            var part = Vector<ushort>.Zero;
            for (var i = 0; i < 128 && octets.Length >= Vector<byte>.Count; i++, octets = octets[Vector<byte>.Count..])
            {
                Vector.Widen(new Vector<byte>(octets), out var low, out var high);
                part += low + high;
            }

            Vector.Widen(part, out var first, out var second);
            sum += Vector.Sum(first + second);
        }

        foreach (var octet in octets)
            sum += octet;
        return sum;
    }
}
