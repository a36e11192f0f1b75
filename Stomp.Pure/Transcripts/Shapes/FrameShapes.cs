using System;
using System.Text.Json;
using Stomp.Pure.Frames;
using static Stomp.Pure.Transcripts.Shapes.Basic;

namespace Stomp.Pure.Transcripts.Shapes;

/// <summary>The shapes of frames, and of what reads and writes them.</summary>
internal static class FrameShapes
{
    public static readonly Shape<Headers> Headers = new HeadersShape();

    public static readonly RecordShape<Frame> Frame = new RecordBuilder<Frame>()
        .Has("command", Names<Command>(), x => x.Command, out _, (Command)(-1))
        .Has("headers", Headers, x => x.Headers, out _)
        .Has("body", Body, x => x.Body, out _)
        .IsOnlyWritten();

    public static readonly Shape<Frame> FrameBrief = new Simple<Frame>(static (sink, frame) => sink.Frame(frame), _ => throw new UnreadableException("frames are not read back"));

    public static readonly Shape<FrameFault> Fault = new RecordBuilder<FrameFault>()
        .Has("kind", Names<FrameFaultKind>(), x => x.Kind, out var kind)
        .Has("detail", Text, x => x.Detail, out var detail)
        .Makes(x => new(kind.Of(x), detail.Of(x)));

    public static readonly Shape<FrameLimits> Limits = new RecordBuilder<FrameLimits>()
        .Has("maxHeaders", Int, x => x.MaxHeaders, out var maxHeaders)
        .Has("maxLine", Int, x => x.MaxLine, out var maxLine)
        .Has("maxHeaderSection", Int, x => x.MaxHeaderSection, out var maxHeaderSection)
        .Has("maxBody", Int, x => x.MaxBody, out var maxBody)
        .Makes(x => new() { MaxHeaders = maxHeaders.Of(x), MaxLine = maxLine.Of(x), MaxHeaderSection = maxHeaderSection.Of(x), MaxBody = maxBody.Of(x) });

    /// <summary>A dialect is data of the library, so its name says it all.</summary>
    public static readonly Shape<Dialect> Dialect = new Simple<Dialect>(static (sink, dialect) => sink.Text(dialect.Name), ReadDialect);

    public static readonly Shape<DecoderRules> DecoderRules = new RecordBuilder<DecoderRules>()
        .Has("dialect", Dialect, x => x.Dialect, out var dialect)
        .Has("from", Names<Side>(), x => x.From, out var from)
        .Has("limits", Limits, x => x.Limits, out var limits)
        .Has("leniency", Flags<Leniency>(), x => x.Leniency, out var leniency)
        .Makes(x => new() { Dialect = dialect.Of(x), From = from.Of(x), Limits = limits.Of(x), Leniency = leniency.Of(x) });

    public static readonly Shape<EncoderRules> EncoderRules = new RecordBuilder<EncoderRules>()
        .Has("dialect", Dialect, x => x.Dialect, out var spoken)
        .Has("from", Names<Side>(), x => x.From, out var side)
        .Has("contentLength", Names<ContentLengthMode>(), x => x.ContentLength, out var contentLength)
        .Has("escapesConnect", Flag, x => x.EscapesConnect, out var escapesConnect)
        .Makes(x => new() { Dialect = spoken.Of(x), From = side.Of(x), ContentLength = contentLength.Of(x), EscapesConnect = escapesConnect.Of(x) });

    public static readonly Shape<HeaderScan> Scan = new RecordBuilder<HeaderScan>()
        .Has("command", Maybe(Names<Command>()), x => x.Command, out var command)
        .Has("count", Int, x => x.Count, out var count)
        .Has("dropped", Int, x => x.Dropped, out var dropped)
        .Has("contentLength", Long, x => x.ContentLength, out var announced, HeaderScan.Uncounted)
        .Has("lineLength", Int, x => x.LineLength, out var lineLength)
        .Has("blockLength", Int, x => x.BlockLength, out var blockLength)
        .Makes(x => new()
        {
            Command = command.Of(x),
            Count = count.Of(x),
            Dropped = dropped.Of(x),
            ContentLength = announced.Of(x),
            LineLength = lineLength.Of(x),
            BlockLength = blockLength.Of(x),
        });

    // How octets are held is the state's own business, so these take it whole.
    private static readonly Shape<DecoderState.InHeaders> HeldHeaders = new Simple<DecoderState.InHeaders>(
        static (sink, state) => sink.Held(state), static json => new(null!, Gather(json), default));

