using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Stomp.Pure.Frames;
using Stomp.Pure.Values;

namespace Stomp.Cli.Viewing;

/// <summary>
/// A timeline as the page's JSON. An item is one array of numbers, <c>[kind, lane, ticks, flags, label, text, step, …]</c>; every text stands once in
/// a table, so that a hundred thousand events load at once and a search reads each text once. <c>Page/model.js</c> reads it.
/// </summary>
internal sealed class PageData
{
    private const int None = -1;
    private const int BodyLimit = 64 * 1024;
    private const int BodyLimitInCrowds = 1024;
    private const long CrowdedAt = 32 << 20;

    // Nothing in it can end the element that holds it: it is packed. Text stays as it is.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly TextTable _texts = new();
    private readonly List<Payload> _octets = [];
    private readonly Utf8JsonWriter _json;
    private long _bodies;

    private PageData(Stream output) => _json = new(output, Options);

    /// <summary>Writes a timeline.</summary>
    public static void Write(Timeline timeline, Stream output)
    {
        var data = new PageData(output);
        data.WriteAll(timeline);
        data._json.Flush();
    }

    private void WriteAll(Timeline timeline)
    {
        _json.WriteStartObject();
        _json.WriteString("title", timeline.Title);
        _json.WriteStartArray("facts");
        foreach (var fact in timeline.Facts)
            WriteTexts(fact.Name, fact.Value);
        _json.WriteEndArray();
        _json.WriteStartArray("lanes");
        foreach (var lane in timeline.Lanes)
            WriteTexts(lane.Name, lane.Client, lane.Broker);
        _json.WriteEndArray();
        _json.WriteStartArray("items");
        foreach (var item in timeline.Items)
            WriteItem(item);
        _json.WriteEndArray();
        _json.WriteStartArray("octets");
        foreach (var octets in _octets)
            _json.WriteBase64StringValue(octets.Span);
        _json.WriteEndArray();
        _json.WriteStartArray("texts");
        foreach (var text in _texts.All)
            _json.WriteStringValue(text);
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteTexts(params ReadOnlySpan<string> texts)
    {
        _json.WriteStartArray();
        foreach (var text in texts)
            _json.WriteStringValue(text);
        _json.WriteEndArray();
    }

    private void WriteItem(TimelineItem item)
    {
        _json.WriteStartArray();
        switch (item)
        {
            case TimelineItem.Framed framed:
                WriteFrame(framed);
                break;
            case TimelineItem.Beat beat:
                WriteHead(item, ItemKind.Beat, FromFlag(beat.From), "heart-beat", beat.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{beat.Count} at once"));
                break;
            case TimelineItem.Garbage garbage:
                WriteHead(item, ItemKind.Garbage, FromFlag(garbage.From) | ItemFlags.Bad, "no frame", garbage.What);
                _json.WriteNumberValue(garbage.Octets.Length);
                // What opens a session holds credentials.
                WriteBody(garbage.Octets.Span.StartsWith("CONNECT\n"u8) || garbage.Octets.Span.StartsWith("STOMP\n"u8) ? default : garbage.Octets);
                WriteComparison(null);
                _json.WriteNumberValue(0);
                break;
            case TimelineItem.Band band:
                WriteHead(item, ItemKind.Band, default, band.State.ToString(), band.Text);
                break;
            case TimelineItem.Due due:
                WriteHead(item, ItemKind.Due, due.IsFired ? ItemFlags.Fired : default, due.Reason, Wait(due));
                break;
            case TimelineItem.Transport transport:
                WriteHead(item, ItemKind.Transport, BadFlag(transport.IsBad), transport.What, transport.Text);
                break;
            case TimelineItem.Order order:
                WriteHead(item, ItemKind.Order, default, order.What, order.Text, order.Op);
                break;
            case TimelineItem.Answer answer:
                WriteHead(item, ItemKind.Answer, BadFlag(answer.IsBad), "outcome", answer.Text, answer.Op);
                break;
            case TimelineItem.Note note:
                WriteHead(item, ItemKind.Note, BadFlag(note.IsBad), note.What, note.Text);
                break;
        }

        foreach (var fact in item.Facts)
            WritePair(fact.Name, fact.Value);
        _json.WriteEndArray();
    }

    private static string Wait(TimelineItem.Due due)
    {
        var span = due.IsFired ? due.At - due.Until : due.Until - due.At;
        var seconds = string.Create(CultureInfo.InvariantCulture, $"{span.Ticks / (decimal)TimeSpan.TicksPerSecond:0.###} s");
        return due.IsFired ? (span > TimeSpan.Zero ? $"{seconds} late" : "now") : $"due in {seconds}";
    }

    private void WriteFrame(TimelineItem.Framed framed)
    {
        var frame = framed.Content;
        WriteHead(
            framed,
            ItemKind.Frame,
            FromFlag(framed.From) | BadFlag(frame.Command == Command.Error),
            frame.Command.ToText(),
            frame.Headers[HeaderNames.Destination] ?? frame.Headers[HeaderNames.Message] ?? "");
        _json.WriteNumberValue(frame.Body.Length);
        WriteBody(frame.Body);
        WriteComparison(framed.Comparison);
        _json.WriteNumberValue(frame.Headers.Count);
        foreach (var header in frame.Headers)
            WritePair(header.Name, header.Is(HeaderNames.Passcode) ? "***" : header.Value);
    }

    private void WriteHead(TimelineItem item, ItemKind kind, ItemFlags flags, string label, string text, long op = 0)
    {
        _json.WriteNumberValue((int)kind);
        _json.WriteNumberValue(item.Lane);
        _json.WriteNumberValue(item.At.Ticks);
        _json.WriteNumberValue((int)(flags | (item.IsInferred ? ItemFlags.Inferred : default)));
        _json.WriteNumberValue(_texts.Of(label));
        _json.WriteNumberValue(_texts.Of(text));
        _json.WriteNumberValue(item.Step ?? None);
        if (kind is ItemKind.Order or ItemKind.Answer)
            _json.WriteNumberValue(op);
    }

    /// <summary>The place of a body: in the table of texts where it is UTF-8, behind zero in the table of octets where it is not, with how much of it is there.</summary>
    private void WriteBody(Payload body)
    {
        var shown = body.Span[..Math.Min(body.Length, _bodies > CrowdedAt ? BodyLimitInCrowds : BodyLimit)];
        // A cut may fall inside a character.
        for (var cut = 0; cut < 3 && shown.Length < body.Length && !Utf8.IsValid(shown); cut++)
            shown = shown[..^1];
        _bodies += shown.Length;
        if (body.IsEmpty)
        {
            _json.WriteNumberValue(_texts.Of(""));
        }
        else if (Utf8.IsValid(shown))
        {
            _json.WriteNumberValue(_texts.Of(Payload.Copy(shown).ToText()));
        }
        else
        {
            _octets.Add(Payload.Copy(shown));
            _json.WriteNumberValue(-_octets.Count);
        }

        _json.WriteNumberValue(shown.Length);
    }

    private void WriteComparison(Comparison? comparison)
    {
        _json.WriteNumberValue(comparison is null ? None : (int)comparison.Likeness);
        _json.WriteNumberValue(_texts.Of(comparison?.Text ?? ""));
    }

    private void WritePair(string name, string value)
    {
        _json.WriteNumberValue(_texts.Of(name));
        _json.WriteNumberValue(_texts.Of(value));
    }

    private static ItemFlags FromFlag(Side from) => from == Side.Server ? ItemFlags.FromBroker : default;

    private static ItemFlags BadFlag(bool isBad) => isBad ? ItemFlags.Bad : default;

    private enum ItemKind
    {
        Frame,
        Beat,
        Garbage,
        Band,
        Due,
        Transport,
        Order,
        Answer,
        Note,
    }

    [Flags]
    private enum ItemFlags
    {
        FromBroker = 1,
        Bad = 2,
        Inferred = 4,
        Fired = 8,
    }
}
