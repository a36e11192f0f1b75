using System;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Benchmarks.Peer;

/// <summary>The limit of the socket: the same octets, moved by a bare loop.</summary>
internal static class RawPeer
{
    public static void Serve(Socket socket, byte[] buffer, int filled, ref Counters counters)
    {
        var line = buffer.AsSpan(0, filled).IndexOf((byte)'\n');
        var words = Encoding.ASCII.GetString(buffer, 0, line).Split(' ');
        switch (words[1])
        {
            case "sink":
                Sink(socket, buffer, filled - line - 1, Number(words[2]));
                break;
            case "firehose":
                counters.Poured = Number(words[2]);
                new Firehose(["0"], $"/firehose/{words[2]}/{words[3]}", (int)Number(words[3]), true).Pour(socket, counters.Poured, new());
                break;
            case "echo":
                Echo(socket, buffer, (int)Number(words[2]));
                break;
        }
    }

    private static void Sink(Socket socket, byte[] buffer, long seen, long expected)
    {
        while (seen < expected)
        {
            var got = socket.Receive(buffer);
            if (got == 0)
                return;
            seen += got;
        }

        socket.Send("!"u8);
    }

    private static void Echo(Socket socket, byte[] buffer, int size)
    {
        while (true)
        {
            for (var seen = 0; seen < size;)
            {
                var got = socket.Receive(buffer.AsSpan(seen, size - seen));
                if (got == 0)
                    return;
                seen += got;
            }

            Firehose.SendAll(socket, buffer.AsSpan(0, size));
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
