using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using Stomp.Benchmarks.Peer;

// The other end of a measurement: it counts, answers, pours and echoes, and does as little as possible besides. It shares no code with
// what it measures. One JSON line per connection that ended says what it saw.
//
//   stomp-peer [PORT]      the first line says on which port it listens; it ends when its standard input does
using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
listener.Bind(new IPEndPoint(IPAddress.Loopback, args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 0));
listener.Listen(512);
Console.Out.WriteLine($"{{\"port\":{((IPEndPoint)listener.LocalEndPoint!).Port}}}");
Console.Out.Flush();

var watching = new Thread(EndWithInput) { IsBackground = true };
watching.Start();

for (var number = 1; ; number++)
{
    var socket = listener.Accept();
    socket.NoDelay = true;
    var connection = new PeerConnection(socket, number);
    new Thread(connection.Run, 256 * 1024) { IsBackground = true }.Start();
}

static void EndWithInput()
{
    while (Console.In.Read() >= 0)
    {
    }

    Environment.Exit(0);
}
