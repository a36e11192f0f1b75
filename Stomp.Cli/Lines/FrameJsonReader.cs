using System;
using System.Collections.Generic;
using System.Text.Json;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Lines;

/// <summary>Reads the JSON lines that <see cref="FrameJsonWriter"/> writes.</summary>
internal static class FrameJsonReader
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>What one line says.</summary>
    /// <exception cref="FormatException">It is no such line; the message says why.</exception>
    public static FrameLine Read(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line, Options);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException("it is no JSON: " + Brief(exception.Message), exception);
        }
    }

    private static FrameLine Read(JsonElement json)
    {
        var property = Only(json);
        return property.Name switch
        {
            "frame" => ReadFrame(property.Value),
            "heartbeat" => property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetInt32(out var count) && count > 0
                ? new FrameLine.Heartbeats(count)
                : throw new FormatException("heartbeat must be a positive number"),
            "fault" => throw new FormatException("a fault has no octets; remove the line"),
            var name => throw new FormatException($"'{name}' is neither frame nor heartbeat"),
        };
    }

    private static JsonProperty Only(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Object && json.GetPropertyCount() == 1)
        {
            foreach (var property in json.EnumerateObject())
                return property;
        }

        throw new FormatException("""it must be an object with one member, {"frame":…} or {"heartbeat":1}""");
    }

    private static FrameLine ReadFrame(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException("frame must be an object");
        string? name = null;
        var headers = new List<Header>();
        var body = Payload.Empty;
        FrameFault? fault = null;
        foreach (var member in json.EnumerateObject())
        {
            switch (member.Name)
            {
                case "command":
                    name = Text(member.Value, "command") ?? "";
                    break;
                case "headers":
                    fault = ReadHeaders(member.Value, headers);
                    break;
                case "bodyBase64":
                    body = ReadBody(member.Value);
                    break;
                default:
                    throw new FormatException($"a frame has command, headers and bodyBase64, not '{member.Name}'");
            }
        }

        if (name is null)
            throw new FormatException("the frame has no command");
        if (CommandText.Parse(name) is not { } command)
            return new FrameLine.Impossible(new(FrameFaultKind.UnknownCommand, "there is no such command"));
        return fault is null ? new FrameLine.Whole(new(command, Headers.From(headers), body)) : new FrameLine.Impossible(fault);
    }

    private static FrameFault? ReadHeaders(JsonElement json, List<Header> headers)
    {
        if (json.ValueKind != JsonValueKind.Array)
            throw new FormatException("headers must be an array of [name, value]");
        FrameFault? fault = null;
        foreach (var entry in json.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Array || entry.GetArrayLength() != 2)
                throw new FormatException("a header must be [name, value]");
            if (Text(entry[0], "a header's name") is { } name && Text(entry[1], "a header's value") is { } value)
                headers.Add(new(name, value));
            else
                fault = new(FrameFaultKind.InvalidHeader, "a header has an unpaired surrogate, which UTF-8 cannot hold");
        }

        return fault;
    }

    private static Payload ReadBody(JsonElement json) =>
        json.ValueKind == JsonValueKind.String && json.TryGetBytesFromBase64(out var octets)
            ? Payload.Wrap(octets)
            : throw new FormatException("bodyBase64 must be base64");

    /// <summary>A string; null where JSON escapes an unpaired surrogate, which it may.</summary>
    private static string? Text(JsonElement json, string what)
    {
        if (json.ValueKind != JsonValueKind.String)
            throw new FormatException($"{what} must be a string");
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception) when (exception.InnerException is not System.Text.DecoderFallbackException)
        {
            return null;
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"{what} is not well-formed UTF-8", exception);
        }
    }

    private static string Brief(string message)
    {
        var at = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (at < 0 ? message : message[..at]).TrimEnd('.');
    }
}
