using System;
using System.Collections.Generic;
using System.Text.Json;
using LanguageExt;
using Stomp.Pure.Transcripts.Shapes;
using Stomp.Pure.Values;
using static LanguageExt.Prelude;

namespace Stomp.Pure.Transcripts;

/// <summary>Reads transcripts line by line.</summary>
internal sealed class TranscriptReader
{
    private readonly Dictionary<long, SessionReader> _open = [];
    private readonly List<RecordedConnection> _connections = [];
    private readonly List<RecordedPool> _pools = [];
    private readonly List<SessionReader> _sessions = [];
    private readonly List<string> _notes = [];

    public static Either<TranscriptFault, Transcript> Read(ReadOnlyMemory<byte> octets) => new TranscriptReader().ReadAll(octets);

    private Either<TranscriptFault, Transcript> ReadAll(ReadOnlyMemory<byte> octets)
    {
        for (var line = 1L; !octets.IsEmpty; line++)
        {
            var end = octets.Span.IndexOf((byte)'\n');
            var text = end < 0 ? octets : octets[..end];
            octets = end < 0 ? default : octets[(end + 1)..];
            if (text.Span.Trim("\r\t "u8).IsEmpty)
                continue;
            if (Fault(line, text) is not { } fault)
                continue;
            // The writer was stopped in the middle of it.
            if (end >= 0)
                return Left<TranscriptFault, Transcript>(fault);
            _notes.Add(FormattableString.Invariant($"line {line}, the last one, is not whole: whoever wrote it was stopped"));
        }

        if (_sessions.Count == 0)
            return Left<TranscriptFault, Transcript>(new(1, "there is no session, so the file is not a transcript"));
        foreach (var session in _sessions)
            session.Finish(_connections, _pools, _notes);
        return Right<TranscriptFault, Transcript>(new(ValueList.From(_connections), ValueList.From(_pools), ValueList.From(_notes)));
    }

    private TranscriptFault? Fault(long line, ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            ReadLine(line, text, json.RootElement);
            return null;
        }
        catch (JsonException)
        {
            return new(line, _sessions.Count == 0 ? "this is not JSON, so the file is not a transcript" : "this is not JSON");
        }
        catch (UnreadableException exception)
        {
            return new(line, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair.
            return new(line, "this is not well-formed JSON");
        }
    }

    private void ReadLine(long line, ReadOnlyMemory<byte> text, JsonElement json)
    {
        Json.Expect(json, JsonValueKind.Object);
        var session = json.TryGetProperty(LineNames.Session.Utf8, out var number) ? Json.Number(number) : 1;
        if (json.TryGetProperty(LineNames.Transcript.Utf8, out var version))
            Begin(session, Json.Small(version), json);
        else if (_open.TryGetValue(session, out var reader))
            reader.Read(line, text, json);
        else
            throw new UnreadableException(FormattableString.Invariant($"session {session} has not begun"));
    }

    private void Begin(long session, int version, JsonElement json)
    {
        if (version is < 1 or > Transcript.CurrentVersion)
        {
            throw new UnreadableException(FormattableString.Invariant(
                $"the transcript has version {version} of the format; this library reads the versions 1 to {Transcript.CurrentVersion}"));
        }

        var reader = Json.String(Json.Part(json, LineNames.Machine)) switch
        {
            "connection" => SessionReader.OfConnection(session, version, json),
            "pool" => SessionReader.OfPool(session, version, json),
            var machine => throw new UnreadableException($"there is no machine {machine}"),
        };
        _open[session] = reader;
        _sessions.Add(reader);
    }
}
