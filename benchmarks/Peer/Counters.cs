using System;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Stomp.Benchmarks.Peer;

/// <summary>What a connection has seen.</summary>
internal struct Counters
{
    public long Sends;
    public long Acks;
    public long Receipts;
    public long Poured;
    public long BodyOctets;
    public long BodySum;

    /// <summary>Counts a body: how many octets, and the sum of their values.</summary>
    public void Body(ReadOnlySpan<byte> body)
    {
        BodyOctets += body.Length;
        BodySum += SumOf(body);
    }

    public readonly string ToJson(int connection) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"connection\":{connection},\"sends\":{Sends},\"acks\":{Acks},\"receipts\":{Receipts},\"poured\":{Poured},\"body_octets\":{BodyOctets},\"body_sum\":{BodySum}}}");

    public static long SumOf(ReadOnlySpan<byte> octets)
    {
        var sum = 0L;
        if (Sse2.IsSupported)
        {
            var sums = Vector128<long>.Zero;
            foreach (var block in MemoryMarshal.Cast<byte, Vector128<byte>>(octets))
                sums += Sse2.SumAbsoluteDifferences(block, Vector128<byte>.Zero).AsInt64();
            sum = sums[0] + sums[1];
            octets = octets[(octets.Length & ~15)..];
        }

        foreach (var octet in octets)
            sum += octet;
        return sum;
    }
}
