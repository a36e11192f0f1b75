using System.Buffers;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Stomp.Pure.Frames;

namespace Stomp.Cli.Lines;

/// <summary>Frames, heart-beats and faults as JSON, one object on a line.</summary>
internal sealed class FrameJsonWriter : IFrameSink
{
    private const int Batch = 64 * 1024;

    // Text stays legible: only what JSON itself demands is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;
    private readonly Stream _output;

    public FrameJsonWriter(Stream output)
    {
        _output = output;
        _json = new(_buffer, Options);
    }

    /// <summary>A fault as a line of its own.</summary>
    public static string FaultLine(FrameFault fault) => $$"""{"fault":"{{fault.Name}}"}""";

    public void Eols(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _buffer.Write("{\"heartbeat\":1}\n"u8);
            FlushWhenFull();
        }
    }

    public void Frame(Frame frame)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("frame");
        _json.WriteString("command", frame.Command.ToText());
        _json.WriteStartArray("headers");
        foreach (var header in frame.Headers)
        {
            _json.WriteStartArray();
            _json.WriteStringValue(header.Name);
            _json.WriteStringValue(header.Value);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
        _json.WriteBase64String("bodyBase64", frame.Body.Span);
        _json.WriteEndObject();
        _json.WriteEndObject();
        _json.Flush();
        _json.Reset();
        _buffer.Write("\n"u8);
        FlushWhenFull();
    }

    public void Fault(FrameFault fault)
    {
        _buffer.Write(System.Text.Encoding.ASCII.GetBytes(FaultLine(fault) + "\n"));
    }

    public void Flush()
    {
        _output.Write(_buffer.WrittenSpan);
        _output.Flush();
        _buffer.ResetWrittenCount();
    }

    private void FlushWhenFull()
    {
        if (_buffer.WrittenCount >= Batch)
            Flush();
    }
}
