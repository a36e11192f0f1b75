using System;
using Stomp.Pure.Reconnection;

namespace Stomp.Runtime.Options;

/// <summary>What a <c>stomp://</c> address says.</summary>
/// <param name="Endpoint">Where to connect, and which virtual host to select.</param>
/// <param name="Login">The user's name, null when there is none.</param>
/// <param name="Passcode">The password, null when there is none.</param>
internal sealed record StompUri(Endpoint Endpoint, string? Login, string? Passcode)
{
    /// <summary>Reads <c>stomp://user:password@host:port/virtual-host</c>. Without a path the virtual host is <c>/</c>.</summary>
    /// <exception cref="ArgumentException">The text is no such address; the message says what is wrong, without the password.</exception>
    public static StompUri Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri))
            throw Wrong("it is no absolute URI, for instance stomp://guest:guest@localhost:61613");
        if (uri.Scheme is not "stomp")
        {
            throw Wrong(uri.Scheme is "ws" or "wss" or "stomp+ssl"
                ? $"the scheme {uri.Scheme} is not supported yet; use stomp"
                : $"the scheme is {uri.Scheme}; it must be stomp");
        }

        if (uri.Host.Length == 0)
            throw Wrong("it has no host");
        var (login, passcode) = Credentials(uri.UserInfo);
        var path = Uri.UnescapeDataString(uri.AbsolutePath);
        var host = path.Length <= 1 ? "/" : path[1..];
        return new(new Endpoint(uri.IdnHost.Trim('[', ']'), uri.IsDefaultPort || uri.Port < 0 ? Endpoint.DefaultPort : uri.Port) { VirtualHost = host }, login, passcode);
    }

    private static (string? Login, string? Passcode) Credentials(string userInfo)
    {
        if (userInfo.Length == 0)
            return (null, null);
        var colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(userInfo), null)
            : (Uri.UnescapeDataString(userInfo[..colon]), Uri.UnescapeDataString(userInfo[(colon + 1)..]));
    }

    private static ArgumentException Wrong(string what) => new($"The broker's address cannot be used: {what}.");
}
