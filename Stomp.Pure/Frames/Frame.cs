using System;
using System.Runtime.InteropServices;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>
/// A frame: command, headers, body. A received one is a snapshot, checked when it was decoded: one exact copy of its octets, or a part of an array that
/// nobody writes to any more (<see cref="FrameDecoder.Step(DecoderState, Payload)"/>). Two frames are equal when command, decoded headers and body are.
/// </summary>
public sealed class Frame : IEquatable<Frame>
{
    // The headers in pieces, which leave no gaps between them: there is a frame for every message.
    private readonly object? _headers;
    private readonly int _length;
    private readonly ushort _count;
    private readonly WireHeaders.Reading _reading;
    private readonly byte _command;

    // The command has six bits. Above them stands how many octets separate header lines and body where the frame is a part of something larger; else none do.
    private const int LastCommand = (1 << GapShift) - 1;
    private const int GapShift = 6;

    /// <summary>Makes a frame to be sent.</summary>
    /// <param name="command">What it says.</param>
    /// <param name="headers">Its headers, in order.</param>
    /// <param name="body">Its body, empty by default.</param>
    public Frame(Command command, Headers headers, Payload body = default) =>
        (_command, _headers, _length, _count, _reading, Body) = (Least(command), headers.Alone.Store, headers.Block.Length, Least(headers.Count), headers.Reading, body);

    /// <summary>A frame that came: its header lines, and its body behind them.</summary>
    internal Frame(Command command, byte[] snapshot, int headersLength, int count, WireHeaders.Reading reading) =>
        (_command, _headers, _length, _count, _reading, Body) = (Least(command), snapshot, headersLength, Least(count), reading, Payload.Wrap(snapshot.AsMemory(headersLength)));

    /// <summary>A frame that came, where it came to: so many octets in front of its body end its header lines.</summary>
    internal Frame(Command command, ReadOnlyMemory<byte> body, int gap, int headersLength, int count, WireHeaders.Reading reading) =>
        (_command, _headers, _length, _count, _reading, Body) =
            ((byte)(Least(command) | (gap << GapShift)), ArrayOf(body).Array, headersLength, Least(count), reading, Payload.Wrap(body));

    /// <summary>What it says.</summary>
    public Command Command => (Command)(_command & LastCommand);

    /// <summary>Its headers, in wire order.</summary>
    public Headers Headers => _count < ushort.MaxValue ? new(_headers, Begin, _length, _count, _reading) : Headers.Counted(_headers, Begin, _length, _reading);

    /// <summary>Its body.</summary>
    public Payload Body { get; }

    /// <summary>Octets of its body and, where its headers stand as they came, of their block.</summary>
    public int Length => _length + Body.Length;

    /// <summary>The body read as UTF-8, ill-formed octets replaced.</summary>
    public string GetText() => Body.ToText();

    /// <summary>The same frame with other headers.</summary>
    public Frame WithHeaders(Headers headers) => new(Command, headers, Body);

    /// <summary>The same frame with another body.</summary>
    public Frame WithBody(Payload body) => new(Command, Headers, body);

    // There is no such command, whatever number it has.
    private static byte Least(Command command) => (byte)Math.Min((uint)command, LastCommand);

    // So many may be more, and are counted again when somebody wants them.
    private static ushort Least(int count) => (ushort)Math.Min(count, ushort.MaxValue);

    // Where the header lines begin in their array.
    private int Begin => _command <= LastCommand ? 0 : ArrayOf(Body.Memory).Offset - (_command >> GapShift) - _length;

    private static ArraySegment<byte> ArrayOf(ReadOnlyMemory<byte> octets) => MemoryMarshal.TryGetArray(octets, out var part) ? part : default;

    /// <inheritdoc/>
    public bool Equals(Frame? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (Command == other.Command && Headers.Equals(other.Headers) && Body.Equals(other.Body)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Frame);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Command, Headers, Body);

    /// <summary>The frame on one line: command, headers with the passcode hidden, the beginning of the body.</summary>
    public override string ToString() =>
        Command.ToText() + Headers + (Body.IsEmpty ? "" : Preview.Of(Body.Span));

    /// <summary>Equal content.</summary>
    public static bool operator ==(Frame? left, Frame? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Different content.</summary>
    public static bool operator !=(Frame? left, Frame? right) => !(left == right);
}
