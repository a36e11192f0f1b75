using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Runtime;

namespace Stomp.Benchmarks.Measure.EndToEnd;

/// <summary>Large bodies: one below the limit, and one above.</summary>
internal static class Bodies
{
    private const int Large = 64 << 20;
    private const int Limit = Large + 1;
    private const long TooLarge = 1L << 30;

    public static async Task<IEnumerable<Figure>> RunAsync()
    {
        var large = await Child.RunAsync("body", Large.ToString(CultureInfo.InvariantCulture));
        var refused = await Child.RunAsync("body", TooLarge.ToString(CultureInfo.InvariantCulture));
        return
        [
            new("a body of 64 MiB: allocated, against its size", large[0] / Large, "×") { AtMost = 3 },
            new("a body of 64 MiB: most resident memory, against its size", large[1] / Large, "×") { AtMost = 3 },
            new("a body of 1 GiB that is refused: allocated", refused[0] / 1000, "kB") { AtMost = 1_000 },
        ];
    }

    public static async Task HereAsync(long size)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        // A message before the one that counts, so that what is made once is there.
        new Thread(() => Serve(listener, [1_000, size])) { IsBackground = true }.Start();
        var options = Growth.Quiet($"stomp://{listener.LocalEndPoint}") with { Limits = FrameLimits.Default.WithMaxBody(Limit) };
        await using var stomp = await StompConnection.OpenAsync(options.WithReconnect(static reconnect => reconnect with { Rounds = 0 }));
        var subscription = await stomp.SubscribeAsync("/queue/large");
        await using var messages = subscription.GetAsyncEnumerator();
        await messages.MoveNextAsync();
        GC.Collect();
        var (allocated, resident) = (GC.GetTotalAllocatedBytes(precise: true), Child.Memory("VmRSS"));
        // Only now does the one that counts come.
        await stomp.SendAsync("/queue/go", "go");
        try
        {
            if (await messages.MoveNextAsync() != size <= Limit || (size <= Limit && messages.Current.Body.Length != size))
                throw new InvalidOperationException("The body is not what was sent.");
        }
        catch (StompException) when (size > Limit)
        {
            // Refused, as it has to be.
        }

        Child.Tell(GC.GetTotalAllocatedBytes(precise: true) - allocated, Child.Memory("VmHWM") - resident);
        Environment.Exit(0);
    }

    /// <summary>Answers CONNECT, and then one message to each thing that is said.</summary>
    private static void Serve(Socket listener, long[] sizes)
    {
        try
        {
            using var socket = listener.Accept();
            var (heard, block) = (new byte[4096], Traffic.Body(64 * 1024));
            socket.Receive(heard);
            Say(socket, Encoding.ASCII.GetBytes("CONNECTED\nversion:1.2\n\n\0"));
            foreach (var size in sizes)
            {
                socket.Receive(heard);
                Say(socket, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"MESSAGE\nsubscription:0\nmessage-id:{size}\ndestination:/queue/large\ncontent-length:{size}\n\n")));
                for (var rest = size; rest > 0; rest -= block.Length)
                    Say(socket, block.AsSpan(0, (int)Math.Min(rest, block.Length)));
                Say(socket, [0]);
            }

            while (socket.Receive(heard) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // It did not want to hear the rest.
        }
    }

    private static void Say(Socket socket, ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
            octets = octets[socket.Send(octets)..];
    }
}
