using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Testing;

/// <summary>What lies between one connection and the broker, whatever links come and go. Belongs to the strand.</summary>
internal sealed class Line(Network network, int number) : ITransportFactory
{
    private readonly List<Wire> _wires = [];
    private TaskCompletionSource? _healing;
    private Silence _silence;
    private bool _isCut;

    public Network Network => network;

    public bool IsSilent(bool isToBroker) => _silence.HasFlag(isToBroker ? Silence.ToBroker : Silence.ToClient);

    public async ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        network.Trace.Add(number, $"dials {endpoint}");
        // A round without octets: it takes as long as one with them, and where there is silence it does not end.
        await PassAsync(isToBroker: true, cancellationToken).ConfigureAwait(false);
        var refuses = network.Refuses;
        await PassAsync(isToBroker: false, cancellationToken).ConfigureAwait(false);
        if (refuses)
            throw Failed(SocketError.ConnectionRefused, "nobody listens there");
        cancellationToken.ThrowIfCancellationRequested();
        var wire = new Wire(this);
        _wires.Add(wire);
        network.Trace.Add(number, "is linked");
        network.Accept(wire.Broker);
        return wire.Client;
    }

    public void Note(bool isToBroker, ReadOnlySpan<byte> octets) => network.Trace.Add(number, isToBroker ? ">" : "<", octets);

    public void Cut()
    {
        _isCut = true;
        Drop();
        Release();
    }

    /// <summary>Every link breaks.</summary>
    public void Drop()
    {
        network.Trace.Add(number, _isCut ? "is cut" : "is dropped");
        foreach (var wire in _wires.ToArray())
            wire.Break();
    }

    public void BeSilent(Silence silence)
    {
        network.Trace.Add(number, $"is silent: {silence}");
        _silence = silence;
        if (silence == Silence.None)
            Release();
    }

    public void Heal()
    {
        if (!_isCut && _silence == Silence.None)
            return;
        network.Trace.Add(number, "is healed");
        (_isCut, _silence) = (false, Silence.None);
        Release();
    }

    /// <summary>The broker is gone.</summary>
    public void LoseBroker()
    {
        foreach (var wire in _wires.ToArray())
            wire.LoseBroker();
    }

    public void Remove(Wire wire) => _wires.Remove(wire);

    private void Release()
    {
        foreach (var wire in _wires.ToArray())
            wire.Resume();
        if (_healing is { } healing)
            network.Strand.Post(() => healing.TrySetResult());
        _healing = null;
    }

    private async Task PassAsync(bool isToBroker, CancellationToken cancellationToken)
    {
        var latency = network.ThrowLatency();
        if (latency > TimeSpan.Zero)
            await Task.Delay(latency, network.Time, cancellationToken).ConfigureAwait(false);
        while (IsSilent(isToBroker) && !_isCut)
            await network.Strand.Join((_healing ??= new()).Task.WaitAsync(cancellationToken)).ConfigureAwait(false);
        if (_isCut)
            throw Failed(SocketError.NetworkUnreachable, "the network is cut");
    }

    private SocketException Failed(SocketError error, string text)
    {
        network.Trace.Add(number, $"fails: {text}");
        return Network.Fault(error, text);
    }
}