    private static readonly Shape<DecoderState.InBody> HeldBody = new Simple<DecoderState.InBody>(
        static (sink, state) => sink.Held(state), static json => new(null!, Accumulate(json), default));

    public static readonly Shape<DecoderState> Decoder = new UnionBuilder<DecoderState>()
        .Case("BetweenFrames", new RecordBuilder<DecoderState.BetweenFrames>()
            .Has("rules", DecoderRules, x => x.Rules, out var betweenRules)
            .Makes(x => new(betweenRules.Of(x))))
        .Case("InHeaders", new RecordBuilder<DecoderState.InHeaders>()
            .Has("rules", DecoderRules, x => x.Rules, out var headersRules)
            .Has("octets", HeldHeaders, x => x, out var headersOctets)
            .Has("scan", Scan, x => x.Scan, out var headersScan)
            .Makes(x => new(headersRules.Of(x), headersOctets.Of(x).Octets, headersScan.Of(x))))
        .Case("InBody", new RecordBuilder<DecoderState.InBody>()
            .Has("rules", DecoderRules, x => x.Rules, out var bodyRules)
            .Has("octets", HeldBody, x => x, out var bodyOctets)
            .Has("scan", Scan, x => x.Scan, out var bodyScan)
            .Makes(x => new(bodyRules.Of(x), bodyOctets.Of(x).Octets, bodyScan.Of(x))))
        .Case("Failed", new RecordBuilder<DecoderState.Failed>()
            .Has("rules", DecoderRules, x => x.Rules, out var failedRules)
            .Has("fault", Fault, x => x.Fault, out var failedFault)
            .Makes(x => new(failedRules.Of(x), failedFault.Of(x))))
        .Whole();

    private static Gathered Gather(JsonElement json)
    {
        var copied = 0L;
        return default(Gathered).Append(Octets.Read(json).Span, ref copied);
    }

    private static Accumulator Accumulate(JsonElement json)
    {
        var copied = 0L;
        return default(Accumulator).Append(Octets.Read(json).Span, ref copied);
    }

    private static Dialect ReadDialect(JsonElement json) => Json.String(json) switch
    {
        "initial" => Frames.Dialect.Initial,
        "1.0" => Frames.Dialect.V10,
        "1.1" => Frames.Dialect.V11,
        "1.2" => Frames.Dialect.V12,
        var name => throw new UnreadableException($"there is no dialect {name}"),
    };

    /// <summary>Headers as a list of lists: name, value, and the number of the secret where there is one. Received and built ones are the same.</summary>
    private sealed class HeadersShape : Shape<Headers>
    {
        public override void Write(Sink sink, Headers headers)
        {
            sink.BeginList(headers.Count);
            if (headers.IsWire && !sink.HidesHeaders)
                WriteWire(sink, headers);
            else
                WriteBuilt(sink, headers);
            sink.EndList();
        }

        public override Headers Read(JsonElement json) => Frames.Headers.From(ReadList(json, ReadHeader));

        private static Header ReadHeader(JsonElement json)
        {
            Json.Expect(json, JsonValueKind.Array);
            var parts = json.GetArrayLength();
            if (parts is < 2 or > 3)
                throw new UnreadableException("a header is not a list of name and value");
            var header = new Header(Text.Read(json[0]), Text.Read(json[1]));
            return parts == 3 ? header with { Secret = Secret.Read(json[2]) } : header;
        }

        private static void WriteBuilt(Sink sink, Headers headers)
        {
            foreach (var header in headers)
            {
                sink.BeginList(header.Secret is null ? 2 : 3);
                sink.Text(header.Name);
                sink.HeaderValue(header);
                if (header.Secret is { } secret)
                    Secret.Write(sink, secret);
                sink.EndList();
            }
        }

        private static void WriteWire(Sink sink, Headers headers)
        {
            var lines = new WireHeaders.Lines(headers.Block, headers.Reading);
            while (lines.MoveNext())
            {
                sink.BeginList(2);
                WriteText(sink, lines.Name, headers.Reading.Escapes);
                WriteText(sink, lines.Value, headers.Reading.Escapes);
                sink.EndList();
            }
        }

        private static void WriteText(Sink sink, ReadOnlySpan<byte> octets, EscapeRule escapes)
        {
            if (escapes == EscapeRule.None || !octets.Contains((byte)'\\'))
                sink.TextOf(octets);
            else
                sink.Text(Escaping.Decode(octets, escapes));
        }
    }
}
