using System;
using System.Buffers;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Simulation;

/// <summary>Other ways to write the same frame.</summary>
internal static class Accent
{
    /// <summary>Ends the lines of a frame with CR LF, where its version has them.</summary>
    public static void Apply(World world, ArrayBufferWriter<byte> output, int start, Dialect dialect)
    {
        if (!dialect.CrLf || world.Rate(FaultKind.CarriageReturns) == 0)
            return;
        var plain = output.WrittenSpan[start..].ToArray();
        var before = output.WrittenSpan[..start].ToArray();
        output.ResetWrittenCount();
        output.Write(before);
        var at = 0;
        while (at < plain.Length)
        {
            var line = plain.AsSpan(at);
            var end = line.IndexOf((byte)'\n');
            output.Write(line[..end]);
            output.Write("\r\n"u8);
            at += end + 1;
            if (end == 0)
                break;
        }

        output.Write(plain.AsSpan(at));
        world.Count(FaultKind.CarriageReturns);
    }
}
