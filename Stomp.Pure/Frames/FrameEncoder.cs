using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>Frames to octets. A frame is written whole or not at all; headers stand exactly as given, in order; lines end with LF.</summary>
public static class FrameEncoder
{
    // Room for content-length and the blank line, and more than enough.
    private const int LengthLine = 48;

    // Text of these alone is written as it is in every dialect, and needs no closer look.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    private static readonly SearchValues<char> Special11 = SearchValues.Create("\\\n:\0");
    private static readonly SearchValues<char> Special12 = SearchValues.Create("\\\n\r:\0");
    private static readonly SearchValues<char> RawName = SearchValues.Create("\n:\0");
    private static readonly SearchValues<char> RawValue = SearchValues.Create("\n\0");

    /// <summary>Writes a frame.</summary>
    /// <param name="frame">What to write.</param>
    /// <param name="rules">By which rules.</param>
    /// <param name="output">Where to; untouched when the frame is refused.</param>
    /// <returns>Why the frame was refused, or null when it was written.</returns>
    public static FrameFault? Encode(Frame frame, EncoderRules rules, IBufferWriter<byte> output) => Encode(frame, rules, output, null);

    /// <summary>Writes a frame whose secret values are filled in on the way.</summary>
    /// <param name="frame">What to write.</param>
    /// <param name="rules">By which rules.</param>
    /// <param name="output">Where to; untouched when the frame is refused.</param>
    /// <param name="reveal">Knows the text behind a secret; null when there are none.</param>
    /// <returns>Why the frame was refused, or null when it was written.</returns>
    public static FrameFault? Encode(Frame frame, EncoderRules rules, IBufferWriter<byte> output, Func<Secret, string>? reveal)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(output);
        var body = frame.Body.Span;
        if (frame.Headers.Prepared is { } prepared && prepared.Fits(frame.Command, rules))
            return EncodePrepared(prepared, rules, body, output);
        if (frame.Headers.IsWire && ReceivedHeaders.Stand(frame.Headers, rules.EscapesOf(frame.Command)))
            return EncodeReceived(frame, rules, body, output);
        if (CheckFrame(frame, rules, body, out var addsLength) is { } fault)
            return fault;
        return TryEncodePlain(frame, addsLength, body, output) ? null : EncodeAny(frame, rules, addsLength, output, reveal);
    }

    /// <summary>Header by header, with all that may be in them.</summary>
    private static FrameFault? EncodeAny(Frame frame, EncoderRules rules, bool addsLength, IBufferWriter<byte> output, Func<Secret, string>? reveal)
    {
        var body = frame.Body.Span;
        var into = new HeaderWriter(output, frame, rules);
        foreach (var header in frame.Headers)
        {
            if (into.Write(header, reveal) is { } invalid)
                return invalid;
        }

        into.Finish(addsLength ? body.Length : -1);
        output.Write(body);
        var end = output.GetSpan(1);
        end[0] = 0;
        output.Advance(1);
        return null;
    }

    /// <summary>Writes headers once for all frames that will have them; null when they are refused, or must be looked at with every frame.</summary>
    internal static Headers? Prepare(Command command, Header[] entries, EncoderRules rules)
    {
        var frame = new Frame(command, Headers.Own(entries));
        if (Check(frame, rules) is not null || frame.Headers.Contains(HeaderNames.ContentLength))
            return null;
        var output = new ArrayBufferWriter<byte>(256);
        var into = new HeaderWriter(output, frame, rules);
        foreach (var header in entries)
        {
            // A secret, which only the one who writes it knows, among others.
            if (into.Write(header, null) is not null)
                return null;
        }

        into.End();
        return Headers.Own(new PreparedHeaders(entries, command, rules, output.WrittenSpan.ToArray()));
    }

    /// <summary>What is left to do for a frame whose headers are written already: one look at the body, two copies, and at most one line.</summary>
    private static FrameFault? EncodePrepared(PreparedHeaders prepared, EncoderRules rules, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        if (CheckBody(rules, body, out var addsLength) is { } fault)
            return fault;
        var lines = prepared.Lines;
        var into = output.GetSpan(lines.Length + body.Length + LengthLine);
        lines.CopyTo(into);
        output.Advance(Finish(into, lines.Length, addsLength, body));
        return null;
    }

    /// <summary>A frame as it was received: its header lines are what would be written, so they are copied.</summary>
    private static FrameFault? EncodeReceived(Frame frame, EncoderRules rules, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        var addsLength = false;
        if (CheckCommand(frame.Command, rules, body) is { } wrong)
            return wrong;
        var block = frame.Headers.Block;
        if ((ReceivedHeaders.TryFindLength(block, out var given) ? CheckLength(given, body.Length) : CheckBody(rules, body, out addsLength)) is { } fault)
            return fault;
        var command = CommandText.ToUtf8(frame.Command);
        var into = output.GetSpan(command.Length + 1 + block.Length + body.Length + LengthLine);
        command.CopyTo(into);
        into[command.Length] = (byte)'\n';
        block.CopyTo(into[(command.Length + 1)..]);
        output.Advance(Finish(into, command.Length + 1 + block.Length, addsLength, body));
        return null;
    }

    /// <summary>Most headers are plain text: they need one look and no escapes. Nothing is written when some are not.</summary>
    private static bool TryEncodePlain(Frame frame, bool addsLength, ReadOnlySpan<byte> body, IBufferWriter<byte> output)
    {
        if (frame.Headers.Built is not { } headers)
            return false;
        var command = CommandText.ToUtf8(frame.Command);
        var length = command.Length + 1;
        foreach (var header in headers)
        {
            if (string.IsNullOrEmpty(header.Name) || header.Value is null || header.Secret is not null)
                return false;
            length += header.Name.Length + header.Value.Length + 2;
        }

        var into = output.GetSpan(length + body.Length + LengthLine);
        command.CopyTo(into);
        if (!TryWritePlain(headers, into[command.Length..length]))
            return false;
        output.Advance(Finish(into, length, addsLength, body));
        return true;
    }

    /// <summary>Writes line ends and header lines into as many octets as they have characters, blanks for the signs between them, and looks at all of it then.</summary>
    private static bool TryWritePlain(Header[] headers, Span<byte> lines)
    {
        const byte AnythingPlain = (byte)' ';
        lines[0] = AnythingPlain;
        var at = 1;
        foreach (var header in headers)
        {
            if (Ascii.FromUtf16(header.Name, lines[at..], out var name) != OperationStatus.Done)
                return false;
            at += name;
            lines[at++] = AnythingPlain;
            if (Ascii.FromUtf16(header.Value, lines[at..], out var value) != OperationStatus.Done)
                return false;
            at += value;
            lines[at++] = AnythingPlain;
        }

        if (lines.ContainsAnyExcept(Plain))
            return false;
        WriteSigns(headers, lines);
        return true;
    }

    private static void WriteSigns(Header[] headers, Span<byte> lines)
    {
        lines[0] = (byte)'\n';
        var at = 0;
        foreach (var header in headers)
        {
            at += header.Name.Length + 1;
            lines[at] = (byte)':';
            at += header.Value.Length + 1;
            lines[at] = (byte)'\n';
        }
    }

    /// <summary>What stands behind the headers.</summary>
    /// <returns>How many octets the frame has.</returns>
    private static int Finish(Span<byte> into, int written, bool addsLength, ReadOnlySpan<byte> body)
    {
        if (addsLength)
            written += WriteLength(into[written..], body.Length);
        into[written++] = (byte)'\n';
        body.CopyTo(into[written..]);
        written += body.Length;
        into[written++] = 0;
        return written;
    }

    private static int WriteLength(Span<byte> into, int length)
    {
        "content-length:"u8.CopyTo(into);
        var written = "content-length:"u8.Length;
        length.TryFormat(into[written..], out var digits, default, CultureInfo.InvariantCulture);
        written += digits;
        into[written++] = (byte)'\n';
        return written;
    }

    /// <summary>A heart-beat: one LF in every version (C-1.1-30, P-HBEOL).</summary>
    public static void EncodeHeartbeat(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.GetSpan(1)[0] = (byte)'\n';
        output.Advance(1);
    }

    /// <summary>Whether a frame could be written, without writing it. Secrets are taken for valid.</summary>
    /// <returns>Why it would be refused, or null.</returns>
    public static FrameFault? Check(Frame frame, EncoderRules rules)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(rules);
        if (frame.Headers.Prepared is { } prepared && prepared.Fits(frame.Command, rules))
            return CheckBody(rules, frame.Body.Span, out _);
        if (CheckFrame(frame, rules, frame.Body.Span, out _) is { } fault)
            return fault;
        var escapes = rules.EscapesOf(frame.Command);
        foreach (var header in frame.Headers)
        {
            if (CheckHeader(header.Name, header.Value, frame.Command, escapes) is { } invalid)
                return invalid;
        }

        return null;
    }

    private static FrameFault? CheckFrame(Frame frame, EncoderRules rules, ReadOnlySpan<byte> body, out bool addsLength)
    {
        addsLength = false;
        if (CheckCommand(frame.Command, rules, body) is { } fault)
            return fault;
        if (frame.Headers.TryGet(HeaderNames.ContentLength, out var given))
            return CheckLength(given, body.Length);
        return CheckBody(rules, body, out addsLength);
    }

    private static FrameFault? CheckCommand(Command command, EncoderRules rules, ReadOnlySpan<byte> body)
    {
        if (!rules.Dialect.Allows(command, rules.From))
            return NotAllowed(command, rules);
        return body.IsEmpty || Dialect.MayHaveBody(command) ? null : NoBody(command);
    }

    /// <summary>Whether a body can be written without a length of the caller's.</summary>
    private static FrameFault? CheckBody(EncoderRules rules, ReadOnlySpan<byte> body, out bool addsLength)
    {
        addsLength = rules.ContentLength == ContentLengthMode.Auto && !body.IsEmpty;
        return !addsLength && body.Contains((byte)0)
            ? new(FrameFaultKind.BadContentLength, "a body with NUL needs content-length")
            : null;
    }

    private static FrameFault? CheckLength(string given, int length)
    {
        var digits = given.AsSpan();
        var plain = !digits.IsEmpty && digits.IndexOfAnyExceptInRange('0', '9') < 0;
        var expected = length.ToString(CultureInfo.InvariantCulture);
        var rest = digits.TrimStart('0');
        return plain && (rest.IsEmpty ? "0" : rest).SequenceEqual(expected)
            ? null
            : new(FrameFaultKind.BadContentLength, $"content-length is given as {given}, the body has {expected} octets");
    }

    private static FrameFault? CheckLength(ReadOnlySpan<byte> given, int length)
    {
        var counted = 0L;
        foreach (var octet in given)
            counted = octet is >= (byte)'0' and <= (byte)'9' && counted <= int.MaxValue ? (counted * 10) + (octet - (byte)'0') : long.MaxValue;
        return counted == length && !given.IsEmpty ? null : CheckLength(Encoding.UTF8.GetString(given), length);
    }

    private static FrameFault? CheckHeader(string name, string value, Command command, EscapeRule escapes)
    {
        if (string.IsNullOrEmpty(name))
            return Invalid(command, "has no name");
        // A default(Header) is no null reference for those who declared that there are none.
        if (value is null)
            return Invalid(command, $"{Shown(name)} has no value");
        if (escapes == EscapeRule.None)
        {
            if (name.AsSpan().ContainsAny(RawName))
                return Invalid(command, "has a colon, LF or NUL in its name, which cannot be written here");
            if (value.AsSpan().ContainsAny(RawValue))
                return Invalid(command, $"{name} has LF or NUL in its value, which cannot be written here");
            if (command is Command.Connect or Command.Stomp or Command.Connected && (name.Contains('\r') || value.Contains('\r')))
                return Invalid(command, $"{Shown(name)} has CR, which cannot be written here");
        }
        else if (name.Contains('\0') || value.Contains('\0'))
        {
            return Invalid(command, $"{Shown(name)} has NUL, for which there is no escape");
        }

        return HasLoneSurrogate(name) || HasLoneSurrogate(value) ? Invalid(command, $"{Shown(name)} has an unpaired surrogate, which UTF-8 cannot hold") : null;
    }

    private static string Shown(string name) => name.Replace("\0", "\\0", StringComparison.Ordinal);

    private static bool HasLoneSurrogate(string text)
    {
        var rest = text.AsSpan();
        while (true)
        {
            var at = rest.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0)
                return false;
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
                return true;
            rest = rest[(at + 2)..];
        }
    }

    private static FrameFault NotAllowed(Command command, EncoderRules rules) => new(
        FrameFaultKind.UnknownCommand,
        $"{command.ToText()} is no command of a {(rules.From == Side.Client ? "client" : "server")} in dialect {rules.Dialect.Name}");

    private static FrameFault NoBody(Command command) => new(FrameFaultKind.BodyNotAllowed, $"{command.ToText()} must not have a body");

    private static FrameFault Invalid(Command command, string what) =>
        new(FrameFaultKind.InvalidHeader, $"a header of a {command.ToText()} frame: {what}");

    /// <summary>Writes command and headers into one span, which counts only when all of it is valid.</summary>
    private ref struct HeaderWriter
    {
        private readonly IBufferWriter<byte> _output;
        private readonly Command _command;
        private readonly EscapeRule _escapes;
        private Span<byte> _into;
        private int _written;

        public HeaderWriter(IBufferWriter<byte> output, Frame frame, EncoderRules rules)
        {
            _output = output;
            _command = frame.Command;
            _escapes = rules.EscapesOf(frame.Command);
            _into = output.GetSpan(256);
            Append(CommandText.ToUtf8(_command));
            Append((byte)'\n');
        }

        public FrameFault? Write(Header header, Func<Secret, string>? reveal)
        {
            var value = header.Value;
            if (header.Secret is { } secret)
            {
                if (reveal is null)
                    return Invalid(_command, $"{header.Name} is secret and nobody reveals it");
                value = reveal(secret);
            }

            if (CheckHeader(header.Name, value, _command, _escapes) is { } fault)
                return fault;
            AppendText(header.Name);
            Append((byte)':');
            AppendText(value);
            Append((byte)'\n');
            return null;
        }

        public void Finish(int contentLength)
        {
            Room(LengthLine);
            if (contentLength >= 0)
            {
                _written += WriteLength(_into[_written..], contentLength);
            }

            Append((byte)'\n');
            End();
        }

        /// <summary>What was written counts.</summary>
        public readonly void End() => _output.Advance(_written);

        private void AppendText(string text)
        {
            var special = _escapes switch
            {
                EscapeRule.Stomp11 => text.AsSpan().IndexOfAny(Special11),
                EscapeRule.Stomp12 => text.AsSpan().IndexOfAny(Special12),
                _ => -1,
            };
            if (special < 0)
                AppendPlain(text);
            else
                AppendEscaped(text, special);
        }

        private void AppendPlain(ReadOnlySpan<char> text)
        {
            Room(text.Length * 3);
            Utf8.FromUtf16(text, _into[_written..], out _, out var octets);
            _written += octets;
        }

        private void AppendEscaped(ReadOnlySpan<char> text, int special)
        {
            var specials = _escapes == EscapeRule.Stomp11 ? Special11 : Special12;
            while (special >= 0)
            {
                AppendPlain(text[..special]);
                Append(text[special] switch
                {
                    '\n' => "\\n"u8,
                    '\r' => "\\r"u8,
                    ':' => "\\c"u8,
                    _ => "\\\\"u8,
                });
                text = text[(special + 1)..];
                special = text.IndexOfAny(specials);
            }

            AppendPlain(text);
        }

        private void Append(ReadOnlySpan<byte> octets)
        {
            Room(octets.Length);
            octets.CopyTo(_into[_written..]);
            _written += octets.Length;
        }

        private void Append(byte octet)
        {
            Room(1);
            _into[_written++] = octet;
        }

        /// <summary>Makes room; what was written so far and not yet counted moves along.</summary>
        private void Room(int octets)
        {
            if (_into.Length - _written >= octets)
                return;
            var before = _into[.._written].ToArray();
            _into = _output.GetSpan(Math.Max(_into.Length * 2, _written + octets));
            before.CopyTo(_into);
        }
    }
}
