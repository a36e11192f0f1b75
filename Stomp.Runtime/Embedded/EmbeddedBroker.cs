using System;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Stomp.Pure.Brokers;
using Stomp.Pure.Reconnection;
using Stomp.Runtime.Driving;
using Stomp.Runtime.Embedded;
using Stomp.Runtime.Transports;

namespace Stomp.Runtime;

/// <summary>How an embedded broker runs.</summary>
public sealed record EmbeddedBrokerOptions
{
    /// <summary>The TCP port on the loopback address; 0, the default, takes a free one, null listens on none: then only <see cref="EmbeddedBroker.Transport"/> leads to it.</summary>
    public int? Port { get; init; } = 0;

    /// <summary>How the broker behaves: versions, accounts, what becomes of a message after NACK (by default it goes to <c>/queue/dead-letter</c>).</summary>
    public BrokerConfig Broker { get; init; } = BrokerConfig.Default;

    /// <summary>Time. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where it logs to. Default nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;
}

/// <summary>
/// A STOMP broker in this process, for tests and demonstrations: queues and topics in memory, all versions, over loopback TCP and without any
/// socket. It keeps nothing when it ends.
/// </summary>
public sealed class EmbeddedBroker : IAsyncDisposable
{
    private readonly BrokerDriver _driver;
    private readonly Socket? _listener;
    private readonly Task _accepting;

    private EmbeddedBroker(EmbeddedBrokerOptions options)
    {
        _driver = new(options.Broker, options.TimeProvider, Turns.Pool, options.LoggerFactory.CreateLogger<EmbeddedBroker>());
        Transport = new InMemoryFactory(_driver);
        if (options.Port is { } port)
        {
            _listener = Listen(port);
            Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        }

        _accepting = _listener is null ? Task.CompletedTask : Task.Run(AcceptAsync);
    }

    /// <summary>The TCP port on 127.0.0.1, null when it listens on none.</summary>
    public int? Port { get; }

    /// <summary>The address for clients over TCP, for instance <c>stomp://127.0.0.1:61613</c>.</summary>
    /// <exception cref="InvalidOperationException">It listens on no port.</exception>
    public string Uri => Port is { } port
        ? string.Create(CultureInfo.InvariantCulture, $"stomp://127.0.0.1:{port}")
        : throw new InvalidOperationException("This broker listens on no port; reach it with StompOptions.WithTransport(broker.Transport).");

    /// <summary>Leads clients to this broker without any socket: <c>options.WithTransport(broker.Transport)</c>.</summary>
    public ITransportFactory Transport { get; }

    /// <summary>Starts a broker; it accepts clients when the task completes.</summary>
    /// <param name="options">How; the defaults take a free port, any login and any host.</param>
    /// <exception cref="ArgumentException">The port is no port.</exception>
    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<EmbeddedBroker> StartAsync(EmbeddedBrokerOptions? options = null) => Task.FromResult(new EmbeddedBroker(options ?? new()));

    /// <summary>The state of the broker after everything that reached it so far: a value to look into.</summary>
    public Task<BrokerState> GetStateAsync() => _driver.AskAsync();

    /// <summary>Stops listening and cuts every client off.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _accepting.ConfigureAwait(false);
        await _driver.DisposeAsync().ConfigureAwait(false);
    }

    private static Socket Listen(int port)
    {
        if (port is < 0 or > 65_535)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Port is {port}; it must be between 0 and 65535, or null to listen on none."));
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(512);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _listener!.AcceptAsync().ConfigureAwait(false);
                socket.NoDelay = true;
                _driver.Accept(new TcpTransport(socket));
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception) when (exception.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted or SocketError.InvalidArgument)
            {
                return;
            }
            catch (SocketException)
            {
                // That client gave up while it was accepted; the next one may not.
            }
        }
    }

    private sealed class InMemoryFactory(BrokerDriver driver) : ITransportFactory
    {
        public ValueTask<ITransport> DialAsync(Endpoint endpoint, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var pair = InMemoryTransport.CreatePair();
            driver.Accept(pair.Server);
            return ValueTask.FromResult(pair.Client);
        }
    }
}
