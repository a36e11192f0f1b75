using System;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>
/// A frame: command, headers, body. A received one is a snapshot, one exact copy of its octets, checked when it was decoded;
/// two frames are equal when command, decoded headers and body are.
/// </summary>
public sealed class Frame : IEquatable<Frame>
{
    /// <summary>Makes a frame to be sent.</summary>
    /// <param name="command">What it says.</param>
    /// <param name="headers">Its headers, in order.</param>
    /// <param name="body">Its body, empty by default.</param>
    public Frame(Command command, Headers headers, Payload body = default) => (Command, Headers, Body) = (command, headers, body);

    /// <summary>What it says.</summary>
    public Command Command { get; }

    /// <summary>Its headers, in wire order.</summary>
    public Headers Headers { get; }

    /// <summary>Its body.</summary>
    public Payload Body { get; }

    /// <summary>Octets of its header block as received, and of its body; a built frame counts its body alone.</summary>
    public int Length => Headers.Block.Length + Body.Length;

    /// <summary>The body read as UTF-8, ill-formed octets replaced.</summary>
    public string GetText() => Body.ToText();

    /// <summary>The same frame with other headers.</summary>
    public Frame WithHeaders(Headers headers) => new(Command, headers, Body);

    /// <summary>The same frame with another body.</summary>
    public Frame WithBody(Payload body) => new(Command, Headers, body);

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
