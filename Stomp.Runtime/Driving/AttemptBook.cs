using System.Collections.Generic;
using System.Linq;
using Stomp.Pure.Connections;
using Stomp.Pure.Reconnection;
using Stomp.Pure.Sessions;

namespace Stomp.Runtime.Driving;

/// <summary>What failed since there was a session: the last attempt at each endpoint, in the order in which they failed. The loop writes it, anybody reads it.</summary>
internal sealed class AttemptBook
{
    private volatile FailedAttempt[] _failed = [];

    public IReadOnlyList<FailedAttempt> Failed => _failed;

    /// <summary>The connection is in another state, or at another transport, than before.</summary>
    public void See(ConnectionState before, ConnectionState after)
    {
        if (after is ConnectionState.Connected)
            _failed = [];
        else if (EndpointOf(before) is { } endpoint && ReasonOf(after) is { } reason and not (EndReason.Disconnected or EndReason.Cancelled))
            _failed = [.. _failed.Where(attempt => attempt.Endpoint != endpoint), new(endpoint, reason)];
    }

    private static Endpoint? EndpointOf(ConnectionState state) => state switch
    {
        ConnectionState.Dialling dialling => dialling.Endpoint,
        ConnectionState.Connecting connecting => connecting.Endpoint,
        _ => null,
    };

    private static EndReason? ReasonOf(ConnectionState state) => state switch
    {
        ConnectionState.Dialling dialling => dialling.Cause,
        ConnectionState.Waiting waiting => waiting.Cause,
        ConnectionState.Closed closed => closed.Reason,
        _ => null,
    };
}
