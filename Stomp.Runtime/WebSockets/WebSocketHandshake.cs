using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Http;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Threading;
using System.Threading.Tasks;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime.WebSockets;

/// <summary>Asks for a WebSocket on a stream that was dialled, and secured, as for any other endpoint.</summary>
internal static class WebSocketHandshake
{
    /// <summary>Whatever goes wrong closes the stream.</summary>
    public static async Task<ITransport> RunAsync(Stream stream, Endpoint endpoint, StompOptions options, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            SetUp(socket.Options, options);
            // The stream is the only connection there is: nothing is dialled, redirected or kept beside it.
            using var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, ConnectCallback = new Once(stream).TakeAsync };
            using var invoker = new HttpMessageInvoker(handler);
            await socket.ConnectAsync(Resource(endpoint), invoker, cancellationToken).ConfigureAwait(false);
            return new WebSocketTransport(socket, endpoint.ToString(), options.WebSocket.UseText);
        }
        catch (Exception exception)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            await stream.DisposeAsync().ConfigureAwait(false);
            if (exception is WebSocketException && !cancellationToken.IsCancellationRequested)
                throw Explain(exception, endpoint, status);
            throw;
        }
    }

    private static void SetUp(ClientWebSocketOptions socket, StompOptions options)
    {
        socket.CollectHttpResponseDetails = true;
        socket.KeepAliveInterval = options.WebSocket.KeepAliveInterval;
        foreach (var version in options.Versions.Distinct().OrderDescending())
            socket.AddSubProtocol($"v{StompVersionText.ToText(version).Replace(".", "", StringComparison.Ordinal)}.stomp");
        foreach (var header in options.WebSocket.Headers.ToArray().GroupBy(static header => header.Name, StringComparer.OrdinalIgnoreCase))
            socket.SetRequestHeader(header.Key, string.Join(", ", header.Select(static it => it.Value)));
        options.WebSocket.Configure?.Invoke(socket);
    }

    /// <summary>TLS, where there is any, is under way already, and a stream that is TLS is taken for what it is.</summary>
    private static Uri Resource(Endpoint endpoint)
    {
        var host = endpoint.ServerName ?? endpoint.Host;
        return new(FormattableString.Invariant($"{(endpoint.IsTls ? "wss" : "ws")}://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{endpoint.Port}{endpoint.WebSocketPath}"));
    }

    private static Exception Explain(Exception exception, Endpoint endpoint, HttpStatusCode status)
    {
        if (status is not (0 or HttpStatusCode.SwitchingProtocols))
            return new InvalidDataException(FormattableString.Invariant($"the answer to {endpoint.WebSocketPath} was {(int)status} {status} and not a WebSocket{(status == HttpStatusCode.NotFound ? "; is the path right? RabbitMQ's is /ws" : "")}"), exception);
        var innermost = exception;
        while (innermost.InnerException is { } inner)
            innermost = inner;
        return innermost switch
        {
            SocketException => innermost,
            HttpRequestException or WebSocketException => new InvalidDataException($"no WebSocket came about: {innermost.Message.TrimEnd('.')}; does the port speak HTTP{(endpoint.IsTls ? " over TLS" : "")}?", exception),
            _ => new IOException($"the broker hung up instead of answering with a WebSocket: {innermost.Message.TrimEnd('.')}; does the port speak HTTP{(endpoint.IsTls ? " over TLS" : "")}?", exception),
        };
    }

    /// <summary>Gives the stream away, once.</summary>
    private sealed class Once(Stream stream)
    {
        private Stream? _stream = stream;

        public ValueTask<Stream> TakeAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
            Interlocked.Exchange(ref _stream, null) is { } taken ? new(taken) : throw new IOException("the connection is over");
    }
}
