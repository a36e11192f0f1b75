using System;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Stomp.Benchmarks.Compare;

/// <summary>The octets of the same frames, written and read by a bare blocking loop. Program arguments: BLOCK MODE PORT COUNT SIZE.</summary>
/// <param name="blockSize">Octets that are written or read at a time, at most.</param>
internal sealed class RawSocket(int blockSize)
{
    public string Measure(string mode, int port, long count, int size)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, port));
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var times = new long[mode == "echo" ? count : 0];
        var begin = Stopwatch.GetTimestamp();
        switch (mode)
        {
            case "send" or "receipt":
                Send(socket, count, size);
                break;
            case "receive" or "ack":
                Receive(socket, count, size);
                break;
            case "echo":
                Echo(socket, size, times);
                break;
        }

        var seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        Array.Sort(times);
        using var process = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"mode\":\"{mode}\",\"n\":{count},\"size\":{size},\"secs\":{seconds},\"per_s\":{count / seconds},\"p50_us\":{At(times, 50)},\"p99_us\":{At(times, 99)},\"cpu_s\":{(process.TotalProcessorTime - processor).TotalSeconds},\"max_rss_kb\":{process.PeakWorkingSet64 / 1024}}}");
    }

    /// <summary>The octets of a SEND as the product writes it.</summary>
    private static byte[] Frame(int size) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"SEND\ndestination:/sink\ncontent-length:{size}\n\n") + new string('m', size) + "\0");

    private void Send(Socket socket, long count, int size)
    {
        var frame = Frame(size);
        Say(socket, string.Create(CultureInfo.InvariantCulture, $"RAW sink {count * frame.Length}\n"));
        var perBlock = Math.Max(1, blockSize / frame.Length);
        var block = new byte[perBlock * frame.Length];
        for (var i = 0; i < perBlock; i++)
            frame.CopyTo(block, i * frame.Length);
        for (var rest = count * frame.Length; rest > 0;)
            rest -= All(socket, block.AsSpan(0, (int)Math.Min(rest, block.Length)));
        socket.Receive(block.AsSpan(0, 1));
    }

    private void Receive(Socket socket, long count, int size)
    {
        Say(socket, string.Create(CultureInfo.InvariantCulture, $"RAW firehose {count} {size}\n"));
        var buffer = new byte[blockSize];
        while (socket.Receive(buffer) > 0)
        {
        }
    }

    private static void Echo(Socket socket, int size, long[] times)
    {
        var frame = Frame(size);
        Say(socket, string.Create(CultureInfo.InvariantCulture, $"RAW echo {frame.Length}\n"));
        for (var i = 0; i < times.Length; i++)
        {
            var sent = Stopwatch.GetTimestamp();
            All(socket, frame);
            for (var seen = 0; seen < frame.Length;)
                seen += socket.Receive(frame.AsSpan(seen));
            times[i] = Stopwatch.GetTimestamp() - sent;
        }
    }

    private static int All(Socket socket, ReadOnlySpan<byte> octets)
    {
        for (var rest = octets; !rest.IsEmpty;)
            rest = rest[socket.Send(rest)..];
        return octets.Length;
    }

    private static void Say(Socket socket, string line) => socket.Send(Encoding.ASCII.GetBytes(line));

    private static string At(long[] times, int percent) =>
        (times.Length == 0 ? 0 : times[times.Length * percent / 100] * 1e6 / Stopwatch.Frequency).ToString("0.###", CultureInfo.InvariantCulture);
}
