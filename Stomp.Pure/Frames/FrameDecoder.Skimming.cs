using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stomp.Pure.Frames;

// Most header sections are ASCII without escapes. Their lines and colons are found 32 octets at a time.
public static partial class FrameDecoder
{
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
        var colon = -1;
        for (var begin = 0; begin <= octets.Length - Vector256<byte>.Count; begin += Vector256<byte>.Count)
        {
            var marks = Marks.Of(octets[begin..]);
            for (var signs = marks.Signs; signs != 0; signs &= signs - 1)
            {
                var place = begin + BitOperations.TrailingZeroCount(signs);
                if (octets[place] != Lf)
                {
                    colon = colon < at ? place : colon;
                    continue;
                }

                if (place == at && scan.Command is not null)
                {
                    if (at >= rules.Limits.MaxHeaderSection)
                        return false;
                    at++;
                    return true;
                }

                if (!IsSimple(rules, scan, at, place, colon))
                    return false;
                var line = octets[at..place];
                at = place + 1;
                if (block == 0)
                    block = at;
                if (scan.Command is not null && !IsFirstLength(scan, line))
                    scan.Count++;
                else if ((fault = ReadLine(rules, line, ref scan)) is not null)
                    return false;
            }

            if (marks.EndsHere)
                return false;
        }

        return false;
    }

    /// <summary>Whether no limit is passed with a line, and a header has a name.</summary>
    private static bool IsSimple(DecoderRules rules, in HeaderScan scan, int begin, int end, int colon) =>
        end < rules.Limits.MaxHeaderSection
        && end - begin <= rules.Limits.MaxLine
        && (scan.Command is null || (colon > begin && scan.Count < rules.Limits.MaxHeaders));

    private static bool IsFirstLength(in HeaderScan scan, ReadOnlySpan<byte> line) =>
        scan.ContentLength == HeaderScan.Uncounted && line.StartsWith("content-length:"u8);

    /// <summary>What is of interest in 32 octets, a bit for each.</summary>
    /// <param name="Signs">LFs and colons in front of the first octet that needs a closer look.</param>
    /// <param name="EndsHere">Whether there is such an octet.</param>
    private readonly record struct Marks(uint Signs, bool EndsHere)
    {
        public static Marks Of(ReadOnlySpan<byte> octets)
        {
            var all = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(octets));
            var ends = Vector256.Equals(all, Vector256.Create(Lf));
            var signs = (ends | Vector256.Equals(all, Vector256.Create((byte)':'))).ExtractMostSignificantBits();
            // As signed numbers those beyond ASCII are below zero.
            var others = Vector256.AndNot(Vector256.LessThan(all.AsSByte(), Vector256.Create((sbyte)' ')).AsByte(), ends)
                | Vector256.Equals(all, Vector256.Create((byte)'\\'))
                | Vector256.Equals(all, Vector256.Create((byte)0x7f));
            var odd = others.ExtractMostSignificantBits();
            return odd == 0 ? new(signs, false) : new(signs & ((odd & (0 - odd)) - 1), true);
        }
    }
}
