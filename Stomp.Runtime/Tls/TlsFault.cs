using System;
using System.IO;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Stomp.Runtime.Tls;

/// <summary>
/// Says in plain words what ended TLS. The platform's exceptions nest, and what happened stands in the innermost; its words are OpenSSL's on Unix, so
/// they are only read for a hint and always quoted.
/// </summary>
internal static class TlsFault
{
    /// <summary>The handshake failed, and not because of our own verdict on the broker's certificate.</summary>
    public static Exception InHandshake(Exception exception, string host, bool showsCertificate, SslProtocols allowed)
    {
        if (exception is IOException { InnerException: SocketException socket })
            return new SocketException((int)socket.SocketErrorCode, $"the connection broke in the TLS handshake with {host}: {socket.Message}");
        var said = Innermost(exception);
        var hint =
            Has(said, "wrong version number", "frame size", "corrupted frame", "packet length", "http request") ? "the port does not seem to speak TLS"
            : Has(said, "protocol version", "unsupported protocol", "no protocols available") ? $"no version of TLS in common; allowed here: {(allowed == SslProtocols.None ? "what the system allows" : allowed)}"
            : exception is IOException ? "the broker hung up; does the port speak TLS?"
            : ClientCertificate(showsCertificate);
        return new AuthenticationException($"the TLS handshake with {host} failed: {hint} ({said})", exception);
    }

    /// <summary>
    /// The link broke before the broker had said anything. With TLS 1.3 the handshake succeeds on this side before the broker has judged the client's
    /// certificate: its refusal is the first thing to read, or a reset when it was in a hurry.
    /// </summary>
    public static AuthenticationException BeforeTheFirstRead(Exception exception, bool showsCertificate) =>
        new(
            $"the broker ended TLS before it said anything, which with TLS 1.3 is how a client certificate is refused: {ClientCertificate(showsCertificate)} ({Innermost(exception)})",
            exception);

    private static string ClientCertificate(bool showsCertificate) => showsCertificate
        ? "it does not seem to accept TlsOptions.ClientCertificate"
        : "if it wants a client certificate, set TlsOptions.ClientCertificate";

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }

    private static bool Has(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }
}
