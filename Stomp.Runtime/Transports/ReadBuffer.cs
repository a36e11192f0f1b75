using System;

namespace Stomp.Runtime.Transports;

/// <summary>
/// Where octets are read to. It grows when reads fill it and shrinks when they hardly use it, so that a link at rest costs little and a busy one reads much
/// at once. Not from a pool: the loop may still hold what was read last when the link ends. The bodies of large frames pass it by.
/// </summary>
internal sealed class ReadBuffer
{
    private const int Smallest = 4 * 1024;
    private const int Largest = 64 * 1024;
    private const int Patience = 8;

    // For less than this, reading to two places takes longer than copying.
    private const int Worthwhile = 32 * 1024;

    private byte[] _octets = new byte[Smallest];
    private int _small;
    private bool _isBehindBody;

    /// <summary>Where to begin.</summary>
    public Memory<byte> First => _octets;

    /// <summary>Where to read to next. What was read before must be done with.</summary>
    /// <param name="count">How much was read.</param>
    /// <param name="room">Where octets that come next belong, if that is known.</param>
    public Memory<byte> Next(int count, Memory<byte> room)
    {
        if (room.Length >= (_isBehindBody ? 1 : Worthwhile))
        {
            _isBehindBody = true;
            return room;
        }

        if (_isBehindBody)
        {
            // Large frames follow each other: what is read of the next one now has to be copied.
            _isBehindBody = false;
            return _octets.AsMemory(0, Smallest);
        }

        Fit(count);
        return _octets;
    }

    private void Fit(int count)
    {
        if (count == _octets.Length && count < Largest)
        {
            _octets = new byte[Largest];
            _small = 0;
        }
        else if (count > Smallest / 2 || _octets.Length == Smallest)
        {
            _small = 0;
        }
        else if (++_small == Patience)
        {
            _octets = new byte[Smallest];
            _small = 0;
        }
    }
}
