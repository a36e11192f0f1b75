using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>A listener that accepts, reads and never says a word.</summary>
internal sealed class MuteListener : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task<Exception?> _visit;

    public MuteListener()
    {
        _listener.Start();
        _visit = Task.Run(ListenAsync);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How the first visit ended: null when it was closed in order.</summary>
    public Task<Exception?> EndAsync() => _visit.WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _visit;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task<Exception?> ListenAsync()
    {
        try
        {
            using var socket = await _listener.AcceptSocketAsync(_end.Token);
            var buffer = new byte[4096];
            while (await socket.ReceiveAsync(buffer, _end.Token) > 0)
            {
            }

            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
