using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>
/// A frame: command, headers, body. A received one is a snapshot, one exact copy of its octets, checked when it was decoded;
/// two frames are equal when command, decoded headers and body are.
/// </summary>
public sealed class Frame : IEquatable<Frame>
{
    // The headers in pieces, which leave no gaps between them: there is a frame for every message.
    private readonly object? _headers;
    private readonly int _length;
    private readonly ushort _count;
    private readonly WireHeaders.Reading _reading;
    private readonly byte _command;

    /// <summary>Makes a frame to be sent.</summary>
    /// <param name="command">What it says.</param>
    /// <param name="headers">Its headers, in order.</param>
    /// <param name="body">Its body, empty by default.</param>
    public Frame(Command command, Headers headers, Payload body = default) =>
        (_command, _headers, _length, _count, _reading, Body) = (Least(command), headers.Store, headers.Block.Length, Least(headers.Count), headers.Reading, body);

    /// <summary>A frame that came: its header lines, and its body behind them.</summary>
    internal Frame(Command command, byte[] snapshot, int headersLength, int count, WireHeaders.Reading reading) =>
        (_command, _headers, _length, _count, _reading, Body) = (Least(command), snapshot, headersLength, Least(count), reading, Payload.Wrap(snapshot.AsMemory(headersLength)));

    /// <summary>What it says.</summary>
    public Command Command => (Command)_command;

    /// <summary>Its headers, in wire order.</summary>
    public Headers Headers => _count < ushort.MaxValue ? new(_headers, _length, _count, _reading) : Headers.Counted(_headers, _length, _reading);

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
    private static byte Least(Command command) => (byte)Math.Min((uint)command, byte.MaxValue);

    // So many may be more, and are counted again when somebody wants them.
    private static ushort Least(int count) => (ushort)Math.Min(count, ushort.MaxValue);

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
