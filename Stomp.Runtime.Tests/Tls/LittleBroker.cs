using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>
/// A listener on loopback that keeps what every visitor did, and answers CONNECT and DISCONNECT when it is told to. It shares no code with
/// the product, so that it is a witness.
/// </summary>
internal class LittleBroker : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentQueue<Visit> _visits = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly Task _accepting;

    public LittleBroker(IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
        _accepting = Task.Run(AcceptAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How its lines end.</summary>
    public string LineEnd { get; init; } = "\n";

    /// <summary>Everybody who came, in order.</summary>
    public IReadOnlyList<Visit> Visits => [.. _visits];

    /// <summary>The next visitor who has not been asked for yet.</summary>
    public async Task<Visit> NextAsync()
    {
        Assert.True(await _arrived.WaitAsync(TimeSpan.FromSeconds(60)), "nobody came");
        return _visits.ElementAt(_asked++);
    }

    private int _asked;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        foreach (var visit in _visits) visit.Socket.Dispose();
        await _accepting;
        _listener.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What lies between the socket and the octets of STOMP; nothing here.</summary>
    protected virtual Task<Stream> WrapAsync(Stream stream, Visit visit, CancellationToken cancellationToken) => Task.FromResult(stream);

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var visit = new Visit(await _listener.AcceptSocketAsync(_end.Token));
                _visits.Enqueue(visit);
                _arrived.Release();
                _ = ServeAsync(visit);
            }
        }
        catch (Exception exception) when (_end.IsCancellationRequested)
        {
            _ = exception;
        }
    }

    private async Task ServeAsync(Visit visit)
    {
        try
        {
            await using var stream = await WrapAsync(new NetworkStream(visit.Socket, ownsSocket: true), visit, _end.Token);
            var buffer = new byte[4096];
            var frame = new StringBuilder();
            while (await stream.ReadAsync(buffer, _end.Token) is var count and > 0)
            {
                visit.Received.Write(buffer, 0, count);
                foreach (var octet in buffer[..count])
                {
                    frame.Append((char)octet);
                    if (octet != 0) continue;
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(Answer(frame.ToString().TrimStart('\n')).Replace("\n", LineEnd, StringComparison.Ordinal)), _end.Token);
                    frame.Clear();
                }
            }

            visit.End.TrySetResult(null);
        }
        catch (Exception exception)
        {
            visit.End.TrySetResult(exception);
        }
    }

    private static string Answer(string frame) =>
        frame.StartsWith("CONNECT", StringComparison.Ordinal) || frame.StartsWith("STOMP", StringComparison.Ordinal) ? "CONNECTED\nversion:1.2\nserver:little/1\n\n\0"
        : frame.Split('\n').FirstOrDefault(line => line.StartsWith("receipt:", StringComparison.Ordinal)) is { } receipt ? $"RECEIPT\nreceipt-id:{receipt["receipt:".Length..]}\n\n\0"
        : "";
}
