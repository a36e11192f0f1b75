using System.IO;
using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>Prints one line for everything that happens. Passwords show as <c>***</c>.</summary>
/// <param name="output">Where to.</param>
public sealed class PrintingListener(TextWriter output) : StompListener
{
    /// <inheritdoc/>
    public override void OnConnecting(Endpoint endpoint) => output.WriteLine($"connecting to {endpoint}");

    /// <inheritdoc/>
    public override void OnConnected(SessionInfo session) => output.WriteLine($"connected: {session}");

    /// <inheritdoc/>
    public override void OnDisconnecting() => output.WriteLine("disconnecting");

    /// <inheritdoc/>
    public override void OnDisconnected(EndReason reason) => output.WriteLine($"session over: {reason}");

    /// <inheritdoc/>
    public override void OnHeartbeat() => output.WriteLine("heart-beat");

    /// <inheritdoc/>
    public override void OnHeartbeatTimeout() => output.WriteLine("heart-beat missing");

    /// <inheritdoc/>
    public override void OnMessage(Frame message) => output.WriteLine($"<- {message}");

    /// <inheritdoc/>
    public override void OnReceipt(Frame receipt) => output.WriteLine($"<- {receipt}");

    /// <inheritdoc/>
    public override void OnError(ServerError error) => output.WriteLine($"<- ERROR {error}");

    /// <inheritdoc/>
    public override void OnSend(Frame frame) => output.WriteLine($"-> {frame}");
}
