using Stomp.Pure.Frames;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>
/// Watches a connection (M34). Override what you want to see. Calls come one at a time, in the order in which things happened, off the
/// connection's loop: a listener observes, it cannot alter a frame, and one that throws or is slow harms nothing.
/// <para>
/// A session goes Connecting, Send (CONNECT), Connected; then Send, Receipt, Error, BeforeMessage, Message and Heartbeat as they come; then Disconnecting and
/// Send (DISCONNECT) where this side says goodbye, HeartbeatTimeout where the broker went silent, Disconnected, ReceiverLoopCompleted.
/// </para>
/// </summary>
public abstract class StompListener
{
    /// <summary>The transport is open, CONNECT follows.</summary>
    public virtual void OnConnecting(Endpoint endpoint)
    {
    }

    /// <summary>The session is open.</summary>
    public virtual void OnConnected(SessionInfo session)
    {
    }

    /// <summary>This side says goodbye: the receipts that were waited for came, DISCONNECT follows.</summary>
    public virtual void OnDisconnecting()
    {
    }

    /// <summary>The session is over, or was never opened.</summary>
    public virtual void OnDisconnected(EndReason reason)
    {
    }

    /// <summary>The broker beat its heart.</summary>
    public virtual void OnHeartbeat()
    {
    }

    /// <summary>The broker was silent for too long; Disconnected follows.</summary>
    public virtual void OnHeartbeatTimeout()
    {
    }

    /// <summary>A MESSAGE came; every listener is told this before any is told of the message itself.</summary>
    public virtual void OnBeforeMessage(Frame message)
    {
    }

    /// <summary>A MESSAGE came.</summary>
    public virtual void OnMessage(Frame message)
    {
    }

    /// <summary>A RECEIPT came.</summary>
    public virtual void OnReceipt(Frame receipt)
    {
    }

    /// <summary>An ERROR came.</summary>
    public virtual void OnError(ServerError error)
    {
    }

    /// <summary>A frame was handed to the transport. Secret values show as <c>***</c>.</summary>
    public virtual void OnSend(Frame frame)
    {
    }

    /// <summary>Nothing more is read of this session.</summary>
    public virtual void OnReceiverLoopCompleted()
    {
    }
}

/// <summary>A listener and the name it goes by.</summary>
/// <param name="Name">The name; listeners are called in the ordinal order of theirs.</param>
/// <param name="Listener">The listener.</param>
public sealed record NamedListener(string Name, StompListener Listener);
