using System;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Testing;

/// <summary>One link between a client and the broker. Belongs to the strand.</summary>
internal sealed class Wire
{
    private readonly Line _line;
    private readonly Flow _toBroker;
    private readonly Flow _toClient;
    private readonly End _client;
    private readonly End _broker;
    private bool _isResetHeld;

    public Wire(Line line)
    {
        _line = line;
        (_toBroker, _toClient) = (new(line, isToBroker: true), new(line, isToBroker: false));
        (_client, _broker) = (new(this, _toClient, _toBroker), new(this, _toBroker, _toClient));
        // Who writes to an end that is closed learns it.
        _toBroker.Unwanted = _toClient.Unwanted = Break;
    }

    public ITransport Client => _client;

    public ITransport Broker => _broker;

    /// <summary>Both ends learn that the link is over.</summary>
    public void Break()
    {
        BreakAtBroker();
        _toBroker.BreakWriter();
        _toClient.BreakReader();
        _line.Remove(this);
    }

    /// <summary>The broker is gone; the client learns it when it can.</summary>
    public void LoseBroker()
    {
        _isResetHeld = _line.IsSilent(isToBroker: false);
        if (_isResetHeld)
            BreakAtBroker();
        else
            Break();
    }

    /// <summary>What was held up arrives.</summary>
    public void Resume()
    {
        if (_isResetHeld)
            Break();
        _toBroker.Resume();
        _toClient.Resume();
    }

    private void BreakAtBroker()
    {
        _toBroker.BreakReader();
        _toClient.BreakWriter();
    }

    private void Closed()
    {
        if (_client.IsClosed && _broker.IsClosed)
            _line.Remove(this);
    }

    /// <summary>One end of the link.</summary>
    private sealed class End(Wire wire, Flow inward, Flow outward) : ITransport
    {
        private bool _hasEnded;

        public bool IsClosed { get; private set; }

        public string Description => "in a test world";

        public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken) => inward.ReadAsync(buffer, cancellationToken);

        public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken) => outward.WriteAsync(octets, cancellationToken);

        public ValueTask CloseWriteAsync()
        {
            if (!_hasEnded)
                outward.End();
            _hasEnded = true;
            return default;
        }

        public async ValueTask DisposeAsync()
        {
            if (IsClosed)
                return;
            IsClosed = true;
            inward.Abandon();
            await CloseWriteAsync().ConfigureAwait(false);
            wire.Closed();
        }
    }
}
