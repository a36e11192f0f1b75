using System;

namespace Stomp.Runtime.Transports;

/// <summary>
/// Where octets are read to. It grows when reads fill it and shrinks when they hardly use it, so that a link at rest costs little and a busy one reads much
/// at once. Not from a pool: the loop may still hold what was read last when the link ends. The bodies of large frames pass it by, and while those of
/// a few kibibytes fill it, it is given away with what was read, of which the messages are parts then.
/// </summary>
internal sealed class ReadBuffer
{
    private const int Smallest = 4 * 1024;
    private const int Largest = 64 * 1024;
    private const int Patience = 8;

    // For less than this, reading to two places takes longer than copying.
    private const int Worthwhile = 32 * 1024;

    // Worth giving away is what the decoder makes no copies of: it decides for itself, and lets no part be less than one of so many.
    private const int MostParts = 16;

    private byte[] _octets = new byte[Smallest];
    private int _small;
    private bool _isBehindBody;
    private bool _gives;

    /// <summary>Where to begin.</summary>
    public Memory<byte> First => _octets;

    /// <summary>Whether so much, read to the place that was named last, is given away, and nothing else read to it. Little is not: it would hold on to much.</summary>
    public bool Gives(int count) => _gives && count >= Largest / 2;

    /// <summary>Where to read to next. What was read before must be done with, unless it was given away.</summary>
    /// <param name="count">How much was read.</param>
    /// <param name="room">Where octets that come next belong, if that is known.</param>
    /// <param name="messages">How many messages came with it.</param>
    public Memory<byte> Next(int count, Memory<byte> room, int messages = 0)
    {
        if (Gives(count))
            _octets = GC.AllocateUninitializedArray<byte>(Largest);
        _gives = false;
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
        _gives = _octets.Length == Largest && count >= Largest / 2 && messages > 0 && count / messages >= Largest / MostParts;
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
