using System;
using System.IO;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.WebSockets;

/// <summary>
/// Octets over a WebSocket. Where messages begin and end means nothing in what is received. What is sent is one frame in each message: of several in one ActiveMQ
/// takes the first, and RabbitMQ 3.10 hangs up when many come so.
/// </summary>
internal sealed class WebSocketTransport(WebSocket socket, string description, bool usesText) : ITransport
{
    // A read of a WebSocket waits until its buffer is full or its message is over: what comes slowly must be seen while it comes.
    private const int MostRead = 16 * 1024;

    private readonly WebSocketMessageType _type = usesText ? WebSocketMessageType.Text : WebSocketMessageType.Binary;

    public string Description => description;

    public bool TakesFrames => true;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        buffer = buffer[..Math.Min(buffer.Length, MostRead)];
        try
        {
            while (true)
            {
                var read = await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (read.MessageType == WebSocketMessageType.Close)
                    return Closed();
                // a message may be empty, or its end come by itself
                if (read.Count > 0)
                    return read.Count;
            }
        }
        catch (WebSocketException exception) when (exception is { WebSocketErrorCode: WebSocketError.ConnectionClosedPrematurely, InnerException: null })
        {
            return 0;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(octets, _type, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw Explain(exception);
        }
    }

    public async ValueTask CloseWriteAsync()
    {
        try
        {
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or OperationCanceledException or IOException)
        {
            // The peer was faster.
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A close that says that something was wrong says what.</summary>
    private int Closed() => WhyClosed() is { } why ? throw new IOException(why) : 0;

    private string? WhyClosed() => socket.CloseStatus is null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.Empty
        ? null
        : FormattableString.Invariant($"the broker closed the WebSocket with {(int)socket.CloseStatus} {socket.CloseStatus}{(string.IsNullOrEmpty(socket.CloseStatusDescription) ? "" : $": {socket.CloseStatusDescription}")}");

    /// <summary>What is below it is told as it would be without it: the platform wraps it, or says that something was cancelled.</summary>
    private Exception Explain(Exception exception)
    {
        if (WhyClosed() is { } why)
            return new IOException(why, exception);
        for (var inner = exception.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is not (WebSocketException or OperationCanceledException))
                return inner;
        }

        return exception is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted }
            ? new InvalidDataException($"the broker broke the rules of WebSocket: {exception.Message.TrimEnd('.')}. Text that is not UTF-8 does; RabbitMQ sends binary with web_stomp.ws_frame = binary", exception)
            : new IOException($"the WebSocket is over: {exception.Message.TrimEnd('.')}", exception);
    }
}
