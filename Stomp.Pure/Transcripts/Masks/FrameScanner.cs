using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Pure.Transcripts.Masks;

/// <summary>
/// Finds header values and bodies in octets that arrive in any pieces, and replaces what a masking hides, in place and one for one. It tells frames apart as the decoder
/// does; what the decoder refuses ends the session, so it does not matter what becomes of it here.
/// </summary>
internal sealed class FrameScanner(Masking masking)
{
    private readonly List<byte> _name = [];
    private readonly List<byte> _value = [];
    private readonly List<Header> _headers = [];
    private Place _place;
    private bool _hides;
    private long _announced;
    private long _body;
    private int _kept;

    private enum Place
    {
        BetweenFrames,
        CommandLine,
        Name,
        Value,
        Body,
    }

    /// <summary>Goes on in the middle of a frame.</summary>
    public static FrameScanner Within(Masking masking, DecoderState state)
    {
        var scanner = new FrameScanner(masking);
        switch (state)
        {
            case DecoderState.InHeaders headers:
                scanner.Mask(headers.Octets.Span.ToArray());
                break;
            case DecoderState.InBody body:
                scanner.Mask(Whole(body));
                break;
        }

        return scanner;
    }

    /// <summary>What a decoder holds of a body that is still arriving, with everything replaced that is hidden.</summary>
    public static byte[] MaskHeld(Masking masking, DecoderState.InBody state)
    {
        var octets = Whole(state);
        new FrameScanner(masking).Mask(octets);
        // Without the command line and the blank line, as the decoder has it.
        var command = CommandText.ToUtf8(state.Scan.Command!.Value).Length + 1;
        return [.. octets.AsSpan(command, state.Scan.BlockLength), .. octets.AsSpan(command + state.Scan.BlockLength + 1)];
    }

    public void Mask(Span<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            var taken = _place switch
            {
                Place.BetweenFrames => Begin(octets),
                Place.CommandLine => TakeLine(octets),
                Place.Name => TakeName(octets),
                Place.Value => TakeValue(octets),
                Place.Body => TakeBody(octets),
            };
            octets = octets[taken..];
        }
    }

    private static byte[] Whole(DecoderState.InBody body)
    {
        var held = new byte[body.Octets.Length];
        body.Octets.CopyTo(held);
        return
        [
            .. CommandText.ToUtf8(body.Scan.Command!.Value), (byte)'\n', .. held.AsSpan(0, body.Scan.BlockLength), (byte)'\n', .. held.AsSpan(body.Scan.BlockLength),
        ];
    }

    private int Begin(ReadOnlySpan<byte> octets)
    {
        if (octets[0] is (byte)'\n' or (byte)'\r')
            return 1;
        _place = Place.CommandLine;
        _announced = HeaderScan.Uncounted;
        _headers.Clear();
        _name.Clear();
        return 0;
    }

    private int TakeLine(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        if (end < 0)
            return octets.Length;
        _place = Place.Name;
        return end + 1;
    }

    private int TakeName(ReadOnlySpan<byte> octets)
    {
        var end = octets.IndexOfAny((byte)':', (byte)'\n');
        _name.AddRange(end < 0 ? octets : octets[..end]);
        if (end < 0)
            return octets.Length;
        if (octets[end] == (byte)':')
            BeginValue();
        else if (_name.Count == 0 || (_name.Count == 1 && _name[0] == (byte)'\r'))
            BeginBody();
        else
            _name.Clear();
        return end + 1;
    }

    private void BeginValue()
    {
        _place = Place.Value;
        _value.Clear();
        _hides = masking.Hides(Text(_name));
    }

    private int TakeValue(Span<byte> octets)
    {
        var end = octets.IndexOf((byte)'\n');
        var value = end < 0 ? octets : octets[..end];
        _value.AddRange(value);
        if (_hides)
            Hide(value);
        if (end < 0)
            return octets.Length;
        EndValue();
        return end + 1;
    }

    private void EndValue()
    {
        _place = Place.Name;
        var name = Text(_name);
        if (_announced == HeaderScan.Uncounted && name == HeaderNames.ContentLength)
            _announced = Number(_value);
        if (masking.MasksBody is not null)
            _headers.Add(new(name, TextOfLine(_value)));
        _name.Clear();
    }

    /// <summary>A CR may belong to the line end.</summary>
    private static void Hide(Span<byte> value)
    {
        foreach (ref var octet in value)
        {
            if (octet != (byte)'\r')
                octet = Masking.Filler;
        }
    }

    private void BeginBody()
    {
        _place = Place.Body;
        _body = 0;
        _name.Clear();
        _kept = masking.Kept(Headers.Of(_headers.ToArray()));
    }

    private int TakeBody(Span<byte> octets)
    {
        var rest = _announced - _body;
        var end = _announced == HeaderScan.Uncounted ? octets.IndexOf((byte)0) : rest < octets.Length ? (int)rest : -1;
        var body = end < 0 ? octets : octets[..end];
        var kept = (int)Math.Clamp(_kept - _body, 0, body.Length);
        body[kept..].Fill(Masking.Filler);
        _body += body.Length;
        if (end < 0)
            return octets.Length;
        _place = Place.BetweenFrames;
        return end + 1;
    }

    private static string TextOfLine(List<byte> octets)
    {
        var text = Text(octets);
        return text.EndsWith('\r') ? text[..^1] : text;
    }

    private static string Text(List<byte> octets)
    {
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(octets);
        return span.Contains((byte)'\\') ? Escaping.Decode(span, EscapeRule.Lenient12) : Encoding.UTF8.GetString(span);
    }

    private static long Number(List<byte> value) =>
        long.TryParse(TextOfLine(value).Trim(' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : HeaderScan.Uncounted;
}
