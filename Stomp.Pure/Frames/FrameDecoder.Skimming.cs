using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stomp.Pure.Frames;

// Most header sections are ASCII without escapes. Their lines and colons are found 32 octets at a time.
public static partial class FrameDecoder
{
    private static ReadOnlySpan<byte> ContentLength => "content-length:"u8;

    /// <summary>
    /// Reads lines as long as they need no closer look. What it does not take (other octets, a limit, a line that is no header, the end of the chunk) it leaves to
    /// the slower path, which goes on with the line that begins at <paramref name="at"/>: what is wrong is told there alone.
    /// </summary>
    /// <param name="rules">By which rules.</param>
    /// <param name="octets">A frame from its first octet on.</param>
    /// <param name="scan">What the lines said.</param>
    /// <param name="at">Behind the last line that was read.</param>
    /// <param name="block">Behind the command line, once that was read.</param>
    /// <param name="fault">What was wrong with the command or the length, null when nothing was.</param>
    /// <returns>Whether the last line that was read is the blank one.</returns>
    private static bool Skim(DecoderRules rules, ReadOnlySpan<byte> octets, ref HeaderScan scan, ref int at, ref int block, out FrameFault? fault)
    {
        fault = null;
        if (!Vector256.IsHardwareAccelerated)
            return false;
        var limits = rules.Limits;
        var line = 0;
        var hasColon = false;
        for (var begin = 0; begin <= octets.Length - Vector256<byte>.Count; begin += Vector256<byte>.Count)
        {
            var marks = Marks.Of(octets[begin..]);
            var colons = marks.Colons;
            for (var ends = marks.Ends; ends != 0; ends &= ends - 1)
            {
                var end = begin + BitOperations.TrailingZeroCount(ends);
                // The bits below that of the line end.
                var before = (ends & (0 - ends)) - 1;
                hasColon |= (colons & before) != 0;
                if (end >= limits.MaxHeaderSection || end - line > limits.MaxLine)
                    return false;
                if (block == 0)
                {
                    fault = ReadLine(rules, octets[..end], ref scan);
                    block = end + 1;
                }
                else if (end == line)
                {
                    at = end + 1;
                    return true;
                }
                else if (!hasColon || octets[line] == (byte)':' || scan.Count >= limits.MaxHeaders)
                {
                    return false;
                }
                else
                {
                    scan.Count++;
                    if (IsFirstLength(scan, octets[line..end]))
                        fault = ReadContentLength(rules, octets[(line + ContentLength.Length)..end], ref scan);
                }

                at = line = end + 1;
                if (fault is not null)
                    return false;
                (colons, hasColon) = (colons & ~before, false);
            }

            if (marks.EndsHere)
                return false;
            hasColon |= colons != 0;
        }

        return false;
    }

    private static bool IsFirstLength(in HeaderScan scan, ReadOnlySpan<byte> line) =>
        scan.ContentLength == HeaderScan.Uncounted && line[0] == (byte)'c' && line.StartsWith(ContentLength);

    /// <summary>What is of interest in 32 octets, a bit for each.</summary>
    /// <param name="Ends">LFs in front of the first octet that needs a closer look.</param>
    /// <param name="Colons">Colons in front of it.</param>
    /// <param name="EndsHere">Whether there is such an octet.</param>
    private readonly record struct Marks(uint Ends, uint Colons, bool EndsHere)
    {
        public static Marks Of(ReadOnlySpan<byte> octets)
        {
            var all = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(octets));
            var ends = Vector256.Equals(all, Vector256.Create(Lf));
            var colons = Vector256.Equals(all, Vector256.Create((byte)':'));
            // As signed numbers those beyond ASCII are below zero.
            var others = Vector256.AndNot(Vector256.LessThan(all.AsSByte(), Vector256.Create((sbyte)' ')).AsByte(), ends)
                | Vector256.Equals(all, Vector256.Create((byte)'\\'))
                | Vector256.Equals(all, Vector256.Create((byte)0x7f));
            var odd = others.ExtractMostSignificantBits();
            // All bits when there is none.
            var plain = (odd & (0 - odd)) - 1;
            return new(ends.ExtractMostSignificantBits() & plain, colons.ExtractMostSignificantBits() & plain, odd != 0);
        }
    }
}
