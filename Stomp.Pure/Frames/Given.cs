using System.Runtime.InteropServices;
using Stomp.Pure.Values;

namespace Stomp.Pure.Frames;

/// <summary>An array that nobody writes to any more, from where it is read on. None where octets are lent. Messages alone are parts of it: what else comes is small, or outlives them.</summary>
internal readonly struct Given
{
    // What is a part of an array holds on to all of it: so many times its own octets are the most.
    private const int Most = 16;

    private Given(byte[]? array, int begin) => (Array, Begin) = (array, begin);

    public byte[]? Array { get; }

    public int Begin { get; }

    /// <summary>The array of octets that nobody changes any more.</summary>
    public static Given Of(Payload octets) =>
        MemoryMarshal.TryGetArray(octets.Memory, out var part) ? new(part.Array, part.Offset) : default;

    /// <summary>So many octets further on.</summary>
    public Given Behind(int octets) => new(Array, Begin + octets);

    /// <summary>Whether a frame of so many octets may be a part of it.</summary>
    public bool MayHold(long octets) => Array is not null && octets * Most >= Array.Length;
}
