using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Threading;

namespace Stomp.Runtime.Transports;

/// <summary>
/// Where write buffers have their octets from. Small ones come from the shared pool, which keeps one for every thread. Large ones are needed now by the thread
/// that sends, now by the one that writes, and of several sizes: the shared pool would make some anew for each, so there are a few of one size that everybody takes
/// and that stay.
/// </summary>
internal sealed class WriteOctets
{
    /// <summary>The length of large arrays. The shared pool has none of it, by which they are told apart.</summary>
    // What may be unwritten by default, and a message each of some who found room at the same moment.
    public const int Large = (1024 + 512) * 1024;

    private const int Small = 64 * 1024;
    private const int Most = 8;

    private readonly ConcurrentStack<byte[]> _spare = new();
    private readonly Lock _making = new();
    private readonly WeakReference<byte[]>?[] _made = new WeakReference<byte[]>?[Most];

    /// <summary>The one of all links.</summary>
    public static WriteOctets Shared { get; } = new();

    /// <summary>Gives an array of at least so many octets.</summary>
    public byte[] Rent(int octets) =>
        octets is <= Small or > Large ? ArrayPool<byte>.Shared.Rent(octets)
        : _spare.TryPop(out var spare) ? spare
        : Make() ?? ArrayPool<byte>.Shared.Rent(octets);

    /// <summary>Takes an array back.</summary>
    public void Return(byte[] octets)
    {
        if (octets.Length == Large)
            _spare.Push(octets);
        else
            ArrayPool<byte>.Shared.Return(octets);
    }

    /// <summary>Makes one, unless there are enough. A write that failed gives back none: whoever carried it out may still look at it.</summary>
    private byte[]? Make()
    {
        lock (_making)
        {
            var free = Array.FindIndex(_made, static made => made is null || !made.TryGetTarget(out _));
            if (free < 0)
                return null;
            var octets = GC.AllocateUninitializedArray<byte>(Large);
            _made[free] = new(octets);
            return octets;
        }
    }
}
