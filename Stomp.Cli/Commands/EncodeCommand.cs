using System;
using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Cli.Lines;
using Stomp.Pure.Frames;
using Command = System.CommandLine.Command;

namespace Stomp.Cli.Commands;

/// <summary><c>stomp encode</c>: the JSON lines of decode back to octets.</summary>
internal static class EncodeCommand
{
    private const int Batch = 64 * 1024;

    public static Command Create()
    {
        var file = CodecOptions.File("The JSON lines of stomp decode --json");
        var dialect = CodecOptions.Dialect();
        var from = CodecOptions.From("client");
        var contentLength = new Option<string>("--content-length")
        {
            Description = "Whether SEND, MESSAGE and ERROR with a body get the header when they have none.",
            DefaultValueFactory = _ => "auto",
        };
        contentLength.AcceptOnlyFromAmong("auto", "as-given");
        var command = new Command("encode", "Turns JSON lines into octets. A refused frame writes nothing, and the exit code is 1.")
        {
            file, dialect, from, contentLength,
        };
        return command.Runs(async (result, cancellationToken) =>
        {
            var rules = new EncoderRules
            {
                Dialect = CodecOptions.ToDialect(result.GetValue(dialect)),
                From = CodecOptions.ToSide(result.GetValue(from)),
                ContentLength = result.GetValue(contentLength) == "as-given" ? ContentLengthMode.AsGiven : ContentLengthMode.Auto,
            };
            var input = CodecOptions.Open(result.GetValue(file));
            await using (input.ConfigureAwait(false))
                return await EncodeAsync(new(input), rules, Console.OpenStandardOutput(), cancellationToken).ConfigureAwait(false);
        });
    }

    private static async Task<int> EncodeAsync(LineReader input, EncoderRules rules, Stream output, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            while (await input.NextAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                if (!IsBlank(line.Span) && Encode(line, rules, buffer) is { } fault)
                    return Refuse(fault);
                if (buffer.WrittenCount >= Batch)
                    Write(buffer, output);
            }
        }
        catch (FormatException exception)
        {
            throw CliException.Usage(string.Create(CultureInfo.InvariantCulture, $"line {input.Number} cannot be read: {exception.Message}."));
        }
        finally
        {
            Write(buffer, output);
        }

        return ExitCode.Done;
    }

    private static FrameFault? Encode(ReadOnlyMemory<byte> line, EncoderRules rules, ArrayBufferWriter<byte> buffer)
    {
        switch (FrameJsonReader.Read(line))
        {
            case FrameLine.Whole whole:
                return FrameEncoder.Encode(whole.Frame, rules, buffer);
            case FrameLine.Impossible impossible:
                return impossible.Fault;
            case FrameLine.Heartbeats heartbeats:
                for (var i = 0; i < heartbeats.Count; i++)
                    FrameEncoder.EncodeHeartbeat(buffer);
                break;
        }

        return null;
    }

    /// <summary>A program reads the fault; a person gets its words as well.</summary>
    private static int Refuse(FrameFault fault)
    {
        Console.Error.WriteLine(FrameJsonWriter.FaultLine(fault));
        if (!Console.IsErrorRedirected)
            Console.Error.WriteLine($"stomp encode: {fault.Detail}.");
        return ExitCode.Failed;
    }

    private static void Write(ArrayBufferWriter<byte> buffer, Stream output)
    {
        output.Write(buffer.WrittenSpan);
        output.Flush();
        buffer.ResetWrittenCount();
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}
