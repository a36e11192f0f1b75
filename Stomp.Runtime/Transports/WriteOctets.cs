using System;
using System.Buffers;
using System.Collections.Concurrent;
using System.Threading;

namespace Stomp.Runtime.Transports;

/// <summary>
/// Where write buffers have their octets from. Small ones come from the shared pool, which keeps one for every thread. Large ones are needed now by the thread
/// that sends, now by the one that writes, and of several sizes: the shared pool would make some anew for each, so there are a few of one size that everybody takes.
/// </summary>
internal static class WriteOctets
{
    // What may be unwritten by default, and a message each of some who found room at the same moment. The shared pool has none of this length, by which they are told apart.
    private const int Large = (1024 + 512) * 1024;
    private const int Small = 64 * 1024;
    private const int Most = 16;

    private static readonly ConcurrentStack<byte[]> Spare = new();
    private static int _made;

    /// <summary>Gives an array of at least so many octets.</summary>
    public static byte[] Rent(int octets)
    {
        if (octets is <= Small or > Large)
            return ArrayPool<byte>.Shared.Rent(octets);
        if (Spare.TryPop(out var spare))
            return spare;
        if (Volatile.Read(ref _made) < Most && Interlocked.Increment(ref _made) <= Most)
            return GC.AllocateUninitializedArray<byte>(Large);
        return ArrayPool<byte>.Shared.Rent(octets);
    }

    /// <summary>Takes an array back.</summary>
    public static void Return(byte[] octets)
    {
        if (octets.Length == Large)
            Spare.Push(octets);
        else
            ArrayPool<byte>.Shared.Return(octets);
    }
}
