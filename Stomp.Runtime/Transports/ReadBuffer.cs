namespace Stomp.Runtime.Transports;

/// <summary>
/// Where octets are read to. It grows when reads fill it and shrinks when they hardly use it, so that a link at rest costs little and a busy one reads much
/// at once. Not from a pool: the loop may still hold what was read last when the link ends.
/// </summary>
internal sealed class ReadBuffer
{
    private const int Smallest = 4 * 1024;
    private const int Largest = 64 * 1024;
    private const int Patience = 8;

    private int _small;

    public byte[] Octets { get; private set; } = new byte[Smallest];

    /// <summary>Learns how much was read. What was read must be done with.</summary>
    public void Fit(int count)
    {
        if (count == Octets.Length && count < Largest)
        {
            Octets = new byte[Largest];
            _small = 0;
        }
        else if (count > Smallest / 2 || Octets.Length == Smallest)
        {
            _small = 0;
        }
        else if (++_small == Patience)
        {
            Octets = new byte[Smallest];
            _small = 0;
        }
    }
}
