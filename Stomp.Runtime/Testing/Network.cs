using System;
using System.Collections.Generic;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Values;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.Testing;

/// <summary>The network of a test world: a line for each connection, all to one broker. Belongs to the strand.</summary>
internal sealed class Network(Strand strand, VirtualTime time, Trace trace, ulong seed) : IOwnedTransportFactory
{
    private readonly Dictionary<Driver, Line> _byOwner = [];
    private readonly List<Line> _lines = [];
    private Prng _dice = new(seed);

    public Strand Strand => strand;

    public VirtualTime Time => time;

    public Trace Trace => trace;

    /// <summary>Takes a link at the broker's side; null when there is no broker.</summary>
    public Action<ITransport>? Broker { get; set; }

    public bool RefusesDials { get; set; }

    public TimeSpan Latency { get; set; }

    public TimeSpan Jitter { get; set; }

    public bool Refuses => RefusesDials || Broker is null;

    public static SocketException Fault(SocketError error, string text) => new((int)error, text);

    public ITransportFactory For(Driver owner)
    {
        lock (_byOwner)
            return _byOwner[owner] = Draw();
    }

    /// <summary>Somebody dials who does not say for whom: each link has a line of its own.</summary>
    public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
    {
        lock (_byOwner)
            return Draw().DialAsync(endpoint, cancellationToken);
    }

    public Line LineOf(Driver owner)
    {
        lock (_byOwner)
        {
            return _byOwner.TryGetValue(owner, out var line)
                ? line
                : throw new ArgumentException("The connection is not one of this world; open it with ConnectAsync, or with the world's Options and their TransportFactory as it is.", nameof(owner));
        }
    }

    public void Accept(ITransport transport) => Broker!(transport);

    /// <summary>How long what leaves now is under way.</summary>
    public TimeSpan ThrowLatency()
    {
        if (Jitter <= TimeSpan.Zero)
            return Latency;
        var thrown = _dice.Below((ulong)Jitter.Ticks + 1);
        _dice = thrown.Rest;
        return Latency + new TimeSpan((long)thrown.Value);
    }

    public void Heal()
    {
        RefusesDials = false;
        foreach (var line in _lines)
            line.Heal();
    }

    public void LoseBroker()
    {
        Broker = null;
        foreach (var line in _lines)
            line.LoseBroker();
    }

    private Line Draw()
    {
        var line = new Line(this, _lines.Count + 1);
        _lines.Add(line);
        return line;
    }
}
