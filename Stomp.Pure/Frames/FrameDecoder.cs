using System;
using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>
/// Octets to frames. A step reads up to the end of one frame, or one run of EOLs, or all it was given; whoever drives it calls again with
/// what was not consumed, so that the rules can change exactly behind a NUL. What a step was lent it does not keep; what was given to it, or read to
/// <see cref="Room"/>, is the frame's.
/// </summary>
public static partial class FrameDecoder
{
    private const byte Lf = (byte)'\n';
    private const byte Cr = (byte)'\r';
    private const byte Nul = 0;

    // Lines made of these alone need no closer look.
    private static readonly SearchValues<byte> Plain = SearchValues.Create(
        " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    /// <summary>Reads octets.</summary>
    /// <param name="state">Where the decoder stands.</param>
    /// <param name="octets">What arrived, or what is left of it.</param>
    public static DecoderStep Step(DecoderState state, ReadOnlySpan<byte> octets) => Step(state, octets, default);

    /// <summary>
    /// Reads octets that nobody changes any more. A MESSAGE is a part of them instead of a copy, if it comes whole and is no less than a sixteenth of the array
    /// that they stand in: so much, and no more, it then holds on to. Its headers and its body alone hold on to as much.
    /// </summary>
    /// <param name="state">Where the decoder stands.</param>
    /// <param name="octets">What arrived, or what is left of it.</param>
    public static DecoderStep Step(DecoderState state, Payload octets) => Step(state, octets.Span, Given.Of(octets));

    /// <param name="state">Where the decoder stands.</param>
    /// <param name="octets">What arrived, or what is left of it.</param>
    /// <param name="given">The array that they stand in, if they are given and not lent.</param>
    internal static DecoderStep Step(DecoderState state, ReadOnlySpan<byte> octets, Given given) => state switch
    {
        DecoderState.BetweenFrames between => Begin(between, octets, given),
        DecoderState.InHeaders headers => ContinueHeaders(headers, octets),
        DecoderState.InBody body => ContinueBody(body, octets),
        DecoderState.Failed failed => new(failed, octets.Length),
    };

    /// <summary>The stream ended: clean between frames, <see cref="FrameFaultKind.Truncated"/> inside one (C-1.2-34).</summary>
    public static DecoderStep End(DecoderState state) => state switch
    {
        DecoderState.BetweenFrames or DecoderState.Failed => new(state, 0),
        DecoderState.InHeaders headers => Fail(headers.Rules, 0, FrameFaultKind.Truncated, $"the stream ended after {headers.Length} octets of a frame, before its blank line"),
        DecoderState.InBody body => Fail(body.Rules, 0, FrameFaultKind.Truncated, $"the stream ended after {body.Length} octets of the body of a {body.Scan.Command!.Value.ToText()} frame, before its NUL"),
    };

    /// <summary>
    /// Where the octets that come next may be read to, so that <see cref="Step(DecoderState, ReadOnlySpan{byte})"/> need not copy them: the free end of the frame that is arriving. Empty where
    /// there is none: between frames, in headers, in a body that is not counted, and where an earlier step from the same state went on already.
    /// </summary>
    /// <remarks>
    /// What stands there is no part of the state until a step is given it. Only whoever steps this state, and nobody beside him, may read to it; what a step
    /// was given from there belongs to the frame, and must not be changed any more. All else in a span is lent for as long as a step takes.
    /// </remarks>
    public static Memory<byte> Room(DecoderState state) => state is DecoderState.InBody body ? body.Octets.Room : default;

    private static DecoderStep Begin(DecoderState.BetweenFrames state, ReadOnlySpan<byte> octets, Given given)
    {
        var at = CountEols(state.Rules, octets, out var eols);
        if (eols > 0 || octets.IsEmpty)
            return new(state, at) { Eols = eols };
        return ReadHeaders(state, octets, given);
    }

    private static int CountEols(DecoderRules rules, ReadOnlySpan<byte> octets, out int eols)
    {
        var at = 0;
        eols = 0;
        while (at < octets.Length)
        {
            if (octets[at] == Lf)
                at++;
            else if (rules.CrLfLines && octets[at] == Cr && at + 1 < octets.Length && octets[at + 1] == Lf)
                at += 2;
            else
                break;
            eols++;
        }

        return at;
    }

    /// <summary>The fast path: a frame that begins in this chunk.</summary>
    private static DecoderStep ReadHeaders(DecoderState.BetweenFrames state, ReadOnlySpan<byte> octets, Given given)
    {
        var rules = state.Rules;
        var scan = new HeaderScan();
        var at = 0;
        var block = 0;
        if (Skim(rules, octets, ref scan, ref at, ref block, out var wrong))
        {
            scan.BlockLength = at - 1 - block;
            return BeginBody(state, scan, octets[block..(at - 1)], octets, at, given, gap: 1);
        }

        return wrong is null ? ReadLines(state, octets, scan, at, block, given) : Fail(rules, at, wrong);
    }

    /// <summary>Line by line, from where the fast path gave up.</summary>
    private static DecoderStep ReadLines(DecoderState.BetweenFrames state, ReadOnlySpan<byte> octets, HeaderScan scan, int at, int block, Given given)
    {
        var rules = state.Rules;
        while (true)
        {
            var length = octets[at..].IndexOfAny(Lf, Nul);
            var line = length < 0 ? octets[at..] : octets.Slice(at, length);
            if (length < 0)
            {
                return (OverFull(rules, octets.Length) ?? OverLong(rules, line, scan)) is { } tooLong
                    ? Fail(rules, octets.Length, tooLong)
                    : KeepHeaders(rules, scan with { LineLength = line.Length }, octets);
            }

            var begin = at;
            at += length + 1;
            if (OverFull(rules, at) is { } tooMuch)
                return Fail(rules, at, tooMuch);
            if (octets[at - 1] == Nul)
                return Fail(rules, at, OverLong(rules, line, scan) ?? NulInside(scan));
            if (IsBlank(rules, line, scan))
                return BeginBody(state, scan with { BlockLength = begin - block }, octets[block..begin], octets, at, given, at - begin);
            if (ReadLine(rules, line, ref scan) is { } fault)
                return Fail(rules, at, fault);
            if (block == 0)
                block = at;
        }
    }

    private static DecoderStep KeepHeaders(DecoderRules rules, scoped in HeaderScan scan, ReadOnlySpan<byte> octets)
    {
        var touched = 0L;
        var gathered = default(Gathered).Append(octets, ref touched);
        return new(new DecoderState.InHeaders(rules, gathered, scan), octets.Length) { Touched = touched };
    }

    /// <summary>The slow path: a header section that spans chunks is gathered line by line.</summary>
    private static DecoderStep ContinueHeaders(DecoderState.InHeaders state, ReadOnlySpan<byte> octets)
    {
        var rules = state.Rules;
        var gathered = state.Octets;
        var scan = state.Scan;
        var touched = 0L;
        var at = 0;
        while (at < octets.Length)
        {
            var length = octets[at..].IndexOfAny(Lf, Nul);
            var part = length < 0 ? octets[at..] : octets.Slice(at, length + 1);
            at += part.Length;
            // Hopeless lines are refused before their octets are kept; the exact measure is taken below.
            if (OverFull(rules, gathered.Length + (long)part.Length) is { } tooMuch)
                return Fail(rules, at, tooMuch);
            if (scan.LineLength + (long)part.Length - 2 > rules.Limits.MaxLine)
                return Fail(rules, at, TooLong(rules, scan));
            var lineBegin = gathered.Length - scan.LineLength;
            gathered = gathered.Append(part, ref touched);
            var line = gathered.Span[lineBegin..^(length < 0 ? 0 : 1)];
            if (length < 0 || part[^1] == Nul)
            {
                if (OverLong(rules, line, scan) is { } tooLong)
                    return Fail(rules, at, tooLong);
                if (length >= 0)
                    return Fail(rules, at, NulInside(scan));
                scan.LineLength = line.Length;
                break;
            }

            if (scan.Command is null && rules.CrLfLines && line.Length == 1 && line[0] == Cr)
                return new(new DecoderState.BetweenFrames(rules), at) { Eols = 1, Touched = touched };
            if (IsBlank(rules, line, scan))
                return BeginBodyGathered(rules, scan, gathered.Span[..lineBegin], octets, at, touched);
            if (ReadLine(rules, line, ref scan) is { } fault)
                return Fail(rules, at, fault);
        }

        return new(new DecoderState.InHeaders(rules, gathered, scan), at) { Touched = touched };
    }

    private static DecoderStep BeginBodyGathered(DecoderRules rules, scoped in HeaderScan scan, ReadOnlySpan<byte> section, ReadOnlySpan<byte> octets, int at, long touched)
    {
        var block = section[(section.IndexOf(Lf) + 1)..];
        return BeginBody(new(rules), scan with { BlockLength = block.Length, LineLength = 0 }, block, octets, at, touched: touched);
    }

    /// <param name="state">Where the decoder stood.</param>
    /// <param name="scan">What the header section says.</param>
    /// <param name="block">The header lines.</param>
    /// <param name="octets">What arrived.</param>
    /// <param name="at">Where in it the body begins.</param>
    /// <param name="given">The array that all of the frame stands in, if it may be a part of one.</param>
    /// <param name="gap">Octets between the header lines and the body there.</param>
    /// <param name="touched">Octets that were looked at or copied.</param>
    private static DecoderStep BeginBody(
        DecoderState.BetweenFrames state, scoped in HeaderScan scan, ReadOnlySpan<byte> block, ReadOnlySpan<byte> octets, int at, Given given = default, int gap = 0, long touched = 0)
    {
        var rules = state.Rules;
        if (scan.ContentLength > 0 && IsBodyless(rules, scan))
            return Fail(rules, at, NoBody(scan));
        var rest = octets[at..];
        // What has arrived is looked at in place: only an unfinished body is gathered.
        var length = BodyEnd(rules, scan, rest, 0, ref touched, out var fault);
        if (fault is not null)
            return Fail(rules, octets.Length, fault);
        if (length < 0)
            return KeepBody(rules, scan, block, rest, octets.Length, touched);
        if (scan.Command == Command.Message && given.MayHold(block.Length + length))
            return new(state, at + length + 1) { Frame = Build(rules, scan, given.Array!.AsMemory(given.Begin + at, length), gap), Touched = touched };
        var snapshot = GC.AllocateUninitializedArray<byte>(block.Length + length);
        block.CopyTo(snapshot);
        rest[..length].CopyTo(snapshot.AsSpan(block.Length));
        return new(state, at + length + 1) { Frame = Build(rules, scan, snapshot), Touched = touched + snapshot.Length };
    }

    private static DecoderStep KeepBody(DecoderRules rules, scoped in HeaderScan scan, ReadOnlySpan<byte> block, ReadOnlySpan<byte> body, int consumed, long touched)
    {
        var kept = scan.ContentLength < 0 ? default : Accumulator.Expecting(block.Length + scan.ContentLength);
        return new(new DecoderState.InBody(rules, kept.Append(block, ref touched).Append(body, ref touched), scan), consumed) { Touched = touched };
    }

    private static DecoderStep ContinueBody(DecoderState.InBody state, ReadOnlySpan<byte> octets)
    {
        var (rules, scan) = (state.Rules, state.Scan);
        var touched = 0L;
        var length = BodyEnd(rules, scan, octets, state.Length, ref touched, out var fault);
        if (fault is not null)
            return Fail(rules, octets.Length, fault);
        if (length < 0)
            return new(new DecoderState.InBody(rules, state.Octets.Append(octets, ref touched), scan), octets.Length) { Touched = touched };
        var snapshot = state.Octets.Complete(octets[..length], ref touched);
        return new(new DecoderState.BetweenFrames(rules), length + 1) { Frame = Build(rules, scan, snapshot), Touched = touched };
    }

    /// <summary>How many of the octets belong to the body when its NUL is among them, else -1.</summary>
    private static int BodyEnd(DecoderRules rules, in HeaderScan scan, ReadOnlySpan<byte> octets, int before, ref long touched, out FrameFault? fault)
    {
        fault = null;
        if (!octets.IsEmpty && octets[0] != Nul && IsBodyless(rules, scan))
        {
            fault = NoBody(scan);
            return -1;
        }

        if (scan.ContentLength >= 0)
            return CountedEnd(octets, scan.ContentLength, before, out fault);
        var room = (long)rules.Limits.MaxBody - before;
        var window = octets.Length > room ? octets[..(int)(room + 1)] : octets;
        var end = window.IndexOf(Nul);
        touched += end < 0 ? window.Length : end;
        if (end < 0 && octets.Length > room)
            fault = TooLarge(rules);
        return end;
    }

    private static int CountedEnd(ReadOnlySpan<byte> octets, long announced, int before, out FrameFault? fault)
    {
        fault = null;
        var missing = (int)announced - before;
        if (octets.Length <= missing)
            return -1;
        if (octets[missing] != Nul)
            fault = MissingNul(announced, octets.Slice(missing, 1));
        return missing;
    }

    /// <summary>Whether a frame's headers must be followed by NUL at once, however its body would be delimited (C-1.2-28).</summary>
    private static bool IsBodyless(DecoderRules rules, in HeaderScan scan) =>
        !rules.Dialect.HasBodiesEverywhere && !Dialect.MayHaveBody(scan.Command!.Value);

    private static Frame Build(DecoderRules rules, in HeaderScan scan, byte[] snapshot) =>
        new(scan.Command!.Value, snapshot, scan.BlockLength, scan.Count, ReadingOf(rules, scan));

    private static Frame Build(DecoderRules rules, in HeaderScan scan, ReadOnlyMemory<byte> body, int gap) =>
        new(scan.Command!.Value, body, gap, scan.BlockLength, scan.Count, ReadingOf(rules, scan));

    private static WireHeaders.Reading ReadingOf(DecoderRules rules, in HeaderScan scan) =>
        new(rules.EscapesOf(scan.Command!.Value), rules.Dialect.TrimsValues, rules.CrLf, scan.Dropped > 0);

    private static bool IsBlank(DecoderRules rules, ReadOnlySpan<byte> line, in HeaderScan scan) =>
        scan.Command is not null && (line.IsEmpty || (rules.CrLfLines && line.Length == 1 && line[0] == Cr));

    /// <summary>Judges one whole line, the command line or a header line, without its LF.</summary>
    private static FrameFault? ReadLine(DecoderRules rules, ReadOnlySpan<byte> line, ref HeaderScan scan)
    {
        var stripsCr = scan.Command is null ? rules.CrLfLines : rules.CrLf;
        if (stripsCr && !line.IsEmpty && line[^1] == Cr)
            line = line[..^1];
        if (line.Length > rules.Limits.MaxLine)
            return TooLong(rules, scan);
        return scan.Command is null ? ReadCommand(rules, line, ref scan) : ReadHeader(rules, line, ref scan);
    }

    private static FrameFault? ReadCommand(DecoderRules rules, ReadOnlySpan<byte> line, ref HeaderScan scan)
    {
        if (!CommandText.TryParse(line, out var command) || !rules.Dialect.Allows(command, rules.From))
            return Unknown(rules, line);
        scan.Command = command;
        scan.LineLength = 0;
        return null;
    }

    private static FrameFault? ReadHeader(DecoderRules rules, ReadOnlySpan<byte> line, ref HeaderScan scan)
    {
        var colon = line.IndexOf((byte)':');
        if (colon < 0 && (rules.Leniency & Leniency.LinesWithoutColon) != 0)
        {
            // It stays in the snapshot, where those who walk the entries skip it.
            scan.Dropped++;
            scan.LineLength = 0;
            return scan.Dropped > rules.Limits.MaxHeaders ? TooMany(rules, scan) : null;
        }

        if (colon <= 0)
            return Bad(FrameFaultKind.BadHeaderLine, scan, colon < 0 ? "has no colon" : "has no name", line);
        if (line.IndexOfAnyExcept(Plain) >= 0 && CheckText(rules, line, colon, scan) is { } fault)
            return fault;
        if (scan.Count >= rules.Limits.MaxHeaders)
            return TooMany(rules, scan);
        scan.Count++;
        scan.LineLength = 0;
        return scan.ContentLength == HeaderScan.Uncounted && line[..colon].SequenceEqual("content-length"u8)
            ? ReadContentLength(rules, line[(colon + 1)..], ref scan)
            : null;
    }

    private static FrameFault? CheckText(DecoderRules rules, ReadOnlySpan<byte> line, int colon, in HeaderScan scan)
    {
        if (rules.Dialect.Version == StompVersion.V12 && line.Contains(Cr))
            return Bad(FrameFaultKind.BadHeaderLine, scan, "has a raw CR", line);
        if (!Utf8.IsValid(line))
            return Bad(FrameFaultKind.BadUtf8, scan, "is not well-formed UTF-8", line);
        var escapes = rules.EscapesOf(scan.Command!.Value);
        return Escaping.FirstBadEscape(line[..colon], escapes) >= 0 || Escaping.FirstBadEscape(line[(colon + 1)..], escapes) >= 0
            ? Bad(FrameFaultKind.BadEscape, scan, $"has an escape that dialect {rules.Dialect.Name} does not define", line)
            : null;
    }

    private static FrameFault? ReadContentLength(DecoderRules rules, ReadOnlySpan<byte> value, ref HeaderScan scan)
    {
        if (rules.Dialect.TrimsValues)
            value = value.Trim((byte)' ');
        if (value.IsEmpty || value.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
            return NoLength(value);
        var digits = value[0] == (byte)'0' ? value.TrimStart((byte)'0') : value;
        if (digits.Length > 18 || (Parse(digits) is var length && length > rules.Limits.MaxBody))
            return TooLarge(rules, value);
        scan.ContentLength = length;
        return null;
    }

    private static long Parse(ReadOnlySpan<byte> digits)
    {
        var value = 0L;
        foreach (var digit in digits)
            value = (value * 10) + (digit - (byte)'0');
        return value;
    }

    /// <summary>The fault of a line that has no end yet and is already too long. A CR at the very end may still belong to the line end.</summary>
    private static FrameFault? OverLong(DecoderRules rules, ReadOnlySpan<byte> line, in HeaderScan scan)
    {
        var stripsCr = scan.Command is null ? rules.CrLfLines : rules.CrLf;
        var length = stripsCr && !line.IsEmpty && line[^1] == Cr ? line.Length - 1 : line.Length;
        return length > rules.Limits.MaxLine ? TooLong(rules, scan) : null;
    }

    /// <summary>The fault of a header section that is too large as a whole, line ends and all.</summary>
    private static FrameFault? OverFull(DecoderRules rules, long octets) => octets <= rules.Limits.MaxHeaderSection
        ? null
        : new(FrameFaultKind.TooLarge, $"command and headers of a frame have more than {rules.Limits.MaxHeaderSection} octets");

    // Faults are told in methods of their own: what it takes to build their texts is no burden on those that find none.
    private static FrameFault Unknown(DecoderRules rules, ReadOnlySpan<byte> line) => new(
        FrameFaultKind.UnknownCommand,
        $"{Preview.Of(line)} is no command of a {(rules.From == Side.Client ? "client" : "server")} in dialect {rules.Dialect.Name}");

    private static FrameFault NoBody(in HeaderScan scan) => new(
        FrameFaultKind.BodyNotAllowed,
        $"{scan.Command!.Value.ToText()} must not have a body{(scan.ContentLength > 0 ? $", content-length says {scan.ContentLength.ToString(CultureInfo.InvariantCulture)}" : "")}");

    private static FrameFault MissingNul(long announced, ReadOnlySpan<byte> instead) => new(
        FrameFaultKind.MissingNul,
        $"the octet behind the {announced.ToString(CultureInfo.InvariantCulture)} counted octets of the body is {Preview.Of(instead)}, not NUL");

    private static FrameFault TooLarge(DecoderRules rules) => new(FrameFaultKind.TooLarge, $"the body has more than {rules.Limits.MaxBody} octets");

    private static FrameFault TooLarge(DecoderRules rules, ReadOnlySpan<byte> length) =>
        new(FrameFaultKind.TooLarge, $"content-length is {Preview.Of(length)}; at most {rules.Limits.MaxBody} octets are allowed");

    private static FrameFault NoLength(ReadOnlySpan<byte> value) =>
        new(FrameFaultKind.BadContentLength, $"content-length is {Preview.Of(value)}; it must be a decimal count of octets");

    private static FrameFault TooLong(DecoderRules rules, in HeaderScan scan) =>
        new(FrameFaultKind.TooLarge, $"{Place(scan)} has more than {rules.Limits.MaxLine} octets");

    private static FrameFault TooMany(DecoderRules rules, in HeaderScan scan) =>
        new(FrameFaultKind.TooLarge, $"more than {rules.Limits.MaxHeaders} headers in a {scan.Command!.Value.ToText()} frame");

    private static FrameFault NulInside(in HeaderScan scan) => scan.Command is null
        ? new(FrameFaultKind.UnknownCommand, "NUL in the command line")
        : new(FrameFaultKind.BadHeaderLine, $"NUL in {Place(scan)}");

    private static FrameFault Bad(FrameFaultKind kind, in HeaderScan scan, string what, ReadOnlySpan<byte> line) =>
        // Frames that open a session hold credentials: they are not quoted.
        new(kind, scan.Command is Command.Connect or Command.Stomp ? $"{Place(scan)} {what}" : $"{Place(scan)} {what}: {Preview.Of(line)}");

    private static string Place(in HeaderScan scan) => scan.Command is { } command
        ? $"header line {(scan.Count + 1).ToString(CultureInfo.InvariantCulture)} of a {command.ToText()} frame"
        : "the command line";

    private static DecoderStep Fail(DecoderRules rules, int consumed, FrameFaultKind kind, string detail) =>
        Fail(rules, consumed, new FrameFault(kind, detail));

    private static DecoderStep Fail(DecoderRules rules, int consumed, FrameFault fault) =>
        new(new DecoderState.Failed(rules, fault), consumed) { Fault = fault };
}
