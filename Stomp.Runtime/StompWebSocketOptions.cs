using System;
using System.Collections.Generic;
using System.Net.WebSockets;
using System.Text;
using Stomp.Pure.Frames;

namespace Stomp.Runtime;

/// <summary>
/// How a WebSocket is asked for (N11). The sub-protocols offered are those of <see cref="StompOptions.Versions"/>, the highest first, for instance <c>v12.stomp</c>;
/// which version is spoken CONNECT and CONNECTED agree upon, as over TCP.
/// </summary>
public sealed record StompWebSocketOptions
{
    /// <summary>Headers of the request, for instance <c>Origin</c>, <c>Authorization</c> or <c>Cookie</c>. Default none.</summary>
    public Headers Headers { get; init; }

    /// <summary>
    /// Whether what is sent goes out as text. Default no: as binary, since text that is not UTF-8 ends a WebSocket, and bodies need not be text. For brokers that take
    /// text alone, such as ActiveMQ. What is received may be either.
    /// </summary>
    public bool UseText { get; init; }

    /// <summary>How often the WebSocket itself tells proxies that it is alive; 0 does not. Default 0: heart-beats of STOMP go through them as well.</summary>
    public TimeSpan KeepAliveInterval { get; init; }

    /// <summary>
    /// Reaches everything else, before the WebSocket is asked for. Sockets and TLS are set up by <see cref="StompOptions.Sockets"/> and
    /// <see cref="StompOptions.Tls"/>: what the platform's options say about proxies, cookies, credentials and certificates cannot be set here.
    /// </summary>
    public Action<ClientWebSocketOptions>? Configure { get; init; }

    /// <summary>The same with other headers of the request.</summary>
    public StompWebSocketOptions WithHeaders(Headers headers) => this with { Headers = headers };

    /// <summary>The same, which sends text, or binary.</summary>
    public StompWebSocketOptions WithUseText(bool use) => this with { UseText = use };

    /// <summary>The same with another time from sign of life to sign of life; 0 for none.</summary>
    public StompWebSocketOptions WithKeepAliveInterval(TimeSpan interval) => this with { KeepAliveInterval = interval };

    /// <summary>The same with something else done to the platform's options.</summary>
    public StompWebSocketOptions WithConfigure(Action<ClientWebSocketOptions>? configure) => this with { Configure = configure };

    /// <summary>The same with one header of the request more.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value.</param>
    public StompWebSocketOptions WithHeader(string name, string value) => this with { Headers = Headers.Add(new(name, value)) };

    /// <summary>Everything that is wrong with these settings.</summary>
    internal IEnumerable<string> Check()
    {
        if (KeepAliveInterval < TimeSpan.Zero)
            yield return $"KeepAliveInterval is {KeepAliveInterval}; it must not be negative";
        foreach (var (name, value) in Headers.ToArray())
        {
            if (!IsToken(name))
                yield return $"Headers has the name {(name.Length == 0 ? "(empty)" : name)}; it must be a name that HTTP can carry";
            if (!Ascii.IsValid(value) || value.AsSpan().ContainsAny('\r', '\n', '\0'))
                yield return $"Headers has a value for {name} that is not ASCII, or has a line feed, carriage return or NUL, which HTTP cannot carry";
        }
    }

    /// <summary>What is in force; values of headers may be secrets.</summary>
    public override string ToString() =>
        $"StompWebSocketOptions {{ Headers = {Headers.Count}, UseText = {UseText}, KeepAliveInterval = {KeepAliveInterval}, Configure = {(Configure is null ? "(none)" : "set")} }}";

    private static bool IsToken(string name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !"!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal))
                return false;
        }

        return name.Length > 0;
    }
}
