using System;
using System.Threading;
using Stomp.Pure.Frames;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime;

/// <summary>Counts what happens. Messages sent are SENDs, and nothing else.</summary>
public sealed class StatisticsListener : StompListener
{
    private long _connections;
    private long _disconnections;
    private long _errors;
    private long _heartbeats;
    private long _heartbeatTimeouts;
    private long _messagesReceived;
    private long _messagesSent;
    private long _receipts;

    /// <summary>Sessions that were opened.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Sessions that ended, or could not be opened.</summary>
    public long Disconnections => Interlocked.Read(ref _disconnections);

    /// <summary>ERRORs.</summary>
    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>Heart-beats of the broker.</summary>
    public long Heartbeats => Interlocked.Read(ref _heartbeats);

    /// <summary>Sessions that ended by the broker's silence.</summary>
    public long HeartbeatTimeouts => Interlocked.Read(ref _heartbeatTimeouts);

    /// <summary>MESSAGEs.</summary>
    public long MessagesReceived => Interlocked.Read(ref _messagesReceived);

    /// <summary>SENDs.</summary>
    public long MessagesSent => Interlocked.Read(ref _messagesSent);

    /// <summary>RECEIPTs.</summary>
    public long Receipts => Interlocked.Read(ref _receipts);

    /// <inheritdoc/>
    public override void OnConnected(SessionInfo session) => Interlocked.Increment(ref _connections);

    /// <inheritdoc/>
    public override void OnDisconnected(EndReason reason) => Interlocked.Increment(ref _disconnections);

    /// <inheritdoc/>
    public override void OnError(ServerError error) => Interlocked.Increment(ref _errors);

    /// <inheritdoc/>
    public override void OnHeartbeat() => Interlocked.Increment(ref _heartbeats);

    /// <inheritdoc/>
    public override void OnHeartbeatTimeout() => Interlocked.Increment(ref _heartbeatTimeouts);

    /// <inheritdoc/>
    public override void OnMessage(Frame message) => Interlocked.Increment(ref _messagesReceived);

    /// <inheritdoc/>
    public override void OnReceipt(Frame receipt) => Interlocked.Increment(ref _receipts);

    /// <inheritdoc/>
    public override void OnSend(Frame frame)
    {
        if (frame is { Command: Command.Send })
            Interlocked.Increment(ref _messagesSent);
    }

    /// <summary>All counts on one line.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"connections {Connections}, disconnections {Disconnections}, sent {MessagesSent}, received {MessagesReceived}, receipts {Receipts}, errors {Errors}, heart-beats {Heartbeats}, heart-beat timeouts {HeartbeatTimeouts}");
}
