using System;
using System.Buffers;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Sessions;
using Stomp.Runtime.Driving;

namespace Stomp.Runtime.Transports;

/// <summary>Where a link tells what happens on it. Called from any thread.</summary>
internal interface ILinkEvents
{
    /// <summary>Octets arrived; they stay valid until <see cref="Link.Continue"/>.</summary>
    void OnReceived(Link link, ReadOnlyMemory<byte> octets);

    /// <summary>The peer closed its side.</summary>
    void OnClosed(Link link);

    /// <summary>The transport failed.</summary>
    void OnFailed(Link link, TransportFault fault);

    /// <summary>Octets were written.</summary>
    void OnWritten(Link link, int octets, bool finished);
}

/// <summary>
/// A transport while a loop drives it: one read and one write at most. The loop writes into <see cref="Output"/> and flushes once a batch; what
/// is added meanwhile goes out with the next write. All members but the events belong to the loop.
/// </summary>
internal sealed class Link : IAsyncDisposable
{
    private const int ReadSize = 64 * 1024;

    // A long write reports its progress, so that the heart-beat knows that octets are going.
    private const int WriteSize = 256 * 1024;

    private readonly ITransport _transport;
    private readonly ILinkEvents _events;
    private readonly Turns _turns;
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _continue = new(0);
    private WriteBuffer _filling = new();
    private WriteBuffer _writing = new();
    private bool _isWriting;
    private int _reported;
    private bool _closesWrite;
    private int _disposed;

    public Link(long number, ITransport transport, ILinkEvents events, Turns turns) =>
        (Number, _transport, _events, _turns) = (number, transport, events, turns);

    public long Number { get; }

    /// <summary>The last transmission put into <see cref="Output"/>.</summary>
    public long Transmitted { get; set; }

    /// <summary>The last transmission of the write under way.</summary>
    public long Writing { get; private set; }

    /// <summary>The last transmission that is written whole.</summary>
    public long Written { get; private set; }

    public IBufferWriter<byte> Output => _filling;

    public string Description => _transport.Description;

    /// <summary>Octets that were encoded and are not written yet.</summary>
    public int Unwritten => _filling.Count + (_isWriting ? _writing.Count - _reported : 0);

    public int Filled => _filling.Count;

    public void Start() => _ = _turns.Run(ReadAllAsync);

    /// <summary>The octets that were read last are done with; reads again.</summary>
    public void Continue()
    {
        if (_disposed == 0)
            _continue.Release();
    }

    /// <summary>Writes what was put into <see cref="Output"/>, unless a write is under way: then it follows.</summary>
    public void Flush()
    {
        if (_isWriting || _disposed != 0)
            return;
        if (_filling.Count == 0)
        {
            if (_closesWrite)
                _ = CloseWriteAsync();
            return;
        }

        (_filling, _writing) = (_writing, _filling);
        _isWriting = true;
        Writing = Transmitted;
        _ = WriteAsync();
    }

    /// <summary>The loop learnt how far the write under way is.</summary>
    public void CountWritten(int octets) => _reported += octets;

    /// <summary>The loop learnt that the write under way is done.</summary>
    public void FinishWrite()
    {
        _isWriting = false;
        Written = Writing;
        _reported = 0;
        _writing.Clear();
        Flush();
    }

    /// <summary>Closes this side behind what was transmitted.</summary>
    public void CloseWrite()
    {
        _closesWrite = true;
        Flush();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _continue.Release();
        await _turns.CancelAsync(_end).ConfigureAwait(false);
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>What an exception of a transport means, for the core: exception objects stay here.</summary>
    public static TransportFault Describe(Exception exception) => exception switch
    {
        SocketException socket => new(KindOf(socket.SocketErrorCode), socket.SocketErrorCode.ToString(), socket.Message),
        System.Security.Authentication.AuthenticationException tls => new(TransportFaultKind.Tls, "", tls.Message),
        System.IO.IOException { InnerException: SocketException inner } => Describe(inner),
        OperationCanceledException or TimeoutException => new(TransportFaultKind.TimedOut, "", "it took too long"),
        ObjectDisposedException => new(TransportFaultKind.Other, "", "the transport was closed"),
        _ => new(TransportFaultKind.Other, exception.GetType().Name, exception.Message),
    };

    private static TransportFaultKind KindOf(SocketError error) => error switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => TransportFaultKind.NameNotFound,
        SocketError.ConnectionRefused => TransportFaultKind.Refused,
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.NetworkDown or SocketError.HostDown => TransportFaultKind.Unreachable,
        SocketError.TimedOut => TransportFaultKind.TimedOut,
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => TransportFaultKind.Reset,
        _ => TransportFaultKind.Other,
    };

    private async Task ReadAllAsync()
    {
        // Not from the pool: the loop may still hold what was read last when the link ends.
        var buffer = new byte[ReadSize];
        try
        {
            while (true)
            {
                var count = await _transport.ReadAsync(buffer, _end.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    _events.OnClosed(this);
                    return;
                }

                _events.OnReceived(this, buffer.AsMemory(0, count));
                await _turns.Join(_continue.WaitAsync()).ConfigureAwait(false);
                if (Volatile.Read(ref _disposed) != 0)
                    return;
            }
        }
        catch (Exception exception) when (_disposed != 0 || _end.IsCancellationRequested)
        {
            _ = exception;
        }
#pragma warning disable CA1031 // whatever a transport throws ends the link and is reported
        catch (Exception exception)
        {
            _events.OnFailed(this, Describe(exception));
        }
#pragma warning restore CA1031
    }

    private async Task WriteAsync()
    {
        try
        {
            var rest = _writing.Written;
            while (rest.Length > WriteSize)
            {
                await _transport.WriteAsync(rest[..WriteSize], _end.Token).ConfigureAwait(false);
                rest = rest[WriteSize..];
                _events.OnWritten(this, WriteSize, finished: false);
            }

            await _transport.WriteAsync(rest, _end.Token).ConfigureAwait(false);
            _events.OnWritten(this, rest.Length, finished: true);
        }
        catch (Exception exception) when (_disposed != 0 || _end.IsCancellationRequested)
        {
            _ = exception;
        }
#pragma warning disable CA1031 // whatever a transport throws ends the link and is reported
        catch (Exception exception)
        {
            _events.OnFailed(this, Describe(exception));
        }
#pragma warning restore CA1031
    }

    private async Task CloseWriteAsync()
    {
        _closesWrite = false;
        try
        {
            await _transport.CloseWriteAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // the peer may be gone: then there is nothing left to close
        catch (Exception exception)
        {
            _events.OnFailed(this, Describe(exception));
        }
#pragma warning restore CA1031
    }
}
