using System;
using System.Text;
using Microsoft.Extensions.Logging;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Runtime;

/// <summary>Each option by a method, for languages without <c>with</c>; those that take more than their value stand with the options.</summary>
public sealed partial record StompOptions
{
    /// <summary>The same with other endpoints, in order.</summary>
    public StompOptions WithEndpoints(params Endpoint[] endpoints) => this with { Endpoints = ValueList.Of<Endpoint>(endpoints) };

    /// <summary>The same with another <c>host</c> header for every endpoint; null leaves it to the address.</summary>
    public StompOptions WithVirtualHost(string? host) => this with { VirtualHost = host };

    /// <summary>The same with another <c>client-id</c> header; null for none.</summary>
    public StompOptions WithClientId(string? id) => this with { ClientId = id };

    /// <summary>The same with other additional headers for CONNECT.</summary>
    public StompOptions WithConnectHeaders(Headers headers) => this with { ConnectHeaders = headers };

    /// <summary>The same with another multiple of the agreed interval after which a silent broker counts as dead.</summary>
    public StompOptions WithHeartbeatTolerance(double factor) => this with { HeartbeatTolerance = factor };

    /// <summary>The same with another time to open a session.</summary>
    public StompOptions WithConnectTimeout(TimeSpan timeout) => this with { ConnectTimeout = timeout };

    /// <summary>The same with another time for a RECEIPT to come.</summary>
    public StompOptions WithReceiptTimeout(TimeSpan timeout) => this with { ReceiptTimeout = timeout };

    /// <summary>The same with another time for a goodbye.</summary>
    public StompOptions WithDisconnectTimeout(TimeSpan timeout) => this with { DisconnectTimeout = timeout };

    /// <summary>The same with another fate for what is sent while there is no session.</summary>
    public StompOptions WithWhenDown(WhenDown fate) => this with { WhenDown = fate };

    /// <summary>The same with another number of operations that may wait for a session.</summary>
    public StompOptions WithMaxQueued(int operations) => this with { MaxQueued = operations };

    /// <summary>The same with another size of what may wait for a session.</summary>
    public StompOptions WithMaxQueuedOctets(long octets) => this with { MaxQueuedOctets = octets };

    /// <summary>The same with another number of sends that are kept to be sent again.</summary>
    public StompOptions WithMaxKept(int sends) => this with { MaxKept = sends };

    /// <summary>The same with another size of what is kept to be sent again.</summary>
    public StompOptions WithMaxKeptOctets(long octets) => this with { MaxKeptOctets = octets };

    /// <summary>The same with other limits on what the broker may make the client hold.</summary>
    public StompOptions WithLimits(Func<FrameLimits, FrameLimits> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Limits = change(Limits) };
    }

    /// <summary>The same with other named deviations in reading.</summary>
    public StompOptions WithLeniency(Leniency leniency) => this with { Leniency = leniency };

    /// <summary>The same, which escapes or does not escape CONNECT as RabbitMQ reads it.</summary>
    public StompOptions WithEscapesConnect(bool escapes) => this with { EscapesConnect = escapes };

    /// <summary>The same with another profile of the broker; null goes by its name in CONNECTED.</summary>
    public StompOptions WithProfile(BrokerProfile? profile) => this with { Profile = profile };

    /// <summary>The same with another treatment of <c>content-length</c> in SEND.</summary>
    public StompOptions WithContentLength(ContentLengthMode mode) => this with { ContentLength = mode };

    /// <summary>The same with another encoding for text whose content type names no charset.</summary>
    public StompOptions WithEncoding(Encoding encoding) => this with { Encoding = encoding };

    /// <summary>The same with another fate for what is no text in its charset.</summary>
    public StompOptions WithTextPolicy(TextPolicy policy) => this with { TextPolicy = policy };

    /// <summary>The same with another number of unread messages at which reading pauses.</summary>
    public StompOptions WithMaxUnreadMessages(int messages) => this with { MaxUnreadMessages = messages };

    /// <summary>The same with another size of unread messages at which reading pauses.</summary>
    public StompOptions WithMaxUnreadOctets(long octets) => this with { MaxUnreadOctets = octets };

    /// <summary>The same with another number of unacknowledged messages that the broker may send ahead; null leaves it to the broker.</summary>
    public StompOptions WithPrefetch(int? messages) => this with { Prefetch = messages };

    /// <summary>The same with another size of what waits to be written, beyond which senders wait.</summary>
    public StompOptions WithMaxUnwrittenOctets(long octets) => this with { MaxUnwrittenOctets = octets };

    /// <summary>The same with other sockets.</summary>
    public StompOptions WithSockets(Func<SocketOptions, SocketOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Sockets = change(Sockets) };
    }

    /// <summary>The same with other settings for WebSockets.</summary>
    public StompOptions WithWebSocket(Func<StompWebSocketOptions, StompWebSocketOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { WebSocket = change(WebSocket) };
    }

    /// <summary>Has the thread that reads run waiting consumers itself, or not; see <see cref="AllowSynchronousContinuations"/> for what they must not do then.</summary>
    /// <param name="allow">True only where no consumer ever blocks its thread.</param>
    public StompOptions WithAllowSynchronousContinuations(bool allow) => this with { AllowSynchronousContinuations = allow };

    /// <summary>The same, which tries or does not try local endpoints first.</summary>
    public StompOptions WithPreferLocal(bool prefer) => this with { PreferLocal = prefer };

    /// <summary>The same, which tries or does not try loopback behind this machine's own name.</summary>
    public StompOptions WithTryLoopback(bool tries) => this with { TryLoopback = tries };

    /// <summary>The same with endpoints in a thrown order, or in the one given.</summary>
    public StompOptions WithRandomize(bool randomize) => this with { Randomize = randomize };

    /// <summary>The same, which says STOMP or CONNECT.</summary>
    public StompOptions WithUseStompCommand(bool use) => this with { UseStompCommand = use };

    /// <summary>The same with another clock.</summary>
    public StompOptions WithTimeProvider(TimeProvider time) => this with { TimeProvider = time };

    /// <summary>The same with another seed for the dice; null draws one.</summary>
    public StompOptions WithSeed(ulong? seed) => this with { Seed = seed };

    /// <summary>The same with another place to log to.</summary>
    public StompOptions WithLoggerFactory(ILoggerFactory factory) => this with { LoggerFactory = factory };
}
