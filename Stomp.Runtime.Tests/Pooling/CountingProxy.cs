using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Pooling;

/// <summary>Stands before a broker and writes down when somebody came, whether the broker is there or not.</summary>
internal sealed class CountingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<TimeSpan> _attempts = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly int _target;
    private readonly Task _accepting;

    public CountingProxy(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>When somebody came, since the beginning.</summary>
    public IReadOnlyList<TimeSpan> Attempts
    {
        get
        {
            lock (_attempts)
                return [.. _attempts];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                lock (_attempts)
                    _attempts.Add(_clock.Elapsed);
                _ = ForwardAsync(client);
            }
        }
        catch (Exception exception) when (_end.IsCancellationRequested)
        {
            // between two who come the listener is merely stopped, which has an exception of its own
            _ = exception;
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var broker = new TcpClient();
        using (client)
        {
            try
            {
                await broker.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                client.NoDelay = broker.NoDelay = true;
                var (near, far) = (client.GetStream(), broker.GetStream());
                // whoever ends first ends both
                await Task.WhenAny(near.CopyToAsync(far, _end.Token), far.CopyToAsync(near, _end.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException)
            {
                // the broker is away, or everything ends
            }
        }
    }
}
