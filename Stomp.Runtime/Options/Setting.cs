using System;
using System.Collections.Generic;
using Stomp.Pure.Connections;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;
using Stomp.Pure.Values;

namespace Stomp.Runtime.Options;

/// <summary>An option that can be written down, in configuration or in an address.</summary>
/// <param name="Key">Its name in configuration, that of the property; with a dot where it stands in a section.</param>
/// <param name="Query">Its name in the query of an address; null when it has no place there.</param>
/// <param name="Apply">Reads it: the options with it, or what it must be. Whether it stands in an address is the last argument.</param>
internal sealed record Setting(string Key, string? Query, Func<StompOptions, string, bool, Reading<StompOptions>> Apply)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Of("Login", null, Written.Read, (options, value) => options with { Login = value }),
        Of("Passcode", null, Written.Read, (options, value) => options with { Passcode = value }),
        Of("VirtualHost", null, Written.Read, (options, value) => options with { VirtualHost = value }),
        Of("ClientId", "clientId", Written.Read, (options, value) => options with { ClientId = value }),
        Of("Versions", "versions", Versions, (options, value) => options with { Versions = value }),
        Of("UseStompCommand", "useStompCommand", Written.Truth, (options, value) => options with { UseStompCommand = value }),
        Span("HeartbeatSend", null, (options, value) => options with { HeartbeatSend = value }),
        Span("HeartbeatReceive", null, (options, value) => options with { HeartbeatReceive = value }),
        Of("HeartbeatTolerance", "heartbeatTolerance", Written.Ratio, (options, value) => options with { HeartbeatTolerance = value }),
        Span("ConnectTimeout", "connectTimeout", (options, value) => options with { ConnectTimeout = value }),
        Span("ReceiptTimeout", "receiptTimeout", (options, value) => options with { ReceiptTimeout = value }),
        Span("DisconnectTimeout", "disconnectTimeout", (options, value) => options with { DisconnectTimeout = value }),
        Of("Randomize", "randomize", Written.Truth, (options, value) => options with { Randomize = value }),
        Of("PreferLocal", "preferLocal", Written.Truth, (options, value) => options with { PreferLocal = value }),
        Of("TryLoopback", "tryLoopback", Written.Truth, (options, value) => options with { TryLoopback = value }),
        Of("WhenDown", "whenDown", Written.Name<WhenDown>, (options, value) => options with { WhenDown = value }),
        Of("OnUnknown", "onUnknown", Written.Name<UnknownPolicy>, (options, value) => options with { OnUnknown = value }),
        Of("MaxQueued", "maxQueued", Written.Count, (options, value) => options with { MaxQueued = value }),
        Of("MaxQueuedOctets", "maxQueuedOctets", Written.Octets, (options, value) => options with { MaxQueuedOctets = value }),
        Of("MaxKept", "maxKept", Written.Count, (options, value) => options with { MaxKept = value }),
        Of("MaxKeptOctets", "maxKeptOctets", Written.Octets, (options, value) => options with { MaxKeptOctets = value }),
        Of("MaxUnreadMessages", "maxUnreadMessages", Written.Count, (options, value) => options with { MaxUnreadMessages = value }),
        Of("MaxUnreadOctets", "maxUnreadOctets", Written.Octets, (options, value) => options with { MaxUnreadOctets = value }),
        Of("MaxUnwrittenOctets", "maxUnwrittenOctets", Written.Octets, (options, value) => options with { MaxUnwrittenOctets = value }),
        Of("AllowSynchronousContinuations", "allowSynchronousContinuations", Written.Truth, (options, value) => options with { AllowSynchronousContinuations = value }),
        Of("Prefetch", "prefetch", Written.Limit, (options, value) => options with { Prefetch = value }),
        Of("ContentLength", "contentLength", Written.Name<ContentLengthMode>, (options, value) => options with { ContentLength = value }),
        Of("Encoding", "encoding", Written.Charset, (options, value) => options with { Encoding = value }),
        Of("TextPolicy", "textPolicy", Written.Name<TextPolicy>, (options, value) => options with { TextPolicy = value }),
        Of("Profile", "profile", Profile, (options, value) => options with { Profile = value }),
        Of("Leniency", null, Written.Name<Leniency>, (options, value) => options with { Leniency = value }),
        Of("EscapesConnect", "escapesConnect", Written.Truth, (options, value) => options with { EscapesConnect = value }),
        Of("Recording", null, Written.Read, (options, value) => options.WithRecording(value)),
        Of("Seed", "seed", Written.Seed, (options, value) => options with { Seed = value }),
        Span("Reconnect.Initial", "reconnectInitial", (options, value) => options.WithReconnect(reconnect => reconnect with { Initial = value })),
        Of("Reconnect.Increase", "reconnectIncrease", Written.Ratio, (options, value) => options.WithReconnect(reconnect => reconnect with { Increase = value })),
        Of("Reconnect.Jitter", "reconnectJitter", Written.Ratio, (options, value) => options.WithReconnect(reconnect => reconnect with { Jitter = value })),
        Span("Reconnect.Max", "reconnectMax", (options, value) => options.WithReconnect(reconnect => reconnect with { Max = value })),
        Of("Reconnect.FirstRounds", "reconnectFirstRounds", Written.Limit, (options, value) => options.WithReconnect(reconnect => reconnect with { FirstRounds = value })),
        Of("Reconnect.Rounds", "reconnectRounds", Written.Limit, (options, value) => options.WithReconnect(reconnect => reconnect with { Rounds = value })),
        Span("Reconnect.StableAfter", "reconnectStableAfter", (options, value) => options.WithReconnect(reconnect => reconnect with { StableAfter = value })),
        Of("Reconnect.RetryRefused", "reconnectRetryRefused", Written.Truth, (options, value) => options.WithReconnect(reconnect => reconnect with { RetryRefused = value })),
        Of("Sockets.NoDelay", "noDelay", Written.Truth, (options, value) => options.WithSockets(sockets => sockets with { NoDelay = value })),
        Of("Sockets.KeepAlive", "keepAlive", Written.Truth, (options, value) => options.WithSockets(sockets => sockets with { KeepAlive = value })),
        Span("Sockets.KeepAliveTime", "keepAliveTime", (options, value) => options.WithSockets(sockets => sockets with { KeepAliveTime = value })),
        Span("Sockets.KeepAliveInterval", "keepAliveInterval", (options, value) => options.WithSockets(sockets => sockets with { KeepAliveInterval = value })),
        Of("Sockets.KeepAliveCount", "keepAliveCount", Written.Count, (options, value) => options.WithSockets(sockets => sockets with { KeepAliveCount = value })),
        Of("Sockets.LocalEndPoint", "localEndPoint", Written.Local, (options, value) => options.WithSockets(sockets => sockets with { LocalEndPoint = value })),
        Span("Sockets.AddressDelay", "addressDelay", (options, value) => options.WithSockets(sockets => sockets with { AddressDelay = value })),
        Of("WebSocket.UseText", null, Written.Truth, (options, value) => options.WithWebSocket(socket => socket with { UseText = value })),
        Span("WebSocket.KeepAliveInterval", null, (options, value) => options.WithWebSocket(socket => socket with { KeepAliveInterval = value })),
        Of("Limits.MaxHeaders", null, Written.Count, (options, value) => options.WithLimits(limits => limits with { MaxHeaders = value })),
        Of("Limits.MaxLine", null, Written.Count, (options, value) => options.WithLimits(limits => limits with { MaxLine = value })),
        Of("Limits.MaxHeaderSection", null, Written.Count, (options, value) => options.WithLimits(limits => limits with { MaxHeaderSection = value })),
        Of("Limits.MaxBody", null, Written.Count, (options, value) => options.WithLimits(limits => limits with { MaxBody = value })),
    ];

    private static Setting Of<T>(string key, string? query, Func<string, Reading<T>> read, Func<StompOptions, T, StompOptions> set) =>
        new(key, query, (options, text, _) => Set(options, read(text), set));

    private static Setting Span(string key, string? query, Func<StompOptions, TimeSpan, StompOptions> set) =>
        new(key, query, (options, text, inAddress) => Set(options, Written.Span(text, inAddress), set));

    private static Reading<StompOptions> Set<T>(StompOptions options, Reading<T> reading, Func<StompOptions, T, StompOptions> set) =>
        reading.Complaint is { } complaint ? Written.Must<StompOptions>(complaint) : Written.Read(set(options, reading.Value));

    private static Reading<ValueList<StompVersion>> Versions(string text) => Written.List(
        text, static version => StompVersionText.Parse(version) is { } parsed ? Written.Read(parsed) : Written.Must<StompVersion>("a list of 1.0, 1.1 and 1.2"));

    private static Reading<BrokerProfile?> Profile(string text)
    {
        foreach (var profile in (BrokerProfile[])[BrokerProfile.Standard, BrokerProfile.RabbitMq, BrokerProfile.ActiveMq, BrokerProfile.StompServer])
        {
            if (string.Equals(profile.Name, text, StringComparison.OrdinalIgnoreCase))
                return Written.Read<BrokerProfile?>(profile);
        }

        return Written.Must<BrokerProfile?>("standard, RabbitMQ, ActiveMQ or stompserver");
    }
}
