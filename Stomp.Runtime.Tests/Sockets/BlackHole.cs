using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Sockets;

/// <summary>
/// An address and port that never answer: a listener whose queue is full, so that the system drops whoever comes, as a
/// host that is gone or a firewall that swallows would. Linux only; elsewhere a full queue refuses.
/// </summary>
internal sealed class BlackHole : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _filling = [];

    private BlackHole(IPEndPoint at)
    {
        _listener.Bind(at);
        _listener.Listen(0);
    }

    public static async Task<BlackHole> DigAsync(IPAddress address, int port)
    {
        var hole = new BlackHole(new IPEndPoint(address, port));
        try
        {
            await hole.FillAsync();
            return hole;
        }
        catch
        {
            hole.Dispose();
            throw;
        }
    }

    /// <summary>Answers from now on: who comes is accepted, at the latest when the system asks again.</summary>
    public void Open() => _ = Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                lock (_filling) _filling.Add(socket);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // it was filled in
        }
    });

    public void Dispose()
    {
        _listener.Dispose();
        lock (_filling)
        {
            foreach (var socket in _filling) socket.Dispose();
        }
    }

    private async Task FillAsync()
    {
        for (var silences = 0; _filling.Count < 50;)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _filling.Add(socket);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(0.5));
            try
            {
                await socket.ConnectAsync(_listener.LocalEndPoint!, patience.Token);
            }
            catch (OperationCanceledException)
            {
                // the machine may be busy: once is not enough
                if (++silences == 2) return;
            }
        }

        Assert.Fail("the queue of a listener does not fill");
    }
}
