using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Stomp.Runtime.Tests.Fixtures;

/// <summary>
/// The wire between clients and a broker: a listener that passes all octets on, writes them down, and can be cut, muted and slowed. It is made
/// of bare sockets and shares no code with the product, so that it is a witness.
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly int _brokerPort;
    private readonly Action<WireLink, int>? _onLink;
    private readonly ConcurrentQueue<WireLink> _links = new();
    private readonly SemaphoreSlim _came = new(0);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _asked;

    /// <param name="brokerPort">Where the broker listens on 127.0.0.1.</param>
    /// <param name="onLink">Prepares a link, and learns its number from 0, before any octet passes.</param>
    /// <param name="listener">Where clients come; null for a port of its own on 127.0.0.1.</param>
    public Wire(int brokerPort, Action<WireLink, int>? onLink = null, Socket? listener = null)
    {
        _brokerPort = brokerPort;
        _onLink = onLink;
        _listener = listener ?? Listen(IPAddress.Loopback);
        Address = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = Task.Run(AcceptAsync);
    }

    public IPEndPoint Address { get; }

    public int Port => Address.Port;

    /// <summary>Every connection that a client made, in order.</summary>
    public IReadOnlyList<WireLink> Links => [.. _links];

    public WireLink Last => Links[^1];

    /// <summary>The next connection that has not been asked for yet.</summary>
    public async Task<WireLink> NextAsync()
    {
        Assert.True(await _came.WaitAsync(TimeSpan.FromSeconds(60)), "nobody came");
        return Links[_asked++];
    }

    public static Socket Listen(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, 0));
        socket.Listen();
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var link in _links) link.Cut(reset: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_end.Token);
                var link = new WireLink(client);
                _onLink?.Invoke(link, _links.Count);
                _links.Enqueue(link);
                link.Start(_brokerPort);
                _came.Release();
            }
        }
        catch (Exception exception) when (_end.IsCancellationRequested)
        {
            _ = exception;
        }
    }
}

/// <summary>One connection of a client through a <see cref="Wire"/>.</summary>
internal sealed class WireLink
{
    private readonly Socket _client;
    private readonly Socket _broker = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private volatile bool _isCut;

    public WireLink(Socket client)
    {
        _client = client;
        _client.NoDelay = true;
    }

    public WireFlow ToBroker { get; } = new();

    public WireFlow ToClient { get; } = new();

    /// <summary>The port from which the broker sees it come.</summary>
    public int Port => ((IPEndPoint)_broker.LocalEndPoint!).Port;

    /// <summary>Whoever wanted the broker finds nobody, as behind a port whose server is down.</summary>
    public void Start(int brokerPort) => _ = Task.Run(async () =>
    {
        try
        {
            await _broker.ConnectAsync(IPAddress.Loopback, brokerPort);
        }
        catch (SocketException)
        {
            Cut(reset: true);
            return;
        }

        _ = PumpAsync(_client, _broker, ToBroker);
        _ = PumpAsync(_broker, _client, ToClient);
    });

    /// <summary>Ends the connection on both sides: by FIN as a process that dies, or by RST as a host that forgot.</summary>
    public void Cut(bool reset)
    {
        _isCut = true;
        foreach (var socket in (Socket[])[_client, _broker])
        {
            if (reset) Reset(socket);
            else Finish(socket);
        }

        ToBroker.End();
        ToClient.End();
    }

    /// <summary>Nothing passes any more and nothing is closed, as behind a cable that was pulled.</summary>
    public void Swallow() => ToBroker.Swallows = ToClient.Swallows = true;

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // it is gone already
        }

        socket.Dispose();
    }

    /// <summary>The socket is disposed when its peer closed too: one with a read under way would be reset.</summary>
    private static void Finish(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // the peer was faster
        }
    }

    private async Task PumpAsync(Socket from, Socket to, WireFlow flow)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, SocketFlags.None) is var count and > 0)
            {
                // Read at once, passed on in pieces: a read that was under way when the pieces became smaller counts as well.
                for (var at = 0; at < count && !_isCut;)
                {
                    var piece = buffer.AsMemory(at, Math.Min(flow.Most, count - at));
                    at += piece.Length;
                    await PassAsync(piece, to, flow);
                }
            }

            flow.End();
            Finish(to);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            flow.End();
            if (!_isCut) Cut(reset: true);
        }
    }

    private async Task PassAsync(Memory<byte> piece, Socket to, WireFlow flow)
    {
        var (passing, cut) = flow.Take(piece);
        for (var rest = passing; rest.Length > 0;)
            rest = rest[await to.SendAsync(rest, SocketFlags.None)..];
        flow.CountThrough(passing.Length);
        if (cut is { } how) Cut(reset: how == CutKind.Reset);
        else if (flow.Pause > TimeSpan.Zero) await Task.Delay(flow.Pause);
    }
}

/// <summary>How a cut looks from the ends.</summary>
public enum CutKind
{
    /// <summary>FIN.</summary>
    Close,

    /// <summary>RST.</summary>
    Reset,
}
