using System;
using System.Collections.Generic;
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

    /// <summary>
    /// The local address and port to use; null leaves them to the system (M20), as do the address <see cref="IPAddress.Any"/> and the port 0. Only
    /// the host's addresses of its family are tried.
    /// </summary>
    public IPEndPoint? LocalEndPoint { get; init; }

    /// <summary>When an address does not answer, the next one is tried beside it after this time. Default 250 ms.</summary>
    public TimeSpan AddressDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The same, which sends small frames at once or gathers them.</summary>
    public SocketOptions WithNoDelay(bool atOnce) => this with { NoDelay = atOnce };

    /// <summary>The same with probes of a silent peer by TCP itself, or without.</summary>
    public SocketOptions WithKeepAlive(bool probes) => this with { KeepAlive = probes };

    /// <summary>The same with probes of a silent peer by TCP itself, at these times; null leaves one to the system.</summary>
    public SocketOptions WithKeepAlive(TimeSpan? time, TimeSpan? interval, int? count) =>
        this with { KeepAlive = true, KeepAliveTime = time, KeepAliveInterval = interval, KeepAliveCount = count };

    /// <summary>The same with another silence before the first probe; null leaves it to the system.</summary>
    public SocketOptions WithKeepAliveTime(TimeSpan? time) => this with { KeepAliveTime = time };

    /// <summary>The same with another time from probe to probe; null leaves it to the system.</summary>
    public SocketOptions WithKeepAliveInterval(TimeSpan? interval) => this with { KeepAliveInterval = interval };

    /// <summary>The same with another number of probes without an answer; null leaves it to the system.</summary>
    public SocketOptions WithKeepAliveCount(int? count) => this with { KeepAliveCount = count };

    /// <summary>The same with another local address and port; null leaves them to the system.</summary>
    public SocketOptions WithLocalEndPoint(IPEndPoint? local) => this with { LocalEndPoint = local };

    /// <summary>The same with another time after which the next address is tried beside one that does not answer.</summary>
    public SocketOptions WithAddressDelay(TimeSpan delay) => this with { AddressDelay = delay };

    /// <summary>Everything that is wrong with these settings. The bounds are Linux's, the narrowest.</summary>
    internal IEnumerable<string> Check()
    {
        if (!KeepAlive && (KeepAliveTime is not null || KeepAliveInterval is not null || KeepAliveCount is not null))
            yield return "KeepAlive is off, so that KeepAliveTime, KeepAliveInterval and KeepAliveCount mean nothing; switch it on or leave them null";
        if (KeepAliveTime is { } time && !IsProbe(time))
            yield return $"KeepAliveTime is {time}; it must be whole seconds between 1 and 32767";
        if (KeepAliveInterval is { } interval && !IsProbe(interval))
            yield return $"KeepAliveInterval is {interval}; it must be whole seconds between 1 and 32767";
        if (KeepAliveCount is < 1 or > 127)
            yield return FormattableString.Invariant($"KeepAliveCount is {KeepAliveCount}; it must be between 1 and 127");
        if (AddressDelay <= TimeSpan.Zero)
            yield return $"AddressDelay is {AddressDelay}; it must be positive";
    }

    private static bool IsProbe(TimeSpan span) => span.Ticks % TimeSpan.TicksPerSecond == 0 && span.TotalSeconds is >= 1 and <= 32_767;
}
