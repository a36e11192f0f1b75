using System;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>A CONNECT in bare octets: the fixtures must not depend on the product that they serve to test.</summary>
internal static class StompProbe
{
    /// <summary>The first frame with which the broker answers CONNECT, without its NUL.</summary>
    public static async Task<string> ConnectAsync(int port, string login, string passcode, CancellationToken cancel)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port, cancel);
        return await ConnectAsync(client.GetStream(), login, passcode, cancel);
    }

    public static async Task<string> ConnectAsync(Stream stream, string login, string passcode, CancellationToken cancel)
    {
        var frame = $"CONNECT\naccept-version:1.0,1.1,1.2\nhost:/\nlogin:{login}\npasscode:{passcode}\n\n\0";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(frame), cancel);
        var answer = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await stream.ReadAsync(buffer, cancel);
            if (count == 0) throw new EndOfStreamException($"the broker closed after '{answer}'");
            answer.Append(Encoding.UTF8.GetString(buffer, 0, count));
            var end = answer.ToString().IndexOf('\0', StringComparison.Ordinal);
            if (end >= 0) return answer.ToString(0, end);
        }
    }

    public static Task<bool> AnswersAsync(int port, TimeSpan patience) => AnswersAsync(port, "guest", "guest", patience);

    public static async Task<bool> AnswersAsync(int port, string login, string passcode, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            var answer = await ConnectAsync(port, login, passcode, deadline.Token);
            return answer.StartsWith("CONNECTED\n", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    public static async Task<bool> AcceptsAsync(int port, TimeSpan patience)
    {
        using var deadline = new CancellationTokenSource(patience);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port, deadline.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
