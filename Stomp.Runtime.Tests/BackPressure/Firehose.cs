using System;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.BackPressure;

/// <summary>
/// A STOMP server in bare octets that pours messages as fast as they are taken, which no real broker could hold within the limits of a test. It
/// beats between frames as agreed, and it watches how regularly its client does.
/// </summary>
internal sealed class Firehose : IAsyncDisposable
{
    public const string WarmUp = "/queue/warm-up";
    public const int WarmUpMessages = 512;
    public const string Flood = "/queue/flood";
    public const int Octets = 64 * 1024;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly int _messages;
    private readonly Task _serving;
    private long _beats;
    private bool _isLeft;
    private long _longestSilence;

    public Firehose(int messages)
    {
        _messages = messages;
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Heart-beats that came from the client.</summary>
    public long Beats => Volatile.Read(ref _beats);

    /// <summary>The longest time in which nothing came from the client.</summary>
    public TimeSpan LongestSilence => TimeSpan.FromTicks(Volatile.Read(ref _longestSilence));

    /// <summary>Ends when the client said goodbye, or with what went wrong.</summary>
    public Task Served => _serving;

    public static bool IsNumber(int number, ReadOnlySpan<byte> body) =>
        body.Length == Octets && BinaryPrimitives.ReadInt32BigEndian(body) == number && !body[4..].ContainsAnyExcept((byte)number);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        try
        {
            await _serving;
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // it was asked to end
        }

        _end.Dispose();
        _writing.Dispose();
    }

    private async Task ServeAsync()
    {
        using var socket = await _listener.AcceptSocketAsync(_end.Token);
        socket.NoDelay = true;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        var beating = BeatAsync(socket, over.Token);
        var frame = new StringBuilder();
        var buffer = new byte[4096];
        var silence = Stopwatch.StartNew();
        while (true)
        {
            var count = await ReceiveAsync(socket, buffer);
            Volatile.Write(ref _longestSilence, Math.Max(_longestSilence, silence.Elapsed.Ticks));
            silence.Restart();
            if (count == 0)
                break;
            foreach (var character in Encoding.UTF8.GetString(buffer, 0, count))
            {
                if (character == '\n' && frame.Length == 0)
                {
                    Interlocked.Increment(ref _beats);
                }
                else if (character != '\0')
                {
                    frame.Append(character);
                }
                else
                {
                    Answer(socket, frame.ToString().Split('\n'));
                    frame.Clear();
                }
            }
        }

        await over.CancelAsync();
        await beating;
    }

    /// <summary>A beat that reaches a client who has left breaks the connection off before its end was read: that is an end as well.</summary>
    private async Task<int> ReceiveAsync(Socket socket, byte[] buffer)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, _end.Token);
        }
        catch (SocketException) when (_isLeft)
        {
            return 0;
        }
    }

    private void Answer(Socket socket, string[] lines)
    {
        var receipt = Header(lines, "receipt");
        switch (lines[0].TrimEnd('\r'))
        {
            case "CONNECT":
                _ = WriteAsync(socket, Encoding.UTF8.GetBytes($"CONNECTED\nversion:1.2\nheart-beat:{Interval.TotalMilliseconds},{Interval.TotalMilliseconds}\n\n\0"));
                break;
            case "SUBSCRIBE":
                _ = PourAsync(socket, Header(lines, "id")!, Header(lines, "destination")!);
                break;
            case "DISCONNECT" when receipt is not null:
                _isLeft = true;
                _ = WriteAsync(socket, Encoding.UTF8.GetBytes($"RECEIPT\nreceipt-id:{receipt}\n\n\0"));
                break;
        }
    }

    private async Task PourAsync(Socket socket, string id, string destination)
    {
        var count = destination == Flood ? _messages : WarmUpMessages;
        for (var number = 0; number < count; number++)
        {
            var head = Encoding.UTF8.GetBytes($"MESSAGE\nsubscription:{id}\nmessage-id:{number}\ndestination:{destination}\ncontent-length:{Octets}\n\n");
            var message = new byte[head.Length + Octets + 1];
            head.CopyTo(message, 0);
            message.AsSpan(head.Length, Octets).Fill((byte)number);
            BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(head.Length), number);
            await WriteAsync(socket, message);
        }
    }

    private async Task BeatAsync(Socket socket, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval / 2);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
                await WriteAsync(socket, "\n"u8.ToArray());
        }
        catch (Exception exception) when (exception is OperationCanceledException || (exception is SocketException && _isLeft))
        {
            // the client left
        }
    }

    private async Task WriteAsync(Socket socket, ReadOnlyMemory<byte> octets)
    {
        await _writing.WaitAsync(_end.Token);
        try
        {
            while (!octets.IsEmpty)
                octets = octets[await socket.SendAsync(octets, _end.Token)..];
        }
        finally
        {
            _writing.Release();
        }
    }

    private static string? Header(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].TrimEnd('\r');
}
