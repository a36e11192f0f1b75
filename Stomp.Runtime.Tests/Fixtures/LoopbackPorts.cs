using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// Free ports below the range from which the system takes the ports of outgoing connections: a client cannot take
/// one of these by accident while the broker that owns it is being restarted.
/// </summary>
internal static class LoopbackPorts
{
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    private static readonly HashSet<int> Taken = [];

    public static int[] Take(int count)
    {
        var ports = new int[count];
        lock (Taken)
        {
            for (var i = 0; i < count; i++) ports[i] = TakeOne();
        }

        return ports;
    }

    private static int TakeOne()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (!Taken.Contains(port) && IsFree(port))
            {
                Taken.Add(port);
                return port;
            }
        }

        throw new InvalidOperationException("no free port on the loopback interface");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Any, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
