using System;
using System.Net;

namespace Stomp.Runtime;

/// <summary>How sockets are set up.</summary>
public sealed record SocketOptions
{
    /// <summary>Whether small frames go out at once (TCP_NODELAY). Default yes.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>Whether TCP itself probes a silent peer (M14). Default no: heart-beats do.</summary>
    public bool KeepAlive { get; init; }

    /// <summary>The first probe comes after this silence; null leaves it to the system. Whole seconds.</summary>
    public TimeSpan? KeepAliveTime { get; init; }

    /// <summary>From probe to probe; null leaves it to the system. Whole seconds.</summary>
    public TimeSpan? KeepAliveInterval { get; init; }

    /// <summary>So many probes without an answer end the connection; null leaves it to the system.</summary>
    public int? KeepAliveCount { get; init; }

    /// <summary>The local address and port to use; null leaves them to the system (M20).</summary>
    public IPEndPoint? LocalEndPoint { get; init; }

    /// <summary>When an address does not answer, the next one is tried beside it after this time. Default 250 ms.</summary>
    public TimeSpan AddressDelay { get; init; } = TimeSpan.FromMilliseconds(250);
}
