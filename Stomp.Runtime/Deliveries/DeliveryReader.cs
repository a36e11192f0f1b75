using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Deliveries;

/// <summary>
/// The messages of one subscription. Tells the loop what was taken, so that reading may go on, and leaves out messages that must be
/// acknowledged but whose session is over: the broker delivers them again.
/// </summary>
internal sealed class DeliveryReader(ChannelReader<StompMessage> inner, Driver driver, bool acknowledges) : ChannelReader<StompMessage>
{
    private const int TakenAtOnce = 64;
    private const long OctetsAtOnce = 64 * 1024;

    private readonly Lock _lock = new();
    private long _transport;
    private int _messages;
    private long _octets;

    public override Task Completion => driver.Turns.Join(inner.Completion);

    public override bool CanCount => inner.CanCount;

    public override int Count => inner.Count;

    public override bool TryRead(out StompMessage item)
    {
        lock (_lock)
        {
            while (inner.TryRead(out item!))
            {
                Note(item);
                if (!acknowledges || item.Transport == driver.CurrentTransport)
                    return true;
            }

            return false;
        }
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        while (await driver.Turns.Join(inner.WaitToReadAsync(cancellationToken)).ConfigureAwait(false))
        {
            if (HasFresh())
                return true;
        }

        return false;
    }

    /// <summary>What is at hand may be stale: then it is dropped and does not count as something to read.</summary>
    private bool HasFresh()
    {
        if (!acknowledges)
            return true;
        // Whoever else reads must not take the stale one between the look at it and its end: then a fresh one would be dropped.
        lock (_lock)
        {
            while (inner.TryPeek(out var next))
            {
                if (next.Transport == driver.CurrentTransport)
                    return true;
                if (inner.TryRead(out var stale))
                    Note(stale);
            }

            return false;
        }
    }

    private void Note(StompMessage message)
    {
        if (_transport != message.Transport)
            Tell();
        _transport = message.Transport;
        _messages++;
        _octets += message.Frame.Length;
        if (_messages >= TakenAtOnce || _octets >= OctetsAtOnce || inner.Count == 0)
            Tell();
    }

    private void Tell()
    {
        if (_messages > 0)
            driver.Taken(_transport, _messages, _octets);
        _messages = 0;
        _octets = 0;
    }
}
