using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Threading.Tasks;

namespace Stomp.Runtime.Tests.Tls;

/// <summary>What one visitor of a <see cref="LittleBroker"/> did, as the listener saw it.</summary>
internal sealed class Visit(Socket socket)
{
    public Socket Socket => socket;

    public IPEndPoint From { get; } = (IPEndPoint)socket.RemoteEndPoint!;

    /// <summary>The octets of STOMP that came.</summary>
    public MemoryStream Received { get; } = new();

    public string Text => Encoding.UTF8.GetString(Received.ToArray());

    /// <summary>How it ended: null when the visitor closed in order, else what happened.</summary>
    public TaskCompletionSource<Exception?> End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The name that was asked for, null when none was.</summary>
    public string? ServerName { get; set; }

    /// <summary>The subject of the certificate that was shown, null when none was.</summary>
    public string? ClientSubject { get; set; }

    /// <summary>The subjects of all certificates that were shown.</summary>
    public string[] ClientChain { get; set; } = [];

    public SslProtocols Protocol { get; set; }

    /// <summary>Waits for the end, long enough for everybody, and fails the test when it does not come.</summary>
    public Task<Exception?> EndAsync() => End.Task.WaitAsync(TimeSpan.FromSeconds(60));
}
