using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Lines;
using Stomp.Cli.Terminal;
using Stomp.Pure.Frames;
using Command = System.CommandLine.Command;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp decode</c>: octets to frames.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        var file = CodecOptions.File("The octets");
        var dialect = CodecOptions.Dialect();
        var from = CodecOptions.From("server");
        var chunk = NumberOption.Create("--chunk", "Feeds N octets at a time.", 1);
        var maxLine = NumberOption.Create("--max-line", "Octets of a line at most.", 0);
        var maxHeaders = NumberOption.Create("--max-headers", "Headers of a frame at most.", 0);
        var maxBody = NumberOption.Create("--max-body", "Octets of a body at most.", 0);
        var json = new Option<bool>("--json") { Description = "One JSON object per line for each frame, heart-beat and fault." };
        var command = new Command("decode", "Turns octets into frames. A fault ends the output, and the exit code is 1.")
        {
            file, dialect, from, chunk, maxLine, maxHeaders, maxBody, json,
        };
        return command.Runs(async (result, cancellationToken) =>
        {
            var rules = new DecoderRules
            {
                Dialect = CodecOptions.ToDialect(result.GetValue(dialect)),
                From = CodecOptions.ToSide(result.GetValue(from)),
                Limits = Limits(result.GetValue(maxLine), result.GetValue(maxHeaders), result.GetValue(maxBody)),
            };
            var input = CodecOptions.Open(result.GetValue(file));
            await using (input.ConfigureAwait(false))
            {
                IFrameSink sink = result.GetValue(json) ? new FrameJsonWriter(Console.OpenStandardOutput()) : new FramePrinter(Screen.Create());
                return await DecodeAsync(new(input, result.GetValue(chunk)), rules, sink, cancellationToken).ConfigureAwait(false);
            }
        });
    }

    private static FrameLimits Limits(int? line, int? headers, int? body)
    {
        var limits = FrameLimits.Default;
        limits = line is { } octets
            ? limits.WithMaxLine(octets).WithMaxHeaderSection((int)Math.Min(int.MaxValue, Math.Max(limits.MaxHeaderSection, octets * 2L)))
            : limits;
        return (limits with { MaxHeaders = headers ?? limits.MaxHeaders }) with { MaxBody = body ?? limits.MaxBody };
    }

    private static async Task<int> DecodeAsync(ChunkReader input, DecoderRules rules, IFrameSink sink, CancellationToken cancellationToken)
    {
        var state = DecoderState.Start(rules);
        while (true)
        {
            var chunk = await input.NextAsync(cancellationToken).ConfigureAwait(false);
            var fault = chunk.IsEmpty ? FrameDecoder.End(state).Fault : Feed(ref state, chunk.Span, sink);
            if (fault is not null)
                sink.Fault(fault);
            sink.Flush();
            if (fault is not null)
                throw CliException.Failed(fault.ToString());
            if (chunk.IsEmpty)
                return ExitCode.Done;
        }
    }

    private static FrameFault? Feed(ref DecoderState state, ReadOnlySpan<byte> octets, IFrameSink sink)
    {
        while (!octets.IsEmpty)
        {
            var step = FrameDecoder.Step(state, octets);
            if (step.Eols > 0)
                sink.Eols(step.Eols);
            if (step.Frame is { } frame)
                sink.Frame(frame);
            if (step.Fault is { } fault)
                return fault;
            state = step.State;
            octets = octets[step.Consumed..];
        }

        return null;
    }
}
