using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// Free ports below the ranges from which systems take the ports of outgoing connections (Linux from 32768 on, gVisor from 16000): a client cannot take
/// one of these by accident while the broker that owns it is being restarted.
/// </summary>
internal static class LoopbackPorts
{
    private const int Lowest = 10_000;
    private const int Highest = 15_900;

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
            // Bound and not listened at: a child process that is begun right now inherits the socket for a moment, and must not keep the port from its owner.
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
